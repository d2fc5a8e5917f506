"""The events of this area, and those that it hears from whoever has a shop (requirement F6).

Commerce publishes ``customer.changed`` and ``commerce.happened``; marketing hears them and publishes
``marketing.message_ready``, once for each person and message, for whoever sends: consent, suppression,
caps and quiet hours are judged there, at the moment of sending.
"""

from typing import Annotated

from pydantic import Field, StringConstraints

from baton.core.contract import Contract, Ulid, UtcDatetime
from baton.core.money import Money
from baton.gtm.customer_contact import CustomerContact, CustomerId
from baton.gtm.message_set import Language
from baton.gtm.shop_event import ShopEvent
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
    cap_days: int = Field(ge=1, le=90)
    value: Money | None = Field(default=None, description="of the offer's cost bound, if any")


class MessagesApproved(Contract):
    """A person approved a set of messages: it is handed over now."""

    set_id: Ulid
    escalation_id: Ulid


MESSAGE_READY = Event("marketing.message_ready", MessageReady)
MESSAGES_APPROVED = Event("marketing.messages_approved", MessagesApproved)
CUSTOMER_CHANGED = Event("customer.changed", CustomerContact)
COMMERCE_HAPPENED = Event("commerce.happened", ShopEvent)
