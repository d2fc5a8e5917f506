"""Changing the price book, whoever does it."""

from typing import TYPE_CHECKING, Self

from baton.commerce.container import Commerce
from baton.commerce.contradictions import in_the_price_book
from baton.commerce.pricing.book import PriceBook
from baton.commerce.pricing.repository import Entry, PriceRepository, key_of
from baton.core.errors import InvalidInput, NotFound, StaleVersion
from baton.persistence.transaction import Transactions

if TYPE_CHECKING:
    from baton.runtime.platform import Platform


class PriceBookService:
    """Keeps rules, promotions, tax rates and the policy. The same again changes nothing."""

    def __init__(self, prices: PriceRepository, transactions: Transactions) -> None:
        self._prices = prices
        self._transactions = transactions

    @classmethod
    def of(cls, platform: "Platform") -> Self:
        """The service of a platform."""
        return cls(platform.area(Commerce).prices, platform.transactions)

    def book(self) -> PriceBook:
        """All of it."""
        return self._prices.book()

    def find(self, part: str, name: str) -> Entry | None:
        """An entry: of ``rules`` or ``promotions`` by its id, of ``rates`` or ``policy`` as ``all``."""
        return self._prices.entry(part, name)

    def put(self, entry: Entry, before: Entry | None) -> Entry:
        """Keeps an entry after ``before``. Raises ``StaleVersion`` if another version is kept, and
        ``InvalidInput`` for what contradicts itself.
        """
        if faults := list(in_the_price_book(entry)):
            raise InvalidInput(faults)
        version = before.version + 1 if before else 1
        new = entry.model_copy(update={"version": version})
        if before is not None and _content(before) == _content(new):
            return entry.model_copy(update={"version": before.version})
        with self._transactions.begin() as within:
            self._prices.put(new, within)
        return new

    def remove(self, part: str, name: str, version: int | None = None) -> None:
        """Takes a rule or promotion out. Raises ``NotFound``, or ``StaleVersion`` if it has another
        version than the one that was read.
        """
        kept = self._prices.entry(part, name)
        if kept is None:
            raise NotFound(part.removesuffix("s"), name)
        if version not in (None, kept.version):
            raise StaleVersion(f"The version is {kept.version} now. Read it again.")
        with self._transactions.begin() as within:
            self._prices.remove(kept, within)


def _content(entry: Entry) -> tuple[tuple[str, str], str]:
    return key_of(entry), entry.model_dump_json(exclude={"version"})
