"""A storm over whole orders: buyers, visits and the upkeep at once, with faults and deaths anywhere.

    python -m tests.storms.orders --cases 2000 --first 0

Each case is one seeded run of a shop with orders for a few shirts, some of which take what there is.
Orders and visits that come twice, a buyer who pays with another card, confirms, cancels and sends back,
and the upkeep make their port calls in an order that the seed decides; providers fail before or after
they commit, and the process dies anywhere.
Once nothing fails any more every order must have come to its end: one charge, one label and one message
each, or nothing of it is left, and stock, codes, facts and payments add up.
"""

import argparse
import logging
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any, cast

from baton.commerce.orders.amended_lines import pieces_of
from baton.commerce.orders.changing import NewReturn, OrderChanges
from baton.commerce.orders.order import Order, OrderState
from baton.core.errors import BatonError
from functions.commerce.upkeep.agent import CommerceUpkeep
from functions.commerce.upkeep.models import UpkeepTask
from tests.fakes.platform.faults import Crash
from tests.fakes.platform.turns import Turns
from tests.unit.commerce.order.accounts import wrong
from tests.unit.commerce.order.world import World

ORDERS = tuple(f"01J0000000000000000000000{number}" for number in (1, 2, 3))
CARDS = ("pm_card_visa", "pm_card_visa", "pm_card_chargeDeclined", "pm_card_authenticationRequired")
KINDS = ("timeout_after_commit", "error_after_commit", "error_before_commit", "throttle", "down")
VISITS = 80
"""Visits after which everything must have come to its end."""

HELD_SECONDS = 1_000
"""After which nothing that is held unpaid stays held."""

SENT = (OrderState.CONFIRMED, OrderState.SHIPPED, OrderState.DELIVERED)


