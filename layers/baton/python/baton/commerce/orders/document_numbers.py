"""The last numbers that were given, by series and year."""

from typing import TYPE_CHECKING, Protocol

from baton.commerce.orders.documents import DocumentKind
from baton.core.errors import StaleVersion
from baton.persistence.database import Database, database_errors
from baton.persistence.transaction import DynamoTransaction, Transaction

if TYPE_CHECKING:
    from baton.commerce.items import OrderItem


class DocumentNumbers(Protocol):
    """Numbers without gaps: one is taken only together with what is numbered."""

    def last(self, kind: DocumentKind, year: int) -> int:
        """The last number of a series and year, read consistently; 0 before the first."""
        ...

    def take(self, kind: DocumentKind, year: int, number: int, within: Transaction) -> None:
        """Takes a number. The commit raises ``StaleVersion`` unless the one before it is the last."""
        ...


def taken(number: int) -> StaleVersion:
    """The error for a number that another document got."""
    return StaleVersion(f"The number {number} was given to another document meanwhile.")


class DynamoDocumentNumbers:
    """One item a series and year, beside the orders."""

    def __init__(self, database: Database, table: str) -> None:
        from baton.commerce.items import OrderItem

        self._items = database.bound(OrderItem, table)

    def last(self, kind: DocumentKind, year: int) -> int:
        """See ``DocumentNumbers``."""
        try:
            with database_errors():
                item = self._items.get(*_key(kind, year), consistent_read=True)
        except self._items.DoesNotExist:
            return 0
        return int(item.version or 0)

    def take(self, kind: DocumentKind, year: int, number: int, within: Transaction) -> None:
        """See ``DocumentNumbers``."""
        of = self._items
        item: OrderItem = of(*_key(kind, year), version=number)
        before = of.version == number - 1 if number > 1 else of.order_id.does_not_exist()
        DynamoTransaction.of(within).put(item, before, taken(number))


def _key(kind: DocumentKind, year: int) -> tuple[str, str]:
    return f"numbers#{kind}#{year}", "last"
