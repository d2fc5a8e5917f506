"""What purchases are worth: the model finds its own parameters again, and has a number for anybody."""

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.gtm.insights.gamma_gamma import GammaGamma, fit


def test_the_model_finds_its_own_parameters_again() -> None:
    true, rng = GammaGamma(p=6, q=4, v=1_500), random.Random(2)
    known = []
    for _ in range(20_000):
        scale, purchases = rng.gammavariate(true.q, 1 / true.v), 1 + int(rng.expovariate(0.5))
        spent = sum(rng.gammavariate(true.p, 1 / scale) for _ in range(purchases))
        known.append((purchases, spent / purchases))
    found = fit(known)
    assert (found.p, found.q, found.v) == pytest.approx((6, 4, 1_500), rel=0.08)
    assert found.mean == pytest.approx(sum(mean for _, mean in known) / len(known), rel=0.02)


def test_few_purchases_are_taken_to_be_nearer_to_all_others() -> None:
    model = GammaGamma(p=6, q=4, v=1_500)
    dear = [model.value_expected(purchases, 9_000) for purchases in (1, 3, 30)]
    assert model.mean < dear[0] < dear[1] < dear[2] < 9_000
    assert model.value_expected(1, 10) < model.mean


@given(
    st.lists(st.tuples(st.integers(2, 500), st.floats(0.01, 1e12)), min_size=2, max_size=8),
    st.integers(1, 500),
    st.floats(0, 1e12),
)
def test_any_customers_have_finite_values(
    known: list[tuple[int, float]], purchases: int, mean: float
) -> None:
    found = fit(known)
    assert math.isfinite(found.mean)
    assert 0 <= found.value_expected(purchases, mean) < math.inf


def test_values_of_single_purchases_tell_nothing_of_a_customer() -> None:
    with pytest.raises(ValueError, match="twice"):
        fit([(1, 10.0), (1, 20.0), (2, 30.0)])
