"""What a person's decision, or its absence, means for the lead that waited for it.

verdict            the lead                                       its outbox entry
approve, change    received again, with the decision              runs the pipeline again
refuse             closed; a sequence that was planned stops      gone
none in time       closed, as if refused: silence is no consent   gone
"""

from dataclasses import dataclass
from datetime import datetime

from baton.escalation.case import Escalation, EscalationStatus, Resume, Verdict
from baton.leads.lead import Lead, LeadStatus, SequenceStop
from baton.leads.pipeline_run import pipeline_run
from baton.messaging.outbox import OutboxEntry

WAITING = (LeadStatus.ESCALATED, LeadStatus.PARKED)
"""The states in which a lead waits for a person."""


@dataclass(frozen=True, slots=True)
class Consequence:
    """The lead's next version, and the run that goes on with it; without one the lead ends here."""

    lead: Lead
    run: OutboxEntry | None


def consequence(case: Escalation, lead: Lead, now: datetime) -> Consequence | None:
    """What follows for ``lead`` from a case that is decided or expired; ``None`` if nothing does.

    A lead waits for one case at a time, and a case takes effect once, so a lead that waits now waits
    for this case. One that does not wait any more is left as it is.
    """
    if lead.status not in WAITING:
        return None
    decision = case.decision
    if decision is not None and decision.verdict is not Verdict.REFUSE:
        resume = Resume(
            escalation_id=case.escalation_id, verdict=decision.verdict, note=decision.note
        )
        again = _next(lead, LeadStatus.RECEIVED, now)
        return Consequence(again, pipeline_run(again, now=now, resume=resume))
    closed = _next(lead, LeadStatus.CLOSED, now)
    stop = lead.stopped or SequenceStop(reason=_ending(case), at=now)
    return Consequence(closed.model_copy(update={"stopped": stop}), None)


def _next(lead: Lead, status: LeadStatus, now: datetime) -> Lead:
    return lead.next_version(now, status=status)


def _ending(case: Escalation) -> str:
    if case.status is EscalationStatus.EXPIRED:
        return f"nobody decided case {case.escalation_id} in time"
    return f"a person refused it in case {case.escalation_id}"
