"""What every interval promises."""

import math
import random
from itertools import pairwise

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from baton.statistics.intervals import (
    Interval,
    delta_ratio,
    fieller,
    newcombe,
    rate_ratio,
    wilson,
)

LEVELS = (0.5, 0.8, 0.95, 0.999)


@st.composite
def rates(draw: st.DrawFn) -> tuple[int, int]:
    trials = draw(st.integers(0, 10**7))
    return draw(st.integers(0, trials)), trials


def nested(intervals: list[Interval]) -> bool:
    """Whether each holds its estimate, and the one before."""
    holds = all(one.low <= one.estimate <= one.high for one in intervals)
    pairs = pairwise(intervals)
    return holds and all(
        big.low <= small.low + 1e-12 and small.high <= big.high + 1e-12 for small, big in pairs
    )


@settings(deadline=None)
@given(rates())
def test_a_rates_interval_holds_it_stays_in_0_to_1_and_widens(rate: tuple[int, int]) -> None:
    intervals = [wilson(*rate, level) for level in LEVELS]
    assert nested(intervals)
    assert all(0 <= one.low <= one.high <= 1 for one in intervals)


@settings(deadline=None)
@given(rates(), rates())
def test_a_differences_interval_holds_it_and_widens(
    one: tuple[int, int], other: tuple[int, int]
) -> None:
    intervals = [newcombe(*one, *other, level) for level in LEVELS]
    assert nested(intervals)
    assert all(-1 - 1e-12 <= one.low <= one.high <= 1 + 1e-12 for one in intervals)


@settings(deadline=None)
@given(rates(), rates())
def test_a_rate_ratios_interval_holds_it_and_widens(
    one: tuple[int, int], other: tuple[int, int]
) -> None:
    assume(one[1] and other[1])
    intervals = [rate_ratio(*one, *other, level) for level in LEVELS]
    assert all(i.low <= i.estimate * (1 + 1e-12) for i in intervals)
    assert all(i.estimate <= i.high * (1 + 1e-12) for i in intervals)
    assert intervals[0].high <= intervals[-1].high * (1 + 1e-12)


@settings(deadline=None)
@given(
    st.floats(-1e6, 1e6),
    st.floats(0.1, 1e6),
    st.floats(0, 1e6),
    st.floats(0, 1e6),
)
def test_a_ratios_interval_holds_it_and_widens(
    above: float, below: float, above_variance: float, below_variance: float
) -> None:
    for kind in (fieller, delta_ratio):
        intervals = [
            kind(
                above,
                below,
                above_variance=above_variance,
                below_variance=below_variance,
                level=level,
            )
            for level in LEVELS
        ]
        assert all(one.low <= one.estimate <= one.high for one in intervals)
        widths = [one.high - one.low for one in intervals]
        assert all(a <= b * (1 + 1e-9) + 1e-9 for a, b in pairwise(widths))


def test_published_examples_are_reproduced() -> None:
    """Newcombe 1998, table II: 56/70 - 48/80 and 9/10 - 3/10 by method 10; Wilson of 0/20."""
    difference = newcombe(56, 70, 48, 80)
    assert (round(difference.low, 4), round(difference.high, 4)) == (0.0524, 0.3339)
    difference = newcombe(9, 10, 3, 10)
    assert (round(difference.low, 4), round(difference.high, 4)) == (0.1705, 0.8090)
    assert wilson(0, 20).high == pytest.approx(0.1611, abs=5e-5)


def test_a_denominator_that_may_be_0_gives_no_bounds() -> None:
    wide = fieller(1, 0.1, above_variance=0.01, below_variance=0.01)
    assert (wide.low, wide.high) == (-math.inf, math.inf)
    assert not wide.excludes(0)
    with pytest.raises(ValueError, match="denominator"):
        fieller(1, 0, above_variance=1, below_variance=1)
    with pytest.raises(ValueError, match="denominator"):
        delta_ratio(1, 0, above_variance=1, below_variance=1)


def test_fieller_covers_the_true_ratio_as_often_as_it_says() -> None:
    draw = random.Random(7)
    held = 0
    for _ in range(2_000):
        found = fieller(draw.gauss(6, 1), draw.gauss(3, 0.5), above_variance=1, below_variance=0.25)
        held += not found.excludes(2)
    assert held / 2_000 == pytest.approx(0.95, abs=0.015)


def test_counts_that_cannot_be_are_refused() -> None:
    with pytest.raises(ValueError, match="cannot be"):
        wilson(3, 2)
