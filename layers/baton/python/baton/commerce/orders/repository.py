"""Where orders are kept."""

from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from baton.commerce.ids import CustomerId
from baton.commerce.orders.order import Order, OrderState
from baton.core.contract import Ulid
from baton.core.errors import AlreadyExists, NotFound, StaleVersion
from baton.persistence.database import (
    Database,
    condition_failed,
    database_errors,
    met_a_transaction,
)
from baton.persistence.listing import Listing
from baton.persistence.page import Page
from baton.persistence.timestamps import listed_at
from baton.persistence.transaction import DynamoTransaction, Transaction

if TYPE_CHECKING:
    from baton.commerce.items import OrderItem
    from baton.persistence.listing import Index

LISTED_SHARDS = 8
LISTING = "orders"


class OrderRepository(Protocol):
    """Orders, each one versioned document."""

    def add(self, order: Order, within: Transaction) -> None:
        """Keeps a new order. The commit raises ``AlreadyExists`` if its id is taken."""
        ...

    def replace(self, order: Order, within: Transaction) -> None:
        """Keeps the next version. The commit raises ``StaleVersion`` unless the one before is kept."""
        ...

    def save(self, order: Order) -> None:
        """Keeps the next version by itself, at half of what a transaction costs. Raises ``StaleVersion``
        unless the one before is kept; after a lost answer also if this very version is.
        """
        ...

    def hold(self, order: Order, within: Transaction) -> None:
        """Lets the transaction commit only if this version is kept: else ``StaleVersion``."""
        ...

    def get(self, order_id: Ulid) -> Order:
        """The order, read consistently. Raises ``NotFound``."""
        ...

    def page(
        self,
        customer_id: CustomerId | None = None,
        *,
        state: OrderState | None = None,
        since: datetime | None = None,
        before: datetime | None = None,
        cursor: str | None = None,
        limit: int = 50,
    ) -> Page[Order]:
        """Orders, of a customer or in a state if one is named, placed at ``since`` or later and before
        ``before``; the newest first, 1 to 100 a page.
        """
        ...


def taken(order: Order) -> AlreadyExists:
    """The error for an id that another order has."""
    return AlreadyExists(f"There is already an order with the id {order.order_id}.")


def overtaken(order: Order) -> StaleVersion:
    """The error for an order that is not any more as it was read."""
    return StaleVersion(f"The order {order.order_id} was changed since it was read.")


def orders_query(customer_id: CustomerId | None, state: OrderState | None = None) -> str:
    """The listing's name, to which cursors are tied."""
    return f"orders of {customer_id or 'all'}" + (f" {state}" if state else "")


class DynamoOrders:
    """See ``OrderRepository``."""

    def __init__(self, database: Database, table: str) -> None:
        from baton.commerce.items import OrderItem

        self._items = database.bound(OrderItem, table)
        self._listing = Listing(
            database,
            self._items,
            lambda item: (item.order_id, item.part),
            _read,
            shards=LISTED_SHARDS,
        )
        self._by_customer = Listing(
            database, self._items, lambda item: (item.order_id, item.part), _read
        )

    def add(self, order: Order, within: Transaction) -> None:
        """See ``OrderRepository``."""
        free = self._items.order_id.does_not_exist()
        DynamoTransaction.of(within).put(self._item(order), free, taken(order))

    def replace(self, order: Order, within: Transaction) -> None:
        """See ``OrderRepository``."""
        same = self._items.version == order.version - 1
        DynamoTransaction.of(within).put(self._item(order), same, overtaken(order))

    def save(self, order: Order) -> None:
        """See ``OrderRepository``."""
        from pynamodb.exceptions import PutError

        try:
            with database_errors():
                self._item(order).save(self._items.version == order.version - 1)
        except PutError as error:
            if condition_failed(error) or met_a_transaction(error):
                raise overtaken(order) from error
            raise

    def hold(self, order: Order, within: Transaction) -> None:
        """See ``OrderRepository``."""
        item, same = self._items(order.order_id, _ORDER), self._items.version == order.version
        DynamoTransaction.of(within).check(item, same, overtaken(order))

    def get(self, order_id: Ulid) -> Order:
        """See ``OrderRepository``."""
        try:
            with database_errors():
                return _read(self._items.get(order_id, _ORDER, consistent_read=True))
        except self._items.DoesNotExist:
            raise NotFound("order", order_id) from None

    def page(
        self,
        customer_id: CustomerId | None = None,
        *,
        state: OrderState | None = None,
        since: datetime | None = None,
        before: datetime | None = None,
        cursor: str | None = None,
        limit: int = 50,
    ) -> Page[Order]:
        """See ``OrderRepository``. A customer's orders are few: of these, the state is looked at."""
        of = self._items

        def belongs(item: "OrderItem") -> bool:
            fits = state is None or (item.in_state or "").startswith(f"{state}#")
            return fits and customer_id in (None, item.customer_id)

        listing, partition = self._listing, LISTING
        index: Index[OrderItem] = of.by_listing
        if customer_id is not None:
            listing, index, partition = self._by_customer, of.by_customer, customer_id
        elif state is not None:
            index, partition = of.by_state, state
        return listing.page(
            orders_query(customer_id, state),
            index,
            [partition],
            cursor=cursor,
            limit=limit,
            belongs=belongs,
            before=before,
            since=since,
        )

    def _item(self, order: Order) -> "OrderItem":
        return self._items(
            order.order_id,
            _ORDER,
            version=order.version,
            customer_id=order.customer_id,
            listing=self._listing.place(LISTING, order.order_id),
            in_state=self._listing.place(order.state, order.order_id),
            listed_at=listed_at(order.placed_at, order.order_id),
            document=order.model_dump_json(exclude_none=True),
        )


_ORDER = "order"


def _read(item: "OrderItem") -> Order:
    return Order.model_validate_json(item.document or "")
