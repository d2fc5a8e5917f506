"""What takes a change back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baton.campaigns.campaign import Change, Proposal
from functions.campaigns.optimizer.reversal import undo_of


def undo(**parameters):
    proposal = Proposal(
        change=Change.BID_OPTIMIZATION,
        text="t",
        parameters=parameters,
        within_limits=True,
        reason="r",
    )
    return undo_of(proposal)


@given(percent=st.floats(-99, 100))
def test_bids_are_what_they_were_once_a_change_is_taken_back(percent):
    back = undo(bid_change_percent=percent).parameters["bid_change_percent"]
    assert (1 + percent / 100) * (1 + back / 100) == pytest.approx(1, abs=1e-6)


@given(percent=st.floats(0, 100))
def test_a_budget_goes_back_where_it_came_from(percent):
    assert undo(budget_shift_percent=percent).parameters == {"budget_shift_percent": -percent}


def test_bids_at_nothing_are_set_and_not_raised():
    back = undo(bid_change_percent=-100)
    assert back.parameters == {}
    assert back.text.startswith("Set the bids")


def test_a_test_is_ended():
    assert undo(impressions_per_arm=20_000, days=7).parameters == {"days": 0}
    assert undo(country="AT").parameters == {}
