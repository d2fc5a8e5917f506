"""Curves of what spend brings, and the changes that end a curve's validity."""

import math
import random
from itertools import pairwise

import pytest
import scipy
from hypothesis import given
from hypothesis import strategies as st

from baton.campaigns.response_curves import SHAPES, Curve, Observation
from baton.campaigns.response_fitting import (
    conversions_of,
    fit_curves,
    last_change,
    leads_of,
    revenue_of,
)
from tests.unit.campaigns.allocation.histories import START, days
from tests.unit.campaigns.optimizer.campaigns import a_day


def fitted(*pairs):
    return fit_curves({"own": days(*pairs)})["own"]


def test_every_shape_is_concave_rises_and_is_one_at_the_mean_spend():
    for shape in SHAPES:
        values = [shape.at(step / 10) for step in range(40)]
        steps = [after - before for before, after in pairwise(values)]
        assert values[0] == 0
        assert shape.at(1) == pytest.approx(1)
        assert min(steps) > 0
        assert steps == sorted(steps, reverse=True)
        assert shape.slope(1) == pytest.approx(shape.elasticity)


@given(u=st.floats(1e-3, 1e3), shape=st.sampled_from(SHAPES))
def test_a_slope_leads_back_to_its_spend(u, shape):
    assert shape.where(math.log(shape.slope(u))) == pytest.approx(u, rel=1e-6)
    curve = Curve(shape, 0.02, 5_000)
    assert curve.where(math.log(curve.slope(u * 5_000))) == pytest.approx(u * 5_000, rel=1e-6)
    step = u * 1e-5
    numeric = (shape.at(u + step) - shape.at(u - step)) / (2 * step)
    assert shape.slope(u) == pytest.approx(numeric, rel=1e-4)


def test_at_a_spend_that_never_varied_the_bounds_are_those_of_a_gamma_posterior():
    curve = fitted(*[(10_000, 5)] * 4)
    exact = scipy.stats.gamma(21, scale=10_000 / (10_000 / 5 + 40_000))
    found = curve.value_at(10_000)
    assert found.value == pytest.approx(exact.mean())
    assert (found.low, found.high) == pytest.approx(exact.ppf((0.1, 0.9)), rel=1e-5)
    assert 0.1 < curve.elasticity < 0.9


def test_saturation_shows_once_spend_has_varied():
    flat = fitted(*[(5_000, 50), (20_000, 55)] * 10)
    straight = fitted(*[(5_000, 20), (20_000, 72)] * 10)
    assert flat.elasticity < 0.25
    assert straight.elasticity > 0.75
    assert flat.marginal_at(20_000).high < straight.marginal_at(20_000).low


def test_draws_have_the_spread_that_the_bounds_say():
    curve, chance = fitted((8_000, 6), (12_000, 7), (10_000, 5)), random.Random(1)
    drawn = [one.at(9_000) for one in curve.draws(chance, 4_000)]
    bounds = curve.value_at(9_000)
    inside = sum(bounds.low <= one <= bounds.high for one in drawn) / len(drawn)
    assert inside == pytest.approx(0.8, abs=0.02)


def test_beyond_the_highest_spend_that_was_seen_nothing_is_said():
    curve = fitted((10_000, 5))
    for ask in (curve.value_at, curve.marginal_at):
        with pytest.raises(ValueError, match="beyond the 10000 of spend that was seen"):
            ask(10_001)
    with pytest.raises(ValueError, match="without spend"):
        curve.marginal_at(0)


def test_who_was_hardly_seen_is_held_to_be_like_the_others():
    found = fit_curves({"much": days(*[(10_000, 10)] * 20), "little": days((100, 0))})
    lone = found["little"].value_at(100)
    assert lone.low < 0.1 < lone.high
    assert lone.value == pytest.approx(0.1, rel=0.15)


def test_where_nothing_came_yet_there_is_no_curve():
    assert fit_curves({"one": days((10_000, 0)), "two": ()}) == {}


def test_what_comes_on_days_without_spend_belongs_to_the_day_before():
    late = fitted((0, 1), (10_000, 4), (0, 3), (10_000, 4))
    assert late.events == fitted((10_000, 8), (10_000, 4)).events
    assert late.days == 2


def test_uneven_days_make_wider_bounds():
    even = fitted(*[(10_000, 20)] * 12).value_at(10_000)
    uneven = fitted(*[(10_000, 5), (10_000, 35)] * 6).value_at(10_000)
    assert uneven.high - uneven.low > 2 * (even.high - even.low)


def test_the_order_of_days_and_channels_changes_nothing():
    given_days = days(*((8_000 + 97 * n, n % 7) for n in range(20)))
    names = {"a": given_days, "b": given_days[:5]}
    turned = {name: tuple(reversed(names[name])) for name in reversed(names)}
    assert fit_curves(turned) == fit_curves(names)


def test_a_metric_becomes_what_is_to_be_maximised():
    day = a_day(day=START, spend=5_000, leads=4, conversions=2.5, revenue=90_000)
    wanted = {"day": START, "spend": 5_000}
    assert leads_of([day]) == (Observation(**wanted, value=4, events=4),)
    assert conversions_of([day]) == (Observation(**wanted, value=2.5, events=2.5),)
    assert revenue_of([day]) == (Observation(**wanted, value=90_000, events=2.5),)


def counts(seed, *means):
    drawn = scipy.stats.poisson(means).rvs(random_state=seed).tolist()
    return days(*((10_000, count) for count in drawn))


def test_a_change_is_found_near_its_day_and_chance_is_seldom_taken_for_one():
    found = [last_change(counts(seed, *[20] * 16, *[8] * 12), 10_000, 1.0) for seed in range(100)]
    assert sum(abs(place - 16) <= 2 for place in found) >= 90
    steady = [last_change(counts(seed, *[20] * 28), 10_000, 1.0) for seed in range(100)]
    assert sum(place > 0 for place in steady) <= 5
