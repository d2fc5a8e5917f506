"""The statistics behind the rules."""

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.campaign_optimizer.chance import chance_of_so_few, sample_size_per_arm

STANDARD = {"relative_effect": 0.2, "significance": 0.05, "power": 0.8}


def exactly(seen, expected):
    """The Poisson tail summed term by term."""
    return math.fsum(
        math.exp(k * math.log(expected) - expected - math.lgamma(k + 1)) for k in range(seen + 1)
    )


@given(seen=st.integers(0, 400), expected=st.floats(0.05, 500))
def test_the_chance_of_so_few_is_the_poisson_tail(seen, expected):
    exact = exactly(seen, expected)
    near = 0.005 if exact < 0.3 else 0.02
    assert chance_of_so_few(seen, expected) == pytest.approx(exact, abs=near)


@given(seen=st.integers(0, 10**9), expected=st.floats(0, 1e12), more=st.floats(0, 1e9))
def test_the_more_was_due_the_less_likely_are_so_few(seen, expected, more):
    likely = chance_of_so_few(seen, expected)
    assert 0 <= chance_of_so_few(seen, expected + more) <= likely + 1e-9 <= 1 + 1e-9


@pytest.mark.parametrize(
    ("rate", "effect", "size"),
    [(0.10, 0.2, 3_841), (0.02, 0.2, 21_109), (0.5, 0.1, 1_565)],
)
def test_sample_sizes_are_those_of_the_formula(rate, effect, size):
    found = sample_size_per_arm(rate, relative_effect=effect, significance=0.05, power=0.8)
    assert found == pytest.approx(size, abs=1)


def test_a_test_of_that_size_has_the_power_it_claims():
    rate, target = 0.1, 0.12
    size = sample_size_per_arm(rate, **STANDARD)
    source = random.Random(7)

    def clicks(probability):
        deviation = math.sqrt(size * probability * (1 - probability))
        return source.gauss(size * probability, deviation)

    def is_seen():
        old, new = clicks(rate) / size, clicks(target) / size
        pooled = (old + new) / 2
        return abs(new - old) / math.sqrt(2 * pooled * (1 - pooled) / size) > 1.959964

    seen = sum(is_seen() for _ in range(4_000)) / 4_000
    assert seen == pytest.approx(0.8, abs=0.03)


@given(rate=st.floats(1e-6, 0.8))
def test_rarer_clicks_need_more_impressions(rate):
    assert sample_size_per_arm(rate / 2, **STANDARD) > sample_size_per_arm(rate, **STANDARD) > 0


@pytest.mark.parametrize("rate", [0, 1, 0.9, -0.1])
def test_a_rate_that_cannot_be_tested_is_refused(rate):
    with pytest.raises(ValueError, match="between 0 and 1"):
        sample_size_per_arm(rate, **STANDARD)
