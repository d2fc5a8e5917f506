"""The fixed tests, corrections and the sequential test: what each promises."""

import math
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baton.statistics.differences import combined, of_adjusted_means, of_means
from baton.statistics.fixed_horizon import Comparison, t_test, two_proportions
from baton.statistics.moments import Sums
from baton.statistics.multiplicity import benjamini_hochberg, holm
from baton.statistics.rate_difference import RateDifference
from baton.statistics.sequential import MixtureTest, always_valid_reach, log_likelihood_ratio

p_values = st.lists(st.floats(0, 1), min_size=1, max_size=12)


@st.composite
def rates(draw: st.DrawFn) -> tuple[int, int]:
    trials = draw(st.integers(0, 10**7))
    return draw(st.integers(0, trials)), trials


def sums_of(values: list[float], past: list[float] | None = None) -> Sums:
    past = past or [0.0] * len(values)
    return Sums(
        len(values),
        math.fsum(values),
        math.fsum(value * value for value in values),
        math.fsum(past),
        math.fsum(value * value for value in past),
        math.fsum(one * other for one, other in zip(values, past, strict=True)),
    )


def welch(one: Sums, other: Sums) -> Comparison:
    return t_test(of_means(one, other))


def cuped(one: Sums, other: Sums) -> Comparison:
    return t_test(of_adjusted_means(one, other))


def rates_of(one: tuple[int, int], other: tuple[int, int]) -> RateDifference:
    return RateDifference.of((Sums.of_rate(*one), Sums.of_rate(*other)))


def samples(seed: int, shift: float = 0.0) -> tuple[list[float], list[float]]:
    """Values, and their past, correlated by .8."""
    draw = random.Random(seed)
    past = [draw.gauss(10, 2) for _ in range(300)]
    return [0.8 * value + draw.gauss(shift, 1.2) for value in past], past


@settings(deadline=None)
@given(rates(), rates())
def test_a_test_of_rates_gives_a_p_value_and_an_interval_that_holds_the_effect(
    one: tuple[int, int], other: tuple[int, int]
) -> None:
    found = two_proportions(*one, *other)
    assert 0 <= found.p_value <= 1
    assert found.interval.low <= found.effect <= found.interval.high
    mirrored = two_proportions(*other, *one)
    assert mirrored.p_value == pytest.approx(found.p_value)
    assert mirrored.statistic == pytest.approx(-found.statistic)


@settings(deadline=None)
@given(
    st.lists(st.floats(-1e3, 1e3), max_size=8),
    st.lists(st.floats(-1e3, 1e3), max_size=8),
)
def test_a_test_of_means_gives_a_p_value_and_an_interval_that_holds_the_effect(
    one: list[float], other: list[float]
) -> None:
    for test in (welch, cuped):
        found = test(sums_of(one), sums_of(other))
        assert 0 <= found.p_value <= 1
        assert found.interval.low <= found.effect <= found.interval.high


def test_welchs_test_agrees_with_scipys() -> None:
    stats = pytest.importorskip("scipy.stats", reason="scipy is not installed")
    one, other = samples(1)[0], samples(2, 0.3)[0][:100]
    found, theirs = (
        welch(sums_of(one), sums_of(other)),
        stats.ttest_ind(one, other, equal_var=False),
    )
    assert found.p_value == pytest.approx(theirs.pvalue, rel=1e-9)
    assert found.degrees == pytest.approx(theirs.df, rel=1e-9)
    bounds = theirs.confidence_interval(0.95)
    assert (found.interval.low, found.interval.high) == pytest.approx((bounds.low, bounds.high))


def test_a_covariate_takes_its_part_of_the_variance_and_leaves_the_effect() -> None:
    treated, control = samples(1, 0.5), samples(2)
    plain = welch(sums_of(treated[0]), sums_of(control[0]))
    adjusted = cuped(sums_of(*treated), sums_of(*control))
    left = combined([of_adjusted_means(sums_of(*treated), sums_of(*control))]).variance
    assert left / plain.standard_error**2 == pytest.approx(1 - 0.8**2, abs=0.08)
    assert adjusted.standard_error < plain.standard_error
    assert not adjusted.interval.excludes(0.5)


