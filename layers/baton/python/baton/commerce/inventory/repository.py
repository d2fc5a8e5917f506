"""Where stock is kept: levels, movements and reservations."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from baton.commerce.ids import LocationId, Sku
from baton.commerce.inventory.stock import (
    Key,
    Movement,
    Reservation,
    ReservationState,
    StockLevel,
)
from baton.core.errors import AlreadyExists, StaleVersion
from baton.persistence.database import Database, database_errors, in_parallel
from baton.persistence.page import Page, checked_limit, cursor_after, position
from baton.persistence.shards import DUE_SHARDS, sharded, shards_of
from baton.persistence.timestamps import moment_text
from baton.persistence.transaction import DynamoTransaction, Transaction

if TYPE_CHECKING:
    from baton.commerce.items import StockItem


class StockRepository(Protocol):
    """Stock as it is kept. All reads are consistent."""

    def levels(self, skus: frozenset[Sku]) -> Mapping[Sku, tuple[StockLevel, ...]]:
        """The levels of SKUs at all their locations, by SKU; without those of which none is known."""
        ...

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
        """Adds to the parts of a level. The commit raises ``StaleVersion`` if one would fall below 0."""
        ...

    def record(self, movement: Movement, within: Transaction) -> None:
        """Keeps a movement. The commit raises ``AlreadyExists`` if it is there."""
        ...

    def movement(self, sku: Sku, movement_id: Key) -> Movement | None:
        """One movement of a SKU; ``None`` if there is none."""
        ...

    def movements(self, sku: Sku, *, cursor: str | None = None, limit: int = 50) -> Page[Movement]:
        """What moved a SKU, in the order of the movements' ids, the last first; 1 to 100 a page."""
        ...

    def reservation(self, reservation_id: Key) -> Reservation | None:
        """The reservation; ``None`` if there is none."""
        ...

    def put(self, reservation: Reservation, within: Transaction) -> None:
        """Keeps a reservation, or its next version. The commit raises ``StaleVersion`` unless the one
        before is kept.
        """
        ...

    def expired(self, now: datetime, limit: int = 100) -> tuple[Reservation, ...]:
        """Reservations that are still held after their time."""
        ...


def recorded(movement: Movement) -> AlreadyExists:
    """The error for a movement that is kept already."""
    return AlreadyExists(f"The movement {movement.movement_id} was recorded before.")


def overtaken(what: str) -> StaleVersion:
    """The error for stock that is not any more as it was read."""
    return StaleVersion(f"{what} was changed since it was read.")


def movements_query(sku: Sku) -> str:
    """The listing's name, to which cursors are tied."""
    return f"movements of {sku}"


_LEVEL, _MOVED, _RESERVATION = "at#", "moved#", "reservation"
_HELD = "held"


class DynamoStock:
    """Stock in DynamoDB. A level is one item whose three numbers are added to; what is available is one
    of them, since a condition cannot subtract.
    """

    def __init__(self, database: Database, table: str) -> None:
        from baton.commerce.items import StockItem

        self._items = database.bound(StockItem, table)
        self._database = database

    def levels(self, skus: frozenset[Sku]) -> Mapping[Sku, tuple[StockLevel, ...]]:
        """See ``StockRepository``."""
        of = self._items

        def query(sku: Sku) -> tuple[StockLevel, ...]:
            with database_errors():
                found = of.query(_sku(sku), of.part.startswith(_LEVEL), consistent_read=True)
                return tuple(_level(sku, item) for item in found)

        ordered = sorted(skus)
        found = zip(ordered, in_parallel(query, ordered), strict=True)
        return {sku: levels for sku, levels in found if levels}

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
        """See ``StockRepository``."""
        of, condition = self._items, None
        parts = ((of.available, available), (of.reserved, reserved), (of.unavailable, unavailable))
        for number, delta in parts:
            if delta < 0:
                one = number >= -delta
                condition = one if condition is None else condition & one
        DynamoTransaction.of(within).update(
            of(_sku(sku), _LEVEL + location),
            [number.add(delta) for number, delta in parts],
            condition,
            overtaken(f"The stock of {sku}"),
        )

    def record(self, movement: Movement, within: Transaction) -> None:
        """See ``StockRepository``."""
        of = self._items
        item = of(
            _sku(movement.sku),
            _MOVED + movement.movement_id,
            document=movement.model_dump_json(exclude_none=True),
        )
        DynamoTransaction.of(within).put(item, of.subject.does_not_exist(), recorded(movement))

    def movement(self, sku: Sku, movement_id: Key) -> Movement | None:
        """See ``StockRepository``."""
        try:
            with database_errors():
                item = self._items.get(_sku(sku), _MOVED + movement_id, consistent_read=True)
        except self._items.DoesNotExist:
            return None
        return Movement.model_validate_json(item.document or "")

    def movements(self, sku: Sku, *, cursor: str | None = None, limit: int = 50) -> Page[Movement]:
        """See ``StockRepository``."""
        checked_limit(limit)
        query, of = movements_query(sku), self._items
        after = position(query, cursor)
        keys = of.part.between(_MOVED, after) if after else of.part.startswith(_MOVED)
        more = limit + 1 + bool(after)
        with database_errors():
            found = list(of.query(_sku(sku), keys, scan_index_forward=False, limit=more))
        items = [item for item in found if item.part != after]
        next_ = cursor_after(query, items[limit - 1].part) if len(items) > limit else None
        read = Movement.model_validate_json
        return Page(tuple(read(item.document or "") for item in items[:limit]), next_)

    def reservation(self, reservation_id: Key) -> Reservation | None:
        """See ``StockRepository``."""
        try:
            with database_errors():
                item = self._items.get(_held(reservation_id), _RESERVATION, consistent_read=True)
        except self._items.DoesNotExist:
            return None
        return Reservation.model_validate_json(item.document or "")

    def put(self, reservation: Reservation, within: Transaction) -> None:
        """See ``StockRepository``."""
        of, first = self._items, reservation.version == 1
        held = reservation.state is ReservationState.HELD
        rid, due = reservation.reservation_id, moment_text(reservation.expires_at)
        item = of(
            _held(rid),
            _RESERVATION,
            version=reservation.version,
            document=reservation.model_dump_json(exclude_none=True),
            listing=sharded(_HELD, rid, DUE_SHARDS) if held else None,
            listed_at=f"{due}#{rid}" if held else None,
        )
        before = of.subject.does_not_exist() if first else of.version == reservation.version - 1
        DynamoTransaction.of(within).put(item, before, overtaken(f"The reservation {rid}"))

    def expired(self, now: datetime, limit: int = 100) -> tuple[Reservation, ...]:
        """See ``StockRepository``."""
        of = self._items

        def query(shard: int) -> list[str]:
            with database_errors():
                found = of.due.query(
                    f"{_HELD}#{shard}", of.listed_at <= moment_text(now), limit=limit
                )
                return [item.subject.partition("#")[2] for item in found]

        ids = [one for shard in in_parallel(query, shards_of(None)) for one in shard][:limit]
        there = (self.reservation(one) for one in ids)
        return tuple(
            one
            for one in there
            if one and one.state is ReservationState.HELD and one.expires_at <= now
        )


def _sku(sku: Sku) -> str:
    return f"sku#{sku}"


def _held(reservation_id: Key) -> str:
    return f"reservation#{reservation_id}"


def _level(sku: Sku, item: "StockItem") -> StockLevel:
    return StockLevel(
        sku=sku,
        location=item.part.removeprefix(_LEVEL),
        available=int(item.available or 0),
        reserved=int(item.reserved or 0),
        unavailable=int(item.unavailable or 0),
    )
