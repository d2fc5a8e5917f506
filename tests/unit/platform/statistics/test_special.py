"""Special functions are what they are defined to be."""

import math

import pytest

from baton.statistics.special import digamma


@pytest.mark.parametrize("x", [1e-6, 0.3, 1.0, 2.5, 7.99, 8.0, 40.0, 1e5])
def test_digamma_is_the_slope_of_the_log_of_gamma(x: float) -> None:
    step = 1e-4 * x
    slope = (math.lgamma(x + step) - math.lgamma(x - step)) / (2 * step)
    assert digamma(x) == pytest.approx(slope, rel=1e-5, abs=1e-5)


def test_digamma_has_its_known_values() -> None:
    assert digamma(1) == pytest.approx(-0.57721566490153286, abs=1e-14)
    assert digamma(0.5) == pytest.approx(-0.57721566490153286 - 2 * math.log(2), abs=1e-14)
    with pytest.raises(ValueError, match="above 0"):
        digamma(0)