def test_the_covariates_test_holds_its_level() -> None:
    called = sum(
        cuped(sums_of(*samples(seed)), sums_of(*samples(seed + 10_000))).p_value < 0.05
        for seed in range(400)
    )
    assert called / 400 == pytest.approx(0.05, abs=0.025)


def test_large_whole_sums_lose_nothing() -> None:
    values = [10**9 + number for number in range(1_000)]
    sums = Sums(1_000, sum(values), sum(value**2 for value in values), unit=1e-6)
    assert sums.variance == pytest.approx(83_416.666666e-12, rel=1e-9)


@settings(deadline=None)
@given(p_values)
def test_corrected_p_values_keep_their_order_and_never_fall(given_p: list[float]) -> None:
    for correct in (holm, benjamini_hochberg):
        adjusted = correct(given_p)
        pairs = sorted(zip(given_p, adjusted, strict=True))
        assert [after for _, after in pairs] == sorted(adjusted)
        assert all(before <= after + 1e-15 <= 1 + 1e-9 for before, after in pairs)
    strict, lenient = holm(given_p), benjamini_hochberg(given_p)
    assert all(b <= a + 1e-12 for a, b in zip(strict, lenient, strict=True))


def test_corrections_agree_with_worked_examples() -> None:
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx((0.03, 0.06, 0.06, 0.02))
    assert benjamini_hochberg([0.01, 0.04, 0.03, 0.005]) == pytest.approx((0.02, 0.04, 0.04, 0.02))
    assert holm([]) == ()
    with pytest.raises(ValueError, match="between 0 and 1"):
        holm([1.5])


@settings(deadline=None)
@given(st.floats(-1, 1), st.floats(1e-9, 1), st.floats(1e-4, 1), st.floats(0.001, 0.5))
def test_the_always_valid_interval_is_where_the_ratio_is_below_its_bound(
    effect: float, variance: float, tau: float, significance: float
) -> None:
    reach = always_valid_reach(variance, tau, significance)
    bound = -math.log(significance)
    assert log_likelihood_ratio(reach, variance, tau) == pytest.approx(bound, rel=1e-6, abs=1e-9)
    if abs(abs(effect) - reach) > 1e-9:
        assert (abs(effect) > reach) == (log_likelihood_ratio(effect, variance, tau) > bound)


@settings(deadline=None)
@given(st.lists(st.tuples(rates(), rates()), min_size=1, max_size=8))
def test_an_always_valid_p_value_never_rises(
    looks: list[tuple[tuple[int, int], tuple[int, int]]],
) -> None:
    test, most, p = MixtureTest(0.01), 0.0, 1.0
    for one, other in looks:
        reading = test.read_rates(rates_of(one, other), most)
        assert 0 <= reading.p_value <= p
        assert reading.interval.low <= reading.interval.estimate <= reading.interval.high
        most, p = reading.most, reading.p_value


def test_what_cannot_be_read_changes_nothing() -> None:
    test = MixtureTest(0.01)
    nobody = test.read_rates(rates_of((0, 0), (10, 5_000)), 1.5)
    assert (nobody.counted, nobody.most, nobody.interval.high) == (False, 1.5, math.inf)
    with pytest.raises(ValueError, match="tau"):
        MixtureTest(0)


@pytest.mark.parametrize("rate", [0.02, 0.19, 0.45])
def test_reading_often_gives_no_more_false_alarms_than_promised(rate: float) -> None:
    """400 tests read after every 200 users; make bench does the same with 10,000."""
    numpy = pytest.importorskip("numpy")
    draw, test, called = numpy.random.default_rng(9), MixtureTest(0.02), 0
    for _ in range(400):
        arms = draw.binomial(100, rate, (2, 60)).cumsum(axis=1).tolist()
        most = 0.0
        for look, (one, other) in enumerate(zip(*arms, strict=True), start=1):
            units = 100 * look
            most = test.read_rates(rates_of((one, units), (other, units)), most).most
        called += most >= math.log(20)
    assert called / 400 <= 0.05 + 0.025
