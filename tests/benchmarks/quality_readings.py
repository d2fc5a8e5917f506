"""What readings of experiments are worth where that is not a matter of course: rare events, amounts,
ratios. Simulated from fixed seeds, or counted over all tables.

    python -m tests.benchmarks.quality_readings
"""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from baton.experiments.contrast import Contrast
from baton.experiments.experiment import NewExperiment, Variant
from baton.experiments.metric import Guardrail, Metric, MetricKind
from baton.experiments.plan import plan_of
from baton.statistics.differences import of_means
from baton.statistics.distributions import beta_cdf, critical_value
from baton.statistics.fixed_horizon import score_test, t_test
from baton.statistics.moments import Sums
from baton.statistics.rate_difference import RateDifference, RatePair
from baton.statistics.sequential import MixtureTest
from tests.benchmarks.report import Section, at_least, at_most, show

SIGNIFICANCE, POWER = 0.05, 0.8
SEED = 20_260_302
HAPPENED = Metric(name="happened")


def run() -> list[Section]:
    """The sections of the quality benchmark that are about readings of experiments."""
    return [rare_at_any_time(), rare_once(), planned(), amounts()]


def looks(least: int, most: int, count: int) -> list[int]:
    """Units at which a test is read: as many early as late."""
    ratio = (most / least) ** (1 / (count - 1))
    return sorted({round(least * ratio**step) for step in range(count)})


@dataclass(frozen=True, slots=True)
class Rates:
    """Two arms in truth, with ``uneven`` units of the control for each of the treated arm."""

    treated: float
    control: float
    uneven: float = 1.0

    def walk(self, draw: Any, at: Sequence[int]) -> Iterator[RateDifference]:
        """What is seen at the looks, of one test."""
        units = successes = control = control_units = 0
        for look in at:
            further = round(look * self.uneven) - control_units
            successes += int(draw.binomial(look - units, self.treated))
            control += int(draw.binomial(further, self.control))
            units, control_units = look, control_units + further
            yield RateDifference((RatePair(successes, units, control, control_units),))


def rare_at_any_time(tests: int = 2_000) -> Section:
    """How often the interval that holds at all readings together leaves the truth out."""
    import numpy as np

    section = Section(
        "Experiments: rare events, read 60 times from the first unit to 10,000",
        note=f"{tests:,} tests each; a miss is a true difference outside of the always-valid interval.",
    )
    at, bound = looks(1, 10_000, 60), -math.log(SIGNIFICANCE)
    for rate, difference, uneven in (
        (0.001, 0.0, 1.0),
        (0.01, 0.0, 1.0),
        (0.002, 0.005, 1.0),
        (0.02, 0.02, 1.0),
        (0.002, 0.005, 9.0),
        (0.02, 0.02, 9.0),
    ):
        draw, test = np.random.default_rng(SEED), MixtureTest(difference or 0.01, spread=True)
        truth = Rates(rate + difference, rate, uneven)
        missed = sum(
            any(test.log_ratio_of_rates(seen, difference) >= bound for seen in truth.walk(draw, at))
            for _ in range(tests)
        )
        name = f"misses, {rate:g} + {difference:g}, {uneven:g} to 1"
        section.figures.append(at_most(name, missed / tests, "share", SIGNIFICANCE))
    harm = MixtureTest(0.005, spread=True)
    for rate in (0.02, 0.1, 1.0):
        draw, units = np.random.default_rng(SEED), []
        for _ in range(100):
            seen = Rates(rate, 0.0).walk(draw, looks(1, 20_000, 200))
            units.append(
                next(
                    one.pairs[0].units
                    for one in seen
                    if harm.log_ratio_of_rates(one, 0.005) >= bound
                )
            )
        section.add(f"units an arm until {rate:g} beside none is harm", sum(units) / 100, "units")
    return section


def rare_once() -> Section:
    """The same of the test that is read once: counted over all tables that there can be."""
    section = Section(
        "Experiments: rare events, read once",
        note="Exact: the chance of every table, added up where the score test rejects the truth.",
    )
    critical = critical_value(1 - SIGNIFICANCE)
    for units, control_units in ((200, 200), (300, 100)):
        for difference in (0.0, 0.01, 0.05):
            worst = 0.0
            for rate in (0.001, 0.005, 0.01, 0.03):
                worst = max(
                    worst,
                    sum(
                        chance
                        for one, other, chance in _tables(
                            (units, rate + difference), (control_units, rate)
                        )
                        if abs(_pair(one, units, other, control_units).score(difference)) > critical
                    ),
                )
            name = f"misses, rates to .03 + {difference:g}, {units} and {control_units} units"
            section.figures.append(at_most(name, worst, "share", SIGNIFICANCE))
    return section


