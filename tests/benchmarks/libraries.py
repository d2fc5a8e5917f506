"""What libraries cost, and ours where there is one in place of a library: figures of docs/decisions."""

import contextlib
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date

from aws_lambda_powertools import Logger, Metrics

from baton.core.observability import record
from baton.leads.holidays import is_holiday
from tests.benchmarks.report import REPEATS, Section, cpu_per_call

CALLS = 2_000

_FIRST_HOLIDAY = """
import json, sys, time
from datetime import date
from baton.leads.holidays import is_holiday
marks = [time.process_time()]
for country in ("AT", "IT"):
    is_holiday(date(2026, 12, 8), country, {})
    marks.append(time.process_time())
print(json.dumps([(marks[1] - marks[0]) * 1e3, (marks[2] - marks[1]) * 1e3]))
"""


def run() -> Section:
    """Measures a task's line, and holidays."""
    section = Section(
        "Libraries",
        note=f"CPU, best of {REPEATS} rounds; the first holiday in a process of its own each",
    )
    for name, work in (
        ("a task's line: log, metrics of two dimension sets, masked; ours", _ours),
        ("its metrics alone by powertools, not masked", _powertools_metrics()),
        ("its log line alone by powertools' Logger, not masked", _powertools_log()),
    ):
        section.add(name, _silent(work), "µs")
    first, next_country = _first_holiday()
    section.add("holidays: the first country, with the import", first, "ms")
    section.add("holidays: a year of Italy, whose 114 regions are the most", next_country, "ms")
    day = date(2026, 12, 8)
    section.add(
        "holidays: a day again", cpu_per_call(lambda: is_holiday(day, "AT", {}), CALLS), "µs"
    )
    return section


def _silent(work: Callable[[], object]) -> float:
    with contextlib.redirect_stdout(io.StringIO()):
        return cpu_per_call(work, CALLS)


def _ours() -> None:
    record(
        "triage",
        "task done",
        milliseconds={"TaskDuration": 12.5},
        counts={"TasksDone": 1, "TasksFailed": 0},
        by={"agent": "triage"},
        outcome="hot",
    )


def _powertools_metrics() -> Callable[[], None]:
    metrics = Metrics(namespace="Baton", service="triage")

    def work() -> None:
        metrics.add_dimensions(agent="triage")
        metrics.add_metric("TaskDuration", "Milliseconds", 12.5)
        metrics.add_metric("TasksDone", "Count", 1)
        metrics.add_metric("TasksFailed", "Count", 0)
        metrics.add_metadata("outcome", "hot")
        metrics.flush_metrics()

    return work


def _powertools_log() -> Callable[[], None]:
    lines = Logger(service="bench", stream=io.StringIO())
    return lambda: lines.info("task done", extra={"outcome": "hot", "TaskDuration": 12.5})


def _first_holiday() -> tuple[float, float]:
    """Milliseconds for the first country and for another one, each the best of five processes."""
    runs = []
    for _ in range(REPEATS):
        done = subprocess.run(  # noqa: S603 - our own interpreter and program
            [sys.executable, "-c", _FIRST_HOLIDAY],
            env={**os.environ},
            capture_output=True,
            text=True,
            check=True,
        )
        runs.append(json.loads(done.stdout))
    first, other = zip(*runs, strict=True)
    return min(first), min(other)
