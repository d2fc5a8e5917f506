"""What an order and a page ask of AWS and cost, counted on real runs; and a catalogue of 100,000.

Orders and pages go through the real handlers on a local DynamoDB (``tests.scale.shop``). The providers'
webhooks are taken in once the saga is through, as where the network is slow; one that comes earlier
has the order visited once more. Facts are kept in batches there too; here all orders are one.
"""

import gc
import json
import statistics
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stdout
from io import StringIO
from typing import Any, cast
from unittest.mock import patch

from baton.core.clock import new_id
from baton.runtime.heartbeat import Heartbeat
from infra.configuration import TRACED_SHARE
from infra.cost.__main__ import prices
from infra.cost.running import dollars_a_million
from infra.function_specs import function_specs
from tests.benchmarks import catalogue_size
from tests.benchmarks.catalogue_size import MOST_MILLISECONDS
from tests.benchmarks.cost import ACCESS_LINE_BYTES, CORE_MB, QUEUE_REQUESTS, REQUEST_MS
from tests.benchmarks.handlers import Handler
from tests.benchmarks.lead_life import LINE_BYTES
from tests.benchmarks.report import Section, at_most
from tests.benchmarks.usage import Usage, counted
from tests.scale.shop import SKUS, Shop, call, local_shop, product
from tests.unit.commerce.recommendation.shop import WEIGHTS
from tests.unit.commerce.recommendation.shop import Shop as ShopInMemory

WARM_UP, ORDERS, PAGES = 3, 20, 20
PACE_SECONDS = 2.6
"""Between two orders by the registry's watch: a million a month."""
WRITE_UNITS_LIMIT = 110
EXPRESS_GB_SECONDS = 0.5 * 64 / 1024
_SPECS = {spec.name: spec for spec in function_specs()}


def run() -> Iterator[Section]:
    """Orders, pages, and the catalogue."""
    with local_shop() as (handlers, platform, urls):
        bench = Bench(handlers, platform)
        shop = Shop(bench.handlers, platform, urls, bench.phase, bench.outbox)
        shop.told = bench.usage.told
        with bench.counting():
            yield from _orders(bench, shop)
            yield _pages(bench, platform)
    gc.collect()
    yield catalogue_size.run()


class Bench:
    """Handlers that are counted and timed."""

    def __init__(self, handlers: Mapping[str, Handler], platform: Any) -> None:
        self.usage = Usage()
        self.cpu: dict[tuple[str, str], float] = defaultdict(float)
        """milliseconds by (phase, function), without those of functions called meanwhile"""
        self.handlers = {name: self._timed(name, one) for name, one in handlers.items()}
        self._client = platform.clients.get("dynamodb")
        self._outbox = platform.settings.table("outbox")
        self._nested = self._ticks = 0.0

    @contextmanager
    def counting(self) -> Iterator[None]:
        """Counts the calls of this process; the registry of agents sees a million orders a month."""
        paced = patch.object(Heartbeat.__init__, "__defaults__", (lambda: self._ticks,))
        with counted(self.usage), paced:
            yield

    @contextmanager
    def phase(self, name: str, whose: str) -> Iterator[None]:
        """Counts to a phase."""
        del whose
        with self.usage.at(name), redirect_stdout(StringIO()):
            yield

    def outbox(self) -> list[dict[str, Any]]:
        """The outbox's entries."""
        with self.usage.at(""):
            found = self._client.scan(TableName=self._outbox, ConsistentRead=True)["Items"]
        return cast("list[dict[str, Any]]", found)

    def next_one(self) -> None:
        """The next order's moment."""
        self._ticks += PACE_SECONDS

    def clear(self) -> None:
        """Forgets what was counted."""
        self.usage.counts.clear()
        self.usage.units.clear()
        self.cpu.clear()

    def _timed(self, name: str, handler: Handler) -> Handler:
        def called(event: dict[str, Any], context: Any) -> dict[str, Any]:
            log, before, outer = StringIO(), self._nested, self.usage.function
            self._nested, self.usage.function = 0.0, name
            started = time.process_time()
            with redirect_stdout(log):
                answer = handler(event, context)
            spent = (time.process_time() - started) * 1000
            self.cpu[self.usage.phase, name] += spent - self._nested
            self._nested, self.usage.function = before + spent, outer
            self.usage.add("lambda", name)
            lines = log.getvalue().splitlines()
            self.usage.add("logs", "bytes", sum(len(one.encode()) + LINE_BYTES for one in lines))
            return answer

        return called

    def units(self, *kinds: str) -> float:
        """Units of DynamoDB of these kinds."""
        return sum(number for (_, _, kind), number in self.usage.units.items() if kind in kinds)

    def each(self, times: int, transitions: Mapping[str, int], api: float) -> dict[str, float]:
        """What one of ``times`` asks of AWS, line by line, as ``dollars_a_million`` reads it."""
        counts = self.usage.counts
        called = {key[2]: n for key, n in counts.items() if key[1] == "lambda"}
        gb_seconds = sum(
            (spent / min(1, _SPECS[name].memory_mb / CORE_MB)
             + counts[phase, "requests", name] * REQUEST_MS) / 1000 * _SPECS[name].memory_mb / 1024
            for (phase, name), spent in self.cpu.items()
        )  # fmt: skip
        logged = sum(n for key, n in counts.items() if key[1] == "logs")
        express = transitions.get("order_visit", 0)
        return {
            "http_api_requests": api,
            "lambda_requests": sum(called.values()) / times,
            "lambda_gb_seconds": gb_seconds / times,
            "express_executions": express / times,
            "express_gb_seconds": EXPRESS_GB_SECONDS * express / times,
            "standard_transitions": transitions.get("order_saga", 0) / times,
            "dynamodb_write_units": self.units("write", "index") / times,
            "dynamodb_read_units": self.units("read") / times,
            "events": sum(n for key, n in counts.items() if key[1:] == ("events", "event")) / times,
            "sqs_requests": QUEUE_REQUESTS * called.get("live", 0) / times,
            "xray_traces": TRACED_SHARE * sum(called.values()) / times,
            "log_bytes": logged / times + ACCESS_LINE_BYTES * api,
        }