class Storm:
    """One case."""

    def __init__(self, seed: int) -> None:
        self.turns = Turns(seed)
        self.drawn = self.turns.random
        self.world = World(self.turns, pieces=self.drawn.randint(2, 6))
        self.told = Counter[str]()
        self.given = {order_id: self._drawn_order() for order_id in ORDERS}

    def run(self) -> list[str]:
        """Rough rounds, then calm; gives what is wrong after it."""
        for _ in range(3):
            self._trouble()
            works = [self._buys, self._buys, self._visits, self._visits, self._upkeep]
            works += [self._buyer(random.Random(self.drawn.random())) for _ in range(2)]
            errors = [one for one in self.turns.play(*works, between=self._between) if one]
            for error in errors:
                if not isinstance(error, BatonError | Crash):
                    raise error
            self.told["crashes"] += any(isinstance(error, Crash) for error in errors)
            self.world.restart()
            self.world.platform.clock.advance(self.drawn.choice((1, 61, 301, 910)))
        self._calm()
        found = wrong(self.world.platform, {"SHIRT": self.world.pieces})
        return [*found, *self._unlike_asked()]

    def _drawn_order(self) -> dict[str, Any]:
        given: dict[str, Any] = {"payment_method": self.drawn.choice(CARDS)}
        given["quantity"] = self.drawn.randint(1, 3)
        if self.drawn.random() < 0.5:
            given["codes"] = ["WELCOME"]
        if self.drawn.random() < 0.4:
            given |= {"allow_partial": True, "quantity": self.drawn.randint(1, 6)}
        return given

    def _buys(self) -> None:
        """Orders, as often as it comes: each is placed once."""
        for order_id, given in self.given.items():
            with suppress(BatonError):
                self.world.place(order_id, **given)

    def _unlike_asked(self) -> Iterator[str]:
        """Orders of which what is sold and what is left out is not what was asked for."""
        for order_id in self.world.platform.orders.kept:
            order, asked = self.world.order(order_id), self.given[order_id]["quantity"]
            missing = sum(one.quantity for one in order.left_out)
            self.told["partial"] += bool(missing)
            if pieces_of(order.quote)["SHIRT"] + missing != asked:
                yield f"{order_id}: {order.quote.lines} and {order.left_out} of {asked}"

    def _trouble(self) -> None:
        for account in (self.world.payments, self.world.carriers):
            account.world.state["faults"].clear()
            if self.drawn.random() < 0.5:
                times = self.drawn.choice((1, 3, 4))
                on = self.drawn.choice(("write", "write", "read"))
                account.fault(self.drawn.choice(KINDS), on=on, times=times)
                self.told["faults"] += 1
        if self.drawn.random() < 0.5:
            at = len(self.turns.calls) + self.drawn.randint(1, 150)
            self.turns.crash_at(at, after=self.drawn.random() < 0.5)

    def _between(self) -> None:
        """Time passes, but no call lasts longer than its lease leaves room for."""
        if self.drawn.random() < 0.05:
            self.world.platform.clock.advance(self.drawn.choice((1, 7)))

    def _visits(self) -> None:
        for _ in range(3):
            for order_id in ORDERS:
                with suppress(BatonError):
                    self.world.visit(order_id)

    def _upkeep(self) -> None:
        agent = CommerceUpkeep.assemble(cast("Any", self.world.platform))
        with suppress(BatonError):
            agent.perform(UpkeepTask(most=10))

    def _buyer(self, drawn: random.Random) -> Callable[[], None]:
        def acts() -> None:
            for _ in range(drawn.randint(1, 4)):
                order_id = drawn.choice(ORDERS)
                with suppress(BatonError):
                    self._act(drawn, order_id)

        return acts

    def _act(self, drawn: random.Random, order_id: str) -> None:
        changes = OrderChanges.of("commerce_api", cast("Any", self.world.platform))
        match drawn.choice(("look", "cancel", "pay", "return", "short", *2 * ("authenticate",))):
            case "look":
                self.world.order(order_id)
            case "cancel":
                changes.cancel(order_id, "not wanted", by="ann", correlation_id="c")
            case "pay":
                changes.pay_with(order_id, drawn.choice(CARDS), by="ann", correlation_id="c")
            case "return":
                new = NewReturn(pieces={"SHIRT": 1}, reason="too small")
                return_id = f"{order_id[:-2]}R{drawn.randint(1, 4)}"
                changes.send_back(order_id, new, return_id, by="ann", correlation_id="c")
            case "short":
                self.world.report_shortfall(number=drawn.randint(1, 4), order_id=order_id)
            case _:
                for one in self.world.intents():
                    if one["status"] == "requires_action":
                        succeeds = drawn.random() < 0.8
                        self.world.payments.control(
                            "authenticate", intent=one["id"], succeeds=succeeds
                        )

    def _calm(self) -> None:
        """Nothing fails any more: everything comes to its end."""
        for account in (self.world.payments, self.world.carriers):
            account.world.state["faults"].clear()
        waiting = [one for one in ORDERS if one in self.world.platform.orders.kept]
        for _ in range(VISITS):
            self._upkeep()
            for order_id in waiting:
                self.world.visit(order_id)
            waiting = [one for one in waiting if not self._is_over(self.world.order(one))]
            self.world.platform.clock.advance(400)
            if not waiting:
                break
        self.world.platform.clock.advance(HELD_SECONDS)
        self._upkeep()

    @staticmethod
    def _is_over(order: Order) -> bool:
        open_ = any(not one.refunded and not one.refused for one in order.returns)
        return (order.state.has_ended or order.state in SENT) and not open_


def main() -> int:
    """Runs cases and prints what they came to; 1 if anything was wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.storms.orders", description=__doc__)
    parser.add_argument("--cases", type=int, default=1_000)
    parser.add_argument("--first", type=int, default=0)
    given = parser.parse_args()
    logging.disable(logging.ERROR)
    begun, told, bad = time.monotonic(), Counter[str](), 0
    for seed in range(given.first, given.first + given.cases):
        storm = Storm(seed)
        if found := storm.run():
            bad += 1
            sys.stderr.write(f"case {seed}: {'; '.join(found)}\n")
        told += storm.told
    seconds = time.monotonic() - begun
    sys.stderr.write(
        f"{given.cases} cases in {seconds:.0f} s: {bad} wrong, {told['crashes']} crashes, "
        f"{told['faults']} faults, {told['partial']} in part\n"
    )
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
