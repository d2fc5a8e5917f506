"""Means and ratios: what they are read by holds, with a covariate, within limits, in uneven arms too."""

import math
import random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from baton.experiments.contrast import ALL_ALIKE, TOO_FEW, UNSTEADY, Contrast
from baton.experiments.metric import Metric, MetricKind
from baton.experiments.unit import MetricCounts
from baton.statistics.moments import Sums
from baton.statistics.sequential import MixtureTest
from tests.unit.experiments.experiments import MILLION, amounts

MEAN = Metric(name="spent", kind=MetricKind.MEAN)
RATIO = Metric(name="per_page", kind=MetricKind.RATIO)
ADJUSTED = Metric(name="spent", kind=MetricKind.MEAN, covariate=True)
TESTS = 300


def sums(values: list[float], others: list[float] | None = None) -> Sums:
    tally: MetricCounts = amounts(values, others or ())
    return Sums(
        len(values),
        tally.total,
        tally.squares,
        tally.other,
        tally.other_squares,
        tally.products,
        unit=1 / MILLION,
    )


def contrast(metric: Metric, treated: Sums, control: Sums) -> Contrast:
    return Contrast.of(metric, [treated], [control])


def buyers(draw: random.Random, units: int) -> Sums:
    """One in a hundred buys, for very different amounts."""
    return sums([draw.lognormvariate(0, 1) if draw.random() < 0.01 else 0 for _ in range(units)])


def pages(draw: random.Random, units: int, clicked: float) -> Sums:
    seen = [1 + int(draw.expovariate(0.3)) for _ in range(units)]
    habit = [min(1.0, max(0.0, draw.gauss(clicked, 0.1))) for _ in seen]
    clicks = [
        float(sum(draw.random() < chance for _ in range(count)))
        for count, chance in zip(seen, habit, strict=True)
    ]
    return sums(clicks, [float(count) for count in seen])


def customers(draw: random.Random, units: int, more: float = 0.0) -> Sums:
    past = [draw.gauss(20, 5) for _ in range(units)]
    return sums([value + draw.gauss(more, 2) for value in past], past)


def test_uneven_arms_of_rare_amounts_give_no_more_false_alarms_than_promised() -> None:
    """Welch's test itself calls a difference in a quarter of these."""
    draw = random.Random(5)
    called = [
        contrast(MEAN, buyers(draw, 100), buyers(draw, 900)).fixed(0.95)[1].p_value < 0.05
        for _ in range(TESTS)
    ]
    assert sum(called) / TESTS <= 0.05


def test_a_ratio_holds_its_level_and_sees_an_effect() -> None:
    draw = random.Random(6)
    alike = [
        contrast(RATIO, pages(draw, 150, 0.3), pages(draw, 150, 0.3)).fixed(0.95)[1].p_value
        for _ in range(TESTS)
    ]
    assert sum(p < 0.05 for p in alike) / TESTS <= 0.08
    name, found = contrast(RATIO, pages(draw, 2_000, 0.35), pages(draw, 2_000, 0.3)).fixed(0.95)
    assert name == "z of ratios"
    assert found.interval.low < 0.05 < found.interval.high
    assert found.p_value < 1e-4


def test_a_covariate_shortens_the_sequential_test_and_leaves_the_effect() -> None:
    draw = random.Random(7)
    treated, control = customers(draw, 500, 0.5), customers(draw, 500)
    test = MixtureTest(0.5)
    adjusted = contrast(ADJUSTED, treated, control).sequential(test, 0.0)
    plain = contrast(MEAN, treated, control).sequential(test, 0.0)
    width, whole = (one.interval.high - one.interval.low for one in (adjusted, plain))
    assert width < 0.6 * whole
    assert adjusted.interval.low < 0.5 < adjusted.interval.high
    assert contrast(ADJUSTED, treated, control).variance_left() == pytest.approx(4 / 29, abs=0.05)


def test_what_the_covariate_foretells_wholly_is_read_without_it() -> None:
    past = [float(number) for number in range(200)]
    same = sums(past, past)
    found = contrast(ADJUSTED, same, same).fixed(0.95)[1]
    assert (found.counted, found.p_value) == (True, 1)


def constant(value: float, units: int = 200) -> Sums:
    return sums([value] * units)


@pytest.mark.parametrize(
    ("metric", "treated", "control", "why"),
    [
        (MEAN, constant(6), constant(5), None),
        (MEAN, constant(5), constant(5), ALL_ALIKE),
        (MEAN, constant(6, 99), constant(5), TOO_FEW),
        (MEAN, constant(6, 0), constant(5), TOO_FEW),
        (RATIO, sums([1.0] * 200, [2.0] * 200), sums([1.0] * 200, [2.0] * 200), ALL_ALIKE),
        (RATIO, sums([3.0] * 200, [2.0] * 200), sums([1.0] * 200, [2.0] * 200), None),
        (RATIO, constant(1), constant(1), TOO_FEW),
        (
            RATIO,
            sums([1.0] * 200, [0.0] * 199 + [9.0]),
            pages(random.Random(8), 200, 0.3),
            UNSTEADY,
        ),
    ],
)
def test_what_cannot_be_read_says_why(
    metric: Metric, treated: Sums, control: Sums, why: str | None
) -> None:
    found = contrast(metric, treated, control)
    reading = found.sequential(MixtureTest(1.0), 0.5)
    assert reading.unread == why
    assert (reading.most == 0.5) == (why is not None)


@settings(deadline=None)
@given(st.floats(0, 10), st.floats(0, 10), st.integers(1, 300), st.integers(1, 300))
@example(0.0, 9.0, 100, 100)
def test_within_limits_every_sample_is_read(
    treated: float, control: float, units: int, control_units: int
) -> None:
    limited = Metric(name="spent", kind=MetricKind.MEAN, floor=0, cap=10)
    found = contrast(limited, constant(treated, units), constant(control, control_units))
    reading, (_, once) = found.sequential(MixtureTest(1.0), 0.0), found.fixed(0.95)
    for read in (reading, once):
        assert read.counted
        assert -10 <= read.interval.low <= read.interval.estimate <= read.interval.high <= 10
    assert math.isfinite(reading.log_ratio)


def test_limits_hold_what_is_between_them_and_nothing_else() -> None:
    limited = Metric(name="spent", kind=MetricKind.MEAN, floor=1, cap=10)
    assert [limited.capped(value) for value in (0, 1, 5, 10, 1e9)] == [1, 1, 5, 10, 10]
    assert limited.limits == (0, 10)
    assert MEAN.limits is None
    assert Metric(name="rate").limits == (0, 1)
