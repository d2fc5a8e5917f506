"""What engagement decided, for the decision trace."""

from baton.leads.engagement import EngagementPlan
from baton.runtime.decision import DecisionRecord, record_at
from functions.leads.engagement.models import EngagementResult, EngagementTask


def trace_entry(task: EngagementTask, result: EngagementResult) -> DecisionRecord:
    """How a lead is engaged, or why it is not."""
    lead, plan = task.lead, result.plan
    first = plan.steps[0].content if plan.steps else None
    return DecisionRecord(
        about="lead",
        subject_id=lead.lead_id,
        once=f"v{lead.version}",
        what=_what(plan),
        why=(
            *plan.reasons,
            *(f"to {route.target_agent}: {route.reason}" for route in result.handoffs),
        ),
        inputs=(
            record_at("lead", lead.lead_id, lead.version),
            f"handoff/{task.handoff.handoff_id}",
        ),
        made_by=first and "/".join(filter(None, ("template " + first.template, first.variant))),
        model=first.written_by if first and first.written_by != "template" else None,
    )


def _what(plan: EngagementPlan) -> str:
    if not plan.steps:
        return f"{plan.strategy}, but nobody is contacted"
    return (
        f"{plan.strategy} by {plan.channel}: {len(plan.steps)} steps from "
        f"{plan.steps[0].at:%Y-%m-%dT%H:%M}Z, conversion potential {plan.conversion_potential:g}"
    )
