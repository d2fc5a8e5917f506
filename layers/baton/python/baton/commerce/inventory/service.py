"""Stock kept right whoever asks, in any order and however often: the one who changes it."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TypeVar

from baton.commerce.ids import MOST_HELD, LocationId, Sku
from baton.commerce.inventory.allocation import allocated, moved, totals, with_freed
from baton.commerce.inventory.repository import StockRepository
from baton.commerce.inventory.stock import (
    Along,
    HeldLine,
    Key,
    Movement,
    MovementReason,
    RequestedPieces,
    Reservation,
    ReservationState,
    StockLevel,
    why_not,
)
from baton.core.clock import Clock
from baton.core.errors import (
    AlreadyExists,
    Conflict,
    IdTaken,
    NotFound,
    StaleVersion,
    Unavailable,
)
from baton.persistence.transaction import Transaction, Transactions

Result = TypeVar("Result")

ATTEMPTS = 40
"""How often a reservation is tried anew that others overtook: buyers of one SKU meet at one item, and
each attempt that fails is another's success."""


class StockService:
    """Implements ``Stock``, and takes goods in, counts and moves them."""

    def __init__(
        self,
        stock: StockRepository,
        transactions: Transactions,
        clock: Clock,
        preferred: Sequence[LocationId] = (),
    ) -> None:
        self._stock = stock
        self._transactions = transactions
        self._clock = clock
        self._preferred = preferred

    def available(self, skus: frozenset[Sku]) -> Mapping[Sku, int]:
        """See ``Stock``."""
        levels = self._stock.levels(skus)
        return {sku: sum(level.available for level in levels.get(sku, ())) for sku in skus}

    def reserve(
        self,
        reservation_id: Key,
        wanted: Sequence[RequestedPieces],
        *,
        until: datetime,
        along: Along | None = None,
    ) -> Reservation:
        """See ``Stock``."""

        def attempt() -> Reservation:
            kept = self._stock.reservation(reservation_id)
            if kept is not None:
                return _same(kept, wanted)
            levels = self._stock.levels(frozenset(totals(wanted)))
            every = [level for of_sku in levels.values() for level in of_sku]
            lines = allocated(wanted, every, self._preferred)
            if len(lines) > MOST_HELD:
                raise Conflict(
                    f"It would come from {len(lines)} places of {MOST_HELD}: order less at once."
                )
            held = Reservation(
                reservation_id=reservation_id,
                wanted=tuple(wanted),
                lines=lines,
                expires_at=until,
            )
            with self._transactions.begin() as within:
                self._stock.put(held, within)
                for line in held.lines:
                    pieces = line.quantity
                    self._stock.shift(
                        line.sku, line.location, within, available=-pieces, reserved=pieces
                    )
                if along:
                    along(within)
            return held

        return _until_not_overtaken(attempt)

    def exchange(
        self,
        reservation_id: Key,
        into: Key,
        wanted: Sequence[RequestedPieces],
        *,
        until: datetime,
        along: Along | None = None,
    ) -> Reservation:
        """Holds all that is ``wanted`` under the id ``into``, in the place of what ``reservation_id``
        holds, in one transaction: what both hold is never free in between. The same again gives the same
        reservation. Raises as ``reserve`` does, and ``Conflict`` if the first was confirmed.
        """

        def attempt() -> Reservation:
            kept = self._stock.reservation(into)
            if kept is not None:
                return _same(kept, wanted)
            before = self._stock.reservation(reservation_id)
            if before is not None and before.state is ReservationState.CONFIRMED:
                raise Conflict(f"What {reservation_id} held was taken out of stock already.")
            held = before is not None and before.state is ReservationState.HELD
            freed = before.lines if before is not None and held else ()
            levels = self._stock.levels(frozenset(totals(wanted)))
            every = [level for of_sku in levels.values() for level in of_sku]
            lines = allocated(wanted, with_freed(every, freed), self._preferred)
            after = Reservation(
                reservation_id=into, wanted=tuple(wanted), lines=lines, expires_at=until
            )
            with self._transactions.begin() as within:
                self._stock.put(after, within)
                if before is not None and freed:
                    self._stock.put(before.next_version(state=ReservationState.RELEASED), within)
                for (sku, location), pieces in moved(freed, lines).items():
                    self._stock.shift(sku, location, within, available=-pieces, reserved=pieces)
                if along:
                    along(within)
            return after

        return _until_not_overtaken(attempt)

    def confirm(self, reservation_id: Key) -> Reservation:
        """See ``Stock``."""

        def attempt() -> Reservation:
            kept = self._stock.reservation(reservation_id)
            if kept is None:
                raise NotFound("reservation", reservation_id)
            if kept.state is ReservationState.CONFIRMED:
                return kept
            if kept.state is not ReservationState.HELD:
                raise Conflict(f"The reservation {reservation_id} was given back: {kept.state}.")
            with self._transactions.begin() as within:
                return self.take(kept, within)

        return _until_not_overtaken(attempt)

    def reservation(self, reservation_id: Key) -> Reservation | None:
        """The reservation as it is now; ``None`` if there is none."""
        return self._stock.reservation(reservation_id)

    def take(self, held: Reservation, within: Transaction) -> Reservation:
        """Takes what is held out of stock with whatever else a transaction writes; what was taken
        before stays. At most 99 writes. The commit raises ``StaleVersion`` if it was given back.
        """
        if held.state is ReservationState.CONFIRMED:
            return held
        confirmed = held.next_version(state=ReservationState.CONFIRMED)
        self._stock.put(confirmed, within)
        for line in held.lines:
            self._stock.shift(line.sku, line.location, within, reserved=-line.quantity)
            self._stock.record(self._sale(held, line), within)
        return confirmed

    def release(self, reservation_id: Key) -> Reservation | None:
        """See ``Stock``."""
        return self._given_back(reservation_id, ReservationState.RELEASED)

    def held(self, reservation_id: Key) -> tuple[HeldLine, ...]:
        """What a reservation holds or held. Raises ``NotFound``."""
        kept = self._stock.reservation(reservation_id)
        if kept is None:
            raise NotFound("reservation", reservation_id)
        return kept.lines

    def expire(self, limit: int = 100) -> int:
        """Gives back what is held after its time, at most ``limit`` reservations, and says how many
        there were.
        """
        over = self._stock.expired(self._clock(), limit)
        for one in over:
            self._given_back(one.reservation_id, ReservationState.EXPIRED)
        return len(over)

    def move(self, movement: Movement) -> bool:
        """Adds to what is on hand, or takes from it, once under the movement's id: ``False`` if that
        was done before. Raises ``Conflict`` if fewer are available than it takes, and ``AlreadyExists``
        if another movement has the id.
        """
        try:
            with self._transactions.begin() as within:
                self._apply(movement, within)
        except AlreadyExists:
            kept = self._stock.movement(movement.sku, movement.movement_id)
            if kept is not None and not kept.same_as(movement):
                raise IdTaken("another movement", movement.movement_id) from None
            return False
        except StaleVersion:
            level = self._level(movement.sku, movement.location)
            raise Conflict(why_not(movement, level)) from None
        return True

    def count(self, counted: int, movement: Movement) -> StockLevel:
        """Sets what is on hand at the movement's place to what was ``counted``, once under its id; its
        own ``on_hand`` is worked out. A count that finds nothing else is kept, too: told again later, it
        says nothing of what is there then. Raises as ``move`` does.
        """
        level = self._level(movement.sku, movement.location)
        moved = {"on_hand": counted - level.on_hand, "counted": counted}
        self.move(movement.model_copy(update=moved))
        return self._level(movement.sku, movement.location)

    def write_off(self, lost: Sequence[Movement], within: Transaction) -> None:
        """Records movements that come to nothing together, with whatever else a transaction writes: what
        was thought to be sold was never there.
        """
        for movement in lost:
            self._stock.record(movement, within)

    def _given_back(self, reservation_id: Key, state: ReservationState) -> Reservation | None:
        def attempt() -> Reservation | None:
            kept = self._stock.reservation(reservation_id)
            if kept is None or kept.state in (ReservationState.RELEASED, ReservationState.EXPIRED):
                return kept
            if kept.state is ReservationState.CONFIRMED:
                if state is ReservationState.EXPIRED:
                    return kept
                raise Conflict(f"What {reservation_id} held was taken out of stock already.")
            back = kept.next_version(state=state)
            with self._transactions.begin() as within:
                self._stock.put(back, within)
                for line in kept.lines:
                    pieces = line.quantity
                    self._stock.shift(
                        line.sku, line.location, within, available=pieces, reserved=-pieces
                    )
            return back

        return _until_not_overtaken(attempt)

    def _apply(self, movement: Movement, within: Transaction) -> None:
        self._stock.record(movement, within)
        self._stock.shift(
            movement.sku,
            movement.location,
            within,
            available=movement.on_hand - movement.unavailable,
            unavailable=movement.unavailable,
        )

    def _level(self, sku: Sku, location: LocationId) -> StockLevel:
        there = self._stock.levels(frozenset((sku,))).get(sku, ())
        nothing = StockLevel(sku=sku, location=location)
        return next((level for level in there if level.location == location), nothing)

    def _sale(self, reservation: Reservation, line: HeldLine) -> Movement:
        return Movement(
            movement_id=f"{reservation.reservation_id}:{line.location}",
            sku=line.sku,
            location=line.location,
            on_hand=-line.quantity,
            reason=MovementReason.SOLD,
            by=reservation.reservation_id,
            at=self._clock(),
        )


def _same(kept: Reservation, wanted: Sequence[RequestedPieces]) -> Reservation:
    """What is kept, if it is what is wanted. Raises ``AlreadyExists``."""
    if totals(kept.wanted) != totals(wanted):
        raise AlreadyExists(f"The reservation {kept.reservation_id} holds something else.")
    return kept


def _until_not_overtaken(attempt: Callable[[], Result]) -> Result:
    for _ in range(ATTEMPTS):
        try:
            return attempt()
        except StaleVersion:
            continue
    raise Unavailable("Too many buy the same at once. Try again.")