def _pair(successes: int, units: int, control: int, control_units: int) -> RateDifference:
    return RateDifference((RatePair(successes, units, control, control_units),))


def _tables(
    treated: tuple[int, float], control: tuple[int, float]
) -> Iterator[tuple[int, int, float]]:
    arms = []
    for units, rate in (treated, control):
        most = min(units, round(units * rate + 8 * math.sqrt(units * rate) + 8))
        arms.append([_chance(count, units, rate) for count in range(most + 1)])
    for one, first in enumerate(arms[0]):
        for other, second in enumerate(arms[1]):
            yield one, other, first * second


def _chance(count: int, units: int, rate: float) -> float:
    def at_least_so_many(least: int) -> float:
        return beta_cdf(rate, least, units - least + 1) if 0 < least <= units else float(least <= 0)

    return at_least_so_many(count) - at_least_so_many(count + 1)


def planned(tests: int = 1_000) -> Section:
    """Whether plans of rare events, and of guardrails, have the power that they promise."""
    import numpy as np

    section = Section(
        "Experiments: power at the planned size where events are rare",
        note=f"{tests:,} tests each, planned for {POWER:.0%} power and read once, at the end.",
    )
    for method in ("sequential", "fixed"):
        for base, effect in ((0.001, 0.005), (0.001, 0.05), (0.5, 0.4), (0.97, 0.02)):
            design = design_of(baseline=base, minimum_effect=effect, method=method)
            units, draw = plan_of(design).units_per_variant, np.random.default_rng(SEED)
            seen = sum(
                concludes(design, next(Rates(base + effect, base).walk(draw, [units])))
                for _ in range(tests)
            )
            name = f"{method}, {base:g} + {effect:g}, {units:,} an arm"
            section.figures.append(at_least(name, seen / tests, "share", POWER - 0.03))
    for rate, margin in ((0.0, 0.005), (0.002, 0.005), (0.02, 0.01)):
        metric = Metric(name="harm", goal="decrease")
        guardrail = Guardrail(metric=metric, margin=margin, baseline=rate)
        design = design_of(baseline=0.5, minimum_effect=0.4, guardrails=(guardrail,))
        units, draw = plan_of(design).units_per_variant, np.random.default_rng(SEED)
        test = MixtureTest(margin, spread=True)
        clear = sum(
            test.read_rates(next(Rates(rate, rate).walk(draw, [units]))).interval.high <= margin
            for _ in range(tests)
        )
        name = f"guardrail cleared, {rate:g} with a margin of {margin:g}, {units:,} an arm"
        section.figures.append(at_least(name, clear / tests, "share", POWER - 0.03))
    return section


def design_of(**changes: Any) -> NewExperiment:
    """A design of one rate and two variants, but for the changes."""
    base: dict[str, Any] = {
        "name": "Benchmark",
        "variants": (Variant(name="control"), Variant(name="treated")),
        "primary": HAPPENED,
        "baseline": 0.1,
        "minimum_effect": 0.02,
    }
    return NewExperiment(**{**base, **changes})


def concludes(design: NewExperiment, seen: RateDifference) -> bool:
    """Whether the design's test calls a difference."""
    if design.method == "fixed":
        return score_test(seen).p_value <= SIGNIFICANCE if seen.is_rare() else _plain(seen)
    return MixtureTest(design.minimum_effect).read_rates(seen).p_value <= SIGNIFICANCE


def _plain(seen: RateDifference) -> bool:
    (pair,) = seen.pairs
    arms = [
        [Sums.of_rate(round(successes), units)]
        for successes, units in (
            (pair.successes, pair.units),
            (pair.control_successes, pair.control_units),
        )
    ]
    return Contrast.of(HAPPENED, *arms).fixed(1 - SIGNIFICANCE)[1].p_value <= SIGNIFICANCE


