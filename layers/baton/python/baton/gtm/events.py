"""The events of this area."""

from baton.core.contract import Contract, Ulid
from baton.gtm.support import HandoverReason, SupportChannel
from baton.gtm.support_ticket import TicketStatus
from baton.messaging.events import Event


class SupportTicketChanged(Contract):
    """A ticket was opened, answered by a person, or closed (no personal data: what was said is read
    with the ticket). ``reference`` is the channel's own name of what was asked.
    """

    ticket_id: Ulid
    version: int
    status: TicketStatus
    channel: SupportChannel
    reason: HandoverReason
    reference: str | None = None


SUPPORT_TICKET_CHANGED = Event("support.ticket_changed", SupportTicketChanged)
