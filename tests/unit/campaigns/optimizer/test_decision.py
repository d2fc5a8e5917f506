"""What a person's decision makes of the proposals."""

import pytest

from baton.campaigns.campaign import Change, Proposal
from baton.core.errors import Unprocessable
from baton.escalation.case import Decision, Verdict
from functions.campaigns.optimizer.decision import accepted_change
from tests.unit.campaigns.optimizer.campaigns import CAMPAIGN, NOON

BIDS = Proposal(
    change=Change.BID_OPTIMIZATION,
    text="Lower the bids by 15 %.",
    parameters={"bid_change_percent": -15},
    within_limits=False,
    reason="r",
)
TEST = Proposal(
    change=Change.CREATIVE_REFRESH,
    text="Test a new creative.",
    parameters={"impressions_per_arm": 20_000, "days": 4},
    within_limits=False,
    reason="r",
)


def decide(verdict, **changes):
    decision = Decision(verdict=verdict, changes=changes, decided_by="ann", at=NOON)
    return accepted_change(CAMPAIGN, (BIDS, TEST), decision)


def test_an_approval_accepts_every_proposal_as_it_was_shown():
    accepted = decide(Verdict.APPROVE)
    assert accepted.proposals == (BIDS, TEST)
    assert (accepted.decided_by, accepted.at) == ("ann", NOON)
    assert accepted.applied_at is None
    assert [one.parameters for one in accepted.undo] == [
        {"bid_change_percent": 17.6471},
        {"days": 0},
    ]


def test_a_change_replaces_the_parameters_it_names_and_no_others():
    bids, test = decide(Verdict.CHANGE, bid_change_percent=-5).proposals
    assert bids.parameters == {"bid_change_percent": -5}
    assert bids.text.endswith("Changed by the person who decided: bid_change_percent = -5.")
    assert test == TEST


def test_a_refusal_accepts_nothing():
    assert decide(Verdict.REFUSE) is None


def test_a_parameter_that_no_proposal_has_accepts_nothing_at_all():
    with pytest.raises(Unprocessable, match="bid_change is not a parameter of this case"):
        decide(Verdict.CHANGE, bid_change=-5, days=3)
