"""Stock: what is there by location, what is reserved of it, and for how long."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from pydantic import Field

from baton.commerce.ids import LocationId, Quantity, Sku
from baton.core.contract import Contract, UtcDatetime
from baton.core.errors import BatonError


class StockLevel(Contract):
    """Pieces of a SKU at a location: ``on_hand`` = available + reserved + unavailable, none below 0."""

    sku: Sku
    location: LocationId
    on_hand: int = Field(ge=0)
    reserved: int = Field(default=0, ge=0)
    unavailable: int = Field(default=0, ge=0, description="damaged, in inspection, lent")
    version: int = Field(default=1, ge=1)

    @property
    def available(self) -> int:
        """Pieces that can be reserved."""
        return self.on_hand - self.reserved - self.unavailable


class ReservationState(StrEnum):
    """held ─► confirmed (taken out of stock) | released (given back) | expired (given back)"""

    HELD = "held"
    CONFIRMED = "confirmed"
    RELEASED = "released"
    EXPIRED = "expired"


class ReservedLine(Contract):
    """Pieces held at one location. A SKU may be held at several."""

    sku: Sku
    location: LocationId
    quantity: Quantity


class Reservation(Contract):
    """Stock held for an order or a checkout until ``expires_at``."""

    reservation_id: str = Field(min_length=1, max_length=100, description="the order's id")
    lines: tuple[ReservedLine, ...] = Field(min_length=1)
    state: ReservationState
    expires_at: UtcDatetime
    version: int = Field(default=1, ge=1)


class Wanted(Contract):
    """Pieces of a SKU that somebody wants."""

    sku: Sku
    quantity: Quantity


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
        reservation_id: str,
        wanted: Sequence[Wanted],
        *,
        until: datetime,
    ) -> Reservation:
        """Holds all that is wanted, or nothing, in one transaction. The same id again gives the same
        reservation. Raises ``OutOfStock``; ``AlreadyExists`` if the id holds something else."""
        ...

    def confirm(self, reservation_id: str) -> Reservation:
        """Takes what is held out of stock, once. Raises ``NotFound``, or ``Conflict`` if it was given
        back.
        """
        ...

    def release(self, reservation_id: str) -> Reservation:
        """Gives back what is held, once; what is given back or never was stays as it is. Raises
        ``Conflict`` if it was confirmed."""
        ...
