"""Splits that change: only what was there at the same time is compared."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baton.experiments.analysis import analyse
from baton.experiments.experiment import Experiment, Phase
from baton.experiments.metric import Metric, MetricKind
from baton.experiments.report import ExperimentOutcome, ExperimentReport
from baton.experiments.unit import VariantCounts
from baton.statistics.differences import combined, of_means
from baton.statistics.moments import Sums
from baton.statistics.rate_difference import RateDifference
from baton.statistics.sample_ratio import sample_ratio, sample_ratio_of_phases
from tests.fakes.platform.clock import NOON
from tests.unit.experiments.experiments import amounts, an_experiment, tally, variants

EVEN = {"present": 1.0, "shorter": 1.0}
RATE = st.floats(0.02, 0.98)


def split_anew(earlier: dict[str, float], *names: str, **weights: float) -> Experiment:
    present = variants(*(names or earlier))
    experiment = an_experiment(
        variants=tuple(
            one.model_copy(update={"weight": weights.get(one.name, 1.0)}) for one in present
        )
    )
    phase = Phase(weights=earlier, share=1.0, ended_at=NOON)
    return experiment.model_copy(update={"earlier": (phase,)})


def read(experiment: Experiment, *tallies: VariantCounts) -> ExperimentReport:
    return analyse(experiment, tallies, NOON)


def test_a_ramp_up_while_everybody_opens_more_is_no_effect() -> None:
    """Simpson's paradox: nine in ten of the variant's units came when all opened twice as much."""
    found = read(
        split_anew({"present": 9.0, "shorter": 1.0}),
        tally("present", 9_000, opened=1_800),
        tally("shorter", 1_000, opened=200),
        tally("present", 5_000, phase=2, opened=2_000),
        tally("shorter", 5_000, phase=2, opened=2_000),
    )
    reading = found.variants[1].against_control[0]
    assert reading.sequential.effect.estimate == pytest.approx(0, abs=1e-12)
    assert reading.fixed.test == "two-proportion z over 2 phases"
    assert reading.fixed.p_value == pytest.approx(1)
    assert found.variants[1].probability_best == pytest.approx(0.5, abs=0.01)
    assert not found.split.flagged
    raw = [one.figures["opened"].estimate for one in found.variants]
    assert raw[1] - raw[0] > 0.09


def test_a_variant_that_came_later_is_compared_with_the_control_of_its_own_time() -> None:
    found = read(
        split_anew(EVEN, "present", "shorter", "emoji"),
        tally("present", 8_000, opened=800),
        tally("shorter", 8_000, opened=800),
        tally("present", 3_000, phase=2, opened=900),
        tally("shorter", 3_000, phase=2, opened=900),
        tally("emoji", 3_000, phase=2, opened=900),
    )
    effects = [one.against_control[0].sequential.effect.estimate for one in found.variants[1:]]
    assert effects == pytest.approx([0, 0])
    assert found.outcome is ExperimentOutcome.CONTINUE
    assert found.variants[2].probability_best == pytest.approx(1 / 3, abs=0.01)


def test_the_end_waits_for_the_variant_that_came_later() -> None:
    experiment = split_anew(EVEN, "present", "shorter", "emoji")
    units = experiment.plan.units_per_variant
    found = read(
        experiment,
        tally("present", units, opened=units // 5),
        tally("shorter", units, opened=units // 5),
        tally("present", 100, phase=2, opened=20),
        tally("shorter", 100, phase=2, opened=20),
        tally("emoji", 100, phase=2, opened=20),
    )
    assert found.outcome is ExperimentOutcome.CONTINUE
    assert f"100 of {units:,} planned units" in found.reason


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(1, 10**5), st.integers(1, 10**5), RATE, RATE), min_size=1))
def test_the_effect_over_phases_lies_between_those_of_the_phases(
    phases: list[tuple[int, int, float, float]],
) -> None:
    sums = [(Sums.of_rate(int(n * p), n), Sums.of_rate(int(m * q), m)) for n, m, p, q in phases]
    rates, means = RateDifference.of(*sums), combined([of_means(*one) for one in sums])
    effects = [one.effect for one in rates.pairs]
    assert min(effects) - 1e-12 <= rates.effect <= max(effects) + 1e-12
    assert rates.effect == pytest.approx(means.effect)
    assert rates.variance <= max(one.variance for one in rates.pairs) + 1e-12


def test_means_and_ratios_are_compared_within_phases_too() -> None:
    draw = random.Random(4)
    experiment = split_anew({"present": 9.0, "shorter": 1.0})
    ratio = Metric(name="clicks", kind=MetricKind.RATIO)
    spent = Metric(name="spent", kind=MetricKind.MEAN)
    details = experiment.details.model_copy(update={"secondary": (ratio, spent)})
    experiment = experiment.model_copy(update={"details": details})
    tallies = []
    for phase, level, sizes in ((1, 0.1, (1_800, 200)), (2, 0.4, (1_000, 1_000))):
        for name, units in zip(("present", "shorter"), sizes, strict=True):
            pages = [1.0 + draw.randrange(9) for _ in range(units)]
            clicks = [level * page + draw.gauss(0, 0.1) for page in pages]
            sums = {"clicks": amounts(clicks, pages), "spent": amounts(clicks)}
            tallies.append(VariantCounts(variant=name, phase=phase, units=units, metrics=sums))
    _, by_ratio, by_mean = read(experiment, *tallies).variants[1].against_control
    assert by_ratio.fixed.test == "z of ratios over 2 phases"
    assert by_ratio.sequential.effect.estimate == pytest.approx(0, abs=0.01)
    assert by_mean.fixed.effect.estimate == pytest.approx(0, abs=0.15)


def test_a_split_is_checked_by_the_weights_of_its_own_phase() -> None:
    first, second = {"a": 900, "b": 100}, {"a": 500, "b": 500}
    weights = {"a": 9.0, "b": 1.0}, {"a": 1.0, "b": 1.0}
    as_planned = sample_ratio_of_phases(list(zip((first, second), weights, strict=True)))
    assert (as_planned.chi_square, as_planned.flagged) == (0, False)
    assert as_planned.expected == {"a": 1_400, "b": 600}
    swapped = sample_ratio_of_phases(list(zip((second, first), weights, strict=True)))
    assert swapped.flagged
    assert swapped.degrees == 2
    assert swapped.always_valid_p < 1e-6
    one = {"a": 530, "b": 470}
    assert sample_ratio_of_phases([(one, weights[1])]) == sample_ratio(one, weights[1])


def test_a_tally_of_a_phase_that_is_not_there_is_refused() -> None:
    with pytest.raises(ValueError, match="no variant present at that time"):
        read(an_experiment(), tally("present", 3, phase=2))


def test_what_was_seen_with_units_that_are_excluded_proves_nothing() -> None:
    experiment = an_experiment()
    with_bots = read(
        experiment, tally("present", 2_000, opened=400), tally("shorter", 2_000, opened=600)
    )
    assert with_bots.outcome is ExperimentOutcome.STOP_WINNER
    cleaned = tally("shorter", 1_800, opened=360).model_copy(update={"excluded": 200})
    after = read(
        experiment.model_copy(update={"report": with_bots}),
        tally("present", 1_800, opened=360).model_copy(update={"excluded": 200}),
        cleaned,
    )
    assert after.outcome is ExperimentOutcome.CONTINUE
    assert after.variants[1].excluded == 200
    assert after.variants[1].against_control[0].sequential.p_value == 1
