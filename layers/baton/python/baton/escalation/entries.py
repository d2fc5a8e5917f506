"""The outbox entries of cases. Pure."""

from datetime import datetime

from baton.escalation.case import Escalation
from baton.messaging.entries import completion_id, start_id, task_completion, workflow_start
from baton.messaging.outbox import OutboxEntry

WORKFLOW = "escalation_case"
"""The workflow that waits for a person's decision."""


def case_opening(case: Escalation, *, now: datetime) -> OutboxEntry:
    """Starts the workflow that waits for a person's decision on a case."""
    return workflow_start(
        WORKFLOW,
        case.escalation_id,
        {"escalation_id": case.escalation_id, "correlation_id": case.correlation_id},
        correlation_id=case.correlation_id,
        now=now,
    )


def decision_delivery(case: Escalation, *, now: datetime) -> OutboxEntry:
    """Gives a decided case's decision to the workflow that waits with the case's token.

    Raises ``ValueError`` if the case has no decision, or no workflow waits for it yet.
    """
    if case.decision is None or case.task_token is None:
        raise ValueError(f"case {case.escalation_id} has no decision, or nobody waits for it")
    return task_completion(
        case.escalation_id,
        case.task_token,
        case.decision.to_json(),
        correlation_id=case.correlation_id,
        now=now,
    )


def ids_of(escalation_id: str) -> tuple[str, ...]:
    """The ids of all entries of a case that tell of it, whether they are there or not."""
    return (start_id(WORKFLOW, escalation_id), completion_id(escalation_id))
