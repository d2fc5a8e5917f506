"""What takes a change back, so that none is made which cannot be. Pure."""

from baton.campaigns.campaign import Change, Parameters, Proposal, Undo
from functions.campaigns.optimizer.proposals import BID_CHANGE, BUDGET_SHIFT

_ALL = 100
_DIGITS = 4


def undo_of(proposal: Proposal) -> Undo:
    """The change that leaves things as they were before ``proposal`` was made."""
    bids, shift = proposal.parameters.get(BID_CHANGE), proposal.parameters.get(BUDGET_SHIFT)
    if isinstance(bids, int | float):
        return _of_bids(proposal.change, bids)
    if isinstance(shift, int | float):
        return Undo(
            change=proposal.change,
            parameters={BUDGET_SHIFT: -shift},
            text=f"Move the {shift:g} % of the daily budget back to the audiences they came from.",
        )
    return Undo(
        change=proposal.change,
        parameters=_ended(proposal.parameters),
        text="End the test, and show the present creative or audience alone.",
    )


def _of_bids(change: Change, percent: float) -> Undo:
    """A percentage is taken back by another one: 15 % less is undone by 17.65 % more of what is left.

    Bids at 0 are not undone by any percentage.
    """
    if percent <= -_ALL:
        return Undo(change=change, text="Set the bids to what they were before the change.")
    back = round(_ALL * (_ALL / (_ALL + percent) - 1), _DIGITS)
    verb = "Raise" if back >= 0 else "Lower"
    return Undo(
        change=change,
        parameters={BID_CHANGE: back},
        text=f"{verb} the bids by {abs(back):g} %, to what they were before the change.",
    )


def _ended(parameters: Parameters) -> Parameters:
    """A test that has ended has no days left."""
    return {"days": 0} if "days" in parameters else {}