def dollars(each: Mapping[str, float]) -> dict[str, float]:
    """A million of them in US dollars, line by line."""
    listed = prices()
    standard = each["standard_transitions"] * listed["per_million"]["standard_transition"]
    return {**dollars_a_million(each, listed), "Step Functions Standard": standard}


def _orders(bench: Bench, shop: Shop) -> Iterator[Section]:
    for number in range(WARM_UP):
        shop.one(number)
    shop.keep_facts()
    bench.usage.counting = False
    bench.clear()
    spent: list[float] = []
    for number in range(WARM_UP, WARM_UP + ORDERS):
        bench.next_one()
        began = time.perf_counter()
        shop.one(number)
        spent.append(time.perf_counter() - began)
    shop.keep_facts()
    timed = dict(bench.cpu)
    bench.clear()
    shop.transitions.clear()
    shop.webhooks, bench.usage.counting = 0, True
    for number in range(WARM_UP + ORDERS, WARM_UP + 2 * ORDERS):
        bench.next_one()
        shop.one(number)
    shop.keep_facts()
    bench.cpu = defaultdict(float, timed)
    each = bench.each(ORDERS, shop.transitions, 1 + shop.webhooks / ORDERS)
    yield _counted(bench, each)
    yield _speed(timed, spent)


def _counted(bench: Bench, each: Mapping[str, float]) -> Section:
    section = Section(
        f"An order of two lines, from checkout to confirmation, counted on {ORDERS}",
        note="With its events, effects, facts and traces; list prices of "
        f"{prices()['as_of']}. Providers' fees and e-mails are not in it.",
    )
    for (phase, table), written in sorted(_by_table(bench).items(), key=lambda one: -one[1])[:12]:
        section.add(f"{phase}: {table}", written / ORDERS, "write units")
    units = each["dynamodb_write_units"]
    section.figures.append(at_most("write units, all", units, "", WRITE_UNITS_LIMIT))
    section.add("read units, all", each["dynamodb_read_units"], "")
    for name in ("http_api_requests", "lambda_requests", "standard_transitions", "events"):
        section.add(name.replace("_", " "), each[name], "")
    requests = sum(n for key, n in bench.usage.counts.items() if key[1] == "dynamodb")
    section.add("requests to DynamoDB", requests / ORDERS, "")
    lines = dollars(each)
    for name, cost in lines.items():
        section.add(f"a million: {name}", cost, "$")
    section.add("a million, together", sum(lines.values()), "$")
    section.add("an order", sum(lines.values()) / 1e6, "$")
    return section


