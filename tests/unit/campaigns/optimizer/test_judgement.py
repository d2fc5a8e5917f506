"""The outcome of a review."""

from hypothesis import given

from baton.campaigns.campaign import ReviewOutcome
from baton.core.exchange import ExchangeRates
from functions.campaigns.optimizer.findings import is_judged, look
from functions.campaigns.optimizer.judgement import judge, outcome_of
from tests.unit.campaigns.optimizer.campaigns import (
    CAMPAIGN,
    DEAR,
    HEALTHY,
    NOON,
    POOR,
    TODAY,
    any_days,
    campaign,
    spread,
    totals,
)


def judged(figures, rules, **kept):
    return judge(campaign(**kept), spread(figures), rules, TODAY)


@given(days=any_days())
def test_several_triggers_always_ask_a_person_and_one_never_does(days, rules):
    findings = look(days, "USD", rules)
    expected = {
        0: ReviewOutcome.HEALTHY
        if any(map(is_judged, findings))
        else ReviewOutcome.NOT_ENOUGH_DATA,
        1: ReviewOutcome.PROPOSE_CHANGE,
    }
    triggered = sum(finding.triggered for finding in findings)
    assert outcome_of(findings) is expected.get(triggered, ReviewOutcome.ASK_PERSON)


def test_each_outcome_comes_from_its_figures(rules):
    assert judged(HEALTHY, rules).outcome is ReviewOutcome.HEALTHY
    assert judged(DEAR, rules).outcome is ReviewOutcome.PROPOSE_CHANGE
    assert judged(POOR, rules).outcome is ReviewOutcome.ASK_PERSON
    assert judge(campaign(), (), rules, TODAY).outcome is ReviewOutcome.NOT_ENOUGH_DATA


def test_spend_without_a_lead_is_found_in_any_currency_that_has_a_rate(rules):
    wasted = {"impressions": 200_000, "clicks": 6_000, "spend": 900_000}
    in_euro = judge(campaign("EUR"), spread(wasted), rules, TODAY)
    assert in_euro.outcome is ReviewOutcome.PROPOSE_CHANGE
    assert in_euro.findings[2].threshold == round(5_000 / ExchangeRates.load().rates["USD"])


def test_a_threshold_that_was_converted_says_from_what_and_at_which_rates(rules):
    told = judge(campaign("EUR"), spread(HEALTHY), rules, TODAY).findings[2].text
    assert f", which is USD 50.00 at the rates of {ExchangeRates.load().as_of}" in told
    own = judge(campaign("USD"), spread(HEALTHY), rules, TODAY).findings[2].text
    assert "which is" not in own


def test_a_campaign_without_a_rate_is_not_called_healthy(rules):
    found = judge(campaign("ARS"), spread(HEALTHY), rules, TODAY)
    assert found.outcome is ReviewOutcome.NOT_ENOUGH_DATA
    assert "not judged" in found.findings[2].text


def test_a_review_says_the_same_of_the_same_figures_and_names_its_rules(rules):
    found = judged(POOR, rules)
    review = found.as_review(CAMPAIGN, review_id=CAMPAIGN, at=NOON, escalation_id=None)
    assert found.says_nothing_new(type(review).model_validate_json(review.model_dump_json()))
    assert not judged(DEAR, rules).says_nothing_new(review)
    assert not found.says_nothing_new(None)
    assert review.rules == "starter-2026-11c"
    assert type(review).model_validate(review.to_json()) == review


def test_the_account_changes_what_is_hoped_for_and_nothing_that_is_found(rules):
    alone = judged(POOR, rules)
    beside = judge(campaign(), spread(POOR), rules, TODAY, [totals(**HEALTHY), totals(**HEALTHY)])
    assert (beside.findings, beside.outcome) == (alone.findings, alone.outcome)
    assert {one.change for one in beside.proposals} == {one.change for one in alone.proposals}
    for one in beside.proposals:
        assert "the level of 2 other campaigns" in one.gain.text
    assert all("(the threshold)" in one.gain.text for one in alone.proposals)
