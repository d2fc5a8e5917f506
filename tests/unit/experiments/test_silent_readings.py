"""Nothing is passed over: what cannot be read is said, what the eye sees is seen, by either method, and
a plan can be read by the test it is for.
"""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from baton.experiments.analysis import analyse
from baton.experiments.experiment import Method
from baton.experiments.metric import Guardrail, Metric, MetricKind
from baton.experiments.plan import plan_of
from baton.experiments.report import ExperimentOutcome, ExperimentReport, Safety
from baton.experiments.unit import VariantCounts
from tests.fakes.platform.clock import NOON
from tests.unit.experiments.experiments import (
    a_design,
    amounts,
    an_experiment,
    opt_out,
    revenue,
    tally,
    variants,
)

METHODS = pytest.mark.parametrize("method", list(Method))
SPENT = {"primary": revenue(), "baseline": 5, "deviation": 2, "minimum_effect": 1}
NOTHING_SAID = (ExperimentOutcome.STOP_UNRESOLVED, None)


def read(*tallies: VariantCounts, **changes: object) -> ExperimentReport:
    return analyse(an_experiment(**changes), tallies, NOON)


def constant(variant: str, units: int, value: float, metric: str = "revenue") -> VariantCounts:
    return VariantCounts(variant=variant, units=units, metrics={metric: amounts([value] * units)})


