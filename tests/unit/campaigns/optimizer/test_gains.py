"""What a change is worth."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baton.campaigns.campaign import Change, Gain, Measure, Proposal
from baton.campaigns.totals import totals_of
from functions.campaigns.optimizer.findings import look
from functions.campaigns.optimizer.gains import gain_of
from functions.campaigns.optimizer.proposals import ProposalInputs, propose, ranked
from tests.unit.campaigns.optimizer.campaigns import (
    DEAR,
    HEALTHY,
    POOR,
    TODAY,
    a_day,
    any_days,
    campaign,
    spread,
)


def gains(days, rules, benchmark=None, touched=1.0):
    totals = totals_of(days, "USD")
    return {
        finding.metric: gain_of(finding, totals, beside(finding.metric, benchmark), touched)
        for finding in look(days, "USD", rules)
        if finding.triggered
    }


def beside(metric, benchmark):
    if benchmark is None:
        return None
    return Measure(metric=metric, benchmark=benchmark, campaigns=3, confidence=0.9, text="t")


def proposed(days, rules):
    inputs = ProposalInputs(campaign(), totals_of(days, "USD"), rules, TODAY)
    return propose(look(days, "USD", rules), inputs)


def test_gains_are_those_of_their_formulas(rules):
    found = gains(spread(POOR), rules)
    assert found["roas"].per_day == pytest.approx(40_000 * (2 - 1.25))
    assert found["ctr"].per_day == pytest.approx(40_000 * (1 - 0.0075 / 0.02))
    assert found["cpl"].per_day == pytest.approx(40_000 * (1 - 5_000 / 6_666.667), abs=0.1)


def test_a_gain_states_its_assumption_and_its_formula(rules):
    assert gains(spread(POOR), rules, touched=0.2)["roas"].text == (
        "If ROAS moved from 1.25 to 2.00 (the threshold) for the 20 % of the spend that is moved:"
        " USD 60.00 a day of more revenue, as USD 400.00 of spend a day x 20 % x (2.00 - 1.25)."
    )


def test_the_others_level_is_the_aim_only_where_it_is_better(rules):
    better = gains(spread(DEAR), rules, benchmark=2_000)["cpl"]
    assert (better.target, better.per_day) == (2_000, pytest.approx(40_000 * 0.7))
    assert "the level of 3 other campaigns" in better.text
    assert gains(spread(DEAR), rules, benchmark=9_000)["cpl"].target == 5_000


def test_of_spend_without_any_lead_no_more_is_saved_than_the_change_touches(rules):
    found = gains([a_day(spend=500_000)], rules, touched=0.15)["cpl"]
    assert found.per_day == 75_000
    assert "touches at most 15 %" in found.text


def test_a_shift_of_a_fifth_of_the_budget_gains_on_a_fifth_of_the_spend(rules):
    gain = gains([a_day(spend=218_700, conversions=25, revenue=218_700)], rules, 9.0, 0.2)["roas"]
    assert gain.per_day == pytest.approx(218_700 * 0.2 * (9 - 1))


@given(days=any_days(), benchmark=st.none() | st.floats(0.001, 10_000), touched=st.floats(0, 1))
def test_no_saving_exceeds_the_spend_that_is_touched(days, benchmark, touched, rules):
    spend = totals_of(days, "USD").spend / max(1, totals_of(days, "USD").days)
    for metric, gain in gains(days, rules, benchmark, touched).items():
        if metric != "roas":
            assert gain.per_day <= spend * touched + 1e-6


@given(days=any_days(), benchmark=st.none() | st.floats(0.001, 10_000))
def test_a_gain_is_finite_within_its_interval_and_never_below_nothing(days, benchmark, rules):
    for gain in gains(days, rules, benchmark).values():
        low, high = gain.interval
        assert 0 <= low <= gain.per_day <= high
        assert Gain.model_validate(gain.to_json()) == gain


@given(days=any_days())
def test_what_gains_most_comes_first(days, rules):
    worth = [proposal.gain.per_day for proposal in proposed(days, rules)]
    assert worth == sorted(worth, reverse=True)


@given(days=any_days(), factor=st.integers(2, 100))
def test_the_order_is_the_same_for_twice_the_campaign(days, factor, rules):
    names = ("impressions", "clicks", "spend", "leads", "conversions", "revenue")
    scaled = tuple(
        day.model_copy(
            update={name: told * factor for name in names if (told := getattr(day, name))}
        )
        for day in days
    )
    both = {one.change for one in proposed(days, rules)} & {
        one.change for one in proposed(scaled, rules)
    }
    before, after = (
        [(one.change, one.gain.per_day) for one in proposed(which, rules) if one.change in both]
        for which in (days, scaled)
    )
    assert [one for one, _ in before] == [one for one, _ in after]
    assert [worth * factor for _, worth in before] == pytest.approx([worth for _, worth in after])


def test_proposals_without_a_gain_come_last_in_their_order():
    def proposal(change, per_day=None):
        gain = per_day and Gain(
            metric="ctr", target=1, per_day=per_day, interval=(0, 1), currency="USD", text="t"
        )
        return Proposal(change=change, text="t", within_limits=True, reason="r", gain=gain)

    first, second = proposal(Change.AB_TEST), proposal(Change.CREATIVE_REFRESH)
    worth = proposal(Change.BID_OPTIMIZATION, 1.0)
    assert ranked([first, second, worth]) == (worth, first, second)


def test_a_healthy_campaign_has_nothing_to_gain(rules):
    assert gains(spread(HEALTHY), rules) == {}
