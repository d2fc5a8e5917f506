"""What bounds the rate of orders: a sample of them through the real handlers, and its limits."""

from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from io import StringIO
from typing import Any

from tests.benchmarks.handlers import Handler
from tests.scale.heat import WRITE_LIMIT, Heat, shared
from tests.scale.limits import Limit, of_account
from tests.scale.recorder import Recorder, Sample
from tests.scale.shop import LINES, SKUS, Shop, local_shop

ORDERS = 100
WARM_UP = SKUS // LINES
"""Until every product was sold once: what is there already changes, and comes no more."""

_LEVEL, _SERIES = "sku#", "numbers#"


def sample(orders: int = ORDERS) -> Sample:
    """What so many orders take."""
    recorder = Recorder()

    @contextmanager
    def phase(name: str, whose: str) -> Iterator[None]:
        recorder.phase, recorder.label = name, whose
        with recorder.listening(), redirect_stdout(StringIO()):
            yield

    with local_shop() as (found, platform, urls):
        handlers = {name: _counted(name, one, recorder) for name, one in found.items()}
        shop = Shop(handlers, platform, urls, phase, recorder.outbox)
        shop.told = recorder.told
        for number in range(WARM_UP):
            shop.one(number)
        recorder.sample = Sample(leads=orders)
        for number in range(WARM_UP, WARM_UP + orders):
            shop.one(number)
    return recorder.sample


def _counted(name: str, handler: Handler, recorder: Recorder) -> Handler:
    def called(event: dict[str, Any], context: Any) -> dict[str, Any]:
        recorder.sample.calls[f"lambda {name}"] += 1
        if name == "commerce_api":
            recorder.sample.calls["api request"] += 1
        return handler(event, context)

    return called


def limits(sample: Sample) -> list[Limit]:
    """Everything that bounds the rate of orders, the lowest first. What is in stock of one SKU at one
    place is one item, or it would be sold twice: it bounds the orders of that SKU alone. Invoices have
    numbers without gaps, as the law wants them, so their series is one item: above its rate orders are
    taken, paid and sent, and get their invoices later.
    """
    found = [
        *(_of_partition(one) for one in shared(sample)),
        *of_account(sample),
        _one_sku(sample),
    ]
    return sorted(found, key=lambda one: one.rate)


def _of_partition(one: Heat) -> Limit:
    if _SERIES in one.name:
        beyond = "invoices are issued later, at this rate; orders notice nothing"
        return Limit(one.name, one.throttles_at, ours=False, beyond=beyond)
    name = f"{one.name}, {SKUS} of them" if _LEVEL in one.name else one.name
    return Limit(name, one.throttles_at)


def _one_sku(sample: Sample) -> Limit:
    levels = [place for place in sample.writes if place[0] == "stock" and _LEVEL in place[1]]
    units = sum(sample.writes[place] for place in levels) / (sample.leads * LINES)
    beyond = "buyers of it wait, then are told to come again (503); others notice nothing"
    return Limit("stock, of one SKU at one place", WRITE_LIMIT / units, ours=False, beyond=beyond)
