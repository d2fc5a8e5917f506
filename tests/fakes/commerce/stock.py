"""Stock in memory."""

from collections.abc import Mapping
from datetime import datetime

from baton.commerce.ids import LocationId, Sku
from baton.commerce.inventory.repository import movements_query, overtaken, recorded
from baton.commerce.inventory.stock import (
    Key,
    Movement,
    Reservation,
    ReservationState,
    StockLevel,
)
from baton.persistence.page import Page
from baton.persistence.transaction import Transaction
from tests.fakes.platform.listings import newest_first
from tests.fakes.platform.transaction import Ground, stage

Place = tuple[Sku, LocationId]


class FakeStock:
    """See ``baton.commerce.inventory.repository.StockRepository``."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self.kept: dict[Place, tuple[int, int, int]] = {}
        self._locations: dict[Sku, set[LocationId]] = {}
        self.moved: dict[tuple[Sku, Key], Movement] = {}
        self.held: dict[Key, Reservation] = {}

    def levels(self, skus: frozenset[Sku]) -> Mapping[Sku, tuple[StockLevel, ...]]:
        with self._ground.faults.at("stock.levels"), self._ground.lock:
            found: dict[Sku, tuple[StockLevel, ...]] = {}
            for sku in sorted(skus & self._locations.keys()):
                for location in sorted(self._locations[sku]):
                    available, reserved, unavailable = self.kept[sku, location]
                    level = StockLevel(
                        sku=sku,
                        location=location,
                        available=available,
                        reserved=reserved,
                        unavailable=unavailable,
                    )
                    found[sku] = (*found.get(sku, ()), level)
            return found

    def shift(
        self,
        sku: Sku,
        location: LocationId,
        within: Transaction,
        *,
        available: int = 0,
        reserved: int = 0,
        unavailable: int = 0,
    ) -> None:
        place, deltas = (sku, location), (available, reserved, unavailable)

        def after() -> tuple[int, int, int]:
            a, r, u = self.kept.get(place, (0, 0, 0))
            return a + available, r + reserved, u + unavailable

        def check() -> None:
            if any(new < 0 and delta < 0 for new, delta in zip(after(), deltas, strict=True)):
                raise overtaken(f"The stock of {sku}")

        def apply() -> None:
            self.kept[place] = after()
            self._locations.setdefault(sku, set()).add(location)

        stage(within, ("stock", sku, location), apply, check)

    def record(self, movement: Movement, within: Transaction) -> None:
        key = (movement.sku, movement.movement_id)

        def check() -> None:
            if key in self.moved:
                raise recorded(movement)

        stage(within, ("moved", *key), lambda: self.moved.update({key: movement}), check)

    def movement(self, sku: Sku, movement_id: Key) -> Movement | None:
        with self._ground.faults.at("stock.movement"), self._ground.lock:
            return self.moved.get((sku, movement_id))

    def movements(self, sku: Sku, *, cursor: str | None = None, limit: int = 50) -> Page[Movement]:
        with self._ground.faults.at("stock.movements"), self._ground.lock:
            theirs = [(one.movement_id, one) for one in self.moved.values() if one.sku == sku]
            return newest_first(theirs, movements_query(sku), cursor, limit)

    def reservation(self, reservation_id: Key) -> Reservation | None:
        with self._ground.faults.at("stock.reservation"), self._ground.lock:
            return self.held.get(reservation_id)

    def put(self, reservation: Reservation, within: Transaction) -> None:
        key = reservation.reservation_id

        def check() -> None:
            kept = self.held.get(key)
            if (kept.version if kept else 0) != reservation.version - 1:
                raise overtaken(f"The reservation {key}")

        stage(within, ("held", key), lambda: self.held.update({key: reservation}), check)

    def expired(self, now: datetime, limit: int = 100) -> tuple[Reservation, ...]:
        with self._ground.faults.at("stock.expired"), self._ground.lock:
            over = (one for one in self.held.values() if one.state is ReservationState.HELD)
            return tuple(one for one in over if one.expires_at <= now)[:limit]
