"""Buyers who race for few pieces of the same SKUs, in memory or on the local tables.

    python -m tests.storms.stock --cases 10000 --buyers 32
    python -m tests.storms.stock --cases 100 --buyers 32 --tables

In each race 32 buyers reserve one to three lines of two SKUs of which at most 5 pieces are there; some
confirm, some give back, some let the time pass; a sweep gives back what was held too long. In memory a
seed decides the order of all port calls; on the tables eight threads come as they come. At the end
nothing is oversold, what is reserved is the sum of the live reservations, what is on hand is the sum of
the movements, and nothing is negative.
"""

import argparse
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any, cast

from baton.commerce.container import Commerce
from baton.commerce.inventory.repository import StockRepository
from baton.commerce.inventory.service import StockService
from baton.commerce.inventory.stock import (
    Movement,
    MovementReason,
    OutOfStock,
    RequestedPieces,
    Reservation,
    ReservationState,
)
from baton.core.errors import Conflict
from baton.runtime.platform import Platform
from tests.fakes.platform.container import FakePlatform
from tests.fakes.platform.faults import Faults
from tests.fakes.platform.turns import Turns

PLACES = ("graz", "wien")
THREADS = 8


class Shop:
    """A shop with some pieces of each SKU, of which the first place has the greater half. ``mark`` sets
    it apart from others on the same tables.
    """

    def __init__(self, platform: Any, mark: str = "", **pieces: int) -> None:
        self.platform, self.mark = platform, mark
        self.pieces = {f"{mark}{sku}": count for sku, count in pieces.items()}
        for sku, count in self.pieces.items():
            for place, part in zip(PLACES, (count - count // 2, count // 2), strict=True):
                self._take_in(sku, place, part)

    @classmethod
    def in_memory(cls, faults: Faults, **pieces: int) -> "Shop":
        """One of its own."""
        return cls(FakePlatform(faults=faults), **pieces)

    @property
    def stock(self) -> StockService:
        return cast("Platform", self.platform).area(Commerce).stock

    @property
    def kept(self) -> StockRepository:
        return cast("Platform", self.platform).area(Commerce).stock_repository

    @staticmethod
    def wanted(**pieces: int) -> list[RequestedPieces]:
        return [RequestedPieces(sku=sku, quantity=count) for sku, count in pieces.items()]

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
        every = self.kept.levels(frozenset(self.pieces))
        return {
            sku: (sum(x.available for x in of_sku), sum(x.reserved for x in of_sku))
            for sku, of_sku in every.items()
        }

    def wrong(self, reservations: list[str]) -> list[str]:
        """What does not add up after these reservations were made, or tried."""
        there = [one for key in reservations if (one := self.kept.reservation(key))]
        found = []
        for sku, pieces in self.pieces.items():
            available, reserved = self.levels()[sku]
            live = _pieces(there, ReservationState.HELD, sku)
            sold = _pieces(there, ReservationState.CONFIRMED, sku)
            moved = sum(one.on_hand for one in self._movements(sku))
            if reserved != live:
                found.append(f"{sku}: {reserved} reserved, {live} in live reservations")
            if available + reserved + sold != pieces or available + reserved != moved:
                found.append(f"{sku}: {available} + {reserved}, {sold} sold of {pieces}")
        return found

    def _movements(self, sku: str) -> Iterator[Movement]:
        cursor = None
        while True:
            page = self.kept.movements(sku, cursor=cursor, limit=100)
            yield from page.items
            if (cursor := page.cursor) is None:
                return

    def buyer(self, number: int, drawn: random.Random) -> None:
        """Reserves, and then confirms, gives back, or does nothing; some do it twice."""
        key = f"{self.mark}o{number}"
        lines = [
            RequestedPieces(sku=f"{self.mark}{drawn.choice('ab')}", quantity=drawn.randint(1, 2))
            for _ in range(drawn.randint(1, 3))
        ]
        until = self.platform.clock() + timedelta(minutes=drawn.choice((-1, 15)))
        with suppress(OutOfStock, Conflict):
            for _ in range(drawn.choice((1, 1, 2))):
                self.stock.reserve(key, lines, until=until)
            act = drawn.choice((self.stock.confirm, self.stock.confirm, self.stock.release, None))
            if act:
                for _ in range(drawn.choice((1, 2))):
                    act(key)

    def sweep(self) -> None:
        """Gives back what is held too long."""
        for _ in range(3):
            self.stock.expire()


def _pieces(reservations: list[Reservation], state: ReservationState, sku: str) -> int:
    lines = (line for one in reservations if one.state is state for line in one.lines)
    return sum(line.quantity for line in lines if line.sku == sku)


def race(seed: int, buyers: int) -> list[str]:
    """One race in memory; gives what was wrong after it."""
    turns = Turns(seed)
    drawn = turns.random
    shop = Shop.in_memory(turns, a=drawn.randint(1, 5), b=drawn.randint(1, 5))
    works = [partial(shop.buyer, number, random.Random(drawn.random())) for number in range(buyers)]
    errors = turns.play(*works, shop.sweep)
    return shop.wrong(_names(shop, buyers)) + [repr(error) for error in errors if error]


def race_on(platform: Platform, seed: int, buyers: int) -> list[str]:
    """One race on tables; gives what was wrong after it."""
    drawn = random.Random(seed)
    shop = Shop(platform, f"s{seed}-", a=drawn.randint(1, 5), b=drawn.randint(1, 5))
    with ThreadPoolExecutor(THREADS) as threads:
        works: list[Callable[[], None]] = [
            partial(shop.buyer, number, random.Random(drawn.random())) for number in range(buyers)
        ]
        ended = [threads.submit(work) for work in (*works, shop.sweep)]
    errors = [repr(error) for one in ended if (error := one.exception())]
    return shop.wrong(_names(shop, buyers)) + errors


def _names(shop: Shop, buyers: int) -> list[str]:
    return [f"{shop.mark}o{number}" for number in range(buyers)]


def _on_tables(seeds: range, buyers: int) -> Iterator[tuple[int, list[str]]]:
    from tests.contract.aws import ACCOUNT, REGION, local_aws

    os.environ |= {"AWS_ACCESS_KEY_ID": ACCOUNT, "AWS_SECRET_ACCESS_KEY": ACCOUNT}
    os.environ |= {"AWS_REGION": REGION, "AWS_EC2_METADATA_DISABLED": "true"}
    with tempfile.TemporaryDirectory() as folder, local_aws(Path(folder)) as aws:
        platform = aws.platform()
        for seed in seeds:
            yield seed, race_on(platform, seed, buyers)


def main() -> int:
    """Runs the races and prints what they came to; 1 if anything was wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.storms.stock", description=__doc__)
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--buyers", type=int, default=32)
    parser.add_argument("--tables", action="store_true")
    given = parser.parse_args()
    begun, bad = time.monotonic(), 0
    seeds = range(given.first, given.first + given.cases)
    in_memory = ((seed, race(seed, given.buyers)) for seed in seeds)
    for seed, wrong in _on_tables(seeds, given.buyers) if given.tables else in_memory:
        if wrong:
            bad += 1
            sys.stderr.write(f"race {seed}: {'; '.join(wrong)}\n")
    seconds = time.monotonic() - begun
    sys.stderr.write(f"{given.cases} races in {seconds:.0f} s: {bad} wrong\n")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
