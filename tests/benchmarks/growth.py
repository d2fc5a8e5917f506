"""Whether work costs the same with more leads kept: requests, units and our CPU at three sizes.

Kept leads are made by the real item writer, a person's history and learned edges of the graph beside
them. Similar episodes have a section of their own (``memory``), at three sizes too. A million takes four
gigabytes and minutes, so it is asked for: ``GROWTH_SIZES=1000,32000,1000000``.
"""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from datetime import timedelta
from io import StringIO
from itertools import islice, product
from typing import Any

from baton.core.clock import new_id
from baton.leads.assessment import Category
from baton.leads.container import Leads
from baton.leads.lead import Lead, LeadStatus
from baton.memory.knowledge import Edge, Node
from baton.memory.person import PastTurn
from baton.memory.semantic import DynamoSemanticMemory
from baton.persistence.page import Page
from baton.runtime.platform import Platform
from functions.leads.training.recorded import RIPE
from tests.benchmarks.handlers import Handler
from tests.benchmarks.loaded_aws import Loader
from tests.benchmarks.report import Section, at_most
from tests.benchmarks.steps import Meter, pipeline_here
from tests.contract.given import a_lead
from tests.fakes.platform.clock import NOON, SteerableClock
from tests.scale.recorder import Recorder, Sample
from tests.scale.traffic import TAKEN, Lambda, Traffic, local_handlers

SIZES = tuple(int(size) for size in os.environ.get("GROWTH_SIZES", "1000,10000,100000").split(","))
MORE = 1.02
"""times the requests with the fewest leads: how many messages are due together differs a little."""

TIMES = 5
NEW_LEADS = 30
SITUATIONS = 60
"""of one industry, of which something was learned: three temperatures, by twenty sources."""

PERSON = f"person#{'a' * 64}"
AT_ONCE = 1_000


def run() -> Section:
    """A figure for each kind of work and size."""
    section = Section(
        "Growth: what work costs with so many leads kept",
        note="Requests to AWS, units of DynamoDB, and our CPU (the least of five). The local DynamoDB's "
        "own time is not in it. A new lead goes from its receipt to what consolidation keeps of it a "
        "day later; its CPU includes that of counting.",
    )
    loader, clock, recorder = Loader(), SteerableClock(), Recorder()
    with (
        local_handlers(clock, (*TAKEN, "reporting"), loader.aws) as (handlers, platform),
        pipeline_here(handlers, Meter()),
    ):
        _known(platform)
        platform.semantic.put(*_learned())
        traffic = Traffic(handlers, platform, recorder, clock)
        _live(traffic, 0)  # what is done once is no lead's
        kept, first = 0, dict[str, float]()
        for turn, size in enumerate(SIZES):
            _fill(platform, loader, kept, size)
            kept = size
            found = {name: _measured(work) for name, work in _works(platform, handlers).items()}
            found["a new lead"] = _measured_lead(traffic, recorder, (turn + 1) * NEW_LEADS)
            for name, (requests, units, cpu) in found.items():
                title = f"{size:,} leads, {name}"
                most = first.setdefault(name, requests * MORE)
                section.figures.append(at_most(title, requests, "requests", most))
                for kind, value in units.items():
                    section.add(title, value, f"{kind} units")
                section.add(title, cpu, "ms CPU")
    return section


def _works(platform: Platform, handlers: dict[str, Handler]) -> dict[str, Callable[[], object]]:
    leads = platform.area(Leads)
    tenth = _deep(lambda cursor: leads.leads.page(cursor=cursor), 9)
    return {
        "newest page": leads.leads.page,
        "tenth page": lambda: leads.leads.page(cursor=tenth),
        "page of a status": lambda: leads.leads.page(status=LeadStatus.PROCESSED),
        "page of a category": lambda: leads.leads.page(category=Category.COLD_LEAD),
        "first ripe page for training": lambda: leads.leads.page(before=NOON - RIPE, limit=100),
        "held leads to sweep": lambda: leads.leads.held(NOON),
        "a person's history": lambda: platform.long_term.recall(PERSON, history=20),
        "walk from an industry": lambda: _graph(platform).walk("industry:education", hops=2),
        "report on campaigns": lambda: _report(handlers["reporting"]),
    }


