"""Stock: what is there by location, what is reserved of it, and for how long."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Protocol, Self

from pydantic import Field

from baton.commerce.ids import MOST_HELD, LocationId, Quantity, Sku
from baton.core.contract import Contract, UtcDatetime, Versioned
from baton.core.errors import BatonError, NotFound
from baton.persistence.transaction import Transaction

Pieces = Annotated[int, Field(ge=0, le=1_000_000_000)]
Delta = Annotated[int, Field(ge=-1_000_000_000, le=1_000_000_000)]
Key = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:-]{0,99}$")]

OwnKey = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$")]
"""A key that a caller chose. Those of orders, returns and purchase orders have a colon in them, so that
nobody can take the place of one.
"""


Along = Callable[[Transaction], None]
"""Adds writes to the transaction of a reservation. It is asked anew at every attempt."""


class StockLevel(Contract):
    """Pieces of a SKU at a location."""

    sku: Sku
    location: LocationId
    available: int = Field(default=0, ge=0, description="that can be reserved")
    reserved: int = Field(default=0, ge=0, description="held for orders that are not sent yet")
    unavailable: int = Field(default=0, ge=0, description="damaged, in inspection, lent")

    @property
    def on_hand(self) -> int:
        """All that is there: available, reserved and unavailable."""
        return self.available + self.reserved + self.unavailable


class SkuStock(Contract):
    """The stock of a SKU, by location and together."""

    sku: str
    available: int
    reserved: int
    unavailable: int
    on_hand: int
    levels: tuple[StockLevel, ...]

    @classmethod
    def of(cls, sku: Sku, levels: tuple[StockLevel, ...] | None) -> Self:
        """The levels added up. Raises ``NotFound`` for a SKU that was never in stock."""
        if levels is None:
            raise NotFound("stock", sku)
        parts = ("available", "reserved", "unavailable", "on_hand")
        totals = {part: sum(getattr(level, part) for level in levels) for part in parts}
        return cls(sku=sku, levels=levels, **totals)


class ReservationState(StrEnum):
    """held ─► confirmed (taken out of stock), released or expired (given back)"""

    HELD = "held"
    CONFIRMED = "confirmed"
    RELEASED = "released"
    EXPIRED = "expired"

    @property
    def takes(self) -> bool:
        """Whether its pieces can be taken out of stock, or were."""
        return self in (ReservationState.HELD, ReservationState.CONFIRMED)


class RequestedPieces(Contract):
    """Pieces of a SKU that somebody wants."""

    sku: Sku
    quantity: Quantity


class HeldLine(Contract):
    """Pieces held at one location. A SKU may be held at several."""

    sku: Sku
    location: LocationId
    quantity: Quantity


class Reservation(Versioned):
    """Stock held for an order or a checkout, until ``expires_at``; for good once it is confirmed."""

    reservation_id: Key
    wanted: tuple[RequestedPieces, ...] = Field(min_length=1)
    lines: tuple[HeldLine, ...] = Field(min_length=1, max_length=MOST_HELD)
    state: ReservationState = ReservationState.HELD
    expires_at: UtcDatetime


class MovementReason(StrEnum):
    """Why there are more or fewer pieces on hand."""

    RECEIVED = "received"
    SOLD = "sold"
    RETURNED = "returned"
    COUNTED = "counted"
    DAMAGED = "damaged"
    MOVED = "moved"
    CORRECTED = "corrected"
    SHRINKAGE = "shrinkage"


class Movement(Contract):
    """A change of what is on hand. A level is the sum of its movements; reservations move nothing."""

    movement_id: Key = Field(description="the same one changes stock once")
    sku: Sku
    location: LocationId
    on_hand: Delta
    unavailable: Delta = Field(default=0, description="of it, that cannot be sold")
    counted: Pieces | None = Field(default=None, description="all that was there, of a count")
    reason: MovementReason
    by: str = Field(max_length=200, description="the order, purchase order or person")
    note: str | None = Field(default=None, max_length=500)
    at: UtcDatetime

    def same_as(self, other: "Movement") -> bool:
        """Whether both say the same of the same place. Of counts what was counted says it, not what that
        moved.
        """
        told = [(one.location, one.reason, one.unavailable, one.counted) for one in (self, other)]
        return told[0] == told[1] and (self.counted is not None or self.on_hand == other.on_hand)


def why_not(movement: Movement, level: StockLevel) -> str:
    """Why a movement cannot be made where this is the level: for people who count shelves."""
    there = (
        f"There are {level.on_hand} of {level.sku} at {level.location}, of which {level.reserved} are "
        f"reserved and {level.unavailable} unavailable: "
    )
    if level.unavailable + movement.unavailable < 0:
        return f"{there}{-movement.unavailable} of the unavailable cannot be made available."
    taken = movement.unavailable - movement.on_hand
    held = " What orders reserve is free once they are canceled." if level.reserved else ""
    return f"{there}{level.available} are free, and {taken} would have to be.{held}"


class OutOfStock(BatonError):
    """Not all that is wanted is available; ``short`` says how many there are of each SKU that lacks."""

    def __init__(self, short: Mapping[Sku, int]) -> None:
        super().__init__("There is not enough in stock of " + ", ".join(sorted(short)) + ".")
        self.short = short


class Stock(Protocol):
    """Reserves, confirms and releases, under the reservation's id: a repeat changes nothing."""

    def available(self, skus: frozenset[Sku]) -> Mapping[Sku, int]:
        """Pieces available over all locations, of up to 100 SKUs; 0 where nothing is known."""
        ...

    def reserve(
        self,
        reservation_id: Key,
        wanted: Sequence[RequestedPieces],
        *,
        until: datetime,
        along: Along | None = None,
    ) -> Reservation:
        """Holds all that is wanted, or nothing, in one transaction, to which ``along`` adds its own
        writes. The same again gives the same reservation. Raises ``OutOfStock``, ``AlreadyExists`` if
        the id stands for something else, and what ``along`` makes the commit raise.
        """
        ...

    def confirm(self, reservation_id: Key) -> Reservation:
        """Takes what is held out of stock, once. Raises ``NotFound``, or ``Conflict`` if it was given
        back.
        """
        ...

    def release(self, reservation_id: Key) -> Reservation | None:
        """Gives back what is held, once; what is given back or never was stays as it is. Raises
        ``Conflict`` if it was confirmed.
        """
        ...
