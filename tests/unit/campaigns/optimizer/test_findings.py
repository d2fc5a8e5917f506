"""When a rule triggers, and what it says."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.campaigns.optimizer.findings import HIGH_CPL, LOW_CTR, LOW_ROAS, is_judged, look
from tests.unit.campaigns.optimizer.campaigns import (
    DEAR,
    HEALTHY,
    POOR,
    a_day,
    any_days,
    spread,
)


def triggered(days, rules):
    return {finding.rule for finding in look(days, "USD", rules) if finding.triggered}


def finding(rule, days, rules, currency="USD"):
    return next(one for one in look(days, currency, rules) if one.rule == rule)


def test_a_healthy_campaign_triggers_nothing(rules):
    assert triggered(spread(HEALTHY), rules) == set()


@pytest.mark.parametrize(
    ("changes", "rule", "text"),
    [
        (
            {"revenue": 500_000},
            LOW_ROAS,
            (
                "ROAS is 1.25 instead of at least 2.00, from 60 conversions"
                " (1.01 to 1.55 at 90 % confidence)."
            ),
        ),
        (
            {"clicks": 3_000},
            LOW_CTR,
            (
                "CTR is 1.5 % instead of at least 2 %, from 200,000 impressions"
                " (1.46 % to 1.55 % at 90 % confidence)."
            ),
        ),
        (
            {"leads": 60},
            HIGH_CPL,
            (
                "CPL is USD 66.67 instead of at most USD 50.00, from 60 leads"
                " (USD 53.93 to USD 82.41 at 90 % confidence)."
            ),
        ),
    ],
)
def test_each_rule_triggers_alone_and_says_value_threshold_and_sample(changes, rule, text, rules):
    days = spread({**HEALTHY, **changes})
    assert triggered(days, rules) == {rule}
    assert finding(rule, days, rules).text == text


@given(days=any_days(most=400))
def test_small_samples_never_trigger(days, rules):
    small = [
        day.model_copy(
            update={
                "impressions": (day.impressions or 0) % 80,
                "clicks": (day.clicks or 0) % max(1, (day.impressions or 0) % 80),
                "leads": day.leads % 2,
                "conversions": day.conversions % 2,
            }
        )
        for day in days
    ]
    assert triggered(small, rules) == set()


@given(days=any_days())
def test_a_rule_triggers_only_if_its_interval_excludes_the_threshold_on_the_wrong_side(days, rules):
    for one in look(days, "USD", rules):
        if not one.triggered:
            continue
        low, high = one.interval
        if one.rule == HIGH_CPL:
            assert low > one.threshold
        else:
            assert high < one.threshold
        assert one.sample >= one.minimum_sample


@given(days=any_days())
def test_a_value_lies_in_its_interval(days, rules):
    for one in look(days, "USD", rules):
        if one.interval and one.value is not None:
            low, high = one.interval
            assert low <= one.value * (1 + 1e-9)
            assert one.value <= (math.inf if high is None else high) * (1 + 1e-9)


@given(days=any_days(fewest=5, least=1), times=st.integers(2, 6))
def test_more_of_the_same_days_never_takes_a_trigger_back(days, times, rules):
    assert triggered(days, rules) <= triggered(days * times, rules)


@given(days=any_days(), confidence=st.floats(0.91, 0.999))
def test_who_wants_to_be_surer_is_told_of_fewer_misses(days, confidence, rules):
    surer = rules.model_copy(update={"confidence": confidence})
    assert triggered(days, surer) <= triggered(days, rules)


def test_a_near_miss_on_few_clicks_may_be_chance_and_on_many_is_not(rules):
    few = finding(LOW_CTR, [a_day(impressions=1_000, clicks=18)], rules)
    assert not few.triggered
    assert few.text == (
        "CTR is 1.8 % instead of at least 2 %, from 1,000 impressions;"
        " that may be chance (1.23 % to 2.63 % at 90 % confidence)."
    )
    many = finding(LOW_CTR, [a_day(impressions=1_000_000, clicks=18_000)], rules)
    assert many.triggered


def test_a_miss_that_two_bad_days_make_alone_may_be_chance(rules):
    steady = [a_day(impressions=10_000, clicks=180) for _ in range(10)]
    clicks = [210, 205, 202, 209, 203, 201, 207, 208, 80, 75]
    uneven = [a_day(impressions=10_000, clicks=clicked) for clicked in clicks]
    assert sum(clicks) == 1_800
    assert triggered(steady, rules) == {LOW_CTR}
    assert triggered(uneven, rules) == set()


def test_a_value_at_its_threshold_meets_it(rules):
    exact = [
        a_day(
            impressions=150_000,
            clicks=3_000,
            spend=500_000,
            leads=100,
            conversions=50,
            revenue=1_000_000,
        )
    ]
    assert triggered(exact, rules) == set()
    assert all("as it should be" in one.text for one in look(exact, "USD", rules))


def test_without_reported_revenue_the_return_is_not_judged(rules):
    silent = finding(LOW_ROAS, spread({**POOR, "revenue": 0}), rules)
    assert not silent.triggered
    assert not is_judged(silent)
    assert silent.interval is None
    assert "no revenue was reported" in silent.text


def test_cost_per_lead_in_a_currency_without_threshold_is_not_judged(rules):
    other = finding(HIGH_CPL, spread(DEAR), rules, "CHF")
    assert not other.triggered
    assert not is_judged(other)
    assert other.value == pytest.approx(6_666.67, abs=0.01)
    assert other.text == (
        "CPL is not judged: there is no threshold for CHF and no rate of exchange that holds today. "
        "Set one in rules.yaml, or renew exchange_rates.yaml."
    )


def test_much_money_without_a_lead_is_a_finding_and_little_is_not(rules):
    much = finding(HIGH_CPL, [a_day(spend=500_000)], rules)
    assert much.triggered
    assert much.interval[1] is None
    assert much.text == (
        "CPL is without limit instead of at most USD 50.00,"
        " from 0 leads for USD 5,000.00 of spend (USD 1,848.06 or more at 90 % confidence)."
    )
    assert type(much).model_validate(much.to_json()) == much
    assert not finding(HIGH_CPL, [a_day(spend=499_999)], rules).triggered


def test_much_money_with_hardly_a_sale_is_a_finding(rules):
    found = finding(LOW_ROAS, [a_day(spend=600_000, conversions=3, revenue=90_000)], rules)
    assert found.triggered
    assert found.sample == 600_000


def test_no_figures_at_all_say_so(rules):
    texts = [one.text for one in look((), "USD", rules)]
    assert texts[1] == (
        "CTR is not known from 0 impressions: too few to judge, 1,000 impressions are needed."
    )
    assert not any(map(is_judged, look((), "USD", rules)))
