"""What buyers and the shop change of an order: another card, a cancellation, pieces that come back."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Self

from pydantic import Field

from baton.commerce.container import Commerce
from baton.commerce.ids import Quantity, Sku
from baton.commerce.orders.flow import may_cancel
from baton.commerce.orders.order import Order, OrderReturn, OrderState
from baton.commerce.orders.placing import order_changed
from baton.commerce.orders.refunding import given_back
from baton.commerce.orders.repository import OrderRepository
from baton.core.clock import Clock, NewId
from baton.core.contract import Contract, Ulid
from baton.core.errors import Conflict
from baton.core.message import AgentName
from baton.messaging.entries import workflow_run
from baton.messaging.outbox import Outbox, OutboxEntry
from baton.persistence.retry_on_conflict import retry_on_conflict
from baton.persistence.transaction import Transaction, Transactions

if TYPE_CHECKING:
    from baton.runtime.platform import Platform

VISIT = "order_visit"
MOST_ATTEMPTS = 10
"""Cards that are tried for an order."""


class NewReturn(Contract):
    """Pieces that the buyer sends back."""

    pieces: dict[Sku, Quantity] = Field(min_length=1, max_length=40)
    reason: str = Field(min_length=1, max_length=500)


class OrderChanges:
    """Changes orders, each in one transaction with the visit that carries the change out."""

    def __init__(
        self,
        sender: AgentName,
        *,
        orders: OrderRepository,
        outbox: Outbox,
        transactions: Transactions,
        clock: Clock,
        new_id: NewId,
    ) -> None:
        self._sender = sender
        self._orders = orders
        self._outbox = outbox
        self._transactions = transactions
        self._clock = clock
        self._new_id = new_id

    @classmethod
    def of(cls, sender: AgentName, platform: "Platform") -> Self:
        """The service of a platform."""
        return cls(
            sender,
            orders=platform.area(Commerce).orders,
            outbox=platform.outbox,
            transactions=platform.transactions,
            clock=platform.clock,
            new_id=platform.new_id,
        )

    def cancel(self, order_id: Ulid, reason: str, *, by: str, correlation_id: str) -> Order:
        """Has everything undone. Raises ``Conflict`` that says why if it is too late; an order that is
        canceled stays so.
        """

        def canceled(order: Order) -> Order:
            if order.ends_as is OrderState.CANCELED:
                return order
            if why := may_cancel(order):
                raise Conflict(why)
            text = f"Canceled: {reason}"[:300]
            state = {"state": OrderState.UNDOING, "ends_as": OrderState.CANCELED, "why": text}
            return order.noted(self._clock(), by, text, **state)

        return self.changed(order_id, canceled, correlation_id)

    def pay_with(self, order_id: Ulid, method: str, *, by: str, correlation_id: str) -> Order:
        """Tries another card for an order that waits for one. Raises ``Conflict`` if it does not."""

        def with_card(order: Order) -> Order:
            payment, now = order.payment, self._clock()
            if payment.method == method and order.state is OrderState.PLACED:
                return order
            if order.state is not OrderState.AWAITING_BUYER or order.held_until <= now:
                raise Conflict(f"The order waits for no card: it is {order.state}.")
            if payment.attempt >= MOST_ATTEMPTS:
                raise Conflict("Too many cards were tried. Place the order again.")
            return order.noted(now, by, "Another card is tried.", **order.with_next_payment(method))

        return self.changed(order_id, with_card, correlation_id)

    def send_back(
        self, order_id: Ulid, new: NewReturn, return_id: Ulid, *, by: str, correlation_id: str
    ) -> Order:
        """Takes pieces back, once under the return's id: they are put in stock, and what they cost is
        paid back. Raises ``InvalidInput`` for more than can come back, and ``Conflict`` for an order of
        which nothing left.
        """

        def with_return(order: Order) -> Order:
            if any(one.return_id == return_id for one in order.returns):
                return order
            sent = (OrderState.CONFIRMED, OrderState.SHIPPED, OrderState.DELIVERED)
            if order.state not in sent:
                raise Conflict(f"Nothing of it was sent: the order is {order.state}.")
            now = self._clock()
            one = OrderReturn(
                return_id=return_id,
                pieces=new.pieces,
                amount=min(given_back(order, new.pieces), order.refundable),
                reason=new.reason,
                at=now,
            )
            return order.noted(now, by, "Pieces come back.", returns=(*order.returns, one))

        return self.changed(order_id, with_return, correlation_id)

    def wake(self, order_id: Ulid, correlation_id: str) -> None:
        """Has an order visited: something about it may have changed outside."""
        with self._transactions.begin() as within:
            self._outbox.add(_visit(order_id, correlation_id, self._clock()), within)

    def changed(
        self,
        order_id: Ulid,
        change: Callable[[Order], Order],
        correlation_id: str,
        along: Callable[[Order, Transaction], None] | None = None,
    ) -> Order:
        """The order as ``change`` makes it, kept with its next visit, and with what ``along`` writes for
        the order as it was before. One that stays the same is not kept. Raises what ``change`` does.
        """

        def attempt() -> Order:
            order = self._orders.get(order_id)
            changed = change(order)
            if changed is order:
                return order
            with self._transactions.begin() as within:
                self._orders.replace(changed, within)
                if along:
                    along(order, within)
                self.tell(order, changed, correlation_id, within)
            return changed

        return retry_on_conflict(attempt)

    def tell(self, before: Order, after: Order, correlation_id: str, within: Transaction) -> None:
        """Writes what goes with a change: the visit that carries it out, and word of a new state."""
        self._outbox.add(_visit(after.order_id, correlation_id, self._clock()), within)
        if after.state is not before.state:
            entry = order_changed(
                after, self._sender, message_id=self._new_id(), correlation_id=correlation_id
            )
            self._outbox.add(entry, within)


def _visit(order_id: Ulid, correlation_id: str, now: datetime) -> OutboxEntry:
    """The entry that has an order visited."""
    given = {"order_id": order_id, "correlation_id": correlation_id}
    return workflow_run(VISIT, order_id, given, correlation_id=correlation_id, now=now)
