"""What the supervisor decided, for the decision trace: whom it asked and why, and what became of
it.
"""

from baton.gtm.request import RequestAnswer
from baton.runtime.decision import DecisionRecord
from functions.gtm.supervisor.models import Progress


def plan_entry(progress: Progress) -> DecisionRecord:
    """Whom it asks, in which order."""
    route, plan = progress.route, progress.plan
    return DecisionRecord(
        about="request",
        subject_id=progress.asked.request_id,
        once=f"{progress.asked.request_id}/plan",
        what=f"{plan.pattern}: {', '.join(one.step for one in plan.steps)}"[:300],
        why=(
            f"by {route.stage}, confidence {route.confidence:.2f}",
            *(one.why for one in plan.steps),
            *(f"not {gap.agent}: {gap.why}" for gap in progress.gaps),
        )[:40],
        made_by="agents/*.yaml, plans.yaml",
        cost_usd=progress.routing_usd,
    )


def answer_entry(answer: RequestAnswer) -> DecisionRecord:
    """What was answered, from how many queries, and what is missing."""
    told = f"{len(answer.statements)} statements, {len(answer.figures)} figures"
    kept = "" if answer.cached_at is None else f", kept from {answer.cached_at:%Y-%m-%d %H:%M}"
    return DecisionRecord(
        about="request",
        subject_id=answer.request_id,
        once=f"{answer.request_id}/answer",
        what=f"{answer.state}: {told}{kept}"[:300],
        why=tuple(f"{gap.agent or 'all'}: {gap.reason}, {gap.why}" for gap in answer.gaps)[:40],
        inputs=tuple(f"facts/{one.query_id}@{one.last}" for one in answer.queries)[:40],
        made_by="composing" if answer.worded_by == "code" else "composing, wording",
        model=None if answer.worded_by == "code" else answer.worded_by,
        cost_usd=answer.cost.model_usd,
        at=answer.answered_at,
    )
