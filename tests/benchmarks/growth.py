"""Whether work costs the same with more leads kept: requests, read units and our CPU at three sizes.

Leads are written by the real item writer, a person's history and learned edges of the graph beside them.
Similar episodes have a section of their own (``memory``), at three sizes too.
``GROWTH_SIZES=1000,100000`` takes other sizes; the local DynamoDB looks at every item of a table for a
query, and answers too late with many more of them on a busy machine.
"""

import os
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest import mock

from baton.leads.assessment import Category
from baton.leads.container import Leads
from baton.leads.lead import Lead, LeadStatus
from baton.memory.knowledge import Edge, Node
from baton.memory.person import PastTurn
from baton.memory.semantic import DynamoSemanticMemory
from baton.persistence.page import Page
from baton.runtime.platform import Platform
from functions.leads.training.recorded import RIPE
from tests.benchmarks.report import Section, at_most
from tests.contract.aws import ACCOUNT, REGION, local_aws
from tests.contract.given import a_lead
from tests.fakes.platform.clock import NOON
from tests.scale.recorder import Recorder

SIZES = tuple(int(size) for size in os.environ.get("GROWTH_SIZES", "1000,4000,16000").split(","))
TIMES = 5
SITUATIONS = 60
"""of one industry, of which something was learned: three temperatures, by twenty sources."""

PERSON = f"person#{'a' * 64}"
_CREDENTIALS = {
    "AWS_ACCESS_KEY_ID": ACCOUNT,
    "AWS_SECRET_ACCESS_KEY": ACCOUNT,
    "AWS_REGION": REGION,
    "AWS_EC2_METADATA_DISABLED": "true",
}


def run() -> Section:
    """A figure for each kind of work and size."""
    section = Section(
        "Growth: what work costs with so many leads kept",
        note="Requests to DynamoDB (never more than with the fewest leads), its read units, and our CPU "
        "(the least of five). The local DynamoDB's own time is not in it.",
    )
    with (
        tempfile.TemporaryDirectory() as folder,
        mock.patch.dict(os.environ, _CREDENTIALS),
        local_aws(Path(folder)) as aws,
    ):
        platform, kept, first = aws.platform(), 0, dict[str, float]()
        _known(platform)
        platform.semantic.put(*_learned())
        for size in SIZES:
            _fill(platform, kept, size)
            kept = size
            for name, work in _works(platform).items():
                requests, units, cpu = _measured(work)
                title = f"{size:,} leads, {name}"
                least = first.setdefault(name, requests)
                section.figures.append(at_most(title, requests, "requests", least))
                section.add(title, units, "read units")
                section.add(title, cpu, "ms CPU")
    return section


def _works(platform: Platform) -> dict[str, Callable[[], object]]:
    leads = platform.area(Leads)
    tenth = _deep(lambda cursor: leads.leads.page(cursor=cursor), 9)
    return {
        "newest page": leads.leads.page,
        "tenth page": lambda: leads.leads.page(cursor=tenth),
        "page of a status": lambda: leads.leads.page(status=LeadStatus.PROCESSED),
        "page of a category": lambda: leads.leads.page(category=Category.COLD_LEAD),
        "first ripe page for training": lambda: leads.leads.page(before=NOON - RIPE, limit=100),
        "a person's history": lambda: platform.long_term.recall(PERSON, history=20),
        "walk from an industry": lambda: _graph(platform).walk("industry:education", hops=2),
    }


def _graph(platform: Platform) -> DynamoSemanticMemory:
    """One that has walked nowhere yet."""
    table = platform.settings.table("knowledge")
    return DynamoSemanticMemory(platform.database, table, platform.clock)


def _deep(page: Callable[[str | None], Page[Lead]], pages: int) -> str | None:
    cursor: str | None = None
    for _ in range(pages):
        cursor = page(cursor).cursor
    return cursor


def _measured(work: Callable[[], object]) -> tuple[float, float, float]:
    """Requests, read units and milliseconds of CPU of one piece of work."""
    work()
    recorder, times = Recorder(), []
    with recorder.listening():
        for _ in range(TIMES):
            begun = time.process_time()
            work()
            times.append((time.process_time() - begun) * 1000)
    requests, units = recorder.sample.calls.total(), sum(recorder.sample.reads.values())
    return requests / TIMES, units / TIMES, min(times)


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


def _fill(platform: Platform, kept: int, size: int) -> None:
    """Writes leads from the ``kept``-th to the ``size``-th, over sixty days."""
    put = platform.clients.get("dynamodb").batch_write_item
    leads: Any = platform.area(Leads).leads
    table = platform.settings.table("leads")
    statuses = [LeadStatus.PROCESSED, LeadStatus.ESCALATED, LeadStatus.PROCESSED]
    for start in range(kept, size, 25):
        numbers = range(start, min(start + 25, size))
        items = [leads._item(_lead(number, size, statuses)).serialize() for number in numbers]
        put(RequestItems={table: [{"PutRequest": {"Item": one}} for one in items]})


def _lead(number: int, size: int, statuses: Sequence[LeadStatus]) -> Lead:
    at = NOON - timedelta(days=60) * (number % size) / size
    status = statuses[number % len(statuses)]
    category = list(Category)[number % len(Category)]
    return a_lead(status=status, category=category, at=at)


def _learned() -> tuple[list[Node], list[Edge]]:
    nodes = [Node(node_id="industry:education", label="education")]
    edges: list[Edge] = []
    for number in range(SITUATIONS):
        own = f"situation:education/warm/source_{number}"
        nodes.append(Node(node_id=own, label=own))
        edges.append(Edge(source=own, relation="about", target="industry:education", weight=0.5))
    return nodes, edges
