"""Buyers who race for few pieces of the same SKUs, in memory.

    python -m tests.storms.stock --races 10000 --buyers 32

In each race 32 buyers reserve one to three lines of two SKUs of which at most 5 pieces are there; some
confirm, some give back, some let the time pass; a sweep gives back what was held too long. A seed
decides the order of all port calls. At the end nothing is oversold, what is reserved is the sum of the
live reservations, what is on hand is the sum of the movements, and nothing is negative.
"""

import argparse
import random
import sys
import time
from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, cast

from baton.commerce.container import Commerce
from baton.commerce.inventory.service import StockService
from baton.commerce.inventory.stock import (
    Movement,
    MovementReason,
    OutOfStock,
    ReservationState,
    Wanted,
)
from baton.core.errors import Conflict
from tests.fakes.platform.container import FakePlatform
from tests.fakes.platform.faults import Faults
from tests.fakes.platform.turns import Turns

if TYPE_CHECKING:
    from baton.runtime.platform import Platform

PLACES = ("graz", "wien")


class Shop:
    """A shop with some pieces of each SKU, of which the first place has the greater half."""

    def __init__(self, faults: Faults, **pieces: int) -> None:
        self.platform = FakePlatform(faults=faults)
        self.pieces = pieces
        for sku, count in pieces.items():
            for place, part in zip(PLACES, (count - count // 2, count // 2), strict=True):
                self._take_in(sku, place, part)

    @property
    def stock(self) -> StockService:
        return cast("Platform", self.platform).area(Commerce).stock

    @staticmethod
    def wanted(**pieces: int) -> list[Wanted]:
        return [Wanted(sku=sku, quantity=count) for sku, count in pieces.items()]

    def _take_in(self, sku: str, place: str, pieces: int) -> None:
        movement = Movement(
            movement_id=f"in:{place}",
            sku=sku,
            location=place,
            on_hand=pieces,
            reason=MovementReason.RECEIVED,
            by="a supplier",
            at=self.platform.clock(),
        )
        self.stock.move(movement)

    def levels(self) -> dict[str, tuple[int, int]]:
        """What is available and reserved of each SKU, over all places."""
        return {
            sku: (
                sum(
                    a
                    for (one, _), (a, _, _) in self.platform.stock_repository.kept.items()
                    if one == sku
                ),
                sum(
                    r
                    for (one, _), (_, r, _) in self.platform.stock_repository.kept.items()
                    if one == sku
                ),
            )
            for sku in self.pieces
        }

    def wrong(self) -> list[str]:
        """What does not add up."""
        repository = self.platform.stock_repository
        live = [one for one in repository.held.values() if one.state is ReservationState.HELD]
        sold = [one for one in repository.held.values() if one.state is ReservationState.CONFIRMED]
        found = [f"{place}: {parts}" for place, parts in repository.kept.items() if min(parts) < 0]
        for sku, there in self.pieces.items():
            available, reserved = self.levels()[sku]
            of_live = sum(line.quantity for one in live for line in one.lines if line.sku == sku)
            of_sold = sum(line.quantity for one in sold for line in one.lines if line.sku == sku)
            moved = sum(one.on_hand for one in repository.moved.values() if one.sku == sku)
            if reserved != of_live:
                found.append(f"{sku}: {reserved} reserved, {of_live} in live reservations")
            if available + reserved + of_sold != there or available + reserved != moved:
                found.append(f"{sku}: {available} + {reserved}, {of_sold} sold of {there}")
        return found

    @classmethod
    def race(cls, seed: int, buyers: int) -> list[str]:
        """One race; gives what was wrong after it."""
        turns = Turns(seed)
        drawn = turns.random
        shop = cls(turns, a=drawn.randint(1, 5), b=drawn.randint(1, 5))
        works = [
            partial(shop._buyer, number, random.Random(drawn.random())) for number in range(buyers)
        ]
        errors = turns.play(*works, shop._sweeper)
        return shop.wrong() + [repr(error) for error in errors if error]

    def _buyer(self, number: int, drawn: random.Random) -> None:
        lines = [
            Wanted(sku=drawn.choice("ab"), quantity=drawn.randint(1, 2))
            for _ in range(drawn.randint(1, 3))
        ]
        until = self.platform.clock() + timedelta(minutes=drawn.choice((-1, 15)))
        with suppress(OutOfStock, Conflict):
            for _ in range(drawn.choice((1, 1, 2))):
                self.stock.reserve(f"o{number}", lines, until=until)
            act = drawn.choice((self.stock.confirm, self.stock.confirm, self.stock.release, None))
            if act:
                for _ in range(drawn.choice((1, 2))):
                    act(f"o{number}")

    def _sweeper(self) -> None:
        for _ in range(3):
            self.stock.expire()


def main() -> int:
    """Runs the races and prints what they came to; 1 if anything was wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.storms.stock", description=__doc__)
    parser.add_argument("--races", type=int, default=10_000)
    parser.add_argument("--buyers", type=int, default=32)
    given = parser.parse_args()
    begun, bad = time.monotonic(), 0
    for seed in range(given.races):
        if wrong := Shop.race(seed, given.buyers):
            bad += 1
            sys.stderr.write(f"race {seed}: {'; '.join(wrong)}\n")
    seconds = time.monotonic() - begun
    sys.stderr.write(f"{given.races} races in {seconds:.0f} s: {bad} wrong\n")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
