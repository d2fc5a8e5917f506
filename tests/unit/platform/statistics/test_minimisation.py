"""The least value is found, within bounds or at them."""

import math
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baton.statistics.minimisation import minimise

FAR = (-50.0, -50.0), (50.0, 50.0)


def valley(at: Sequence[float]) -> tuple[float, Sequence[float]]:
    """Rosenbrock's: least, 0, at (1, 1), along a bent valley."""
    x, y = at
    off = y - x * x
    return (1 - x) ** 2 + 100 * off**2, (-2 * (1 - x) - 400 * x * off, 200 * off)


@given(st.floats(-3, 3), st.floats(-3, 3))
def test_the_end_of_a_bent_valley_is_found_from_anywhere(x: float, y: float) -> None:
    at, least = minimise(valley, (x, y), *FAR)
    assert at == pytest.approx((1, 1), abs=1e-3)
    assert least < 1e-6


def test_a_bound_in_the_way_is_where_it_ends() -> None:
    at, least = minimise(valley, (-2, 2), (-3, -3), (0.5, 3))
    assert at == pytest.approx((0.5, 0.25), abs=1e-4)
    assert least == pytest.approx(0.25, abs=1e-6)


def test_a_slope_without_end_leads_to_the_bounds() -> None:
    at, _ = minimise(lambda p: (p[0] - 2 * p[1], (1.0, -2.0)), (0, 0), (-9, -9), (9, 9))
    assert at == (-9, 9)


def test_where_there_is_no_value_nothing_is_looked_for() -> None:
    def logarithm(at: Sequence[float]) -> tuple[float, Sequence[float]]:
        (x,) = at
        return (x - math.log(x), (1 - 1 / x,)) if x > 0 else (math.nan, (math.nan,))

    at, _ = minimise(logarithm, (3.0,), (-5.0,), (5.0,))
    assert at[0] == pytest.approx(1, abs=1e-5)
