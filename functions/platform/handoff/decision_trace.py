"""What the handoff step decided, for the decision trace."""

from collections.abc import Iterator

from baton.messaging.handoff import Handoff
from baton.runtime.decision import DecisionRecord, record_at
from functions.platform.handoff.models import (
    BatchResult,
    HandoffAnswer,
    HandoffBatch,
    HandoffResult,
    HandoffTask,
    HandoffWork,
)

MOST_NAMED = 10


def trace_entry(task: HandoffWork, result: HandoffAnswer) -> Iterator[DecisionRecord]:
    """Which records were handed over and which held back; nothing of those that failed."""
    if isinstance(task.work, HandoffBatch) and isinstance(result, BatchResult):
        for item in result.items:
            if item.handoff:
                yield _told(task.work.handoffs[item.index], item.handoff)
    elif isinstance(task.work, HandoffTask) and isinstance(result, HandoffResult):
        yield _told(task.work, result.handoff)


def _told(task: HandoffTask, handoff: Handoff) -> DecisionRecord:
    record_id, version, quality = handoff.record_id, task.record.version, handoff.quality
    did = "handed over" if handoff.accepted else "held back"
    quality_said = f"context quality {quality.quality:.2f}, completeness {quality.completeness:.2f}"
    why = [handoff.reason, f"{quality_said}, in {quality.attempts} attempts"]
    if quality.missing:
        why.append(f"nobody knew: {', '.join(quality.missing[:MOST_NAMED])}")
    if quality.unavailable:
        why.append(f"did not answer: {', '.join(quality.unavailable[:MOST_NAMED])}")
    case = (f"escalation/{task.resume.escalation_id}",) if task.resume else ()
    return DecisionRecord(
        about=task.kind,
        subject_id=record_id,
        once=f"v{version}/{handoff.between}",
        what=f"{did}: {handoff.source_agent} to {handoff.target_agent}",
        why=tuple(why),
        inputs=(record_at(task.kind, record_id, version), f"handoff/{handoff.handoff_id}", *case),
        at=handoff.at,
    )
