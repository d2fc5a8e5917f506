"""A message that is due: whether it is still of use, and how it reads."""

from datetime import datetime

from baton.gtm.customer_contact import CustomerContact
from baton.gtm.events import MessageDue, MessageReady
from baton.gtm.placeholders import without_braces
from baton.gtm.recipients import NOT_KNOWN, Person, why_not
from functions.gtm.marketing_triggers.once import Once
from functions.gtm.marketing_triggers.wording import language_of, written

MARKETING = "marketing"


def refusal(due: MessageDue, person: Person | None, once: Once, now: datetime) -> str | None:
    """Why it is not handed over; ``None`` if it is. A place under its cap is taken last, so that what
    is refused takes none.
    """
    message = due.message
    if person is None:
        return NOT_KNOWN
    if now >= message.expires_at:
        return "it comes too late to be of use"
    if once.was_handed_over(message, now):
        return "they have it already"
    if once.has_ended(message, due.happened_at, now):
        return "what happened since makes it pointless"
    reason = why_not(person, message.channel) if message.purpose == MARKETING else None
    if reason is None and not person.contact.email:
        reason = NOT_KNOWN
    if reason is None and not once.has_room(message, now):
        return f"they had {message.cap} of it in {message.cap_days} days"
    return reason


def ready(due: MessageDue, contact: CustomerContact, company: str) -> MessageReady:
    """The message to a person."""
    message = due.message
    known = {
        "title": without_braces(due.title) if due.title else None,
        "link": due.link,
    }
    subject, body = written(message.content, contact, company, known)
    return MessageReady(
        message_id=message.message_id,
        customer_id=contact.customer_id,
        channel=message.channel,
        purpose=message.purpose,
        source=f"trigger/{message.trigger}",
        email=contact.email,
        phone=contact.phone,
        country=contact.country,
        time_zone=contact.time_zone,
        language=language_of(contact),
        subject=subject,
        body=body,
        not_before=message.not_before,
        expires_at=message.expires_at,
        cap=message.cap,
        cap_days=message.cap_days,
    )