Draw = Callable[[Any, int], tuple[Any, Any]]
"""Values of so many units, with what each had before or is divided by."""


def amounts(tests: int = 1_000) -> Section:
    """A/A tests of amounts and ratios, read often and once, in even and uneven arms."""
    import numpy as np

    section = Section(
        "Experiments: false alarms of amounts and ratios",
        note=f"{tests:,} A/A tests each, to 5,000 units an arm or 5,000 beside 45,000; the sequential"
        " test is read 25 times from 100 units on, the fixed one at the end and at 200 units; its limit"
        " is the level and three standard errors of the simulation.",
    )
    kinds: dict[str, tuple[Metric, Draw]] = {
        "amounts, lognormal": (Metric(name="m", kind=MetricKind.MEAN), _lognormal),
        "amounts, 1 in 100 buys": (Metric(name="m", kind=MetricKind.MEAN), _rare_amounts),
        "amounts with a covariate": (
            Metric(name="m", kind=MetricKind.MEAN, covariate=True),
            _with_past,
        ),
        "ratios": (Metric(name="m", kind=MetricKind.RATIO), _clicks),
    }
    at, bound = looks(100, 5_000, 25), -math.log(SIGNIFICANCE)
    nominal = SIGNIFICANCE + 3 * math.sqrt(SIGNIFICANCE * (1 - SIGNIFICANCE) / tests)
    for name, (metric, make) in kinds.items():
        for uneven in (1, 9):
            draw, often, once, early = np.random.default_rng(SEED), 0, 0, 0
            for _ in range(tests):
                treated, control = (Running.of(make(draw, at[-1] * times)) for times in (1, uneven))
                test = MixtureTest(0.1 * treated.deviation)
                often += any(
                    Contrast.of(metric, [treated.at(units)], [control.at(units * uneven)])
                    .sequential(test, 0.0)
                    .most
                    >= bound
                    for units in at
                )
                for units in (at[-1], 200):
                    pair = Contrast.of(metric, [treated.at(units)], [control.at(units * uneven)])
                    called = pair.fixed(1 - SIGNIFICANCE)[1].p_value < SIGNIFICANCE
                    once, early = (once + called, early) if units > 200 else (once, early + called)
            arms = f"{name}, {uneven} to 1"
            section.figures += [
                at_most(f"sequential, {arms}", often / tests, "share", SIGNIFICANCE),
                at_most(f"fixed, {arms}", once / tests, "share", nominal),
                at_most(f"fixed at 200 units, {arms}", early / tests, "share", nominal),
            ]
    draw, plain = np.random.default_rng(SEED), 0
    for _ in range(tests):
        few, many = (Running.of(_rare_amounts(draw, units)).at(units) for units in (100, 900))
        plain += t_test(of_means(few, many)).p_value < SIGNIFICANCE
    section.add("Welch's own, 1 in 100 buys, 100 units beside 900", plain / tests, "share")
    return section


@dataclass(frozen=True, slots=True)
class Running:
    """The sums of an arm after every unit."""

    sums: Sequence[Any]
    deviation: float

    @classmethod
    def of(cls, drawn: tuple[Any, Any]) -> "Running":
        """Of values with what each had before or is divided by."""
        values, others = drawn
        parts = (values, values**2, others, others**2, values * others)
        return cls([part.cumsum() for part in parts], float(values.std()) or 1.0)

    def at(self, units: int) -> Sums:
        """The sums over the first units."""
        return Sums(units, *(float(part[units - 1]) for part in self.sums))


def _lognormal(draw: Any, units: int) -> tuple[Any, Any]:
    return draw.lognormal(0, 1, units), 0.0 * draw.random(units)


def _rare_amounts(draw: Any, units: int) -> tuple[Any, Any]:
    return draw.binomial(1, 0.01, units) * draw.lognormal(0, 1, units), 0.0 * draw.random(units)


def _with_past(draw: Any, units: int) -> tuple[Any, Any]:
    past = draw.normal(20, 5, units)
    return past + draw.normal(0, 2, units), past


def _clicks(draw: Any, units: int) -> tuple[Any, Any]:
    pages = 1.0 + draw.poisson(draw.exponential(3, units))
    return draw.binomial(pages.astype(int), draw.beta(2, 5, units)).astype(float), pages


if __name__ == "__main__":
    show(run())
