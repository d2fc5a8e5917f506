"""Where stock is kept: levels, movements and reservations."""

from collections.abc import Iterable, Mapping, Sequence
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
        """Adds to the parts of a level: in a transaction to one of a SKU, or it takes from the others.
        The commit raises ``StaleVersion`` if a part would fall below 0.
        """
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


MOST_REMEMBERED = 20_000
"""SKUs of which a container remembers at which locations they were: 4 MB."""

_LEVEL, _MOVED, _RESERVATION, _LOCATIONS = "at#", "moved#", "reservation", "locations"
_HELD = "held"
_OF_LEVEL = ("subject", "part", "available", "reserved", "unavailable", "locations")


class DynamoStock:
    """Stock in DynamoDB. A level is one item whose three numbers are added to; what is available is one
    of them, since a condition cannot subtract. Another item names all locations that a SKU ever came to,
    so that the levels of many SKUs are read in one batch.
    """

    def __init__(self, database: Database, table: str) -> None:
        from baton.commerce.items import StockItem

        self._items = database.bound(StockItem, table)
        self._database = database
        self._known: dict[Sku, frozenset[LocationId]] = {}

    def levels(self, skus: frozenset[Sku]) -> Mapping[Sku, tuple[StockLevel, ...]]:
        """See ``StockRepository``. The levels at locations that are remembered are read along with which
        locations there are; those at others afterwards.
        """
        known = {(sku, one) for sku in skus for one in self._known.get(sku, ())}
        items = self._read([*((_sku(sku), _LOCATIONS) for sku in skus), *map(_place, known)])
        every = {(_sku_of(item), one) for item in items for one in item.locations or ()}
        items += self._read([_place(one) for one in every - known])
        self._remember(every)
        found: dict[Sku, tuple[StockLevel, ...]] = {}
        for item in sorted(items, key=lambda one: (one.subject, one.part)):
            if item.part != _LOCATIONS:
                sku = _sku_of(item)
                found[sku] = (*found.get(sku, ()), _level(sku, item))
        return found

    def _read(self, keys: Sequence[tuple[str, str]]) -> "list[StockItem]":
        return self._database.fetch(self._items, keys, only=_OF_LEVEL)

    def _remember(self, places: Iterable[tuple[Sku, LocationId]]) -> None:
        if len(self._known) > MOST_REMEMBERED:
            self._known.clear()
        for sku, location in places:
            self._known[sku] = self._known.get(sku, frozenset()) | {location}

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
        of, condition, unit = self._items, None, DynamoTransaction.of(within)
        parts = ((of.available, available), (of.reserved, reserved), (of.unavailable, unavailable))
        for number, delta in parts:
            if delta < 0:
                one = number >= -delta
                condition = one if condition is None else condition & one
        unit.update(
            of(_sku(sku), _LEVEL + location),
            [number.add(delta) for number, delta in parts],
            condition,
            overtaken(f"The stock of {sku}"),
        )
        # What is taken from, was there before.
        if condition is None and location not in self._known.get(sku, ()):
            unit.update(of(_sku(sku), _LOCATIONS), [of.locations.add({location})])

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


def _sku_of(item: "StockItem") -> Sku:
    return item.subject.removeprefix("sku#")


def _place(one: tuple[Sku, LocationId]) -> tuple[str, str]:
    return _sku(one[0]), _LEVEL + one[1]


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