def _report(reporting: Handler) -> None:
    for task in ({"step": "list"}, {"step": "report", "report_id": new_id()}):
        with redirect_stdout(StringIO()):
            reporting({"task": task, "trace": {"correlation_id": "report"}}, Lambda)


def _graph(platform: Platform) -> DynamoSemanticMemory:
    """One that has walked nowhere yet."""
    table = platform.settings.table("knowledge")
    return DynamoSemanticMemory(platform.database, table, platform.clock)


def _deep(page: Callable[[str | None], Page[Lead]], pages: int) -> str | None:
    cursor: str | None = None
    for _ in range(pages):
        cursor = page(cursor).cursor
    return cursor


Cost = tuple[float, dict[str, float], float]
"""Requests, units and milliseconds of CPU of one piece of work."""


def _measured(work: Callable[[], object]) -> Cost:
    work()
    recorder, times = Recorder(), []
    with recorder.listening():
        for _ in range(TIMES):
            begun = time.process_time()
            work()
            times.append((time.process_time() - begun) * 1000)
    return _cost(recorder.sample, TIMES, min(times))


def _measured_lead(traffic: Traffic, recorder: Recorder, number: int) -> Cost:
    recorder.sample = Sample()
    begun = time.process_time()
    _live(traffic, number)
    return _cost(recorder.sample, NEW_LEADS, (time.process_time() - begun) * 1000 / NEW_LEADS)


def _live(traffic: Traffic, number: int) -> None:
    traffic.batch(number, [traffic.one(number + one) for one in range(NEW_LEADS)])


def _cost(sample: Sample, times: int, cpu: float) -> Cost:
    units = {"read": sum(sample.reads.values()), "write": sum(sample.writes.values())}
    told = {kind: value / times for kind, value in units.items() if value}
    return sample.calls.total() / times, told, cpu


def _known(platform: Platform) -> None:
    for number in range(40):
        at = NOON - timedelta(days=number + 2)
        turn = PastTurn(
            turn_id=f"{number:026d}",
            conversation_id="lead-1",
            speaker="person",
            kind="message",
            text="Please call me.",
            at=at,
        )
        platform.long_term.remember(PERSON, turn)


def _fill(platform: Platform, loader: Loader, kept: int, size: int) -> None:
    """Keeps leads from the ``kept``-th to the ``size``-th, over sixty days."""
    leads: Any = platform.area(Leads).leads
    table = platform.settings.table("leads")
    new = _leads(kept, size)
    while some := [leads._item(lead).serialize() for lead in islice(new, AT_ONCE)]:
        loader.put(table, some)
    loader.wait()


def _leads(kept: int, size: int) -> Iterator[Lead]:
    statuses = [LeadStatus.PROCESSED, LeadStatus.ESCALATED, LeadStatus.PROCESSED]
    kinds = [a_lead(status=one, category=other) for one, other in product(statuses, Category)]
    for number in range(kept, size):
        at = NOON - timedelta(days=60) * number / size
        own = {"lead_id": new_id(), "received_at": at, "updated_at": at}
        yield kinds[number % len(kinds)].model_copy(update=own)


def _learned() -> tuple[list[Node], list[Edge]]:
    nodes = [Node(node_id="industry:education", label="education")]
    edges: list[Edge] = []
    for number in range(SITUATIONS):
        own = f"situation:education/warm/source_{number}"
        nodes.append(Node(node_id=own, label=own))
        edges.append(Edge(source=own, relation="about", target="industry:education", weight=0.5))
    return nodes, edges
