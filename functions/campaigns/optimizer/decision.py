"""What a person's decision makes of the proposals in their case (requirement A9). Pure."""

from collections.abc import Mapping, Sequence

from baton.campaigns.campaign import AcceptedChange, Proposal
from baton.campaigns.proposal_changes import faults_in
from baton.core.errors import Unprocessable
from baton.escalation.case import Decision, Verdict
from functions.campaigns.optimizer.reversal import undo_of


def accepted_change(
    escalation_id: str, proposals: Sequence[Proposal], decision: Decision
) -> AcceptedChange | None:
    """What the person agreed to; ``None`` if they refused.

    With the verdict ``change`` the person's parameters replace the proposals'. Raises
    ``Unprocessable`` for a parameter that no proposal has, or a value that it cannot take: half
    of what a person said is never carried out.
    """
    if decision.verdict is Verdict.REFUSE:
        return None
    changes = decision.changes if decision.verdict is Verdict.CHANGE else {}
    if faults := faults_in(proposals, changes):
        raise Unprocessable(" ".join(f"{name} {fault}." for name, fault in faults.items()))
    agreed = tuple(_with(proposal, changes) for proposal in proposals)
    return AcceptedChange(
        escalation_id=escalation_id,
        proposals=agreed,
        undo=tuple(map(undo_of, agreed)),
        decided_by=decision.decided_by,
        at=decision.at,
    )


def _with(proposal: Proposal, changes: Mapping[str, float | int | str]) -> Proposal:
    own = {name: value for name, value in changes.items() if name in proposal.parameters}
    if not own:
        return proposal
    said = ", ".join(f"{name} = {value}" for name, value in own.items())
    return proposal.model_copy(
        update={
            "parameters": {**proposal.parameters, **own},
            "text": f"{proposal.text} Changed by the person who decided: {said}.",
        }
    )
