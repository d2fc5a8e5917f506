"""Events of what callers do, as outbox entries: they go out after their transaction."""

from datetime import datetime

from baton.core.clock import Clock
from baton.core.contract import Contract
from baton.core.message import ALL_AGENTS, AgentName, Message, MessageType
from baton.messaging.events import EventName
from baton.messaging.outbox import OutboxEntry, Work


class Announcer:
    """Makes outbox entries that publish messages of the API, or of another edge."""

    def __init__(self, clock: Clock, sender: AgentName = "api") -> None:
        self._clock = clock
        self._sender = sender

    def entry(
        self,
        event: EventName,
        payload: Contract,
        *,
        message_id: str,
        subject_id: str,
        correlation_id: str,
        receiver: AgentName = ALL_AGENTS,
        message_type: MessageType = MessageType.STATUS_UPDATE,
        available_at: datetime | None = None,
    ) -> OutboxEntry:
        """An entry that publishes ``payload``; it may wait until ``available_at``.

        The entry has the id of its message. Both come from the request, so that a request that is
        repeated after a crash says the same thing again, not a second thing.
        """
        now = self._clock()
        message = Message(
            message_id=message_id,
            sender=self._sender,
            receiver=receiver,
            message_type=message_type,
            payload=payload.to_json(),
            correlation_id=correlation_id,
            timestamp=now,
        )
        return OutboxEntry(
            entry_id=message.message_id,
            work=Work.PUBLISH,
            subject_id=subject_id,
            payload={"event": event.value, "message": message.to_json()},
            correlation_id=correlation_id,
            available_at=available_at or now,
        )
