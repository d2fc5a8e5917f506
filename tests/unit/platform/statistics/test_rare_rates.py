"""Rates whose events are rare, or of which an arm has none: what is said of them holds."""

import math

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from baton.statistics.distributions import beta_cdf, critical_value
from baton.statistics.fixed_horizon import score_test
from baton.statistics.rate_difference import RateDifference, RatePair
from baton.statistics.sequential import MixtureTest


@st.composite
def pairs(draw: st.DrawFn) -> RatePair:
    units, control_units = draw(st.integers(1, 5_000)), draw(st.integers(1, 5_000))
    return RatePair(
        draw(st.integers(0, units)), units, draw(st.integers(0, control_units)), control_units
    )


def log_likelihood(pair: RatePair, treated: float, control: float) -> float:
    arms = (
        (pair.successes, pair.units, treated),
        (pair.control_successes, pair.control_units, control),
    )
    parts = [
        (count, chance)
        for successes, units, rate in arms
        for count, chance in ((successes, rate), (units - successes, 1 - rate))
        if count
    ]
    return sum(count * math.log(chance) if chance > 0 else -math.inf for count, chance in parts)


def of(*counts: int) -> RateDifference:
    return RateDifference((RatePair(*counts),))


@settings(deadline=None)
@given(pairs(), st.floats(-0.999, 0.999), st.floats(0, 1))
def test_no_other_rates_with_that_difference_are_likelier(
    pair: RatePair, difference: float, share: float
) -> None:
    treated, control = pair.restricted(difference)
    assert treated - control == pytest.approx(difference, abs=1e-9)
    low, high = max(0.0, -difference), min(1.0, 1 - difference)
    other = low + share * (high - low)
    best, theirs = (
        log_likelihood(pair, *rates) for rates in ((treated, control), (other + difference, other))
    )
    assert theirs <= best + 1e-6 * (1 + abs(best))


@settings(deadline=None)
@given(pairs(), st.floats(-0.999, 0.999))
def test_a_difference_never_looks_less_likely_than_it_is(pair: RatePair, difference: float) -> None:
    """The score is at most what the likelihood ratio says, so the variance is never too small."""
    seen = log_likelihood(
        pair, pair.successes / pair.units, pair.control_successes / pair.control_units
    )
    ratio = seen - log_likelihood(pair, *pair.restricted(difference))
    score = RateDifference((pair,)).score(difference)
    assert score**2 / 2 <= ratio + 1e-6 * (1 + abs(ratio))


@settings(deadline=None)
@given(pairs(), st.floats(0.0001, 0.4), st.floats(0, 1))
def test_an_interval_has_no_holes(pair: RatePair, tau: float, share: float) -> None:
    rates, test = RateDifference((pair,)), MixtureTest(tau)
    reading = test.read_score(rates)
    assert reading.interval.low <= rates.effect <= reading.interval.high
    inside = reading.interval.low + share * (reading.interval.high - reading.interval.low)
    assume(reading.interval.low + 1e-9 < inside < reading.interval.high - 1e-9)
    alone = MixtureTest(tau, spread=True)
    variance = rates.variance_at(inside)
    if variance > 0:
        assert alone.log_ratio(rates.effect - inside, variance) <= math.log(20) + 1e-6


def chance(successes: int, units: int, rate: float) -> float:
    def below(count: int) -> float:
        return 1 - beta_cdf(rate, count, units - count + 1) if 0 < count <= units else count > 0

    return below(successes + 1) - below(successes)


@pytest.mark.parametrize("difference", [0.0, 0.02])
@pytest.mark.parametrize(("units", "control_units"), [(60, 60), (120, 30)])
def test_a_fixed_test_holds_its_level_where_events_are_rare(
    units: int, control_units: int, difference: float
) -> None:
    """Every table that there can be, with its chance; only those with rare events are read so."""
    critical = critical_value(0.95)
    for rate in (0.002, 0.01, 0.03, 0.06):
        wrong = sum(
            chance(one, units, rate + difference) * chance(other, control_units, rate)
            for one in range(min(units, 30))
            for other in range(min(control_units, 20))
            if abs(of(one, units, other, control_units).score(difference)) > critical
        )
        assert wrong <= 0.05


@pytest.mark.parametrize(
    ("rate", "margin", "tau"), [(0.002, 0.0, 0.005), (0.01, 0.0, 0.02), (0.005, 0.01, 0.01)]
)
def test_looking_often_at_rare_events_gives_no_more_false_alarms_than_promised(
    rate: float, margin: float, tau: float
) -> None:
    """300 tests from the first unit on; make bench does the same with more."""
    numpy = pytest.importorskip("numpy")
    draw, test, called = numpy.random.default_rng(11), MixtureTest(tau, spread=True), 0
    looks = sorted({round(1.15**step) for step in range(1, 58)})
    for _ in range(300):
        treated = draw.binomial(1, rate + margin, looks[-1]).cumsum()
        control = draw.binomial(1, rate, looks[-1]).cumsum()
        called += any(
            test.log_ratio_of_rates(
                of(int(treated[units - 1]), units, int(control[units - 1]), units), margin
            )
            >= math.log(20)
            for units in looks
        )
    assert called / 300 <= 0.05


def test_a_large_effect_is_seen_long_before_a_small_one_would_be() -> None:
    narrow, wide = MixtureTest(0.005), MixtureTest(0.005, spread=True)
    assert narrow.reach(1e-3) > 2 * wide.reach(1e-3)
    assert wide.reach(1e-6) < 1.2 * narrow.reach(1e-6)
    variance = of(17, 85, 0, 85).variance_at(0.0)
    assert narrow.log_ratio(0.2, variance) < 0.1 < math.log(20) < wide.log_ratio(0.2, variance)


@pytest.mark.parametrize(
    ("counts", "rare"),
    [
        ((0, 5_000, 0, 5_000), True),
        ((9, 5_000, 500, 5_000), True),
        ((10, 5_000, 500, 5_000), False),
        ((4_995, 5_000, 500, 5_000), True),
        ((50, 99, 50, 5_000), True),
    ],
)
def test_events_are_rare_below_ten_or_with_few_units(counts: tuple[int, ...], rare: bool) -> None:
    assert of(*counts).is_rare(100) == rare


def test_none_beside_none_bounds_the_difference_from_both_sides() -> None:
    found = score_test(of(0, 1_000, 0, 1_000))
    assert (found.effect, found.p_value) == (0, 1)
    assert -found.interval.low == pytest.approx(found.interval.high)
    assert found.interval.high == pytest.approx(0.0038, abs=0.0002)
