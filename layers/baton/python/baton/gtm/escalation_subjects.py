"""What cases of this area are about: messages to a segment, and tickets of support."""

from baton.escalation.subjects import CaseSubject
from baton.gtm import message_set_cases, support_ticket
from baton.gtm.ticket_cases import TicketCases

SUBJECTS = (
    CaseSubject(
        name=message_set_cases.SUBJECT,
        personal=False,
        path="/api/v1/gtm/marketing/message-sets/{subject_id}",
        policy=message_set_cases.MessageSetCases,
    ),
    CaseSubject(
        name=support_ticket.SUBJECT,
        personal=True,
        path="/api/v1/gtm/support/tickets/{subject_id}",
        policy=TicketCases,
    ),
)
