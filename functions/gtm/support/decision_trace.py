"""What support answered, for the decision trace: nothing of what was asked."""

from baton.gtm.support import SupportAnswer, SupportTask
from baton.runtime.decision import DecisionRecord


def trace_entry(task: SupportTask, result: SupportAnswer) -> DecisionRecord:
    """From where the answer is, or why there is none."""
    quote = result.quote
    return DecisionRecord(
        about="request",
        subject_id=task.request_id,
        once=task.request_id,
        what=(
            f"Answered from “{quote.title}”, version {quote.version}"
            if quote
            else f"Told by {result.told_by}"
            if result.told_by
            else f"Handed over: {result.reason}"
        ),
        why=(f"confidence {result.confidence:.2f}",),
        inputs=(f"document/{quote.document_id}@{quote.version}",) if quote else (),
        made_by=result.told_by or "calibration.json",
        model=result.worded_by,
    )
