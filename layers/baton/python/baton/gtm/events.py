"""The events of this area, and those that it hears from whoever has a shop (requirement F6).

Whoever has customers publishes ``customer.changed``, and ``customer.happened`` of what messages follow
from; orders and carts of Baton's own shop are understood as commerce tells them. Marketing hears them
and publishes ``marketing.message_ready``, once for each person and message, for whoever sends: consent,
suppression, caps and quiet hours are judged there, at the moment of sending.
"""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from baton.core.contract import Contract, Ulid, UtcDatetime
from baton.core.mail_threads import MOST_REFERENCES, MailId
from baton.core.message import AgentName
from baton.gtm.customer_contact import CustomerContact, CustomerId
from baton.gtm.message_set import Language
from baton.gtm.request import RequestState
from baton.gtm.shop_event import ShopEvent
from baton.gtm.support import HandoverReason, SupportChannel
from baton.gtm.support_ticket import TicketStatus
from baton.gtm.triggers import PlannedMessage
from baton.gtm.weekly_report import WeeklyReportMade
from baton.messaging.events import Event

Line = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class MessageReady(Contract):
    """A message to one person, approved, that may be sent by ``channel`` from ``not_before`` to
    ``expires_at``. It holds personal data, since whoever takes it is the one to send it.

    ``message_id`` is the same for the same message to the same person, always: sent twice, it is one.
    ``cap`` is how many such messages a person gets in ``cap_days`` at most.
    """

    message_id: Ulid
    customer_id: CustomerId
    channel: str = Field(pattern=r"^(?:email|sms|push)$")
    purpose: str = Field(pattern=r"^(?:marketing|answer)$")
    source: str = Field(max_length=80, description="the set or the trigger it is of")
    email: str | None = Field(default=None, max_length=320)
    phone: str | None = Field(default=None, max_length=40)
    country: str | None = Field(default=None, pattern=r"^[A-Z]{2}$")
    time_zone: str | None = Field(default=None, max_length=60)
    language: Language
    subject: Line
    body: str = Field(min_length=1, max_length=4_000)
    not_before: UtcDatetime
    expires_at: UtcDatetime
    cap: int = Field(ge=1, le=50)
    cap_days: int = Field(ge=1, le=366)


class MessageDue(Contract):
    """A message that follows from something that happened is due. Who it goes to is read then, and
    whether it is still of use: nothing personal waits for its time.
    """

    message: PlannedMessage
    title: str | None = Field(default=None, max_length=120)
    link: str | None = Field(default=None, max_length=510)
    happened_at: UtcDatetime


class RequestChanged(Contract):
    """A request in words went on: which agents are asked now, which are done. Of nobody."""

    request_id: Ulid
    session_id: Ulid
    state: RequestState
    asking: tuple[AgentName, ...] = ()
    done: tuple[AgentName, ...] = ()
    lacking: tuple[AgentName, ...] = ()


class MessagesApproved(Contract):
    """A person approved a set of messages: it is handed over now."""

    set_id: Ulid
    escalation_id: Ulid


class SupportReply(Contract):
    """A mail of support's to who asked, that may be sent from ``not_before`` to ``expires_at``: an
    answer to what they asked, for which no consent is needed. It holds personal data, since whoever
    takes it is the one to send it. ``in_reply_to`` and ``references`` are of the mail that it answers;
    ``automatic`` says that no person wrote it. ``reference`` is told again with what they answer.
    """

    message_id: Ulid
    customer_id: CustomerId
    channel: Literal["email"] = "email"
    purpose: Literal["transactional"] = "transactional"
    source: str = Field(max_length=80)
    email: str = Field(max_length=320)
    language: str = Field(pattern=r"^[a-z]{2,3}$")
    subject: Line
    body: str = Field(min_length=1, max_length=4_000)
    not_before: UtcDatetime
    expires_at: UtcDatetime
    cap: int = Field(ge=1, le=50)
    cap_days: int = Field(ge=1, le=366)
    in_reply_to: MailId | None = None
    references: tuple[MailId, ...] = Field(default=(), max_length=MOST_REFERENCES + 1)
    automatic: bool
    reference: str = Field(max_length=120)


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


REQUEST_CHANGED = Event("gtm.request_changed", RequestChanged)
MESSAGE_READY = Event("marketing.message_ready", MessageReady)
MESSAGE_DUE = Event("marketing.message_due", MessageDue)
MESSAGES_APPROVED = Event("marketing.messages_approved", MessagesApproved)
CUSTOMER_CHANGED = Event("customer.changed", CustomerContact)
SHOP_HAPPENED = Event("customer.happened", ShopEvent)
WEEKLY_REPORT_MADE = Event("gtm.weekly_report_made", WeeklyReportMade)
SUPPORT_REPLY_READY = Event("support.reply_ready", SupportReply)
SUPPORT_TICKET_CHANGED = Event("support.ticket_changed", SupportTicketChanged)
