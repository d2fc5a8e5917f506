"""Stock over months: whatever comes, goes, is counted, moved, held and ordered, the ledger adds up.

    python -m tests.storms.months --cases 200 --first 0

Each case is one seeded half-year of two SKUs at two places: purchase orders that come in parts, late,
twice told or canceled, counts, damage, transfers, reservations that are confirmed, given back or run
out, returns, and repeats of all of them, some of which die before or after any port call. Each day
every level is what a ledger of its own says, which is kept by adding and taking away alone; at the end
the supplier's lateness is what its deliveries say.
"""

import argparse
import random
import sys
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

from baton.commerce.ids import Sku
from baton.commerce.inventory.purchase_orders import PurchaseLine, PurchaseOrder, Receipt
from baton.commerce.inventory.stock import Movement, MovementReason, OutOfStock, RequestedPieces
from baton.core.errors import Conflict, NotFound
from tests.fakes.platform.container import FakePlatform
from tests.fakes.platform.faults import Crash

SKUS, PLACES = ("a", "b"), ("graz", "wien")
DAYS = 180


class HalfYear:
    """One case."""

    def __init__(self, seed: int) -> None:
        self.drawn = random.Random(seed)
        self.platform = FakePlatform()
        self.hand = Counter[tuple[Sku, str]]()
        self.broken = Counter[tuple[Sku, str]]()
        self.held: dict[str, tuple[Counter[tuple[Sku, str]], Any]] = {}
        self.sold: list[tuple[Sku, str]] = []
        self.open: list[str] = []
        self.late: list[int] = []
        self.crashes = self.number = 0

    def run(self, days: int = DAYS) -> list[str]:
        """So many days; gives what is wrong."""
        found: list[str] = []
        acts = (
            self._buy, self._buy, self._buy, self._confirm, self._confirm, self._release,
            self._returned, self._count, self._damage, self._transfer, self._order, self._receive,
            self._receive,
        )  # fmt: skip
        for day in range(days):
            for _ in range(self.drawn.randint(0, 3)):
                self.number += 1
                self.drawn.choice(acts)()
            self.platform.clock.advance(self.drawn.choice((3_600, 86_400)))
            self._expire()
            found += [f"day {day}: {text}" for text in self._wrong()]
        return found + self._supplier_wrong()

    def _again(self, act: Callable[[], Any]) -> Any:
        """Does it, perhaps twice; who dies at any port call is started again, and does it again."""
        faults = self.platform.faults
        if self.drawn.random() < 0.3:
            at = len(faults.calls) + self.drawn.randint(1, 6)
            faults.crash_at(at, after=self.drawn.random() < 0.5)
        try:
            for _ in range(self.drawn.choice((1, 1, 2))):
                try:
                    result = act()
                except Crash:
                    self.crashes += 1
                    self.platform = self.platform.restarted()
                    result = act()
        finally:
            faults.clear()
        return result

    def _place(self) -> tuple[Sku, str]:
        return self.drawn.choice(SKUS), self.drawn.choice(PLACES)

    def _move(self, place: tuple[Sku, str], pieces: int, reason: str, **more: Any) -> bool:
        movement = Movement(
            movement_id=f"m{self.number}{reason}{pieces}",
            sku=place[0],
            location=place[1],
            on_hand=pieces,
            reason=MovementReason(reason),
            by="a test",
            at=self.platform.clock(),
            **more,
        )
        try:
            self._again(lambda: self.platform.stock.move(movement))
        except Conflict:
            return False
        return True

    def _buy(self) -> None:
        key, until = f"o{self.number}", self.platform.clock() + timedelta(hours=30)
        wanted = [RequestedPieces(sku=self.drawn.choice(SKUS), quantity=self.drawn.randint(1, 4))
                  for _ in range(self.drawn.randint(1, 3))]  # fmt: skip
        with suppress(OutOfStock):
            kept = self._again(lambda: self.platform.stock.reserve(key, wanted, until=until))
            lines = Counter({(one.sku, one.location): one.quantity for one in kept.lines})
            self.held[key] = (lines, until)

    def _confirm(self) -> None:
        if self.held:
            key = self.drawn.choice(sorted(self.held))
            self._again(lambda: self.platform.stock.confirm(key))
            lines, _ = self.held.pop(key)
            self.hand -= lines
            self.sold += lines.elements()

    def _release(self) -> None:
        if self.held:
            key = self.drawn.choice(sorted(self.held))
            self._again(lambda: self.platform.stock.release(key))
            del self.held[key]

    def _expire(self) -> None:
        self._again(self.platform.stock.expire)
        now = self.platform.clock()
        self.held = {key: one for key, one in self.held.items() if one[1] > now}

    def _returned(self) -> None:
        if self.sold:
            place = self.sold.pop(self.drawn.randrange(len(self.sold)))
            self._move(place, 1, "returned")
            self.hand[place] += 1

    def _count(self) -> None:
        place = self._place()
        counted = max(0, self.hand[place] + self.drawn.randint(-2, 2))
        movement = Movement(
            movement_id=f"c{self.number}",
            sku=place[0],
            location=place[1],
            on_hand=0,
            reason=MovementReason.COUNTED,
            by="a test",
            at=self.platform.clock(),
        )
        free = self.hand[place] - self.broken[place] - self._reserved(place)
        try:
            self._again(lambda: self.platform.stock.count(counted, movement))
        except Conflict:
            assert self.hand[place] - counted > free
            return
        self.hand[place] = counted

    def _damage(self) -> None:
        place = self._place()
        if self._move(place, 0, "damaged", unavailable=1):
            self.broken[place] += 1

    def _transfer(self) -> None:
        sku, pieces = self.drawn.choice(SKUS), self.drawn.randint(1, 3)
        if self._move((sku, PLACES[0]), -pieces, "moved"):
            self._move((sku, PLACES[1]), pieces, "moved")
            self.hand[sku, PLACES[0]] -= pieces
            self.hand[sku, PLACES[1]] += pieces

    def _order(self) -> None:
        now, purchase_id = self.platform.clock(), self.platform.new_id()
        lines = tuple(PurchaseLine(sku=sku, quantity=self.drawn.randint(1, 9)) for sku in SKUS)
        new = PurchaseOrder(
            purchase_id=purchase_id,
            supplier_id="linen",
            location=self.drawn.choice(PLACES),
            lines=lines,
            lead_days=self.drawn.randint(1, 20),
            created_at=now,
            updated_at=now,
        )
        with self.platform.transactions.begin() as within:
            self.platform.purchasing_repository.put_purchase(new, within)
        self._again(lambda: self.platform.purchasing.approve(purchase_id, "ann"))
        self.open.append(purchase_id)

    def _receive(self) -> None:
        if not self.open:
            return
        purchase_id = self.drawn.choice(self.open)
        order = self.platform.purchasing_repository.purchase(purchase_id)
        if self.drawn.random() < 0.1:
            self._again(lambda: self.platform.purchasing.cancel(purchase_id))
            self.open.remove(purchase_id)
            return
        some = {one.sku: one.quantity - one.received for one in order.lines}
        pieces = {sku: self.drawn.randint(1, left) for sku, left in some.items() if left > 0}
        receipt = Receipt(
            receipt_id=f"r{self.number}", pieces=pieces, at=self.platform.clock(), by="ann"
        )
        after = self._again(lambda: self.platform.purchasing.receive(purchase_id, receipt))
        for sku, count in pieces.items():
            self.hand[sku, order.location] += count
        if pieces == {sku: left for sku, left in some.items() if left > 0}:
            self.open.remove(purchase_id)
            self.late.append(max(0, (receipt.at.date() - after.expected_on).days))

    def _reserved(self, place: tuple[Sku, str]) -> int:
        return sum(lines[place] for lines, _ in self.held.values())

    def _wrong(self) -> list[str]:
        found, kept = [], self.platform.stock_repository
        levels = kept.levels(frozenset(SKUS))
        for sku in SKUS:
            for one in levels.get(sku, ()):
                place = (sku, one.location)
                reserved, broken = self._reserved(place), self.broken[place]
                expected = (self.hand[place] - reserved - broken, reserved, broken)
                if (one.available, one.reserved, one.unavailable) != expected:
                    found.append(f"{place}: {one}, and not {expected}")
                moved = sum(x.on_hand for x in kept.moved.values() if (x.sku, x.location) == place)
                if moved != one.on_hand:
                    found.append(f"{place}: {one.on_hand}, and {moved} moved")
        return found

    def _supplier_wrong(self) -> list[str]:
        try:
            known = self.platform.purchasing_repository.supplier("linen")
        except NotFound:
            known = None
        told = [int(one.late) for one in known.deliveries] if known else []
        if told != self.late[-100:]:
            return [f"the supplier was late by {told}, and not {self.late}"]
        return []


def main() -> int:
    """Runs cases and prints what they came to; 1 if anything was wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.storms.months", description=__doc__)
    parser.add_argument("--cases", type=int, default=200)
    parser.add_argument("--first", type=int, default=0)
    given = parser.parse_args()
    begun, bad, crashes = time.monotonic(), 0, 0
    for seed in range(given.first, given.first + given.cases):
        case = HalfYear(seed)
        if found := case.run():
            bad += 1
            sys.stderr.write(f"case {seed}: {'; '.join(found[:4])}\n")
        crashes += case.crashes
    seconds = time.monotonic() - begun
    sys.stderr.write(
        f"{given.cases} half-years in {seconds:.0f} s: {bad} wrong, {crashes} crashes\n"
    )
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
