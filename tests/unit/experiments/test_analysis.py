"""What an experiment's report promises."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from baton.experiments.analysis import analyse
from baton.experiments.experiment import Variant
from baton.experiments.guardrail import check_guardrail
from baton.experiments.metric import Metric, MetricKind
from baton.experiments.plan import plan_of
from baton.experiments.report import ExperimentOutcome, ExperimentReport, Safety
from baton.experiments.unit import VariantCounts
from baton.statistics.intervals import Interval
from tests.fakes.platform.clock import NOON
from tests.unit.experiments.experiments import (
    a_design,
    amounts,
    an_experiment,
    opt_out,
    revenue,
    tally,
)


def report(*tallies: VariantCounts, **changes: object) -> ExperimentReport:
    return analyse(an_experiment(**changes), tallies, NOON)


def test_nothing_is_concluded_from_nothing() -> None:
    found = report()
    assert found.outcome is ExperimentOutcome.CONTINUE
    assert found.units == 0
    assert "0 of" in found.reason


def test_a_clear_difference_stops_with_a_winner_and_its_figures_in_words() -> None:
    found = report(tally("present", 6_000, opened=1_200), tally("shorter", 6_050, opened=1_512))
    assert (found.outcome, found.variant) == (ExperimentOutcome.STOP_WINNER, "shorter")
    assert "shorter is better. shorter: +0.04992" in found.reason
    one = found.variants[1]
    assert one.probability_best is not None
    assert one.probability_best > 0.999
    reading = one.against_control[0]
    assert reading.fixed.test == "two-proportion z"
    assert reading.sequential.adjusted_p < 0.05
    assert reading.fixed.relative is not None
    assert reading.fixed.relative.estimate == pytest.approx(0.2496, abs=1e-3)
    assert found.variants[0].against_control == ()
    assert ExperimentReport.model_validate_json(found.model_dump_json(exclude_none=True)) == found


def test_a_clearly_worse_variant_stops_with_the_control() -> None:
    found = report(tally("present", 6_000, opened=1_512), tally("shorter", 6_050, opened=1_200))
    assert (found.outcome, found.variant) == (ExperimentOutcome.STOP_WORSE, "present")


def test_where_less_is_better_less_wins() -> None:
    found = report(
        tally("present", 6_000, opened=1_512),
        tally("shorter", 6_050, opened=1_200),
        primary=Metric(name="opened", goal="decrease"),
    )
    assert (found.outcome, found.variant) == (ExperimentOutcome.STOP_WINNER, "shorter")
    assert found.variants[1].probability_best == pytest.approx(1)


def test_a_broken_split_voids_everything() -> None:
    found = report(tally("present", 6_000, opened=1_200), tally("shorter", 5_000, opened=1_512))
    assert found.outcome is ExperimentOutcome.STOP_BROKEN_SPLIT
    assert found.variant is None
    assert found.split.flagged


def test_harm_to_a_guardrail_ends_it_even_with_a_winner() -> None:
    found = report(
        tally("present", 9_000, opened=1_800, opted_out=90),
        tally("shorter", 9_000, opened=2_300, opted_out=450),
        guardrails=(opt_out(),),
    )
    assert (found.outcome, found.variant) == (ExperimentOutcome.STOP_HARM, "present")
    assert found.variants[1].against_control[1].safety is Safety.HARMED
    assert "shorter harms opted_out" in found.reason


def test_no_winner_has_an_unresolved_guardrail_and_at_the_end_a_person_decides() -> None:
    design = an_experiment(guardrails=(opt_out(0.001),))
    small = design.plan.units_per_variant // 4
    early = analyse(
        design,
        (
            tally("present", small, opened=small // 5, opted_out=small // 100),
            tally("shorter", small, opened=small * 3 // 10, opted_out=small // 100),
        ),
        NOON,
    )
    assert early.outcome is ExperimentOutcome.CONTINUE
    assert "not clear that it does no harm to opted_out" in early.reason
    full = design.plan.units_per_variant
    late = analyse(
        design,
        (
            tally("present", full, opened=full // 5, opted_out=full // 100),
            tally("shorter", full, opened=full * 3 // 10, opted_out=full // 100),
        ),
        NOON,
    )
    assert (late.outcome, late.variant) == (ExperimentOutcome.STOP_UNRESOLVED, None)
    assert "it is not clear that it does no harm to opted_out" in late.reason


def test_the_planned_units_without_a_difference_end_it() -> None:
    units = plan_of(a_design()).units_per_variant
    found = report(
        tally("present", units, opened=units // 5), tally("shorter", units, opened=units // 5)
    )
    assert (found.outcome, found.variant) == (ExperimentOutcome.STOP_NO_DIFFERENCE, "present")


def test_a_fixed_test_is_not_concluded_before_its_units_are_there() -> None:
    tallies = tally("present", 3_000, opened=600), tally("shorter", 3_000, opened=900)
    assert report(*tallies, method="fixed").outcome is ExperimentOutcome.CONTINUE
    units = plan_of(a_design(method="fixed")).units_per_variant
    full = (
        tally("present", units, opened=units // 5),
        tally("shorter", units, opened=units // 4),
    )
    assert report(*full, method="fixed").outcome is ExperimentOutcome.STOP_WINNER


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 3_000), st.integers(0, 3_000), st.floats(0, 1), st.floats(0, 1)),
        min_size=1,
        max_size=4,
    )
)
def test_reading_again_never_raises_the_p_value(
    steps: list[tuple[int, int, float, float]],
) -> None:
    experiment, before = an_experiment(), 1.0
    units = [0, 0]
    opened = [0, 0]
    for one, other, rate, other_rate in steps:
        units = [units[0] + one, units[1] + other]
        opened = [opened[0] + int(one * rate), opened[1] + int(other * other_rate)]
        found = analyse(
            experiment,
            [
                tally(name, count, opened=success)
                for name, count, success in zip(("present", "shorter"), units, opened, strict=True)
            ],
            NOON,
        )
        p = found.variants[1].against_control[0].sequential.p_value
        assert 0 <= p <= before
        before, experiment = p, experiment.model_copy(update={"report": found})


def with_amounts(variant: str, seed: int, shift: float) -> VariantCounts:
    """400 units whose amount is their past, some noise and ``shift``; all opened nothing."""
    draw = random.Random(seed)
    past = [draw.gauss(20, 5) for _ in range(400)]
    now = [value + draw.gauss(shift, 2) for value in past]
    return VariantCounts(variant=variant, units=400, metrics={"revenue": amounts(now, past)})


def test_a_mean_is_read_with_what_is_known_from_before() -> None:
    found = report(
        with_amounts("present", 1, 0.0),
        with_amounts("shorter", 2, 1.0),
        primary=revenue(covariate=True),
        baseline=20,
        deviation=5.4,
        minimum_effect=1,
    )
    reading = found.variants[1].against_control[0].fixed
    assert reading.test == "CUPED t"
    assert reading.variance_left == pytest.approx(4 / 29, abs=0.05)
    assert reading.effect.estimate == pytest.approx(1, abs=0.4)
    assert reading.p_value < 1e-6
    assert found.variants[1].figures["revenue"].estimate == pytest.approx(21, abs=0.7)
    assert found.variants[1].probability_best is not None


def test_several_variants_are_corrected_and_the_best_wins() -> None:
    variants = tuple(Variant(name=name) for name in ("present", "short", "emoji"))
    found = report(
        tally("present", 6_000, opened=1_200),
        tally("short", 6_000, opened=1_500),
        tally("emoji", 6_000, opened=1_230),
        variants=variants,
        secondary=(Metric(name="clicked"),),
    )
    assert (found.outcome, found.variant) == (ExperimentOutcome.STOP_WINNER, "short")
    short = found.variants[1].against_control
    assert short[0].sequential.adjusted_p >= short[0].sequential.p_value
    assert short[0].fixed.effect.level == pytest.approx(0.975)
    assert short[1].discovery_p == 1
    assert short[0].discovery_p is None
    with pytest.raises(ValueError, match="no variant other"):
        report(tally("other", 3))


def test_a_plan_grows_with_what_is_asked_of_it() -> None:
    fixed, sequential = plan_of(a_design(method="fixed")), plan_of(a_design())
    assert fixed.units_per_variant == 6_510
    assert 1.3 < sequential.units_per_variant / fixed.units_per_variant < 2.5
    uneven = (Variant(name="present", weight=9), Variant(name="shorter", weight=1))
    assert plan_of(a_design(variants=uneven)).total_units > sequential.total_units
    daily = plan_of(a_design(daily_units=1_000, share=0.5))
    assert daily.days is not None
    assert daily.days % 7 == 0
    assert daily.days * 500 >= daily.total_units
    mean = plan_of(
        a_design(primary=revenue(), baseline=20, deviation=10, minimum_effect=1, method="fixed")
    )
    assert mean.units_per_variant == 1_570


@pytest.mark.parametrize(
    "changes",
    [
        {"variants": (Variant(name="present"),)},
        {"variants": (Variant(name="present"), Variant(name="present"))},
        {"secondary": (Metric(name="opened"),)},
        {"baseline": 1.5},
        {"baseline": 0.99, "minimum_effect": 0.02},
        {"primary": Metric(name="revenue", kind=MetricKind.MEAN)},
        {"minimum_effect": 0},
        {"significance": 0},
        {"share": 0},
    ],
)
def test_a_design_that_cannot_be_run_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        a_design(**changes)


def test_a_guardrail_is_judged_by_its_interval() -> None:
    fall = Interval(-0.03, -0.04, -0.02, 0.95)
    assert check_guardrail(fall, 0.01, higher_is_better=True).safety is Safety.HARMED
    assert check_guardrail(fall, 0.03, higher_is_better=True).safety is Safety.UNCLEAR
    assert check_guardrail(fall, 0.05, higher_is_better=True).safety is Safety.SAFE
    assert check_guardrail(fall, 0.0, higher_is_better=False).safety is Safety.SAFE
    with pytest.raises(ValueError, match="margin"):
        check_guardrail(fall, -1, higher_is_better=True)
