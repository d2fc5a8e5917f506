"""Whether a container stays as it is, however long it works: memory, file handles, and what waits.

Mixed work goes through the real handlers on a local DynamoDB, round by round: leads are received,
scored, handed over and planned for, written to, answer, and are consolidated. A round is three days of
the clock's time. ``SOAK_SECONDS=1200`` works for so long; the first rounds are not measured, as
everything is read and kept for the first time in them.
"""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from datetime import timedelta
from io import StringIO
from itertools import count
from pathlib import Path
from typing import Any

from baton.leads.container import Leads
from baton.runtime.platform import Platform
from tests.benchmarks.handlers import Handler
from tests.benchmarks.report import Section, at_most
from tests.benchmarks.steps import Meter, pipeline_here
from tests.fakes.platform.clock import SteerableClock
from tests.scale.recorder import Recorder
from tests.scale.traffic import Lambda, Traffic, local_handlers

SECONDS = float(os.environ.get("SOAK_SECONDS", "300"))
ROUND, WARM_UP = 6, 3
DAYS = 3
MEGABYTE = 1024 * 1024
MORE_MEMORY, MORE_CONNECTIONS = 1.1, 20
"""How much more there may be at the end: caches still fill, and so do the pools of connections that ten
functions have, which grow when several requests wait at once."""


@dataclass(frozen=True, slots=True)
class State:
    """What a container holds, and what waits though everybody who works it off was called."""

    megabytes: float
    handles: int
    connections: int
    waiting: dict[str, int]


class _Unheard(Recorder):
    """Listens to nothing, since a recorder keeps all that it hears; what waits is in the outbox."""

    def __init__(self, platform: Platform) -> None:
        super().__init__()
        self._platform = platform

    def waiting(self) -> list[tuple[str, str]]:
        due = self._platform.outbox.due(self._platform.clock())
        return [(entry.entry_id, entry.work.value) for entry in due]

    @contextmanager
    def listening(self) -> Iterator[None]:
        yield


def run() -> Section:
    """Works for ``SECONDS`` and compares the end with the beginning."""
    clock, rounds = SteerableClock(), count()
    with local_handlers(clock) as (handlers, platform), pipeline_here(handlers, Meter()):
        traffic = Traffic(handlers, platform, _Unheard(platform), clock)
        for _ in range(WARM_UP):
            _worked(traffic, next(rounds), clock)
        begun, before = time.monotonic(), _state(handlers, platform)
        while time.monotonic() - begun < SECONDS:
            _worked(traffic, next(rounds), clock)
        after, seconds = _state(handlers, platform), time.monotonic() - begun
    return _compared(before, after, seconds, (next(rounds) - WARM_UP) * ROUND)


def _worked(traffic: Traffic, number: int, clock: SteerableClock) -> None:
    leads = [traffic.one(number * ROUND + one) for one in range(ROUND)]
    traffic.batch(number, leads)
    clock.advance(timedelta(days=DAYS).total_seconds())


def _state(handlers: dict[str, Handler], platform: Platform) -> State:
    trace: dict[str, Any] = {"correlation_id": "soak"}
    with redirect_stdout(StringIO()):
        for name in ("outreach", "consolidation"):
            handlers[name]({"task": {}, "trace": trace}, Lambda)
        handlers["outbox"]({"sweep": True}, Lambda)
    now, most = platform.clock(), 1_000
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    open_files = [_target(one) for one in Path("/proc/self/fd").iterdir()]
    connections = sum(one.startswith("socket:") for one in open_files)
    return State(
        megabytes=pages * os.sysconf("SC_PAGE_SIZE") / MEGABYTE,
        handles=len(open_files) - connections,
        connections=connections,
        waiting={
            "outbox": len(platform.outbox.due(now, most)),
            "effects": len(platform.effects.due("leads", now, most)),
            "turns": len(platform.short_term.due(limit=most)),
            "held leads": len(platform.area(Leads).leads.held(now)),
        },
    )


def _target(handle: Path) -> str:
    """What a handle is open to; nothing if it was that of looking."""
    try:
        return str(handle.readlink())
    except FileNotFoundError:
        return ""


def _compared(before: State, after: State, seconds: float, leads: int) -> Section:
    section = Section(
        f"Soak: {seconds / 60:.0f} minutes of mixed work, {leads} leads in one process",
        note=f"Measured after {WARM_UP * ROUND} leads more. What waits is counted when all were called "
        "who work it off.",
    )
    section.add("memory at the beginning", before.megabytes, "MB")
    limit = round(before.megabytes * MORE_MEMORY, 1)
    section.figures.append(at_most("memory at the end", after.megabytes, "MB", limit))
    section.add("files at the beginning", before.handles, "")
    section.figures.append(at_most("files at the end", after.handles, "", before.handles))
    section.add("connections at the beginning", before.connections, "")
    most = before.connections + MORE_CONNECTIONS
    section.figures.append(at_most("connections at the end", after.connections, "", most))
    for name, number in after.waiting.items():
        section.add(f"waiting at the beginning: {name}", before.waiting[name], "")
        section.figures.append(
            at_most(f"waiting at the end: {name}", number, "", before.waiting[name])
        )
    return section
