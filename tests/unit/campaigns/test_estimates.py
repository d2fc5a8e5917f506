"""The ratios and their intervals."""

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baton.campaigns.campaign import DailyMetrics
from baton.campaigns.estimates import METRICS, Estimate, dispersion, estimates_of
from baton.campaigns.totals import totals_of
from baton.statistics.intervals import wilson
from tests.unit.campaigns.optimizer.campaigns import (
    HEALTHY,
    TODAY,
    a_day,
    any_days,
    spread,
)

MONEY = ("spend", "revenue")


def of(days, confidence=0.9):
    found = estimates_of(days, confidence)
    return {metric: getattr(found, metric) for metric in METRICS}


def test_ratios_are_what_marketing_calls_them():
    found = estimates_of(spread(HEALTHY), 0.9)
    assert found.ctr.value == 0.03
    assert found.cpc.value == pytest.approx(66.67, abs=0.01)
    assert found.cpl.value == 2_000
    assert found.cpa.value == pytest.approx(6_666.67, abs=0.01)
    assert found.conversion_rate.value == 0.01
    assert found.roas.value == 4


def test_of_nothing_nothing_is_known():
    for found in (of(()), of([a_day()])):
        assert all(one == Estimate(None) and one.interval is None for one in found.values())


def test_revenue_that_nobody_reports_is_not_a_return_of_nothing():
    assert of([a_day(spend=10_000, conversions=30)])["roas"].value is None


def test_even_days_give_wilsons_interval_and_uneven_ones_a_wider():
    even = [a_day(impressions=1_000, clicks=20) for _ in range(10)]
    bounds = wilson(200, 10_000, 0.9)
    assert (of(even)["ctr"].low, of(even)["ctr"].high) == (bounds.low, bounds.high)
    uneven = [a_day(impressions=1_000, clicks=20 + 15 * (-1) ** n) for n in range(10)]
    assert dispersion([(day.clicks, day.impressions) for day in uneven]) > 5
    assert of(uneven)["ctr"].low < bounds.low < bounds.high < of(uneven)["ctr"].high


def test_a_cost_without_an_event_has_no_upper_end():
    found = of([a_day(spend=500_000)])["cpl"]
    assert found.value is None
    assert found.interval == (pytest.approx(184_806, abs=1), None)


def test_more_conversions_than_clicks_are_counted_all_the_same():
    found = of([a_day(impressions=50, clicks=1, conversions=2)])["conversion_rate"]
    assert found.value == 2
    assert found.low < 2 < found.high


@given(days=any_days(), factor=st.integers(2, 1_000))
def test_another_unit_of_money_changes_costs_by_its_factor_and_nothing_else(days, factor):
    scaled = [
        day.model_copy(update={name: getattr(day, name) * factor for name in MONEY}) for day in days
    ]
    before, after = of(days), of(scaled)
    for metric in METRICS:
        size = factor if metric in ("cpc", "cpl", "cpa") else 1
        one, other = before[metric], after[metric]
        assert (one.value is None) == (other.value is None)
        if one.value is not None:
            assert other.value == pytest.approx(one.value * size)
        assert other.low == pytest.approx(one.low * size, rel=1e-6, abs=1e-9)
        assert other.high == pytest.approx(one.high * size, rel=1e-6, abs=1e-9)


@given(days=any_days(fewest=5, least=1), times=st.integers(2, 5))
def test_more_days_of_the_same_narrow_every_interval(days, times):
    before, after = of(days), of(days * times)
    for metric in METRICS:
        one, other = before[metric], after[metric]
        assert other.low >= one.low * (1 - 1e-9)
        assert other.high <= one.high * (1 + 1e-9)


@given(days=any_days(), lower=st.floats(0.5, 0.9), higher=st.floats(0.91, 0.999))
def test_more_confidence_widens_every_interval(days, lower, higher):
    narrow, wide = of(days, lower), of(days, higher)
    for metric in METRICS:
        assert wide[metric].low <= narrow[metric].low * (1 + 1e-9)
        assert wide[metric].high >= narrow[metric].high * (1 - 1e-9)


@given(days=any_days(), order=st.randoms())
def test_the_order_of_days_does_not_matter(days, order):
    shuffled = list(days)
    order.shuffle(shuffled)
    assert of(days)["roas"].low == pytest.approx(of(shuffled)["roas"].low)
    assert of(days)["ctr"].high == pytest.approx(of(shuffled)["ctr"].high)


@pytest.mark.parametrize("metric", ["ctr", "cpl", "roas"])
def test_the_intervals_hold_the_truth_as_often_as_they_say_though_days_differ(metric):
    """14 days, each with a rate of its own around the campaign's."""
    source = random.Random(20_260_302)
    truth = {"ctr": 0.02, "cpl": 4_000.0, "roas": 2.5}[metric]

    def poisson(mean):
        limit, product, count = math.exp(-mean), source.random(), 0
        while product > limit:
            product *= source.random()
            count += 1
        return count

    def day():
        impressions, spend = source.randint(3_000, 6_000), source.randint(20_000, 40_000)
        clicks = poisson(impressions * 0.02 * source.gammavariate(20, 1 / 20))
        leads = poisson(spend / 4_000 * source.gammavariate(20, 1 / 20))
        conversions = poisson(spend / 10_000 * source.gammavariate(20, 1 / 20))
        return a_day(
            impressions=impressions,
            clicks=clicks,
            spend=spend,
            leads=leads,
            conversions=conversions,
            revenue=25_000 * conversions,
        )

    runs = 200
    held = 0
    for _ in range(runs):
        found = of([day() for _ in range(14)])[metric]
        held += found.low <= truth <= found.high
    assert 0.84 <= held / runs <= 0.98


def test_a_day_without_anything_changes_nothing():
    days = spread(HEALTHY)
    assert of((*days, a_day())) == of(days)


@given(
    st.lists(
        st.builds(
            a_day,
            impressions=st.integers(-100, 10**6),
            clicks=st.integers(-100, 10**4),
            spend=st.integers(-(10**5), 10**6),
            leads=st.integers(-5, 100) | st.floats(-5, 100),
            conversions=st.integers(-5, 100) | st.floats(-5, 100),
            revenue=st.integers(-(10**5), 10**6),
        ),
        max_size=9,
    )
)
def test_whatever_platforms_correct_an_estimate_lies_between_its_bounds_or_is_not_known(days):
    found = of(days)
    for metric in METRICS:
        one = found[metric]
        assert 0 <= one.low <= one.high
        if one.value is not None and one.value >= 0:
            assert one.low <= one.value * (1 + 1e-9) + 1e-9
            assert one.value <= one.high * (1 + 1e-9) + 1e-9


def test_refunds_above_revenue_are_a_return_below_nothing_and_net_credit_is_no_cost():
    refunded = of((a_day(spend=1_000, revenue=500), a_day(revenue=-700)))
    assert refunded["roas"].value == -0.2
    assert refunded["roas"].high == 0
    assert of((a_day(spend=-1_000, clicks=5),))["cpc"].value is None


def test_clicks_or_impressions_that_a_platform_does_not_have_are_not_judged_as_none():
    known = DailyMetrics(day=TODAY, impressions=1_000, clicks=20, spend=500)
    unknown = [
        DailyMetrics(day=TODAY, **one, spend=0) for one in ({"impressions": 5_000}, {"clicks": 7})
    ]
    assert not of(unknown)["ctr"].is_known
    assert of([known, *unknown])["ctr"] == of([known])["ctr"]
    assert totals_of(unknown[:1], "USD").clicks is None
