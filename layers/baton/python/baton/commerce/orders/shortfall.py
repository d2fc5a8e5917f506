"""Pieces that were not found when an order was packed: they are paid back, and lost to stock.

They were taken out of stock as sold. What is on hand does not change by their being missed; its story
does: their sale is corrected, and they are written off, in the transaction that has them paid back.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Self

from pydantic import Field

from baton.commerce.container import Commerce
from baton.commerce.ids import Quantity, Sku
from baton.commerce.inventory.service import StockService
from baton.commerce.inventory.stock import HeldLine, Key, Movement, MovementReason
from baton.commerce.orders.changing import OrderChanges
from baton.commerce.orders.flow import may_be_short
from baton.commerce.orders.order import Order, OrderReturn
from baton.commerce.orders.refunding import given_back, returned, without
from baton.core.clock import Clock
from baton.core.contract import Contract, Ulid
from baton.core.errors import Conflict, FieldError, InvalidInput
from baton.core.message import AgentName
from baton.persistence.transaction import Transaction

if TYPE_CHECKING:
    from baton.runtime.platform import Platform

_WRITTEN_OFF = (("sale", 1, MovementReason.CORRECTED), ("lost", -1, MovementReason.SHRINKAGE))


class NewShortfall(Contract):
    """Pieces that were not found."""

    pieces: dict[Sku, Quantity] = Field(min_length=1, max_length=40)
    reason: str = Field(default="not found when it was packed", min_length=1, max_length=500)


def lost(
    held: Sequence[HeldLine], pieces: Mapping[Sku, int], before: Mapping[Sku, int]
) -> tuple[HeldLine, ...]:
    """From where pieces are missed, after those that came back or were missed ``before``."""
    left, found = dict(pieces), list[HeldLine]()
    for line in without(held, before):
        count = min(left.get(line.sku, 0), line.quantity)
        if count:
            left[line.sku] -= count
            found.append(line.model_copy(update={"quantity": count}))
    return tuple(found)


def written_off(
    lines: Sequence[HeldLine], key: Key, order_id: Ulid, now: datetime
) -> tuple[Movement, ...]:
    """Of each line the correction of its sale, and the loss: they come to nothing together."""
    return tuple(
        Movement(
            movement_id=f"{key}:{name}:{line.location}",
            sku=line.sku,
            location=line.location,
            on_hand=sign * line.quantity,
            reason=reason,
            by=order_id,
            at=now,
        )
        for line in lines
        for name, sign, reason in _WRITTEN_OFF
    )


class Shortfalls:
    """Takes what was not found out of orders, each shortfall once under its id."""

    def __init__(self, changes: OrderChanges, stock: StockService, clock: Clock) -> None:
        self._changes = changes
        self._stock = stock
        self._clock = clock

    @classmethod
    def of(cls, sender: AgentName, platform: "Platform") -> Self:
        """The service of a platform."""
        return cls(OrderChanges.of(sender, platform), platform.area(Commerce).stock, platform.clock)

    def report(
        self, order_id: Ulid, new: NewShortfall, shortfall_id: Ulid, *, by: str, correlation_id: str
    ) -> Order:
        """The order without them: what they cost is paid back, and the buyer is told. Raises
        ``InvalidInput`` for more than are left of it, or for all of them, and ``Conflict`` for an order
        that is not being packed.
        """

        def short(order: Order) -> Order:
            if any(one.return_id == shortfall_id for one in order.returns):
                return order
            if why := may_be_short(order):
                raise Conflict(why)
            now, amount = self._clock(), given_back(order, new.pieces, "can be missing")
            one = OrderReturn(
                return_id=shortfall_id,
                pieces=new.pieces,
                amount=min(amount, order.refundable),
                reason=new.reason,
                missing=True,
                at=now,
            )
            after = order.noted(now, by, "Pieces were not found.", returns=(*order.returns, one))
            if sum(returned(after).values()) >= sum(line.quantity for line in order.quote.lines):
                detail = "nothing is left to be sent: cancel the order"
                raise InvalidInput([FieldError("/pieces", detail, "empty")])
            return after

        def along(before: Order, within: Transaction) -> None:
            held = self._stock.held(before.reservation_id)
            lines = lost(held, new.pieces, returned(before))
            key, now = f"{order_id}:{shortfall_id}", self._clock()
            self._stock.write_off(written_off(lines, key, order_id, now), within)

        return self._changes.changed(order_id, short, correlation_id, along)
