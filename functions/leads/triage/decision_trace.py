"""What triage decided, for the decision trace."""

from baton.leads.assessment import Reason
from baton.runtime.decision import DecisionRecord, record_at
from functions.leads.triage.models import TriageResult, TriageTask

MOST_REASONS = 12
"""Reasons that are told, those that weigh most."""


def trace_entry(task: TriageTask, result: TriageResult) -> DecisionRecord:
    """How warm a lead is, of what kind, and who takes it next."""
    lead, assessment = task.lead, result.assessment
    reasons = sorted(assessment.reasons, key=_weight, reverse=True)[:MOST_REASONS]
    return DecisionRecord(
        about="lead",
        subject_id=lead.lead_id,
        once=f"v{lead.version}",
        what=f"{result.temperature}, {result.category.words}: {assessment.score:g} of 100 points, "
        f"confidence {assessment.confidence:.2f}, urgency {assessment.urgency}",
        why=(
            *(f"{reason.points:+g}: {reason.text}" for reason in reasons),
            *(f"to {route.target_agent}: {route.reason}" for route in result.handoffs),
        ),
        inputs=(record_at("lead", lead.lead_id, lead.version),),
        made_by=f"scorecard {assessment.scorecard}",
    )


def _weight(reason: Reason) -> float:
    return abs(reason.points)
