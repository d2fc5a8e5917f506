"""What insights answered, for the decision trace."""

from baton.gtm.insights import InsightsAnswer, InsightsTask
from baton.runtime.decision import DecisionRecord


def trace_entry(task: InsightsTask, result: InsightsAnswer) -> DecisionRecord:
    """What was found, in its own sentences, and the segments that were kept."""
    asked = ", ".join(task.analyses)
    return DecisionRecord(
        about="request",
        subject_id=task.request_id,
        once=task.request_id,
        what=f"{asked} as of {result.as_of}, {len(result.segments)} segments kept",
        why=tuple(one.text for one in result.statements)[:40],
        inputs=tuple(f"facts/{one.query_id}@{one.last}" for one in result.queries)[:40],
        made_by="segments.yaml",
    )
