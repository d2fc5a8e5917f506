"""Prices, and how often promotions were used, in memory."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from baton.commerce.ids import Sku
from baton.commerce.pricing.book import DynamicPrice, PriceBook
from baton.commerce.pricing.dynamic import CompetitorPrice
from baton.commerce.pricing.lowest_price import PriceHistory
from baton.commerce.pricing.quotes import Quote
from baton.commerce.pricing.redemption import Use, used_up_error
from baton.commerce.pricing.repository import (
    Entry,
    assembled,
    changed_meanwhile,
    ended_before,
    key_of,
)
from baton.commerce.pricing.shortage import Shortage
from baton.core.contract import Ulid, Versioned
from baton.core.errors import NotFound
from baton.core.money import Currency
from baton.persistence.transaction import Transaction
from tests.fakes.platform.transaction import Ground, stage

Place = tuple[Sku, Currency]


class FakePrices:
    """See ``baton.commerce.pricing.repository.PriceRepository``."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self.entries: dict[tuple[str, str], Entry] = {}
        self.set: dict[Place, DynamicPrice] = {}
        self.short: dict[Sku, Shortage] = {}
        self.histories: dict[Place, PriceHistory] = {}
        self.asked: dict[Place, dict[str, CompetitorPrice]] = {}
        self.quotes: dict[Ulid, Quote] = {}

    def book(self) -> PriceBook:
        with self._ground.faults.at("prices.book"), self._ground.lock:
            kept = sorted(self.entries.items())
            return assembled((part, entry.model_dump_json()) for (part, _), entry in kept)

    def entry(self, part: str, name: str) -> Entry | None:
        with self._ground.faults.at("prices.entry"), self._ground.lock:
            return self.entries.get((part, name))

    def put(self, entry: Entry, within: Transaction) -> None:
        key = key_of(entry)

        check = self._checked(self.entries.get, key, entry)
        stage(within, ("prices", *key), lambda: self.entries.update({key: entry}), check)

    @staticmethod
    def _checked(
        kept: Callable[[Any], Versioned | None], key: Any, one: Versioned
    ) -> Callable[[], None]:
        """Fails unless the version before ``one`` is kept."""

        def check() -> None:
            before = kept(key)
            if (before.version if before else 0) != one.version - 1:
                raise changed_meanwhile(str(key))

        return check

    def remove(self, entry: Entry, within: Transaction) -> None:
        key = key_of(entry)

        def check() -> None:
            kept = self.entries.get(key)
            if kept is None or kept.version != entry.version:
                raise changed_meanwhile(key[1])

        def apply() -> None:
            del self.entries[key]

        stage(within, ("prices", *key), apply, check)

    def set_dynamic(self, price: DynamicPrice, within: Transaction) -> None:
        key = (price.sku, price.currency)
        check = self._checked(self.set.get, key, price)
        stage(within, ("set", *key), lambda: self.set.update({key: price}), check)

    def dynamic(self, skus: frozenset[Sku], currency: Currency) -> Mapping[Sku, DynamicPrice]:
        with self._ground.faults.at("prices.dynamic"), self._ground.lock:
            return {
                sku: price
                for (sku, of), price in self.set.items()
                if sku in skus and of == currency
            }

    def put_shortage(self, shortage: Shortage, within: Transaction) -> None:
        check = self._checked(self.short.get, shortage.sku, shortage)
        key = ("shortage", shortage.sku)
        stage(within, key, lambda: self.short.update({shortage.sku: shortage}), check)

    def shortages(self, skus: frozenset[Sku]) -> Mapping[Sku, Shortage]:
        with self._ground.faults.at("prices.shortages"), self._ground.lock:
            return {sku: one for sku, one in self.short.items() if sku in skus}

    def show(self, history: PriceHistory, within: Transaction) -> None:
        key = (history.sku, history.currency)
        check = self._checked(self.histories.get, key, history)
        stage(within, ("shown", *key), lambda: self.histories.update({key: history}), check)

    def shown(self, skus: frozenset[Sku], currency: Currency) -> Mapping[Sku, PriceHistory]:
        with self._ground.faults.at("prices.shown"), self._ground.lock:
            kept = self.histories.items()
            return {sku: one for (sku, money), one in kept if sku in skus and money == currency}

    def put_competitor(self, sku: Sku, currency: Currency, price: CompetitorPrice) -> None:
        with self._ground.faults.at("prices.put_competitor"), self._ground.lock:
            self.asked.setdefault((sku, currency), {})[price.competitor] = price

    def competitors(self, sku: Sku, currency: Currency) -> tuple[CompetitorPrice, ...]:
        with self._ground.faults.at("prices.competitors"), self._ground.lock:
            return tuple(one for _, one in sorted(self.asked.get((sku, currency), {}).items()))

    def keep_quote(self, quote: Quote) -> None:
        with self._ground.faults.at("prices.keep_quote"), self._ground.lock:
            self.quotes[quote.quote_id] = quote

    def quote(self, quote_id: Ulid) -> Quote:
        with self._ground.faults.at("prices.quote"), self._ground.lock:
            if quote_id not in self.quotes:
                raise NotFound("quote", quote_id)
            return self.quotes[quote_id]

    def end_quote(self, quote: Quote, now: datetime, within: Transaction) -> None:
        def check() -> None:
            if self.quotes.get(quote.quote_id) != quote:
                raise ended_before()

        over = {quote.quote_id: quote.model_copy(update={"valid_until": now})}
        stage(within, ("quote", quote.quote_id), lambda: self.quotes.update(over), check)


class FakeRedemptions:
    """See ``baton.commerce.pricing.redemption.Redemptions``."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self.used: dict[tuple[str, str], int] = {}

    def used_up(self, uses: Sequence[Use]) -> frozenset[str]:
        with self._ground.faults.at("redemptions.used_up"), self._ground.lock:
            return frozenset(one.names for one in uses if self._count(one) >= one.most)

    def use(self, uses: Sequence[Use], within: Transaction) -> None:
        for one in uses:
            self._stage(one, 1, within)

    def give_back(self, uses: Sequence[Use], within: Transaction) -> None:
        for one in uses:
            self._stage(one, -1, within)

    def _stage(self, one: Use, by: int, within: Transaction) -> None:
        def check() -> None:
            if not 0 <= self._count(one) + by <= one.most:
                raise used_up_error(one)

        def apply() -> None:
            self.used[one.subject, one.part] = self._count(one) + by

        stage(within, ("uses", one.subject, one.part), apply, check)

    def _count(self, one: Use) -> int:
        return self.used.get((one.subject, one.part), 0)
