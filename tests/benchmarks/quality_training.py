"""What a training costs, from the bytes of a file to its report, by how many leads there are.

The leads are invented: eleven columns of categories and six of numbers, as a CRM exports them, of which
nearly all tell something. The outcome is drawn from an additive model, so the AUC that can be reached
is known.
"""

import math
import random
import time
from collections.abc import Callable
from datetime import UTC, datetime

from functions.leads.training.duration import expected_seconds
from functions.leads.training.history import RawMapping, history_of
from functions.leads.training.leaks import auc
from functions.leads.training.report import report
from functions.leads.training.table import read_table
from functions.leads.training.training import Training, train
from tests.benchmarks.report import Section, at_least, at_most

SIZES = (10_000, 50_000, 200_000)
MOST_SECONDS = 90.0
"""For 200,000 leads; a function may take 900, and Lambda's cores may be half as fast."""

MOST_GROWTH = 1.2
"""Beside growth in proportion to the leads."""

_CATEGORIES = {
    "Source": 8, "Country": 30, "Industry": 15, "Job": 10, "City": 40, "Newsletter": 3, "Webinar": 2,
    "Form": 3, "Device": 3, "Language": 6, "Campaign": 12,
}  # fmt: skip

_NUMBERS: dict[str, tuple[Callable[[random.Random], float], Callable[[float], float]]] = {
    "Minutes": (lambda draw: round(draw.expovariate(1 / 6), 2), lambda one: 0.1 * min(one, 12)),
    "Visits": (lambda draw: draw.randrange(20), lambda one: 0.03 * one),
    "Pages": (lambda draw: round(max(0.0, draw.gauss(4, 2)), 1), lambda one: -0.05 * one),
    "Employees": (lambda draw: draw.choice((5, 20, 80, 400)), lambda one: 0.5 * (one == 80)),
    "Budget": (lambda draw: round(draw.lognormvariate(8, 1), 2), lambda one: -0.1 * math.log(one)),
    "Age": (lambda draw: draw.randint(18, 80), lambda one: 0.3 * math.sin(one / 8)),
}
"""How a number is drawn, and what it tells in log-odds."""


def run() -> Section:
    """CPU of whole trainings, and whether they reach what can be reached."""
    section = Section("Quality: what a training costs", note="One core. What is told is for CPU.")
    seconds: dict[int, float] = {}
    for size in SIZES:
        content, best = _file(size)
        started = time.process_time()
        training = _trained(content)
        seconds[size] = time.process_time() - started
        table = read_table(content)
        told = expected_seconds(size, len(table.header), table.values)
        section.add(f"{size:,} leads", seconds[size], "s of CPU")
        section.add(f"{size:,} leads, as told at the drop", told, "s")
        found = training.scorecard.latest
        behind = best - (found.auc if found else 0.0)
        section.figures.append(
            at_most(f"{size:,} leads, AUC behind the truth's", 100 * behind, "%", 2)
        )
    few, many = SIZES[-2:]
    growth = seconds[many] / seconds[few] / (many / few)
    section.figures.append(at_most(f"{many:,} leads", seconds[many], "s of CPU", MOST_SECONDS))
    section.figures.append(
        at_most(f"growth from {few:,} to {many:,}, beside linear", growth, "x", MOST_GROWTH)
    )
    section.figures.append(
        at_least("leads that fit in a function's 900 s, at half the speed",
                 many * 450 / seconds[many], "leads", 500_000)
    )  # fmt: skip
    return section


def _trained(content: bytes) -> Training:
    history = history_of(read_table(content), RawMapping())
    training = train(history, source="bench.csv", now=datetime(2026, 1, 1, tzinfo=UTC))
    report(training)
    return training


def _file(leads: int) -> tuple[bytes, float]:
    """A file of so many leads, and the AUC of the rates that their outcomes were drawn from."""
    chance = random.Random(leads)
    effects = {
        f"{name} {number}": chance.gauss(0, 0.5)
        for name, count in _CATEGORIES.items()
        for number in range(count)
    }
    lines = [",".join(("Lead Number", *_CATEGORIES, *_NUMBERS, "Converted"))]
    rates, outcomes = [], []
    for number in range(leads):
        said = [f"{name} {chance.randrange(count)}" for name, count in _CATEGORIES.items()]
        numbers = [draw(chance) for draw, _ in _NUMBERS.values()]
        tells = (tell(one) for one, (_, tell) in zip(numbers, _NUMBERS.values(), strict=True))
        told = -1.0 + sum(effects[one] for one in said) + sum(tells)
        rates.append(1 / (1 + math.exp(-told)))
        outcomes.append(chance.random() < rates[-1])
        said[5] = said[5] if chance.random() < 0.9 else ""
        lines.append(",".join([str(number), *said, *map(str, numbers), str(int(outcomes[-1]))]))
    return "\n".join(lines).encode(), auc(rates, outcomes)
