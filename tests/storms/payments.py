"""Payments whose provider does not answer after it has done what was asked: nothing happens twice.

    python -m tests.storms.payments --cases 10000 --first 0
    python -m tests.storms.payments --webhooks

Each case is one seeded order that is bought, declined and paid with another card, canceled, or sent
back in part; making the payment out, capturing, letting it go and paying back each time out after they
were committed, one to four times in a row, so that the call's own repeats may all be lost. At the end
there is one charge, one refund each, or nothing.

With ``--webhooks``: the six webhooks of a payment with 3-D Secure, one of them twice and one from before
the order was there, in all 720 orders, each looked at as it comes or only at the end: one final state.
"""

import argparse
import io
import logging
import random
import sys
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from itertools import permutations
from typing import Any, cast

from baton.commerce.orders.changing import NewReturn, OrderChanges
from baton.commerce.orders.order import OrderState
from baton.core.errors import BatonError
from infra.local.payments.server import signed
from tests.samples.http import Client
from tests.unit.commerce.order.accounts import wrong
from tests.unit.commerce.order.world import ORDER, World

MATCHES = ("/payment_intents", "/capture", "/cancel", "/refunds")
EARLY, CREATED, ASKED, CONFIRMED, PAID, AGAIN = range(6)
"""The webhooks: of a payment before its order, made out, to be confirmed by the buyer, confirmed,
captured, and one of them again.
"""


def timed_out(seed: int) -> list[str]:
    """One case of time-outs; gives what is wrong after it."""
    drawn, world = random.Random(seed), World()
    for match in MATCHES:
        if drawn.random() < 0.7:
            times = drawn.randint(1, 4)
            world.payments.fault("timeout_after_commit", match=match, times=times)
    way = drawn.choice(("bought", "declined", "canceled", "returned"))
    card = "pm_card_chargeDeclined" if way == "declined" else "pm_card_visa"
    world.place(payment_method=card, quantity=drawn.randint(1, 3))
    if way == "canceled" and drawn.random() < 0.5:
        world.visit()
    else:
        _until_quiet(world)
    changes = OrderChanges.of("commerce_api", cast("Any", world.platform))
    with suppress(BatonError):
        if way == "declined":
            changes.pay_with(ORDER, "pm_card_visa", by="ann", correlation_id="c")
        elif way == "canceled":
            changes.cancel(ORDER, "not wanted", by="ann", correlation_id="c")
        elif way == "returned":
            new = NewReturn(pieces={"SHIRT": 1}, reason="too small")
            return_id = f"{ORDER[:-2]}R1"
            changes.send_back(ORDER, new, return_id, by="ann", correlation_id="c")
    _until_quiet(world)
    return wrong(world.platform, {"SHIRT": world.pieces})


def _until_quiet(world: World) -> None:
    for _ in range(40):
        with suppress(BatonError):
            result = world.visit()
            # A refund that is under way is visited by the upkeep, whether or not the order waits.
            open_ = any(not one.refunded and not one.refused for one in world.order().returns)
            waits = result.state is OrderState.AWAITING_BUYER
            if waits or (result.wait_seconds == 0 and not open_):
                return
        world.platform.clock.advance(310)


def in_order(order_of: Sequence[int], *, at_once: bool) -> list[str]:
    """One order of webhooks; gives what is wrong after it."""
    world = World()
    provider = Client(world.platform, scopes=None)
    for number in order_of:
        _happens(world, number)
        answer = provider.send("POST", "/webhooks/payments", **_webhook(world, number))
        if answer.status != 200:
            return [f"{number} was answered {answer.status}"]
        if at_once and ORDER in world.platform.orders.kept:
            world.visit()
    _happens(world, CONFIRMED)
    order, found = world.to_the_end(), wrong(world.platform, {"SHIRT": world.pieces})
    return found if order.state is OrderState.CONFIRMED else [*found, f"it is {order.state}"]


def _happens(world: World, number: int) -> None:
    """What a webhook tells of takes place before it comes, if it has not yet."""
    if number != EARLY and ORDER not in world.platform.orders.kept:
        world.place(payment_method="pm_card_authenticationRequired")
    if number in (CONFIRMED, PAID):
        world.visit()
        for one in world.intents():
            if one["status"] == "requires_action":
                world.payments.control("authenticate", intent=one["id"])


def _webhook(world: World, number: int) -> dict[str, Any]:
    kinds = {
        EARLY: "payment_intent.created",
        CREATED: "payment_intent.created",
        ASKED: "payment_intent.requires_action",
        CONFIRMED: "payment_intent.amount_capturable_updated",
        PAID: "payment_intent.succeeded",
        AGAIN: "payment_intent.requires_action",
    }
    thing = {"object": "payment_intent", "id": "pi_00000001", "metadata": {"order_id": ORDER}}
    event = {"id": f"evt_{number}", "type": kinds[number], "data": {"object": thing}}
    now = int(world.platform.clock().timestamp())
    body, signature = signed(event, "whsec_local", now)
    return {"raw": body.decode(), "headers": {"stripe-signature": signature}}


def main() -> int:
    """Runs cases and prints what they came to; 1 if anything was wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.storms.payments", description=__doc__)
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--webhooks", action="store_true")
    given = parser.parse_args()
    logging.disable(logging.ERROR)
    begun, told = time.monotonic(), Counter[str]()
    sys.stdout = io.StringIO()  # what the API logs of each request
    if given.webhooks:
        cases = [(one, flag) for one in permutations(range(6)) for flag in (True, False)]
        runs = ((one, in_order(one[0], at_once=one[1])) for one in cases)
    else:
        seeds = range(given.first, given.first + given.cases)
        runs = ((seed, timed_out(seed)) for seed in seeds)
    for case, found in runs:
        told.update(cases=1, wrong=bool(found))
        if found:
            sys.stderr.write(f"case {case}: {'; '.join(found)}\n")
    seconds = time.monotonic() - begun
    sys.stderr.write(f"{told['cases']} cases in {seconds:.0f} s: {told['wrong']} wrong\n")
    return 1 if told["wrong"] else 0


if __name__ == "__main__":
    sys.exit(main())
