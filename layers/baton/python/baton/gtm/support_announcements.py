"""Telling that a ticket changed. Pure."""

from datetime import datetime

from baton.gtm.events import SUPPORT_TICKET_CHANGED, SupportTicketChanged
from baton.gtm.support_ticket import Ticket
from baton.messaging.announcements import announcement
from baton.messaging.outbox import OutboxEntry


def ticket_announcement(ticket: Ticket, message_id: str, now: datetime) -> OutboxEntry:
    """The entry that publishes it."""
    return announcement(
        SUPPORT_TICKET_CHANGED,
        SupportTicketChanged(
            ticket_id=ticket.ticket_id,
            version=ticket.version,
            status=ticket.status,
            channel=ticket.channel,
            reason=ticket.reason,
            reference=ticket.reference,
        ),
        sender="support",
        message_id=message_id,
        subject_id=ticket.ticket_id,
        correlation_id=ticket.correlation_id,
        now=now,
    )
