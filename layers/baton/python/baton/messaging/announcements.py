"""Announcing an event: the one place that makes its message, and the outbox entry that publishes it.

Pure: ids and moments come in as arguments. An id that comes from a request makes a repetition of the
request say the same thing again, not a second thing.
"""

from datetime import datetime

from baton.core.message import ALL_AGENTS, AgentName, Message, MessageType
from baton.messaging.events import Event, Payload
from baton.messaging.outbox import OutboxEntry, Work


def event_message(
    event: Event[Payload],
    payload: Payload,
    *,
    sender: AgentName,
    message_id: str,
    correlation_id: str,
    now: datetime,
    receiver: AgentName = ALL_AGENTS,
    message_type: MessageType = MessageType.STATUS_UPDATE,
) -> Message:
    """The message with which ``sender`` says that an event took place.

    Raises ``ValueError``, as pydantic does, if the payload is not the event's: before anything is
    kept or published that nobody could read.
    """
    message = Message(
        message_id=message_id,
        sender=sender,
        receiver=receiver,
        message_type=message_type,
        payload=payload.to_json(),
        correlation_id=correlation_id,
        timestamp=now,
    )
    event.read(message)
    return message


def announcement(
    event: Event[Payload],
    payload: Payload,
    *,
    sender: AgentName,
    message_id: str,
    subject_id: str,
    correlation_id: str,
    now: datetime,
    receiver: AgentName = ALL_AGENTS,
    message_type: MessageType = MessageType.STATUS_UPDATE,
    available_at: datetime | None = None,
) -> OutboxEntry:
    """The entry that publishes the event's message, whose id it has; at ``available_at`` if it is to
    wait. Raises ``ValueError`` as ``event_message`` does.
    """
    message = event_message(
        event,
        payload,
        sender=sender,
        message_id=message_id,
        correlation_id=correlation_id,
        now=now,
        receiver=receiver,
        message_type=message_type,
    )
    return OutboxEntry(
        entry_id=message.message_id,
        work=Work.PUBLISH,
        subject_id=subject_id,
        payload={"event": event.name, "message": message.to_json()},
        correlation_id=correlation_id,
        available_at=available_at or now,
    )
