"""The outbox's entries, made in one place so that nobody spells a payload differently.

A pure module: ids and moments come in as arguments. Every entry is made waiting; a caller that does
the work itself at once keeps ``entry.model_copy(update={"claimed_by": …, "available_at": …})``.
"""

from datetime import datetime
from typing import Any

from baton.core.message import ALL_AGENTS, AgentName, Message, MessageType
from baton.escalation.case import Escalation
from baton.leads.lead import Lead, Resume
from baton.messaging.events import EventName, payload_of
from baton.messaging.outbox import OutboxEntry, Work
from baton.privacy.subject import Erasure


def pipeline_run(lead: Lead, *, now: datetime, resume: Resume | None = None) -> OutboxEntry:
    """Runs a lead's pipeline; with ``resume`` it goes on with a person's decision."""
    return OutboxEntry(
        entry_id=lead.lead_id,
        work=Work.RUN_PIPELINE,
        subject_id=lead.lead_id,
        payload={"resume": resume.to_json()} if resume else {},
        correlation_id=lead.correlation_id,
        available_at=now,
    )


def case_opening(case: Escalation, *, now: datetime) -> OutboxEntry:
    """Starts the workflow that waits for a person's decision on a case."""
    return OutboxEntry(
        entry_id=f"open#{case.escalation_id}",
        work=Work.OPEN_CASE,
        subject_id=case.escalation_id,
        correlation_id=case.correlation_id,
        available_at=now,
    )


def task_completion(case: Escalation, *, now: datetime) -> OutboxEntry:
    """Gives a decided case's decision to the workflow that waits with the case's token.

    Raises ``ValueError`` if the case has no decision, or no workflow waits for it yet.
    """
    if case.decision is None or case.task_token is None:
        raise ValueError(f"case {case.escalation_id} has no decision, or nobody waits for it")
    return OutboxEntry(
        entry_id=f"complete#{case.escalation_id}",
        work=Work.COMPLETE_TASK,
        subject_id=case.escalation_id,
        payload={"task_token": case.task_token, "output": case.decision.to_json()},
        correlation_id=case.correlation_id,
        available_at=now,
    )


def publication(event: EventName, subject_id: str, message: Message) -> OutboxEntry:
    """Puts a message on the bus. The entry has the message's id.

    Raises ``ValueError``, as pydantic does, if the payload is not the event's: before anything is
    kept that nobody could read.
    """
    payload_of(event, message)
    return OutboxEntry(
        entry_id=message.message_id,
        work=Work.PUBLISH,
        subject_id=subject_id,
        payload={"event": event.value, "message": message.to_json()},
        correlation_id=message.correlation_id,
        available_at=message.timestamp,
    )


def erasure_run(erasure: Erasure, *, now: datetime) -> OutboxEntry:
    """Goes on with an erasure from ``now``, and looks for it once more later."""
    return OutboxEntry(
        entry_id=f"erase#{erasure.erasure_id}",
        work=Work.RUN_ERASURE,
        subject_id=erasure.erasure_id,
        correlation_id=erasure.correlation_id,
        available_at=now,
    )


def news(
    sender: AgentName,
    payload: dict[str, Any],
    *,
    message_id: str,
    correlation_id: str,
    now: datetime,
) -> Message:
    """The message with which an agent tells everybody what happened."""
    return Message(
        message_id=message_id,
        sender=sender,
        receiver=ALL_AGENTS,
        message_type=MessageType.STATUS_UPDATE,
        payload=payload,
        correlation_id=correlation_id,
        timestamp=now,
    )
