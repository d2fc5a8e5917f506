"""What the experiments' statistics are worth: known figures of a real A/B test, and simulations.

The real test is 90,189 players of a game (``../shared/data/ab_test_cookie_cats.csv``), not part of the
project; without it the first section is left out. The simulations need nothing. Both have fixed seeds.

    python -m tests.benchmarks.quality_experiments
"""

import csv
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from baton.statistics.design import sizes_for_proportions
from baton.statistics.distributions import critical_value
from baton.statistics.fixed_horizon import two_proportions
from baton.statistics.moments import Sums
from baton.statistics.rate_difference import MINIMUM_EVENTS, RateDifference
from baton.statistics.sample_ratio import sample_ratio
from baton.statistics.sequential import MINIMUM_UNITS, MixtureTest, variance_for_power
from tests.benchmarks import quality_arms, quality_readings
from tests.benchmarks.report import Figure, Section, at_most, show

PLAYERS = Path(__file__).parents[3] / "shared" / "data" / "ab_test_cookie_cats.csv"
CONTROL, TREATED = "gate_30", "gate_40"
TAU, SIGNIFICANCE = 0.01, 0.05
PLANNED_POWER = 0.8
TESTS, CHUNK, EVERY = 10_000, 2_000, 100
SEED = 20_261_121


@dataclass(frozen=True, slots=True)
class Walk:
    """A sequential test read after every unit: the last log ratio, the p-value, the first crossing."""

    log_ratio: float
    p_value: float
    first_below: int | None


def run() -> list[Section]:
    """The sections of the quality benchmark that are about experiments."""
    real = [real_test(PLAYERS)] if PLAYERS.exists() else []
    return [*real, false_positives(), power(), *quality_readings.run(), *quality_arms.run()]


def players(path: Path) -> list[dict[str, str]]:
    """The test's rows in the order of ``userid``."""
    with path.open(encoding="utf-8", newline="") as file:
        return sorted(csv.DictReader(file), key=lambda row: int(row["userid"]))


def counts(rows: list[dict[str, str]], metric: str) -> dict[str, tuple[int, int]]:
    """Successes and units by arm."""
    found = dict.fromkeys((CONTROL, TREATED), (0, 0))
    for row in rows:
        successes, units = found[row["version"]]
        found[row["version"]] = successes + (row[metric] == "TRUE"), units + 1
    return found


def walk(rows: list[dict[str, str]], metric: str) -> Walk:
    """Reads the sequential test after every row."""
    test = MixtureTest(TAU, SIGNIFICANCE)
    units, successes = dict.fromkeys((CONTROL, TREATED), 0), dict.fromkeys((CONTROL, TREATED), 0)
    most, last, first = 0.0, 0.0, None
    for number, row in enumerate(rows, start=1):
        units[row["version"]] += 1
        successes[row["version"]] += row[metric] == "TRUE"
        treated, control = (Sums.of_rate(successes[arm], units[arm]) for arm in (TREATED, CONTROL))
        reading = test.read_rates(RateDifference.of((treated, control)), most)
        most, last = reading.most, reading.log_ratio
        if first is None and reading.p_value < SIGNIFICANCE:
            first = number
    return Walk(last, math.exp(-most), first)


def real_test(path: Path) -> Section:
    """The figures that the requirements give for the real test."""
    rows = players(path)
    section = Section(
        "Experiments: a real A/B test",
        note="gate_40 minus gate_30; the sequential test is read after every player.",
    )
    retained = counts(rows, "retention_7")
    ratio = sample_ratio(
        {arm: units for arm, (_, units) in retained.items()}, {CONTROL: 1, TREATED: 1}
    )
    section.figures += [
        _exactly("sample ratio, chi-squared", ratio.chi_square, "", 6.9024),
        _exactly("sample ratio, p (flagged below .01)", ratio.p_value, "", 0.0086),
    ]
    expected = {
        "retention_7": (-0.008201, -3.1644, 0.001554, 3.3079, 0.0292, 51_633),
        "retention_1": (-0.005905, -1.7841, 0.0744, None, None, 0),
    }
    for metric, (effect, z, p, log_ratio, valid, first) in expected.items():
        found = counts(rows, metric)
        fixed = two_proportions(*found[TREATED], *found[CONTROL])
        walked = walk(rows, metric)
        section.figures += [
            _exactly(f"{metric}, effect", fixed.effect, "", effect),
            _exactly(f"{metric}, z", fixed.statistic, "", z),
            _exactly(f"{metric}, p", fixed.p_value, "", p),
            _exactly(f"{metric}, final log ratio", walked.log_ratio, "ln", log_ratio),
            _exactly(f"{metric}, always-valid p", walked.p_value, "", valid),
            _exactly(f"{metric}, first below .05 at", walked.first_below or 0, "players", first),
        ]
    return section


