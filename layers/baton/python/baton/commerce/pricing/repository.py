"""Where prices are kept: the price book, what competitors ask, what was set and shown, and quotes."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Protocol, TypeVar

from baton.commerce.ids import Sku
from baton.commerce.pricing.book import DynamicPrice, PriceBook, PricePolicy
from baton.commerce.pricing.dynamic import CompetitorPrice
from baton.commerce.pricing.lowest_price import PriceHistory
from baton.commerce.pricing.promotion import Promotion
from baton.commerce.pricing.quotes import PriceChanged, Quote
from baton.commerce.pricing.rules import PriceRule
from baton.commerce.pricing.shortage import Shortage
from baton.commerce.pricing.tax import TaxTable
from baton.core.contract import Contract, Ulid, Versioned
from baton.core.errors import NotFound, StaleVersion
from baton.core.money import Currency
from baton.persistence.database import Database, database_errors, in_parallel
from baton.persistence.timestamps import epoch_seconds
from baton.persistence.transaction import DynamoTransaction, Transaction

if TYPE_CHECKING:
    from baton.commerce.items import PriceItem

Kind = TypeVar("Kind", bound=Contract)

Entry = PriceRule | Promotion | TaxTable | PricePolicy
"""What the price book is made of. A rule or promotion has an id, of the others there is one."""

KEPT_QUOTES = timedelta(days=2)
"""After a quote has ended: an order that was placed with it holds it for good."""

COMPETITOR_DAYS = timedelta(days=30)

_SHORTAGE = "shortage"

_ENDED = 2
"""The version of a quote that was ended; one that holds has none."""


class PriceRepository(Protocol):
    """What prices depend on, and what came of it."""

    def book(self) -> PriceBook:
        """All rules, promotions, rates and the policy, read consistently."""
        ...

    def entry(self, part: str, name: str) -> Entry | None:
        """One entry of the book, read consistently; ``None`` if there is none."""
        ...

    def put(self, entry: Entry, within: Transaction) -> None:
        """Keeps an entry of the book, or its next version. The commit raises ``StaleVersion`` unless
        the version before is kept.
        """
        ...

    def remove(self, entry: Entry, within: Transaction) -> None:
        """Takes a rule or promotion out of the book. The commit raises ``StaleVersion`` if another
        version is there.
        """
        ...

    def set_dynamic(self, price: DynamicPrice, within: Transaction) -> None:
        """Keeps the price that the agent set, in the place of the one before. The commit raises
        ``StaleVersion`` unless that is kept still.
        """
        ...

    def dynamic(self, skus: frozenset[Sku], currency: Currency) -> Mapping[Sku, DynamicPrice]:
        """The prices that were set, of up to 100 SKUs, held still or not; read consistently."""
        ...

    def put_shortage(self, shortage: Shortage, within: Transaction) -> None:
        """Keeps that there is too little of a SKU, or enough again. The commit raises ``StaleVersion``
        unless the version before is kept.
        """
        ...

    def shortages(self, skus: frozenset[Sku]) -> Mapping[Sku, Shortage]:
        """What is kept of up to 100 SKUs, those included of which there is enough again; read
        consistently.
        """
        ...

    def show(self, history: PriceHistory, within: Transaction) -> None:
        """Keeps what everybody is shown of a SKU. The commit raises ``StaleVersion`` unless the version
        before is kept.
        """
        ...

    def shown(self, skus: frozenset[Sku], currency: Currency) -> Mapping[Sku, PriceHistory]:
        """What everybody is shown of up to 100 SKUs; of some nothing may be. Read consistently."""
        ...

    def put_competitor(self, sku: Sku, currency: Currency, price: CompetitorPrice) -> None:
        """Keeps what a competitor asks, in the place of what it asked before, for 30 days."""
        ...

    def competitors(self, sku: Sku, currency: Currency) -> tuple[CompetitorPrice, ...]:
        """What competitors ask."""
        ...

    def keep_quote(self, quote: Quote) -> None:
        """Keeps a quote until two days after it has ended."""
        ...

    def quote(self, quote_id: Ulid) -> Quote:
        """The quote. Raises ``NotFound``."""
        ...

    def end_quote(self, quote: Quote, now: datetime, within: Transaction) -> None:
        """Lets a kept quote hold until now only. The commit raises ``PriceChanged`` if it was ended
        before, or is not kept.
        """
        ...


def ended_before() -> PriceChanged:
    """The error for a quote that was ended since it was read."""
    return PriceChanged("The quote was ordered already, in part.")


def changed_meanwhile(what: str) -> StaleVersion:
    """The error for an entry that is not any more as it was read."""
    return StaleVersion(f"{what} was changed since it was read.")


def key_of(entry: Entry) -> tuple[str, str]:
    """Where an entry of the book stands: in which part of it, and under which id."""
    match entry:
        case PriceRule():
            return "rules", entry.rule_id
        case Promotion():
            return "promotions", entry.promotion_id
        case TaxTable():
            return "rates", "all"
        case _:
            return "policy", "all"


_MODELS: Mapping[str, type[Entry]] = {
    "rules": PriceRule,
    "promotions": Promotion,
    "rates": TaxTable,
    "policy": PricePolicy,
}


def read_entry(part: str, document: str) -> Entry:
    """An entry of a part of the book, from its document."""
    return _MODELS[part].model_validate_json(document)


def assembled(kept: Iterable[tuple[str, str]]) -> PriceBook:
    """The book of what is kept: the name of the part, and the document."""
    found: dict[str, list[Entry]] = {name: [] for name in _MODELS}
    for part, document in kept:
        found[part].append(read_entry(part, document))
    rates = [one for one in found["rates"] if isinstance(one, TaxTable)]
    policy = [one for one in found["policy"] if isinstance(one, PricePolicy)]
    return PriceBook(
        rules=tuple(one for one in found["rules"] if isinstance(one, PriceRule)),
        promotions=tuple(one for one in found["promotions"] if isinstance(one, Promotion)),
        rates=rates[0].rates if rates else (),
        policy=policy[0] if policy else PricePolicy(),
    )


class DynamoPrices:
    """Prices in DynamoDB: one item an entry, price or quote."""

    def __init__(self, database: Database, table: str) -> None:
        from baton.commerce.items import PriceItem

        self._items = database.bound(PriceItem, table)
        self._database = database

    def book(self) -> PriceBook:
        """See ``PriceRepository``."""

        def query(part: str) -> list[tuple[str, str]]:
            with database_errors():
                found = self._items.query(part, consistent_read=True)
                return [(part, item.document or "") for item in found]

        return assembled(one for part in in_parallel(query, tuple(_MODELS)) for one in part)

    def entry(self, part: str, name: str) -> Entry | None:
        """See ``PriceRepository``."""
        try:
            with database_errors():
                item = self._items.get(part, name, consistent_read=True)
        except self._items.DoesNotExist:
            return None
        return read_entry(part, item.document or "")

    def put(self, entry: Entry, within: Transaction) -> None:
        """See ``PriceRepository``."""
        self._put_next(*key_of(entry), entry, within)

    def remove(self, entry: Entry, within: Transaction) -> None:
        """See ``PriceRepository``."""
        of, (part, name) = self._items, key_of(entry)
        same = of.version == entry.version
        DynamoTransaction.of(within).delete(of(part, name), same, changed_meanwhile(name))

    def set_dynamic(self, price: DynamicPrice, within: Transaction) -> None:
        """See ``PriceRepository``."""
        over = epoch_seconds(price.valid_until)
        self._put_next(f"set#{price.sku}", price.currency, price, within, over)

    def dynamic(self, skus: frozenset[Sku], currency: Currency) -> Mapping[Sku, DynamicPrice]:
        """See ``PriceRepository``."""
        keys = [(f"set#{sku}", currency) for sku in skus]
        return {one.sku: one for one in self._documents(DynamicPrice, keys)}

    def put_shortage(self, shortage: Shortage, within: Transaction) -> None:
        """See ``PriceRepository``."""
        self._put_next(f"{_SHORTAGE}#{shortage.sku}", _SHORTAGE, shortage, within)

    def shortages(self, skus: frozenset[Sku]) -> Mapping[Sku, Shortage]:
        """See ``PriceRepository``."""
        keys = [(f"{_SHORTAGE}#{sku}", _SHORTAGE) for sku in skus]
        return {one.sku: one for one in self._documents(Shortage, keys)}

    def show(self, history: PriceHistory, within: Transaction) -> None:
        """See ``PriceRepository``."""
        self._put_next(f"shown#{history.sku}", history.currency, history, within)

    def shown(self, skus: frozenset[Sku], currency: Currency) -> Mapping[Sku, PriceHistory]:
        """See ``PriceRepository``."""
        keys = [(f"shown#{sku}", currency) for sku in skus]
        return {one.sku: one for one in self._documents(PriceHistory, keys)}

    def put_competitor(self, sku: Sku, currency: Currency, price: CompetitorPrice) -> None:
        """See ``PriceRepository``."""
        item = self._item(
            f"competitor#{sku}#{currency}", price.competitor, price, price.seen_at + COMPETITOR_DAYS
        )
        with database_errors():
            item.save()

    def competitors(self, sku: Sku, currency: Currency) -> tuple[CompetitorPrice, ...]:
        """See ``PriceRepository``."""
        with database_errors():
            found = list(self._items.query(f"competitor#{sku}#{currency}"))
        return tuple(CompetitorPrice.model_validate_json(item.document or "") for item in found)

    def keep_quote(self, quote: Quote) -> None:
        """See ``PriceRepository``."""
        ends = quote.valid_until + KEPT_QUOTES
        with database_errors():
            self._item(f"quote#{quote.quote_id}", "quote", quote, ends).save()

    def quote(self, quote_id: Ulid) -> Quote:
        """See ``PriceRepository``."""
        try:
            with database_errors():
                item = self._items.get(f"quote#{quote_id}", "quote", consistent_read=True)
        except self._items.DoesNotExist:
            raise NotFound("quote", quote_id) from None
        return Quote.model_validate_json(item.document or "")

    def end_quote(self, quote: Quote, now: datetime, within: Transaction) -> None:
        """See ``PriceRepository``."""
        of, over = self._items, quote.model_copy(update={"valid_until": now})
        item = self._item(f"quote#{quote.quote_id}", "quote", over, now + KEPT_QUOTES)
        item.version = _ENDED
        is_open = of.subject.exists() & of.version.does_not_exist()
        DynamoTransaction.of(within).put(item, is_open, ended_before())

    def _documents(self, kind: type[Kind], keys: Sequence[tuple[str, str]]) -> Iterator[Kind]:
        """What is kept under these keys, in no order."""
        items = self._database.fetch(self._items, keys, only=("document",))
        return (kind.model_validate_json(item.document or "") for item in items)

    def _put_next(
        self,
        subject: str,
        part: str,
        one: Versioned,
        within: Transaction,
        expires_at: int | None = None,
    ) -> None:
        """Keeps the first version of a document, or the next."""
        of = self._items
        item = of(subject, part, version=one.version, document=_text(one), expires_at=expires_at)
        first = one.version == 1
        before = of.subject.does_not_exist() if first else of.version == one.version - 1
        DynamoTransaction.of(within).put(item, before, changed_meanwhile(part))

    def _item(self, subject: str, part: str, one: Contract, ends: datetime | None) -> "PriceItem":
        over = epoch_seconds(ends) if ends else None
        return self._items(subject, part, document=_text(one), expires_at=over)


def _text(one: Contract) -> str:
    return one.model_dump_json(exclude_none=True)
