"""How well revenue would be forecast, on the weekly series of the M4 competition; and what an answer
costs.

The series (``../shared/data/series_m4_weekly.csv.gz``) are not part of the repository. Errors are those
of the competition: sMAPE, and MASE over the naive forecast's error one step ahead; OWA is the mean of
both over the naive forecast's. The interval score is Gneiting and Raftery's (2007) at 80 %, scaled as
MASE is.
"""

import csv
import gzip
import time
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from statistics import fmean

from functions.gtm.finance.forecasting import LEVEL, Outlook, outlook
from tests.benchmarks.report import Figure, Section, at_least, at_most

SERIES = Path(__file__).parents[3] / "shared" / "data" / "series_m4_weekly.csv.gz"
STEPS = 13
A_YEAR = 52
NAIVE = (9.161, 2.777)
THETA = (9.093, 2.637)
MOST_INTERVAL_SCORE = 12.6

Part = dict[str, list[float]]


def run() -> Section:
    """Forecasts every series, 13 weeks ahead."""
    section = Section("Finance: forecasts of 359 weekly series, 13 weeks ahead", note=_NOTE)
    if not SERIES.exists():
        section.note = "Skipped: ../shared/data/series_m4_weekly.csv.gz is not there."
        return section
    known, outcomes = _read()
    began = time.process_time()
    made = {name: outlook(values, STEPS, A_YEAR) for name, values in known.items()}
    spent = time.process_time() - began
    section.figures += _errors(known, outcomes, made)
    section.figures += _intervals(known, outcomes, made)
    section.figures.append(at_most("CPU of a forecast", spent / len(made) * 1000, "ms", 100))
    return section


_NOTE = (
    "Published: naive 9.161 / 2.777, Theta 9.093 / 2.637; best of the competition 7.817 / 2.356."
)


def _read() -> tuple[Part, Part]:
    found: dict[str, Part] = {"train": defaultdict(list), "test": defaultdict(list)}
    with gzip.open(SERIES, "rt", encoding="utf-8", newline="") as file:
        for row in sorted(csv.DictReader(file), key=lambda one: int(one["t"])):
            found[row["part"]][row["id"]].append(float(row["value"]))
    return found["train"], found["test"]


def _errors(known: Part, outcomes: Part, made: dict[str, Outlook]) -> list[Figure]:
    smape = fmean(
        _smape([one.value for one in made[name].steps], values) for name, values in outcomes.items()
    )
    mase = fmean(
        fmean(abs(one.value - value) for one, value in zip(made[name].steps, values, strict=True))
        / _scale(known[name])
        for name, values in outcomes.items()
    )
    theta = (THETA[0] / NAIVE[0] + THETA[1] / NAIVE[1]) / 2
    return [
        at_most("sMAPE", smape, "%", THETA[0]),
        at_most("MASE", mase, "", THETA[1]),
        at_most(
            "OWA, naive being 1", (smape / NAIVE[0] + mase / NAIVE[1]) / 2, "", round(theta, 3)
        ),
    ]


def _intervals(known: Part, outcomes: Part, made: dict[str, Outlook]) -> list[Figure]:
    inside, scores = [0] * STEPS, []
    for name, values in outcomes.items():
        scale, losses = _scale(known[name]), []
        for at, (one, value) in enumerate(zip(made[name].steps, values, strict=True)):
            inside[at] += one.low <= value <= one.high
            missed = max(one.low - value, value - one.high, 0)
            losses.append(one.high - one.low + 2 / (1 - LEVEL) * missed)
        scores.append(fmean(losses) / scale)
    told = sum(one.covered for one in made.values()) / sum(one.checked for one in made.values())
    number = len(outcomes)
    pooled = sum(inside) / number / STEPS * 100
    return [
        Figure("within 80 % intervals", pooled, "%", "78 to 82", 78 <= pooled <= 82),
        at_least("the least of a horizon", min(inside) / number * 100, "%", 75),
        at_most("interval score", fmean(scores), "", MOST_INTERVAL_SCORE),
        Figure("coverage that was told beforehand", told * 100, "%"),
    ]


def _smape(expected: Sequence[float], values: Sequence[float]) -> float:
    pairs = zip(expected, values, strict=True)
    return fmean(200 * abs(one - other) / (abs(one) + abs(other)) for one, other in pairs)


def _scale(values: Sequence[float]) -> float:
    return fmean(abs(later - former) for former, later in pairwise(values))
