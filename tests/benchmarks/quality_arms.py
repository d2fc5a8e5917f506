"""What decisions of experiments are worth with several variants, and when the split changes. Simulated
from fixed seeds.

    python -m tests.benchmarks.quality_arms
"""

from datetime import UTC, datetime
from typing import Any

from baton.core.clock import new_id
from baton.experiments.analysis import analyse
from baton.experiments.experiment import Experiment, NewExperiment, Phase, Variant
from baton.experiments.plan import plan_of
from baton.experiments.report import ExperimentOutcome
from baton.experiments.unit import MetricCounts, VariantCounts
from baton.statistics.distributions import critical_value
from baton.statistics.rate_difference import RateDifference, RatePair
from tests.benchmarks.quality_readings import POWER, SEED, SIGNIFICANCE, design_of, looks
from tests.benchmarks.report import Section, at_least, at_most, show

MILLION = 10**6
WINS = (ExperimentOutcome.STOP_WINNER, ExperimentOutcome.STOP_WORSE)
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
JOINS = 11
"""The look before which the third variant joins."""


def run() -> list[Section]:
    """The sections of the quality benchmark that are about decisions of experiments."""
    return [arms(), phases()]


def arms(tests: int = 300) -> Section:
    """Tests of three variants: false winners, false orders, and the right one."""
    section = Section(
        "Experiments: three variants",
        note=f"{tests:,} tests each, read 12 times to 20,000 units a variant; minimum effect .02.",
    )
    for name, rates, wrong in (
        ("none differs: called better or worse", (0.1, 0.1, 0.1), WINS),
        ("two alike, both better: one called the winner", (0.1, 0.13, 0.13), WINS[:1]),
    ):
        ended = [_ended(rates, seed) for seed in range(tests)]
        share = sum(outcome in wrong for outcome, _ in ended) / tests
        section.figures.append(at_most(name, share, "share", SIGNIFICANCE))
    ended = [_ended((0.1, 0.13, 0.16), seed) for seed in range(tests)]
    for variant, limit in (("b", at_least), ("a", at_most)):
        share = sum(named == variant for _, named in ended) / tests
        target = POWER if variant == "b" else SIGNIFICANCE
        words = "the best of two better ones wins" if variant == "b" else "the other one wins"
        section.figures.append(limit(words, share, "share", target))
    return section


def _ended(rates: tuple[float, ...], seed: int) -> tuple[ExperimentOutcome, str | None]:
    """How a test of several variants ends, or stands at the last look."""
    import numpy as np

    names = ("control", "a", "b")
    experiment = experiment_of(_variants(*names))
    draw, before = np.random.default_rng((SEED, seed)), 0
    counts, report = np.zeros(len(names), dtype=int), None
    for look in looks(200, 20_000, 12):
        counts = counts + draw.binomial(look - before, rates)
        before = look
        tallies = [tally(name, look, int(count)) for name, count in zip(names, counts, strict=True)]
        report = analyse(experiment, tallies, NOON)
        if report.outcome is not ExperimentOutcome.CONTINUE:
            return report.outcome, report.variant
        experiment = experiment.model_copy(update={"report": report})
    return ExperimentOutcome.CONTINUE, None


def experiment_of(design: NewExperiment) -> Experiment:
    """An experiment of that design, as it is kept."""
    now = NOON
    return Experiment(
        experiment_id=new_id(),
        created_at=now,
        updated_at=now,
        details=design,
        plan=plan_of(design),
    )


def tally(variant: str, units: int, successes: int, phase: int = 1) -> VariantCounts:
    """The counts of a variant whose units succeeded or not."""
    sums = MetricCounts(total=successes * MILLION, squares=successes * MILLION**2)
    return VariantCounts(variant=variant, phase=phase, units=units, metrics={"happened": sums})


def phases(tests: int = 300) -> Section:
    """A/A tests whose split changes while everybody's rate rises, and ones that gain a variant."""
    import numpy as np

    section = Section(
        "Experiments: a split that changes",
        note=f"{tests:,} A/A tests each. The rate rises from .1 to .2 as the variant goes from one in"
        " ten to half; in the second row a third variant joins half way.",
    )
    ramped = [_ramped_up(np.random.default_rng((SEED, 1, seed))) for seed in range(tests)]
    joined = sum(_joined(np.random.default_rng((SEED, 2, seed))) for seed in range(tests))
    within, pooled = (sum(row) / tests for row in zip(*ramped, strict=True))
    section.figures += [
        at_most("compared within phases, read 8 times", within, "share", SIGNIFICANCE),
        at_most("a variant joins, read 20 times", joined / tests, "share", SIGNIFICANCE),
    ]
    section.add("for comparison: all units pooled, read once", pooled, "share")
    return section


def _ramped_up(draw: Any) -> tuple[bool, bool]:
    """Whether a test of two phases calls a difference, and whether one of all units pooled would."""
    earlier = (Phase(weights={"control": 9.0, "treated": 1.0}, share=1.0, ended_at=NOON),)
    experiment = experiment_of(design_of()).model_copy(update={"earlier": earlier})
    control, treated = (int(count) for count in draw.binomial((9_000, 1_000), 0.1))
    first = [tally("control", 9_000, control), tally("treated", 1_000, treated)]
    later, called, step = draw.binomial(1_000, 0.2, (8, 2)).cumsum(axis=0).tolist(), False, 0
    for step, counts in enumerate(later, start=1):
        second = [
            tally(name, 1_000 * step, count, 2)
            for name, count in zip(("control", "treated"), counts, strict=True)
        ]
        report = analyse(experiment, [*first, *second], NOON)
        called = called or report.outcome in WINS
        experiment = experiment.model_copy(update={"report": report})
    units = 1_000 * step
    pair = RatePair(treated + later[-1][1], 1_000 + units, control + later[-1][0], 9_000 + units)
    return called, abs(RateDifference((pair,)).score()) > critical_value(1 - SIGNIFICANCE)


def _joined(draw: Any) -> bool:
    """Whether a test without any effect ends with one, when a variant joins half way."""
    names = ("control", "a", "b")
    experiment = experiment_of(_variants(*names[:2]))
    counts = draw.binomial(500, 0.1, (20, 3)).cumsum(axis=0).tolist()
    for look, seen in enumerate(counts, start=1):
        if look == JOINS:
            earlier = (Phase(weights=experiment.details.weights, share=1.0, ended_at=NOON),)
            following = {"earlier": earlier, "report": experiment.report}
            experiment = experiment_of(_variants(*names)).model_copy(update=following)
        before = counts[min(look, JOINS - 1) - 1]
        units = 500 * min(look, JOINS - 1)
        tallies = [tally(name, units, before[place]) for place, name in enumerate(names[:2])]
        if look >= JOINS:
            tallies += [
                tally(name, 500 * look - units, seen[place] - before[place], 2)
                for place, name in enumerate(names)
            ]
        report = analyse(experiment, tallies, NOON)
        if report.outcome in WINS:
            return True
        experiment = experiment.model_copy(update={"report": report})
    return False


def _variants(*names: str) -> NewExperiment:
    return design_of(variants=tuple(Variant(name=name) for name in names))


if __name__ == "__main__":
    show(run())
