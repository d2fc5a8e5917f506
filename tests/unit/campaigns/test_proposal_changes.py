"""Which changes a person can make to proposals."""

import pytest

from baton.campaigns.campaign import Change, Proposal
from baton.campaigns.proposal_changes import faults_in

PROPOSALS = (
    Proposal(
        change=Change.BID_OPTIMIZATION,
        text="t",
        parameters={"bid_change_percent": -15},
        within_limits=True,
        reason="r",
    ),
    Proposal(
        change=Change.AB_TEST,
        text="t",
        parameters={"country": "AT", "days": 4},
        within_limits=True,
        reason="r",
    ),
)


@pytest.mark.parametrize(
    "changes",
    [{}, {"bid_change_percent": -5.5}, {"country": "DE", "days": 7}, {"bid_change_percent": 0}],
)
def test_a_change_that_fits_has_no_faults(changes):
    assert faults_in(PROPOSALS, changes) == {}


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"bid": -5}, "its parameters are: bid_change_percent, country, days"),
        ({"bid_change_percent": "-5"}, "must be a number"),
        ({"country": 7}, "must be a text"),
        ({"bid_change_percent": 5}, "must not turn the change around; -15 was proposed"),
        ({"bid_change_percent": -101}, "must be between -100 and 100"),
        ({"bid_change_percent": float("nan")}, "must be a finite number"),
    ],
)
def test_a_change_that_does_not_fit_is_named_with_its_fault(changes, fault):
    (name,) = changes
    assert fault in faults_in(PROPOSALS, changes)[name]