def _by_table(bench: Bench) -> Mapping[tuple[str, str], float]:
    found: dict[tuple[str, str], float] = defaultdict(float)
    for (phase, table, kind), number in bench.usage.units.items():
        if kind != "read":
            found[phase, table.rpartition("-")[2]] += number
    return found


def _speed(cpu: Mapping[tuple[str, str], float], spent: list[float]) -> Section:
    section = Section(
        "The same by the clock of this machine",
        note="One order after the other in one process; the tables, Stripe and EasyPost run beside it.",
    )
    for (phase, name), milliseconds in sorted(cpu.items(), key=lambda one: -one[1]):
        section.add(f"{phase}: {name}", milliseconds / ORDERS, "ms CPU")
    whole = sum(cpu.values()) / ORDERS
    section.add("an order", whole, "ms CPU")
    section.add("orders a second and core", 1000 / whole, "")
    section.add("an order by the clock, median", statistics.median(spent), "s")
    return section


def _pages(bench: Bench, platform: Any) -> Section:
    """The requests behind pages, each counted by itself."""
    skus = [f"S-{at:04}" for at in range(SKUS)]
    learned = ShopInMemory(
        [product(number) for number in range(SKUS)],
        neighbours={sku: {one: 0.5 for one in skus if one != sku} for sku in skus},
        items=SKUS,
        mixture=WEIGHTS,
        popular={sku: 1 - at / SKUS for at, sku in enumerate(skus)},
    )
    for key, content in learned.platform.files.kept.items():
        platform.files.write(key, [content], content_type="application/json")
    lines = [{"sku": "S-0001", "quantity": 1}, {"sku": "S-0002", "quantity": 2}]
    where = {"currency": "EUR", "country": "AT"}
    asked = {"basket": ["S-0001"], "viewed": ["S-0003"], "limit": 12, **where}
    one = "/api/v1/products/{product_id}"
    pages = {
        "a list of 50 products": call("GET", "/api/v1/products", None),
        "a product": call("GET", "/api/v1/products/p-0001", None, one, product_id="p-0001"),
        "a recommendation of 12": call("POST", "/api/v1/recommendations", asked),
        "a quote of two lines": call("POST", "/api/v1/quotes", {"lines": lines, **where}),
    }
    section = Section(
        "A thousand requests of pages",
        note="Each after a first one, with what that left in memory.",
    )
    for name, event in pages.items():
        spent = _timed(bench, event)
        bench.clear()
        for _ in range(PAGES):
            with bench.phase(name, ""):
                _asked(bench, event)
        bench.cpu = spent
        each = bench.each(PAGES, {}, 1)
        requests = sum(n for key, n in bench.usage.counts.items() if key[1] == "dynamodb")
        section.add(f"{name}: requests to DynamoDB", requests / PAGES * 1000, "")
        section.add(f"{name}: write units", each["dynamodb_write_units"] * 1000, "")
        section.add(f"{name}: read units", each["dynamodb_read_units"] * 1000, "")
        whole = sum(spent.values()) / PAGES
        section.figures.append(at_most(f"{name}: CPU", whole, "ms each", MOST_MILLISECONDS))
        section.add(f"{name}: cost", sum(dollars(each).values()) / 1000, "$")
    return section


def _timed(bench: Bench, event: dict[str, Any]) -> defaultdict[tuple[str, str], float]:
    """The CPU of requests after a first one, while nothing is counted: that has its own."""
    _asked(bench, event)
    bench.clear()
    bench.usage.counting = False
    for _ in range(PAGES):
        _asked(bench, event)
    bench.usage.counting = True
    return defaultdict(float, bench.cpu)


def _asked(bench: Bench, event: dict[str, Any]) -> None:
    from tests.scale.traffic import Lambda

    told = json.loads(json.dumps(event))  # by a caller of its own: the clock stands still
    told["requestContext"]["authorizer"]["jwt"]["claims"]["client_id"] = new_id()
    answer = bench.handlers["commerce_api"](told, Lambda)
    if answer["statusCode"] not in (200, 201):
        raise RuntimeError(f"the API refused: {answer['body']}")
