"""Distributions against scipy, and the laws they obey."""

import math
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baton.statistics import distributions as d
from baton.statistics.special import incomplete_beta, incomplete_gamma

positive = st.floats(0.05, 1e5)
shares = st.floats(1e-9, 1 - 1e-9)


def draws(count: int) -> list[random.Random]:
    return [random.Random(seed) for seed in range(count)]


@pytest.mark.parametrize("draw", draws(60))
def test_probabilities_agree_with_scipy_to_twelve_digits(draw: random.Random) -> None:
    stats = pytest.importorskip("scipy.stats", reason="scipy is not installed")
    a, b = (10 ** draw.uniform(-1, 4) for _ in range(2))
    x = draw.betavariate(a, b)
    if 0 < x < 1:
        assert incomplete_beta(a, b, x) == pytest.approx(stats.beta.cdf(x, a, b), rel=1e-11)
    degrees, other = (10 ** draw.uniform(0, 4) for _ in range(2))
    z = draw.uniform(-6, 6)
    assert d.t_tail(z, degrees) == pytest.approx(stats.t.sf(z, degrees), rel=1e-11)
    chi = draw.gammavariate(degrees / 2, 2)
    assert d.chi_square_tail(chi, degrees) == pytest.approx(stats.chi2.sf(chi, degrees), rel=1e-11)
    assert d.chi_square_cdf(chi, degrees) == pytest.approx(stats.chi2.cdf(chi, degrees), rel=1e-11)
    f = 10 ** draw.uniform(-0.5, 0.5)
    assert d.f_tail(f, degrees, other) == pytest.approx(stats.f.sf(f, degrees, other), rel=1e-10)
    count = draw.randrange(500)
    mean = count * draw.uniform(0.8, 1.2) + 0.1
    assert d.poisson_cdf(count, mean) == pytest.approx(stats.poisson.cdf(count, mean), rel=1e-11)


@pytest.mark.parametrize("draw", draws(40))
def test_quantiles_agree_with_scipy_to_eleven_digits(draw: random.Random) -> None:
    stats = pytest.importorskip("scipy.stats", reason="scipy is not installed")
    a, b = (10 ** draw.uniform(-1, 4) for _ in range(2))
    degrees, other = (10 ** draw.uniform(0, 4) for _ in range(2))
    p = draw.choice([draw.random(), 10 ** draw.uniform(-8, -1)])
    assert d.normal_quantile(p) == pytest.approx(stats.norm.ppf(p), rel=1e-13)
    assert d.t_quantile(p, degrees) == pytest.approx(stats.t.ppf(p, degrees), rel=1e-11)
    assert d.beta_quantile(p, a, b) == pytest.approx(stats.beta.ppf(p, a, b), rel=1e-11)
    assert d.chi_square_quantile(p, degrees) == pytest.approx(stats.chi2.ppf(p, degrees), rel=1e-11)
    assert d.f_quantile(p, degrees, other) == pytest.approx(
        stats.f.ppf(p, degrees, other), rel=1e-10
    )


def test_a_million_trials_cost_no_digits() -> None:
    """Reference by quadrature of the density to 30 digits."""
    assert d.chi_square_tail(8_500_329.84915802, 8_480_867.708315808) == pytest.approx(
        1.166904553900270727836751e-06, rel=1e-12
    )
    assert d.t_tail(1.868504500800146, 8_239_099.947859404) == pytest.approx(
        0.0308459094130688512070040177237, rel=1e-13
    )


@settings(deadline=None)
@given(positive, positive, st.floats(0, 1), st.floats(0, 1))
def test_the_incomplete_beta_function_rises_from_0_to_1(
    a: float, b: float, one: float, other: float
) -> None:
    low, high = sorted((one, other))
    assert 0 <= incomplete_beta(a, b, low) <= incomplete_beta(a, b, high) + 1e-12 <= 1 + 1e-11


@settings(deadline=None)
@given(positive, st.floats(0, 1e6))
def test_the_two_incomplete_gamma_functions_add_up_to_1(shape: float, x: float) -> None:
    lower, upper = incomplete_gamma(shape, x)
    assert 0 <= lower <= 1
    assert 0 <= upper <= 1
    assert lower + upper == pytest.approx(1, abs=1e-12)


@settings(deadline=None)
@given(shares, st.floats(0.5, 1e5))
def test_a_quantile_leads_back_to_its_probability(p: float, degrees: float) -> None:
    assert d.t_cdf(d.t_quantile(p, degrees), degrees) == pytest.approx(p, rel=1e-9)
    chi = d.chi_square_quantile(p, degrees)
    assert d.chi_square_cdf(chi, degrees) == pytest.approx(p, rel=1e-9)
    assert d.normal_cdf(d.normal_quantile(p)) == pytest.approx(p, rel=1e-9)


@settings(deadline=None)
@given(st.floats(-40, 40))
def test_tails_and_two_sided_values_agree(z: float) -> None:
    assert d.two_sided(z) == pytest.approx(2 * d.normal_tail(abs(z)), rel=1e-12)
    assert 0 <= d.two_sided(z) <= 1


def test_edges_are_answered_and_nonsense_is_refused() -> None:
    assert incomplete_beta(2, 3, 0) == 0
    assert incomplete_beta(2, 3, 1) == 1
    assert incomplete_gamma(2, math.inf) == (1, 0)
    assert d.poisson_cdf(-1, 3) == 0
    assert d.poisson_cdf(0, 0) == 1
    assert d.f_cdf(0, 2, 3) == 0
    assert d.f_tail(0, 2, 3) == 1
    assert d.t_tail(1e200, 5) == 0
    assert d.t_quantile(0.5, 3) == 0
    for wrong in (0, 1, -1, math.nan):
        with pytest.raises(ValueError, match="probability"):
            d.t_quantile(wrong, 3)
    with pytest.raises(ValueError, match="needs a, b > 0"):
        incomplete_beta(0, 1, 0.5)
    with pytest.raises(ValueError, match="needs a > 0"):
        incomplete_gamma(0, 1)
