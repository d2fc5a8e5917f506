"""What became of a case, for the decision trace."""

from baton.runtime.decision import DecisionRecord
from functions.platform.escalation.models import EscalationResult, EscalationTask, Step


def trace_entry(task: EscalationTask, result: EscalationResult) -> DecisionRecord | None:
    """A person's decision, or that there was none in time. A person's note is not repeated."""
    if task.step not in {Step.RESUME, Step.EXPIRE}:
        return None
    case, decision = f"escalation/{result.escalation_id}", result.decision
    return DecisionRecord(
        about=result.subject,
        subject_id=result.subject_id,
        once=case,
        what=f"a person decided: {decision.verdict}" if decision else "nobody decided in time",
        why=(f"decided by {decision.decided_by}",) if decision else (),
        inputs=(case,),
        at=decision.at if decision else None,
    )
