"""The case for a person: a lead's context is too poor to be passed on (requirement A5), or its message
needs a person's answer (A4)."""

from datetime import datetime, timedelta
from typing import Any

from baton.escalation.case import Escalation
from baton.leads.lead import SUBJECT, Lead
from baton.messaging.handoff import Handoff
from functions.leads.result_writer.models import ResultWriterTask

RECOMMENDATIONS = (
    "Approve: the lead is engaged with what is known.",
    "Refuse: the lead is closed and nobody is contacted.",
)

ANSWER_FIRST = (
    "Answer the person yourself, today; then refuse: the lead is closed, and no sequence is sent.",
    "Approve only if the message was misread: then the lead is engaged.",
)
"""What to do about a complaint or a call for help."""


def open_case(
    task: ResultWriterTask, lead: Lead, *, escalation_id: str, now: datetime, days: int
) -> Escalation:
    """The case of a lead that a person must look at. It waits ``days`` days for a decision."""
    refused = next((handoff for handoff in task.handoffs if not handoff.accepted), None)
    needed = task.plan.suppressed if task.plan else None
    return Escalation(
        escalation_id=escalation_id,
        subject=SUBJECT,
        subject_id=lead.lead_id,
        reason=needed or _reason(refused),
        recommendations=ANSWER_FIRST if needed else RECOMMENDATIONS,
        case=_facts(task, refused),
        opened_by="result_writer",
        opened_at=now,
        expires_at=now + timedelta(days=days),
        correlation_id=lead.correlation_id,
    )


def _reason(refused: Handoff | None) -> str:
    if refused is None:
        return "Nothing was planned for the lead, so a person decides how it goes on."
    quality = refused.quality
    gaps = [
        f"{label}: {', '.join(names)}"
        for label, names in (("missing", quality.missing), ("not answering", quality.unavailable))
        if names
    ]
    tries = "1 attempt" if quality.attempts == 1 else f"{quality.attempts} attempts"
    return (
        f"The context for {refused.target_agent} is too poor to pass on: quality"
        f" {quality.quality:.2f}, completeness {quality.completeness:.2f} of 1 after {tries}"
        + (f" ({'; '.join(gaps)})." if gaps else ".")
    )


def _facts(task: ResultWriterTask, refused: Handoff | None) -> dict[str, Any]:
    """What the person sees of the case. No personal data: the lead itself is one link away."""
    facts: dict[str, Any] = {
        "score": task.assessment.score,
        "confidence": task.assessment.confidence,
        "category": task.category.value,
        "temperature": task.temperature.value,
        "urgency": task.assessment.urgency.value,
    }
    if task.assessment.message is not None:
        facts["message"] = task.assessment.message.value
    if refused is not None:
        facts["quality"] = refused.quality.to_json()
    return facts
