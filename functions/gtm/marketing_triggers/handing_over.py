"""An approved set, made into a message for each person of its segment. Pure."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta

from baton.core.derived_ids import derived_ulid
from baton.core.errors import Conflict
from baton.gtm.customer_contact import CustomerContact
from baton.gtm.events import MessageReady
from baton.gtm.message_set import GroupDraft, MessageSet, MessageState
from baton.gtm.placeholders import date_text, filled
from baton.gtm.recipients import GIVEN_NAME, Group, Person, given_name, sorted_out

OF_USE = timedelta(days=7)
"""How long an approved message may wait for hours in which it can be sent."""

CAP, CAP_DAYS = 1, 7
NO_DRAFT = "nothing was approved in a form that fits what is known of them"


def messages_of(
    made: MessageSet, persons: Iterable[Person | None], now: datetime
) -> tuple[list[MessageReady], dict[str, int]]:
    """A message for each person who may still be written to, and how many are left out, by the reason.
    Raises ``Conflict`` for a set that nobody approved.
    """
    if made.state is not MessageState.APPROVED:
        raise Conflict(f"The message set is {made.state}, so nothing of it goes out.")
    drafts = {one.group: one for one in made.drafts}
    languages = {one.language for one in made.drafts}
    recipients = sorted_out(persons, languages, made.language)
    left_out = Counter({one.why: one.customers for one in recipients.left_out})
    messages = []
    for group, contacts in recipients.groups.items():
        draft = _draft_for(group, drafts)
        if draft is None:
            left_out[NO_DRAFT] += len(contacts)
            continue
        messages += [_message(made, draft, one, now) for one in contacts]
    return messages, dict(left_out)


def _draft_for(group: Group, drafts: dict[str, GroupDraft]) -> GroupDraft | None:
    """The group's draft, or the one that needs to know less of them."""
    return drafts.get(group.name) or drafts.get(Group(group.language).name)


def _message(
    made: MessageSet, draft: GroupDraft, contact: CustomerContact, now: datetime
) -> MessageReady:
    until = (now + timedelta(days=made.offer.days)).date() if made.offer else None
    values = {
        GIVEN_NAME: given_name(contact),
        "until": date_text(until, draft.language) if until else None,
    }
    return MessageReady(
        message_id=derived_ulid("message", made.set_id, contact.customer_id),
        customer_id=contact.customer_id,
        channel="email",
        purpose="marketing",
        source=f"message_set/{made.set_id}",
        email=contact.email,
        country=contact.country,
        time_zone=contact.time_zone,
        language=draft.language,
        subject=filled(draft.subject, values),
        body=filled(draft.body, values),
        not_before=now,
        expires_at=now + OF_USE,
        cap=CAP,
        cap_days=CAP_DAYS,
    )