def false_positives() -> Section:
    """A/A tests: how often the sequential test, read after every 100 users, calls a difference."""
    section = Section(
        "Experiments: false alarms of A/A tests",
        note=f"{TESTS:,} simulated tests each, read after every {EVERY} users, tau {TAU:g}, a"
        f" significance of {SIGNIFICANCE:g}; the fixed test at every reading, for comparison.",
    )
    for rate, units in ((0.19, 45_000), (0.45, 45_000), (0.02, 45_000), (0.19, 5_000)):
        crossed, peeked, _, _ = simulated(rate, rate, units)
        name = f"rate {rate:g}, {units:,} users an arm"
        section.figures.append(at_most(f"sequential, {name}", crossed, "share", SIGNIFICANCE))
        section.add(f"fixed test at every reading, {name}", peeked, "share")
    return section


def power() -> Section:
    """How often a real difference is seen: sequential beside fixed, at the fixed test's own size."""
    section = Section(
        "Experiments: power at the planned size",
        note="Users an arm planned for 80 % power: by the fixed test, then by the sequential one,"
        " read after every 100 users, tau as large as the effect.",
    )
    for rate, effect in ((0.19, 0.01), (0.45, 0.01)):
        fixed = sizes_for_proportions(rate, effect).treated
        target = rate + effect
        spread = rate * (1 - rate) + target * (1 - target)
        needed = variance_for_power(effect, effect, significance=SIGNIFICANCE, power=PLANNED_POWER)
        for units in (fixed, math.ceil(spread / needed)):
            seen, _, at_end, used = simulated(rate, rate + effect, units)
            name = f"{rate:g} + {effect:g}, {units:,} an arm"
            section.add(f"fixed, {name}", at_end, "share")
            section.figures.append(
                Figure(f"sequential, {name}", seen, "share")
                if units == fixed
                else Figure(f"sequential, {name}", seen, "share", "≥ 0.8", seen >= PLANNED_POWER)
            )
            section.add(f"sequential, part of the users used, {name}", used, "share")
    return section


def simulated(rate: float, treated_rate: float, units: int) -> tuple[float, float, float, float]:
    """Shares of simulated tests: sequential called a difference at some reading, fixed would have at
    some reading, fixed did at the end; and the mean part of the users that the sequential test used.
    """
    import numpy as np

    draw = np.random.default_rng(SEED)
    looks = units * 2 // EVERY
    totals = np.zeros(4)
    for _ in range(TESTS // CHUNK):
        arms = [
            draw.binomial(EVERY // 2, one, (CHUNK, looks)).cumsum(axis=1)
            for one in (rate, treated_rate)
        ]
        totals += _looked(np, arms, np.arange(1, looks + 1) * (EVERY // 2))
    return tuple(float(total) / TESTS for total in totals)  # type: ignore[return-value]


def _looked(np: Any, arms: list[Any], units: Any) -> Any:
    """The sums over one chunk of tests of what ``simulated`` gives."""
    control, treated = (arm / units for arm in arms)
    variance = (control * (1 - control) + treated * (1 - treated)) / units
    enough = units >= MINIMUM_UNITS
    for arm in arms:
        enough = enough & (arm >= MINIMUM_EVENTS) & (units - arm >= MINIMUM_EVENTS)
    safe = np.where(enough, variance, 1.0)
    square, whole = (treated - control) ** 2, safe + TAU**2
    ratio = 0.5 * np.log(safe / whole) + TAU**2 * square / (2 * safe * whole)
    over = enough & (ratio >= -math.log(SIGNIFICANCE))
    pooled = (control + treated) / 2
    scale = np.sqrt(np.maximum(2 * pooled * (1 - pooled) / units, 1e-30))
    called = enough & (np.abs(treated - control) / scale > critical_value(1 - SIGNIFICANCE))
    ever = over.any(axis=1)
    used = np.where(ever, (over.argmax(axis=1) + 1) / over.shape[1], 1.0)
    return np.array([ever.sum(), called.any(axis=1).sum(), called[:, -1].sum(), used.sum()])


def _exactly(name: str, value: float, unit: str, wanted: float | None) -> Figure:
    """A figure that must be ``wanted`` to the digits it is given with."""
    if wanted is None:
        return Figure(name, value, unit)
    digits = len(f"{wanted}".partition(".")[2]) if isinstance(wanted, float) else 0
    return Figure(name, value, unit, f"= {wanted}", round(value, digits) == wanted)


if __name__ == "__main__":
    show(run())
