"""Prices looked at anew: by demand, stock and competitors, within their limits; and what everybody is
shown, for the prior price of reductions.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Self
from zoneinfo import ZoneInfo

from baton.commerce.catalogue import STANDARD_LIST, Catalogue, Product, ProductVariant
from baton.commerce.container import Commerce
from baton.commerce.ids import Sku
from baton.commerce.inventory.purchasing_repository import PurchasingRepository
from baton.commerce.inventory.service import StockService
from baton.commerce.inventory.stocking import StockingPolicy, StockWatch
from baton.commerce.pricing.book import DynamicPrice, PricePolicy
from baton.commerce.pricing.dynamic import Demand, Suggestion, against_competitors, demanded
from baton.commerce.pricing.limits import PriceLimits, advertised, bounded, shown_cost
from baton.commerce.pricing.repository import PriceRepository
from baton.commerce.pricing.service import PricingService
from baton.commerce.pricing.showing import ShownPrices
from baton.commerce.pricing.sold import Sold, demand_of, sold_of
from baton.commerce.pricing.tax import rates_for
from baton.commerce.settings import CommerceSettings
from baton.core.clock import Clock
from baton.core.errors import StaleVersion
from baton.core.money import Currency, Money
from baton.facts.query import Facts
from baton.persistence.retry_on_conflict import retry_on_conflict
from baton.persistence.transaction import Transactions

if TYPE_CHECKING:
    from baton.runtime.platform import Platform

HOLDS = timedelta(hours=36)
"""Of a price that was set: the next review comes a day later."""

A_DAY = timedelta(days=1)

_AS_THE_LIST = "nothing speaks for another price than the list's any more"


@dataclass(frozen=True, slots=True)
class PriceReview:
    """What was found of one SKU in one currency. ``price`` is set only where it is another one."""

    sku: Sku
    currency: Currency
    base: int
    price: int | None = None
    why: str = ""
    shown: bool = False
    day: datetime | None = None
    """since when the step of a price that was set is measured"""


@dataclass(frozen=True, slots=True)
class _Seen:
    """What prices of some SKUs in a currency are set by. ``before`` was read first: who sets a price
    after this one has seen all of this, or something later.
    """

    policy: PricePolicy
    before: Mapping[Sku, DynamicPrice]
    available: Mapping[Sku, int]
    watches: Mapping[Sku, StockWatch]
    stocking: Mapping[Sku, StockingPolicy]
    sold: Mapping[Sku, list[Sold]]

    def demand(self, sku: Sku) -> Demand:
        """Of a SKU."""
        return demand_of(
            self.sold.get(sku, ()),
            self.available.get(sku, 0),
            self.policy,
            self.stocking.get(sku),
            self.watches.get(sku),
        )


class PriceReviews:
    """Reviews prices of SKUs, in every currency that they have one in."""

    def __init__(
        self,
        *,
        prices: PriceRepository,
        catalogue: Catalogue,
        stock: StockService,
        purchasing: PurchasingRepository,
        pricing: PricingService,
        facts: Facts,
        settings: CommerceSettings,
        transactions: Transactions,
        clock: Clock,
    ) -> None:
        self._prices = prices
        self._catalogue = catalogue
        self._stock = stock
        self._purchasing = purchasing
        self._pricing = pricing
        self._facts = facts
        self._settings = settings
        self._shown = ShownPrices(prices, pricing, settings, transactions)
        self._transactions = transactions
        self._clock = clock

    @classmethod
    def of(cls, platform: "Platform") -> Self:
        """The reviews of a platform."""
        area = platform.area(Commerce)
        return cls(
            prices=area.prices,
            catalogue=area.catalogue,
            stock=area.stock,
            purchasing=area.purchasing_repository,
            pricing=area.pricing,
            facts=platform.facts,
            settings=area.settings,
            transactions=platform.transactions,
            clock=platform.clock,
        )

    def review(self, skus: Iterable[Sku] = ()) -> Iterator[PriceReview]:
        """Reviews the named SKUs, or all that are sold. Raises ``Unavailable``."""
        named = frozenset(skus)
        policy = self._pricing.book(anew=True).policy
        for products in self._batches(named):
            variants = [
                (one, variant)
                for one in products
                for variant in one.variants
                if not named or variant.sku in named
            ]
            yield from self._reviewed(variants, policy)

    def _batches(self, named: frozenset[Sku]) -> Iterator[Sequence[Product]]:
        if named:
            yield list({one.product_id: one for one in self._of(named)}.values())
            return
        cursor: str | None = None
        while True:
            page = self._catalogue.page(cursor=cursor, limit=50)
            yield page.items
            if (cursor := page.cursor) is None:
                return

    def _of(self, named: frozenset[Sku]) -> Iterable[Product]:
        return self._catalogue.of_skus(named).values()

    def _reviewed(
        self, variants: Sequence[tuple[Product, ProductVariant]], policy: PricePolicy
    ) -> Iterator[PriceReview]:
        skus = frozenset(variant.sku for _, variant in variants)
        currencies = {price.money.currency for _, one in variants for price in one.prices}
        for currency in sorted(currencies):
            seen = self._seen(skus, currency, policy)
            for product, variant in variants:
                base, review = variant.list_price(currency, STANDARD_LIST, self._today()), None
                if base is not None and product.is_sold(variant.sku, self._clock()):
                    review = self._settled(variant, base, seen)
                shown = self._shown.keep(product, variant, currency, self._clock())
                if review is not None:
                    yield replace(review, shown=shown)

    def _today(self) -> date:
        return self._clock().astimezone(ZoneInfo(self._settings.shop_time_zone)).date()

    def _seen(self, skus: frozenset[Sku], currency: Currency, policy: PricePolicy) -> _Seen:
        before = self._prices.dynamic(skus, currency)
        follows, today = policy.follows_demand, self._clock().date()
        return _Seen(
            policy=policy,
            before=before,
            available=self._stock.available(skus) if follows else {},
            watches=self._purchasing.watches(skus) if follows else {},
            stocking=self._purchasing.policies(skus) if follows else {},
            sold=sold_of(self._facts, skus, currency, today) if follows else {},
        )

    def _settled(self, variant: ProductVariant, base: Money, seen: _Seen) -> PriceReview:
        """The review of one SKU, made anew if another was faster."""
        sku, currency = variant.sku, base.currency
        try:
            return self._one(variant, base, seen)
        except StaleVersion:
            only = frozenset((sku,))
            return retry_on_conflict(
                lambda: self._one(variant, base, self._seen(only, currency, seen.policy))
            )

    def _one(self, variant: ProductVariant, base: Money, seen: _Seen) -> PriceReview:
        now, sku, currency = self._clock(), variant.sku, base.currency
        kept = seen.before.get(sku)
        before = kept if kept and kept.base == base.amount and kept.valid_until > now else None
        limits = self._limits(variant, currency, seen.policy)
        found = self._suggested(variant, base, seen, limits.cost) or _back(
            before, base, seen.policy
        )
        review = PriceReview(sku, currency, base.amount)
        if found is not None:
            kind, suggestion = found
            since, start = _day_of(before, base.amount, now)
            price = bounded(suggestion.price, limits, start).price
            review = PriceReview(sku, currency, base.amount, price, suggestion.why, day=since)
            set_ = DynamicPrice(
                version=kept.version + 1 if kept else 1,
                sku=sku,
                currency=currency,
                base=base.amount,
                price=price,
                kind=kind,
                why=suggestion.why[:300],
                day_price=start,
                day_since=since,
                set_at=now,
                valid_until=now + HOLDS,
            )
            with self._transactions.begin() as within:
                self._prices.set_dynamic(set_, within)
        return review

    def _suggested(
        self, variant: ProductVariant, base: Money, seen: _Seen, cost: int | None
    ) -> tuple[str, Suggestion] | None:
        """What competitors or demand speak for; competitors first, where the company follows them."""
        asked = self._prices.competitors(variant.sku, base.currency)
        rule = seen.policy.competitors
        if by_others := against_competitors(base.amount, rule, asked, self._clock()):
            return "competitor", by_others
        if not seen.policy.follows_demand:
            return None
        by_demand = demanded(base.amount, cost, seen.demand(variant.sku))
        return ("dynamic", by_demand) if by_demand else None

    def _limits(
        self, variant: ProductVariant, currency: Currency, policy: PricePolicy
    ) -> PriceLimits:
        """What a price that is shown at home keeps: elsewhere whoever quotes keeps it, with the tax that
        holds there. Without a rate the cost is not known as prices are shown.
        """
        home, included = self._settings.sender_country, self._settings.prices_include_tax
        rates = rates_for(self._pricing.book().rates, home, None, variant.tax_class, self._today())
        cost = None
        if rates is not None or not included:
            cost = shown_cost(variant, rates or (), currency, includes_tax=included)
        return PriceLimits(
            cost=cost,
            least_margin=policy.least_margin,
            minimum_advertised=advertised(variant, currency),
            day_step=policy.day_step,
        )


def _back(
    before: DynamicPrice | None, base: Money, policy: PricePolicy
) -> tuple[str, Suggestion] | None:
    """The list price, for a price that was set and that nothing speaks for any more."""
    if before is None or before.price == base.amount or not policy.is_dynamic:
        return None
    return before.kind, Suggestion(base.amount, _AS_THE_LIST)


def _day_of(before: DynamicPrice | None, base: int, now: datetime) -> tuple[datetime, int]:
    """Since when a day's step is measured, and from which price."""
    if before is None:
        return now, base
    if now - before.day_since < A_DAY:
        return before.day_since, before.day_price
    return now, before.price
