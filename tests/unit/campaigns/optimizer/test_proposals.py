"""What is proposed, how much of it, and whether a person must agree."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from baton.campaigns.campaign import AcceptedChange, Change, Proposal
from baton.campaigns.totals import totals_of
from functions.campaigns.optimizer.findings import look
from functions.campaigns.optimizer.proposals import (
    BID_CHANGE,
    BUDGET_SHIFT,
    SEVERAL_AT_ONCE,
    ProposalInputs,
    propose,
)
from functions.campaigns.optimizer.rules import Rules
from tests.unit.campaigns.optimizer.campaigns import (
    DEAR,
    HEALTHY,
    NOON,
    POOR,
    TODAY,
    a_day,
    any_days,
    campaign,
    spread,
)


def proposals(figures, rules, kept=None):
    days = figures if isinstance(figures, tuple) else spread(figures)
    inputs = ProposalInputs(kept or campaign(), totals_of(days, "USD"), rules, TODAY)
    return propose(look(days, "USD", rules), inputs)


def agreed(parameter, size, at=NOON):
    proposal = Proposal(
        change=Change.BID_OPTIMIZATION,
        text="t",
        parameters={parameter: size},
        within_limits=True,
        reason="r",
    )
    return AcceptedChange(
        escalation_id="01KF0Z6T9QJ4T8W2M5V7X1C3D9",
        proposals=(proposal,),
        decided_by="ann",
        at=at,
    )


def test_dear_leads_lower_the_bids_but_never_by_more_than_the_limit(rules):
    (found,) = proposals(DEAR, rules)
    assert found.change is Change.BID_OPTIMIZATION
    assert found.parameters == {BID_CHANGE: -15}
    assert found.within_limits


def test_a_small_miss_asks_for_a_small_change(rules):
    slightly_dear = {**HEALTHY, "leads": 2_000, "spend": 10_500_000, "revenue": 40_000_000}
    (found,) = proposals(slightly_dear, rules)
    assert found.parameters == {BID_CHANGE: -5}


def test_a_poor_return_moves_part_of_the_budget(rules):
    (found,) = proposals({**HEALTHY, "revenue": 500_000}, rules)
    assert found.change is Change.TARGETING_ADJUSTMENT
    assert found.parameters == {BUDGET_SHIFT: 20}
    assert "20 % of the daily budget (USD 20.00 of USD 100.00)" in found.text


def test_few_clicks_ask_for_a_test_of_a_stated_size(rules):
    (found,) = proposals({**HEALTHY, "clicks": 3_000}, rules)
    assert found.change is Change.CREATIVE_REFRESH
    arm = found.parameters["impressions_per_arm"]
    assert arm == pytest.approx(28_300, abs=100)
    assert found.parameters["days"] == 7
    assert f"{arm:,} impressions an arm" in found.text
    assert "20 % with power 0.8 at alpha 0.05" in found.text


def test_a_creative_that_nobody_clicks_is_tested_around_the_benchmark(rules):
    (found,) = proposals((a_day(impressions=200),) * 10, rules)
    assert found.parameters["impressions_per_arm"] == pytest.approx(21_109, abs=1)
    assert "That is long" in found.text


def test_no_change_goes_beyond_what_a_day_allows_without_a_person(rules):
    kept = campaign(accepted=(agreed(BID_CHANGE, -10),))
    (found,) = proposals(DEAR, rules, kept)
    assert not found.within_limits
    assert "A person must agree: 10 % are agreed to today" in found.reason


def test_yesterdays_changes_do_not_count_today(rules):
    before = NOON.replace(day=1)
    kept = campaign(accepted=(agreed(BID_CHANGE, -15, before), agreed(BUDGET_SHIFT, 30)))
    (found,) = proposals(DEAR, rules, kept)
    assert found.within_limits


def test_several_proposals_at_once_are_for_a_person(rules):
    found = proposals(POOR, rules)
    assert {one.change for one in found} == {
        Change.TARGETING_ADJUSTMENT,
        Change.CREATIVE_REFRESH,
        Change.BID_OPTIMIZATION,
    }
    assert not any(one.within_limits for one in found)
    assert all(one.reason.endswith(SEVERAL_AT_ONCE) for one in found)


@given(days=any_days(), used=st.integers(0, 40))
def test_what_is_made_without_a_person_stays_within_every_limit(days, used, rules):
    kept = campaign(accepted=(agreed(BID_CHANGE, -used), agreed(BUDGET_SHIFT, used)))
    for one in proposals(days, rules, kept):
        bids, shift = one.parameters.get(BID_CHANGE, 0), one.parameters.get(BUDGET_SHIFT, 0)
        assert -15 <= bids <= 0 <= shift <= 20
        if one.within_limits and bids:
            assert used - bids <= 20
        if one.within_limits and shift:
            assert used + shift <= 30


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("limits", "bid_change_percent", "per_change"), 50),
        (("ctr", "at_least"), 0.9),
        (("ctr", "at_least"), 0),
        (("cpl", "at_most"), {"dollars": 50}),
        (("confidence",), 2),
        (("without_person", "changes"), ["everything"]),
    ],
)
def test_rules_that_make_no_sense_are_refused(path, value, rules):
    written = rules.model_dump()
    part = written
    for name in path[:-1]:
        part = part[name]
    part[path[-1]] = value
    with pytest.raises(ValidationError):
        Rules.model_validate(written)
