"""Who delivers, and how reliably. Pure."""

import math
from collections.abc import Sequence
from typing import Annotated

from pydantic import Field, StringConstraints

from baton.commerce.inventory.purchase_orders import PurchaseOrder, PurchaseState
from baton.core.contract import Contract, UtcDatetime, Versioned
from baton.statistics.intervals import wilson

SupplierId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]

TOLD_WEIGHT = 3
"""So many orders' weight has the lead time that was told, beside those observed."""

_A_DAY = 86_400


class Supplier(Versioned):
    """Who delivers, and the lead times of its last orders."""

    supplier_id: SupplierId
    name: str = Field(min_length=1, max_length=200)
    deliveries: tuple["Delivery", ...] = Field(default=(), max_length=100)
    updated_at: UtcDatetime


class Delivery(Contract):
    """How one purchase order went, once all of it had come."""

    purchase_id: str = Field(max_length=40)
    days: float = Field(ge=0, description="from the order until its last piece")
    late: float = Field(ge=0, description="days after the day it was expected on")
    whole: bool = Field(description="whether all came at once")


class Reliability(Contract):
    """What to expect of a supplier."""

    orders: int
    lead_days: float = Field(description="mean, with what was told as if of three orders")
    lead_deviation: float = Field(description="standard deviation, the same way")
    on_time: float | None = Field(description="share in time and in one delivery; null: unknown")
    on_time_low: float | None = Field(description="lower bound of its 95 % interval (Wilson 1927)")
    days_late: float | None = Field(description="mean of those that were late; null: none was")


def reliability(
    deliveries: Sequence[Delivery], told_days: float, told_deviation: float
) -> Reliability:
    """What deliveries tell, beside what the supplier or the shop told."""
    number = len(deliveries)
    weight = number + TOLD_WEIGHT
    mean = (math.fsum(one.days for one in deliveries) + TOLD_WEIGHT * told_days) / weight
    squares = math.fsum((one.days - mean) ** 2 for one in deliveries)
    told = TOLD_WEIGHT * (told_deviation**2 + (told_days - mean) ** 2)
    late = [one.late for one in deliveries if one.late > 0]
    good = sum(one.whole and not one.late for one in deliveries)
    share = wilson(good, number) if number else None
    return Reliability(
        orders=number,
        lead_days=mean,
        lead_deviation=math.sqrt((squares + told) / weight),
        on_time=share.estimate if share else None,
        on_time_low=share.low if share else None,
        days_late=math.fsum(late) / len(late) if late else None,
    )


def delivery_of(order: PurchaseOrder) -> Delivery:
    """How an order went that was received. Raises ``ValueError`` for any other."""
    if order.state is not PurchaseState.RECEIVED or order.ordered_at is None:
        raise ValueError(f"the purchase order {order.purchase_id} was not received")
    last = order.receipts[-1].at
    late = (last.date() - order.expected_on).days if order.expected_on else 0
    return Delivery(
        purchase_id=order.purchase_id,
        days=(last - order.ordered_at).total_seconds() / _A_DAY,
        late=max(late, 0),
        whole=len(order.receipts) == 1,
    )


def with_delivery(supplier: Supplier, delivery: Delivery, now: UtcDatetime) -> Supplier:
    """The supplier with one delivery more, of which the last hundred are kept."""
    kept = (*supplier.deliveries, delivery)[-100:]
    return supplier.next_version(now, deliveries=kept)
