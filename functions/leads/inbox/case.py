"""The case in which a person answers what somebody wrote. Pure."""

from datetime import datetime, timedelta

from baton.escalation.case import Escalation
from baton.leads.escalation_subjects import REPLY
from baton.leads.lead import Lead
from baton.leads.replies import ReplyChannel
from functions.leads.inbox.models import Meaning

_BY = {ReplyChannel.EMAIL: "by e-mail", ReplyChannel.SMS: "by text message"}

RECOMMENDATIONS = (
    "Read the reply among the lead's outcomes and answer it yourself; then approve.",
    "Refuse if no answer is needed.",
)


def case_of(
    lead: Lead,
    meaning: Meaning,
    channel: ReplyChannel,
    *,
    step: int | None,
    escalation_id: str,
    now: datetime,
    days: int,
) -> Escalation:
    """A case that waits ``days`` days. What the person wrote is not in it: it is one link away."""
    to = f"step {step} of the sequence" if step else "us"
    said = "complains or needs help" if meaning is Meaning.COMPLAINT else "answered"
    plan = lead.report.plan if lead.report else None
    return Escalation(
        escalation_id=escalation_id,
        subject=REPLY,
        subject_id=lead.lead_id,
        reason=f"A person {said} {_BY[channel]}, to {to}, and waits for an answer.",
        recommendations=RECOMMENDATIONS,
        case={
            "channel": channel.value,
            "step": step,
            "language": plan.language.value if plan else None,
            "urgency": "high" if meaning is Meaning.COMPLAINT else "medium",
        },
        opened_by="inbox",
        opened_at=now,
        expires_at=now + timedelta(days=days),
        correlation_id=lead.correlation_id,
    )
