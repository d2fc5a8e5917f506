"""What the optimiser decided, for the decision trace."""

from baton.campaigns.campaign import CampaignReview
from baton.runtime.decision import DecisionRecord, record_at
from functions.campaigns.optimizer.models import (
    CampaignAdvice,
    HandedOverLead,
    OptimizerResult,
    OptimizerTask,
)

MOST_REASONS = 12


def trace_entry(task: OptimizerTask, result: OptimizerResult) -> DecisionRecord | None:
    """The verdict on a campaign, what came of a person's decision on it, or the advice on a lead."""
    if task.lead and result.advice:
        return _advice(task.lead, result.advice, task)
    if task.decision and task.campaign_id:
        return _followed(task, task.campaign_id, task.decision.verdict.value)
    return _review(result.review) if result.review else None


def _advice(lead: HandedOverLead, advice: CampaignAdvice, task: OptimizerTask) -> DecisionRecord:
    inputs = [record_at("lead", lead.lead_id, lead.version)]
    inputs += [f"handoff/{task.handoff.handoff_id}"] if task.handoff else []
    inputs += [f"campaign/{advice.campaign_id}"] if advice.campaign_id else []
    return DecisionRecord(
        about="lead",
        subject_id=lead.lead_id,
        once=f"v{lead.version}",
        what=f"advice on the campaign: {advice.outcome or 'of none'}",
        why=(advice.text, *(proposal.text for proposal in advice.proposals[:MOST_REASONS])),
        inputs=tuple(inputs),
    )


def _review(review: CampaignReview) -> DecisionRecord:
    findings = [finding.text for finding in review.findings if finding.triggered]
    findings += [f"proposed: {proposal.text}" for proposal in review.proposals]
    case = (f"escalation/{review.escalation_id}",) if review.escalation_id else ()
    return DecisionRecord(
        about="campaign",
        subject_id=review.campaign_id,
        once=f"review/{review.review_id}",
        what=f"{review.outcome}: {len(review.proposals)} changes proposed",
        why=tuple(findings[:MOST_REASONS]),
        inputs=(f"campaign/{review.campaign_id}", f"review/{review.review_id}", *case),
        made_by=review.rules and f"rules {review.rules}",
        at=review.at,
    )


def _followed(task: OptimizerTask, campaign_id: str, verdict: str) -> DecisionRecord:
    case = f"escalation/{task.escalation_id}"
    by = task.decision.decided_by if task.decision else "nobody"
    return DecisionRecord(
        about="campaign",
        subject_id=campaign_id,
        once=case,
        what=f"a person's decision was followed: {verdict}",
        why=(f"decided by {by}",),
        inputs=(f"campaign/{campaign_id}", case),
        at=task.decision.at if task.decision else None,
    )
