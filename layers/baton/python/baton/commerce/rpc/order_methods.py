"""Methods ``commerce.orders.*``: what the API does with orders, for agents."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pydantic import Field

from baton.commerce.container import Commerce
from baton.commerce.ids import CustomerId
from baton.commerce.inventory.stock import OutOfStock
from baton.commerce.orders.amending import OrderAmendments
from baton.commerce.orders.changing import OrderChanges
from baton.commerce.orders.new_change import NewChange
from baton.commerce.orders.new_order import NewOrder
from baton.commerce.orders.order import Order
from baton.commerce.orders.placing import OrderPlacing
from baton.core.contract import Contract, Ulid
from baton.core.errors import Conflict, IdTaken, NotFound
from baton.http.audit import CallAudit
from baton.http.methods import CallContext, Method, PreviousCursor
from baton.http.own_ids import OwnId
from baton.privacy.auditor import When

if TYPE_CHECKING:
    from baton.runtime.platform import Platform

READ, WRITE = ("commerce.read",), ("orders.write",)


class PlaceOrder(Contract):
    """An order to place."""

    order: NewOrder
    order_id: OwnId = None


class WhichOrder(Contract):
    """Which order."""

    order_id: Ulid


class ListOrders(Contract):
    """Whose orders; all without ``customer_id``."""

    customer_id: CustomerId | None = None
    limit: int = Field(default=20, ge=1, le=50)
    cursor: str | None = PreviousCursor


class OrderList(Contract):
    """A page of orders, the newest first."""

    items: tuple[Order, ...]
    next_cursor: str | None = None


class CancelOrder(WhichOrder):
    """Which order is canceled, and why."""

    reason: str = Field(min_length=1, max_length=250)


class ChangeOrder(WhichOrder):
    """Which order is changed, and how; a change is made once under its id."""

    change: NewChange
    change_id: OwnId = None


class OrderMethods:
    """Orders: placed, read, changed, canceled."""

    def __init__(self, platform: "Platform") -> None:
        self._platform = platform

    def all(self) -> Iterator[Method]:
        """The methods."""
        yield from self._reading()
        yield from self._placing()
        yield from self._changing()

    def _placing(self) -> Iterator[Method]:
        yield Method(
            name="commerce.orders.place",
            title="Place an order",
            description="Holds stock and price, and has the order paid and sent; its state tells how "
            "far it is. With expected_total another price is refused; with allow_partial it is placed "
            "for what there is, if that costs no more than all of it: left_out tells the rest.",
            scopes=WRITE,
            params=PlaceOrder,
            result=Order,
            handler=self.place,
            changes=True,
            idempotent=False,
            audit=CallAudit(what="order.placed", when=When.AFTER, ids=("order_id",)),
        )

    def _changing(self) -> Iterator[Method]:
        yield Method(
            name="commerce.orders.change",
            title="Change an order",
            description="Changes pieces, the address or the way to be sent, until the order is charged. "
            "A conflict tells the total that it would have; as expected_total that is agreed to.",
            scopes=WRITE,
            params=ChangeOrder,
            result=Order,
            handler=self.change,
            changes=True,
            idempotent=False,
            audit=CallAudit(what="order.changed", when=When.BESIDE, ids=("order_id",)),
        )
        yield Method(
            name="commerce.orders.cancel",
            title="Cancel an order",
            description="Has everything undone, as long as the parcel was not handed over.",
            scopes=WRITE,
            params=CancelOrder,
            result=Order,
            handler=self.cancel,
            changes=True,
            audit=CallAudit(what="order.changed", when=When.BESIDE, ids=("order_id",)),
        )

    def _reading(self) -> Iterator[Method]:
        yield Method(
            name="commerce.orders.get",
            title="Read an order",
            description="One order with its whole story: where it is, what was paid, what came back.",
            scopes=READ,
            params=WhichOrder,
            result=Order,
            handler=self.order,
            audit=CallAudit(what="order.read", when=When.BESIDE, ids=("order_id",)),
        )
        yield Method(
            name="commerce.orders.list",
            title="List orders",
            description="Orders, of a customer if one is named, the newest first, in pages.",
            scopes=READ,
            params=ListOrders,
            result=OrderList,
            handler=self.orders,
            audit=CallAudit(what="order.read", when=When.AFTER, ids=("items.order_id",)),
        )

    def order(self, params: WhichOrder, _context: CallContext) -> Order:
        """One order. Raises ``NotFound``."""
        return self._platform.area(Commerce).orders.get(params.order_id)

    def orders(self, params: ListOrders, _context: CallContext) -> OrderList:
        """A page of orders."""
        found = self._platform.area(Commerce).orders.page(
            params.customer_id, cursor=params.cursor, limit=params.limit
        )
        return OrderList(items=found.items, next_cursor=found.cursor)

    def place(self, params: PlaceOrder, context: CallContext) -> Order:
        """Places an order. Raises ``InvalidInput``, ``Conflict`` if the price or stock changed, and
        ``IdTaken`` if the id is another order's.
        """
        placing = OrderPlacing.of("rpc", self._platform)
        order_id = params.order_id or self._platform.new_id()
        if params.order_id and not context.again and self._is_there(order_id):
            raise IdTaken("an order", order_id)
        try:
            return placing.place(
                params.order,
                order_id,
                by=context.caller.client_id,
                correlation_id=context.correlation_id,
            )
        except OutOfStock as error:
            raise Conflict(str(error)) from error

    def change(self, params: ChangeOrder, context: CallContext) -> Order:
        """Changes an order. Raises ``NotFound``, ``InvalidInput``, and ``Conflict`` if the price or
        stock is another, or that says why it is too late.
        """
        try:
            return OrderAmendments.of("rpc", self._platform).change(
                params.order_id,
                params.change,
                params.change_id or self._platform.new_id(),
                by=context.caller.client_id,
                correlation_id=context.correlation_id,
            )
        except OutOfStock as error:
            raise Conflict(str(error)) from error

    def cancel(self, params: CancelOrder, context: CallContext) -> Order:
        """Cancels an order. Raises ``NotFound``, ``Conflict`` that says why if it is too late."""
        return OrderChanges.of("rpc", self._platform).cancel(
            params.order_id,
            params.reason,
            by=context.caller.client_id,
            correlation_id=context.correlation_id,
        )

    def _is_there(self, order_id: Ulid) -> bool:
        try:
            self._platform.area(Commerce).orders.get(order_id)
        except NotFound:
            return False
        return True