@METHODS
@pytest.mark.parametrize("units", [20, 100, 6_000, 15_000])
@pytest.mark.parametrize("opened", [0.2, 0.3])
def test_everybody_opting_out_beside_nobody_is_harm(
    method: Method, units: int, opened: float
) -> None:
    found = read(
        tally("present", units, opened=units // 5),
        tally("shorter", units, opened=int(units * opened), opted_out=units),
        guardrails=(opt_out(),),
        method=method,
    )
    assert (found.outcome, found.variant) == (ExperimentOutcome.STOP_HARM, "present")
    assert "shorter harms opted_out (worse by +1 " in found.reason


@METHODS
def test_a_fall_to_nobody_is_worse(method: Method) -> None:
    units = plan_of(a_design()).units_per_variant
    found = read(tally("present", units, opened=units // 5), tally("shorter", units), method=method)
    assert (found.outcome, found.variant) == (ExperimentOutcome.STOP_WORSE, "present")
    reading = found.variants[1].against_control[0]
    assert reading.sequential.counted
    assert reading.sequential.p_value < 1e-6


def test_a_fall_to_nobody_is_seen_long_before_the_end() -> None:
    found = read(tally("present", 150, opened=30), tally("shorter", 150))
    assert found.outcome is ExperimentOutcome.STOP_WORSE


@METHODS
def test_a_guardrail_without_any_event_is_safe_once_that_means_something(method: Method) -> None:
    def safety(units: int) -> Safety | None:
        found = read(
            tally("present", units, opened=units // 5),
            tally("shorter", units, opened=units // 5),
            guardrails=(opt_out(0.005),),
            method=method,
        )
        return found.variants[1].against_control[1].safety

    assert safety(100) is Safety.UNCLEAR
    assert safety(13_000) is Safety.SAFE


@METHODS
def test_a_guardrail_of_amounts_that_were_never_seen_is_safe_only_within_limits(
    method: Method,
) -> None:
    def found(**limits: float) -> ExperimentReport:
        refund = Metric(name="refund", kind=MetricKind.MEAN, goal="decrease", **limits)
        return read(
            tally("present", 15_000, opened=3_000),
            tally("shorter", 15_000, opened=4_500),
            guardrails=(Guardrail(metric=refund, margin=1),),
            method=method,
        )

    assert (found().outcome, found().variant) == NOTHING_SAID
    assert "refund (every unit has the same value" in found().reason
    assert found(floor=0, cap=200).outcome is ExperimentOutcome.STOP_WINNER


@METHODS
def test_five_of_everybody_beside_six_of_everybody_is_a_difference(method: Method) -> None:
    found = read(constant("present", 300, 5), constant("shorter", 300, 6), method=method, **SPENT)
    assert (found.outcome, found.variant) == (ExperimentOutcome.STOP_WINNER, "shorter")


@METHODS
def test_five_of_everybody_beside_five_of_everybody_is_not_no_difference(method: Method) -> None:
    found = read(constant("present", 300, 5), constant("shorter", 300, 5), method=method, **SPENT)
    assert (found.outcome, found.variant) == NOTHING_SAID
    assert "shorter is not read: every unit has the same value" in found.reason
    reading = found.variants[1].against_control[0]
    assert not reading.sequential.counted
    assert not reading.fixed.counted
    assert found.variants[1].probability_best is None


@METHODS
def test_no_difference_is_not_said_where_the_effect_would_not_be_seen(method: Method) -> None:
    """The units vary twenty times as much as the plan was told."""
    both = [-40.0, 50.0] * 150
    found = read(
        *(
            VariantCounts(variant=name, units=300, metrics={"revenue": amounts(both)})
            for name in ("present", "shorter")
        ),
        method=method,
        **SPENT,
    )
    assert (found.outcome, found.variant) == NOTHING_SAID
    assert "an effect of 1 would not be seen" in found.reason


def test_a_small_arm_without_a_rare_amount_is_not_worse() -> None:
    """One in a hundred buys; of the hundred units of the small arm nobody has yet."""
    many = [100.0 if number % 100 == 0 else 0.0 for number in range(9_000)]
    found = read(
        VariantCounts(variant="present", units=9_000, metrics={"revenue": amounts(many)}),
        VariantCounts(variant="shorter", units=100, metrics={}),
        primary=revenue(),
        variants=tuple(
            one.model_copy(update={"weight": weight})
            for one, weight in zip(variants("present", "shorter"), (90.0, 1.0), strict=True)
        ),
        baseline=1,
        deviation=10,
        minimum_effect=1,
    )
    assert found.outcome is ExperimentOutcome.CONTINUE
    assert found.variants[1].against_control[0].fixed.p_value > 0.2


@settings(max_examples=60, deadline=None)
@given(
    st.floats(0.0005, 0.9),
    st.floats(0.02, 0.95),
    st.sampled_from(list(Method)),
    st.sampled_from([(1.0, 1.0), (4.0, 1.0), (1.0, 9.0)]),
)
def test_what_was_planned_for_is_read_and_seen_when_the_planned_units_are_there(
    baseline: float, effect: float, method: Method, weights: tuple[float, float]
) -> None:
    target = baseline + effect * (1 - baseline)
    both = variants("present", "shorter")
    experiment = an_experiment(
        variants=tuple(
            one.model_copy(update={"weight": weight})
            for one, weight in zip(both, weights, strict=True)
        ),
        baseline=baseline,
        minimum_effect=target - baseline,
        method=method,
    )
    shares = [weight / sum(weights) for weight in weights]
    control, treated = (-(-experiment.plan.total_units * share // 1) for share in shares)
    found = analyse(
        experiment,
        [
            tally("present", int(control), opened=int(control * baseline)),
            tally("shorter", int(treated), opened=round(treated * target)),
        ],
        NOON,
    )
    assert (found.outcome, found.variant) == (ExperimentOutcome.STOP_WINNER, "shorter")


@pytest.mark.parametrize(
    ("changes", "least"),
    [
        ({"baseline": 0.5, "minimum_effect": 0.45}, 20),
        (SPENT, 100),
        ({**SPENT, "method": "fixed", "deviation": 0.01}, 10),
        ({**SPENT, "primary": Metric(name="x", kind=MetricKind.RATIO), "method": "fixed"}, 100),
        ({"guardrails": (opt_out(0.0005),)}, 15_000),
        ({"guardrails": (opt_out(0.001, baseline=0.002),)}, 60_000),
    ],
)
def test_a_plan_has_the_units_from_which_its_test_can_be_read(
    changes: dict[str, object], least: int
) -> None:
    assert plan_of(a_design(**changes)).units_per_variant >= least


def test_a_plan_says_what_it_does_not_cover() -> None:
    def notes(**changes: object) -> str:
        return " ".join(plan_of(a_design(**changes)).notes)

    refund = Metric(name="refund", kind=MetricKind.MEAN)
    assert notes() == ""
    assert "as if it never happened" in notes(guardrails=(opt_out(),))
    assert "no margin" in notes(guardrails=(opt_out(0.0),))
    assert "no deviation" in notes(guardrails=(Guardrail(metric=refund, margin=1),))
    assert "told apart" in notes(variants=variants("a", "b", "c"))
    assert "3,603 weeks" in notes(daily_units=1)
    known = plan_of(a_design(guardrails=(opt_out(0.001, baseline=0.002),)))
    assert known.notes == ()
    assert "It is opted_out that needs so many" in known.text


@pytest.mark.parametrize(
    "changes",
    [
        {"primary": Metric(name="a", kind=MetricKind.RATIO)},
        {**SPENT, "primary": revenue(cap=5.5)},
        {**SPENT, "primary": revenue(floor=6)},
    ],
)
def test_a_design_that_no_unit_can_fulfil_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        a_design(**changes)


@pytest.mark.parametrize(
    "changes",
    [
        {"cap": 1},
        {"kind": "mean", "floor": 2, "cap": 2},
        {"kind": "ratio", "cap": 2},
        {"kind": "ratio", "covariate": True},
    ],
)
def test_a_metric_takes_only_what_fits_its_kind(changes: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Metric(name="m", **changes)


def test_no_p_value_is_said_to_be_nothing() -> None:
    found = read(tally("present", 12_000, opened=2_000), tally("shorter", 6_000, opened=1_000))
    assert found.outcome is ExperimentOutcome.STOP_BROKEN_SPLIT
    assert "p < 1e-99" in found.reason
    assert "p = 0" not in found.reason
