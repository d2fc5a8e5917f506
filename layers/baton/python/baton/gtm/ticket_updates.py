"""What subscribers of the topic ``support`` hear (requirement C3)."""

from collections.abc import Sequence
from typing import Literal

from baton.core.contract import Contract, Ulid, UtcDatetime
from baton.core.message import AgentName, Message
from baton.gtm.events import SupportTicketChanged


class TicketUpdate(Contract):
    """A ticket has another version. It may be told more than once, with one ``message_id``."""

    type: Literal["support_ticket"] = "support_ticket"
    message_id: Ulid
    agent_id: AgentName
    ticket: SupportTicketChanged
    correlation_id: str
    timestamp: UtcDatetime


class TicketUpdates(Contract):
    """Changes of a burst, in one message."""

    type: Literal["support_tickets"] = "support_tickets"
    tickets: tuple[TicketUpdate, ...]


def ticket_update(message: Message, changed: SupportTicketChanged) -> TicketUpdate:
    """The update that the event ``support.ticket_changed`` is worth."""
    return TicketUpdate(
        message_id=message.message_id,
        agent_id=message.sender,
        ticket=changed,
        correlation_id=message.correlation_id,
        timestamp=message.timestamp,
    )


def ticket_updates(updates: Sequence[TicketUpdate]) -> TicketUpdates:
    """Many updates in one message."""
    return TicketUpdates(tickets=tuple(updates))
