"""When a rule triggers, and what it says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.campaign_optimizer.findings import HIGH_CPL, LOW_CTR, LOW_ROAS, is_judged, look
from tests.unit.functions.campaign_optimizer.campaigns import (
    DEAR,
    HEALTHY,
    POOR,
    any_totals,
    totals,
)

FIGURES = ("impressions", "clicks", "spend", "leads", "conversions", "revenue")


def triggered(found, rules):
    return {finding.rule for finding in look(found, rules) if finding.triggered}


def finding(rule, found, rules):
    return next(one for one in look(found, rules) if one.rule == rule)


def test_a_healthy_campaign_triggers_nothing(rules):
    assert triggered(totals(**HEALTHY), rules) == set()


@pytest.mark.parametrize(
    ("changes", "rule", "text"),
    [
        (
            {"revenue": 500_000},
            LOW_ROAS,
            "ROAS is 1.25 instead of at least 2.00, from 60 conversions.",
        ),
        (
            {"clicks": 3_000},
            LOW_CTR,
            "CTR is 1.5 % instead of at least 2 %, from 200,000 impressions.",
        ),
        (
            {"leads": 60},
            HIGH_CPL,
            "CPL is USD 66.67 instead of at most USD 50.00, from 60 leads.",
        ),
    ],
)
def test_each_rule_triggers_alone_and_says_value_threshold_and_sample(changes, rule, text, rules):
    found = totals(**{**HEALTHY, **changes})
    assert triggered(found, rules) == {rule}
    assert finding(rule, found, rules).text == text


@given(found=any_totals())
def test_small_samples_never_trigger(found, rules):
    small = found.model_copy(
        update={
            "impressions": found.impressions % 1_000,
            "clicks": found.clicks % max(1, found.impressions % 1_000),
            "spend": found.spend % 500_000,
            "leads": found.leads % 20,
            "conversions": found.conversions % 20,
        }
    )
    assert triggered(small, rules) == set()


@given(found=any_totals())
def test_what_meets_its_threshold_never_triggers(found, rules):
    for one in look(found, rules):
        if one.triggered and one.value is not None:
            higher_is_better = one.rule != HIGH_CPL
            assert (one.value < one.threshold) is higher_is_better
            assert one.sample >= one.minimum_sample


@given(found=any_totals(most=10**6), factor=st.integers(2, 50))
def test_more_of_the_same_evidence_never_takes_a_trigger_back(found, factor, rules):
    scaled = totals(**{name: getattr(found, name) * factor for name in FIGURES})
    assert triggered(found, rules) <= triggered(scaled, rules)


def test_a_near_miss_on_few_clicks_may_be_chance_and_on_many_is_not(rules):
    few = finding(LOW_CTR, totals(impressions=1_000, clicks=18), rules)
    assert not few.triggered
    assert "may be chance (probability" in few.text
    many = finding(LOW_CTR, totals(impressions=1_000_000, clicks=18_000), rules)
    assert many.triggered


def test_a_value_at_its_threshold_meets_it(rules):
    exact = totals(
        impressions=150_000,
        clicks=3_000,
        spend=500_000,
        leads=100,
        conversions=50,
        revenue=1_000_000,
    )
    assert triggered(exact, rules) == set()
    assert all("as it should be" in one.text for one in look(exact, rules))


def test_without_reported_revenue_the_return_is_not_judged(rules):
    silent = finding(LOW_ROAS, totals(**{**POOR, "revenue": 0}), rules)
    assert not silent.triggered
    assert not is_judged(silent)
    assert "no revenue was reported" in silent.text


def test_cost_per_lead_in_a_currency_without_threshold_is_not_judged(rules):
    other = finding(HIGH_CPL, totals("CHF", **DEAR), rules)
    assert not other.triggered
    assert not is_judged(other)
    assert other.value == pytest.approx(6_666.67, abs=0.01)
    assert other.text == (
        "CPL is not judged: there is no threshold for CHF. Set one in rules.yaml."
    )


def test_much_money_without_a_lead_is_a_finding_and_little_is_not(rules):
    much = finding(HIGH_CPL, totals(spend=500_000), rules)
    assert much.triggered
    assert much.text == (
        "CPL is over USD 5,000.00 instead of at most USD 50.00,"
        " from 0 leads for USD 5,000.00 of spend."
    )
    assert not finding(HIGH_CPL, totals(spend=499_999), rules).triggered


def test_much_money_with_hardly_a_sale_is_a_finding(rules):
    found = finding(LOW_ROAS, totals(spend=600_000, conversions=3, revenue=90_000), rules)
    assert found.triggered
    assert found.sample == 600_000


def test_no_figures_at_all_say_so(rules):
    texts = [one.text for one in look(totals(days=0), rules)]
    assert texts[1] == (
        "CTR is not known from 0 impressions: too few to judge, 1,000 impressions are needed."
    )
    assert not any(map(is_judged, look(totals(days=0), rules)))
