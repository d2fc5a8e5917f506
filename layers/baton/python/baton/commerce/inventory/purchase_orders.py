"""Purchase orders: what is ordered from a supplier, and what came of it. Pure.

draft ──► ordered ──► part received ──► received
  │          │              │
  └──────────┴──► canceled ◄┘   what came stays in stock; the rest is not awaited any more
"""

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum

from pydantic import Field

from baton.commerce.ids import LocationId, Quantity, Sku
from baton.commerce.inventory.stock import Key, Pieces
from baton.core.contract import Contract, Ulid, UtcDatetime, Versioned
from baton.core.errors import Conflict, FieldError, InvalidInput

MOST_PURCHASED = 30
"""SKUs of a purchase order: a receipt of all of them, with three writes each, is one transaction."""

MOST_RECEIPTS = 50


class PurchaseState(StrEnum):
    """See the module."""

    DRAFT = "draft"
    ORDERED = "ordered"
    PART_RECEIVED = "part_received"
    RECEIVED = "received"
    CANCELED = "canceled"

    @property
    def is_open(self) -> bool:
        """Whether something is still awaited, or may be ordered."""
        return self not in (PurchaseState.RECEIVED, PurchaseState.CANCELED)


class PurchaseLine(Contract):
    """Pieces of a SKU, ordered and received, and why they are ordered."""

    sku: Sku
    quantity: Quantity
    received: Pieces = 0
    why: str = Field(default="", max_length=500)


class Receipt(Contract):
    """What came at once."""

    receipt_id: Key
    pieces: Mapping[Sku, Quantity]
    at: UtcDatetime
    by: str = Field(max_length=200)


class PurchaseOrder(Versioned):
    """What is ordered from a supplier for a location. Each SKU stands in one line."""

    purchase_id: Ulid
    supplier_id: str = Field(max_length=64)
    location: LocationId
    state: PurchaseState = PurchaseState.DRAFT
    lines: tuple[PurchaseLine, ...] = Field(min_length=1, max_length=MOST_PURCHASED)
    lead_days: int = Field(ge=0, le=365, description="that it is expected to take")
    receipts: tuple[Receipt, ...] = Field(default=(), max_length=MOST_RECEIPTS)
    created_at: UtcDatetime
    ordered_at: UtcDatetime | None = None
    ordered_by: str | None = Field(default=None, max_length=200)
    expected_on: date | None = None
    updated_at: UtcDatetime

    def awaited(self, sku: Sku) -> int:
        """Pieces that are still to come, a draft's too."""
        if not self.state.is_open:
            return 0
        return sum(max(one.quantity - one.received, 0) for one in self.lines if one.sku == sku)


def approved(order: PurchaseOrder, now: UtcDatetime, by: str) -> PurchaseOrder:
    """The draft as it is ordered; what is ordered already stays as it is. Raises ``Conflict``."""
    if order.state in (PurchaseState.ORDERED, PurchaseState.PART_RECEIVED):
        return order
    if order.state is not PurchaseState.DRAFT:
        raise Conflict(f"The purchase order is {order.state}: only a draft is approved.")
    expected = now.date() + timedelta(days=order.lead_days)
    return order.next_version(
        now, state=PurchaseState.ORDERED, ordered_at=now, ordered_by=by, expected_on=expected
    )


def canceled(order: PurchaseOrder, now: UtcDatetime) -> PurchaseOrder:
    """The order of which nothing more is awaited. Raises ``Conflict`` if all of it came."""
    if order.state is PurchaseState.CANCELED:
        return order
    if order.state is PurchaseState.RECEIVED:
        raise Conflict("All of it came. Send pieces back by a movement of stock.")
    return order.next_version(now, state=PurchaseState.CANCELED)


def received(order: PurchaseOrder, receipt: Receipt) -> PurchaseOrder:
    """The order with what came; a receipt that is known stays as it is.

    Raises ``Conflict`` for an order that awaits nothing, or a receipt of that id that held something
    else, and ``InvalidInput`` for a SKU that was not ordered or more pieces than are awaited.
    """
    for known in order.receipts:
        if known.receipt_id == receipt.receipt_id:
            if known.pieces != receipt.pieces:
                raise Conflict(f"The receipt {receipt.receipt_id} held something else.")
            return order
    if order.state not in (PurchaseState.ORDERED, PurchaseState.PART_RECEIVED):
        raise Conflict(f"The purchase order is {order.state}: nothing is awaited.")
    if len(order.receipts) == MOST_RECEIPTS:
        raise Conflict(f"A purchase order comes in {MOST_RECEIPTS} deliveries at most.")
    if faults := _faults(order, receipt.pieces):
        raise InvalidInput(faults)
    lines = tuple(
        one.model_copy(update={"received": one.received + receipt.pieces.get(one.sku, 0)})
        for one in order.lines
    )
    whole = all(one.received >= one.quantity for one in lines)
    return order.next_version(
        receipt.at,
        state=PurchaseState.RECEIVED if whole else PurchaseState.PART_RECEIVED,
        lines=lines,
        receipts=(*order.receipts, receipt),
    )


def _faults(order: PurchaseOrder, pieces: Mapping[Sku, int]) -> list[FieldError]:
    found = list[FieldError]()
    if not pieces:
        found.append(FieldError("/pieces", "says what came", "missing"))
    for sku, count in pieces.items():
        if count > (awaited := order.awaited(sku)):
            text = f"{awaited} are awaited; take what is beyond that in as a movement of stock"
            found.append(FieldError(f"/pieces/{sku}", text, "too_many"))
    return found
