"""A message to a customer, as another area hands it over to be sent, and the effect that it is. Pure.

It is understood by its raw shape (``marketing.message_ready``, ``support.reply_ready``): whoever makes
messages shares no code with who sends them. A customer need not be a lead: what counts is how their
address stands.
"""

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import Literal
from zoneinfo import ZoneInfo

from pydantic import ConfigDict, Field, ValidationError

from baton.core.contract import Contract, Ulid, UtcDatetime
from baton.core.mail_threads import MOST_REFERENCES, MailId
from baton.core.phone_places import zones_of_phone
from baton.core.places import zones_of
from baton.core.text import Label
from baton.effects.effect import Effect, EffectKind, Purpose
from baton.leads.lead import NewLead
from baton.leads.person_keys import contact_keys_of, number_of, person_keys_of
from baton.leads.reading.language import Language
from baton.leads.send_rules import SendRules
from baton.leads.steps import OWNER
from baton.privacy.subject import Tie

_PARAMETER, _REFERENCE = "message", "reference"
_EVER = datetime(1970, 1, 1, tzinfo=UTC)
"""When a recipient came, to an erasure: before it, so that nothing of them is left over."""


class MessageChannel(StrEnum):
    """How a message goes, as those name it who hand it over."""

    EMAIL = "email"
    SMS = "sms"
    PUSH = "push"


KINDS: Mapping[MessageChannel, str] = {
    MessageChannel.EMAIL: EffectKind.EMAIL,
    MessageChannel.SMS: EffectKind.SMS,
    MessageChannel.PUSH: EffectKind.PUSH,
}


class CustomerMessage(Contract):
    """One message to one person. Sent twice under the same ``message_id``, it is one. ``cap`` is how
    many of its ``source`` the person gets in ``cap_days`` at most. What of ``email``, ``phone``,
    ``country`` and ``time_zone`` is nothing of the kind counts as not known.

    What answers a mail names it by ``in_reply_to``, those before by ``references``; ``automatic`` says
    that no person wrote the answer. ``reference`` is what whoever made it calls it: they are told it
    with what the person answers.
    """

    model_config = ConfigDict(extra="ignore")

    message_id: Ulid
    customer_id: Label
    channel: MessageChannel
    purpose: Literal[Purpose.MARKETING, Purpose.ANSWER, Purpose.TRANSACTIONAL]
    source: str = Field(max_length=80)
    email: str | None = Field(default=None, max_length=320)
    phone: str | None = Field(default=None, max_length=40)
    country: str | None = Field(default=None, max_length=60)
    time_zone: str | None = Field(default=None, max_length=60)
    language: str = Field(max_length=10)
    subject: str = Field(max_length=200)
    body: str = Field(max_length=4_000)
    not_before: UtcDatetime
    expires_at: UtcDatetime
    cap: int = Field(ge=1, le=50)
    cap_days: int = Field(ge=1, le=366)
    in_reply_to: MailId | None = None
    references: tuple[MailId, ...] = Field(default=(), max_length=MOST_REFERENCES + 1)
    automatic: bool = False
    reference: str | None = Field(default=None, max_length=120)

    @property
    def written_in(self) -> Language:
        """The language of what the house adds."""
        return Language(self.language) if self.language in set(Language) else Language.ENGLISH


def details_of(message: CustomerMessage) -> NewLead:
    """Whom it is to, as far as that can be understood."""
    return person_of_customer(
        message.customer_id,
        email=message.email,
        phone=message.phone,
        country=message.country,
        timezone=message.time_zone,
    )


def person_of_customer(customer_id: str, **known: str | None) -> NewLead:
    """A customer's person: the company's own id, and what is ``known`` and well-formed."""
    given = {name: value for name, value in known.items() if value}
    try:
        return NewLead.model_validate({"external_id": customer_id, **given})
    except ValidationError as error:
        wrong = {str(one["loc"][0]) for one in error.errors() if one["loc"]}
        sound = {name: value for name, value in given.items() if name not in wrong}
        return NewLead.model_validate({"external_id": customer_id, **sound})


def address_of(kind: str, details: NewLead) -> str:
    """What a kind of effects reaches the person by; empty if it is not known."""
    if kind == EffectKind.EMAIL:
        return details.email or ""
    return (details.phone if kind == EffectKind.SMS else details.external_id) or ""


def recipient_of(details: NewLead) -> Ulid:
    """The id of the record of whoever is written to: the same for the same address, and older than any
    lead's, so that where a person's newest leads are looked for it takes no place.
    """
    from ulid import ULID

    first = person_keys_of("", details)[0]
    return str(ULID.from_bytes(bytes(6) + hashlib.sha256(first.encode()).digest()[:10]))


def tie_of(details: NewLead) -> Tie:
    """That messages to an address are its person's, for export and erasure."""
    return Tie(
        record_id=recipient_of(details),
        keys=person_keys_of("", details),
        number=number_of(details),
        received_at=_EVER,
    )


def effect_of(
    message: CustomerMessage, rules: SendRules, now: datetime, correlation_id: str
) -> Effect:
    """The message as an effect, under its own id."""
    details, kind = details_of(message), KINDS[message.channel]
    return Effect(
        effect_id=message.message_id,
        kind=kind,
        purpose=message.purpose,
        owner=OWNER,
        subject_id=recipient_of(details),
        person_keys=contact_keys_of("", details),
        parameters={
            _PARAMETER: message.message_id,
            **({_REFERENCE: message.reference} if message.reference else {}),
        },
        correlation_id=correlation_id,
        cost_micros=rules.cost_of(kind),
        planned_at=now,
        due_at=max(now, message.not_before),
        expires_at=message.expires_at,
    )


def is_message(effect: Effect) -> bool:
    """Whether an effect carries out a message, and not a step of a plan."""
    return effect.owner == OWNER and _PARAMETER in effect.parameters


def reference_of(effect: Effect) -> str | None:
    """What whoever made the message calls it, if they do."""
    found = effect.parameters.get(_REFERENCE)
    return str(found) if found is not None else None


def zones_of_person(details: NewLead, now: datetime, until: datetime) -> tuple[str, ...]:
    """Where the person may be, one zone for each clock that differs now or ``until`` then: the zone
    that is told, else those of the country, else those of the phone number; empty if nobody knows.
    """
    if details.timezone:
        return (details.timezone,)
    by_country = zones_of(details.country) if details.country else ()
    zones = by_country or (zones_of_phone(details.phone) if details.phone else ())
    clocks: dict[object, str] = {}
    for name in zones:
        zone = ZoneInfo(name)
        clocks.setdefault(tuple(one.astimezone(zone).utcoffset() for one in (now, until)), name)
    return tuple(clocks.values())
