"""The texts of what is sent by itself, filled for one person. Pure."""

from collections.abc import Mapping
from functools import cache

from baton.core.contract import Contract
from baton.core.packaged_yaml import packaged_yaml
from baton.gtm.customer_contact import CustomerContact
from baton.gtm.message_set import LANGUAGES, Language
from baton.gtm.placeholders import NotKnown, filled, without_braces
from baton.gtm.recipients import GIVEN_NAME, given_name


class EventMail(Contract):
    """One message: paragraphs, of which those are left out that nothing is known for."""

    subject: str
    body: tuple[str, ...]


class EventWording(Contract):
    """Everything in one language."""

    greeting: str
    greeting_unnamed: str
    team: str
    closing: str
    messages: Mapping[str, EventMail]


@cache
def wording(language: Language) -> EventWording:
    """The words of a language. Raises ``ValidationError``."""
    table = packaged_yaml("functions.gtm.marketing_triggers", f"texts/{language}.yaml")
    return EventWording.model_validate(table)


def language_of(contact: CustomerContact) -> Language:
    """The person's language, English if there are no words in it."""
    return next((one for one in LANGUAGES if one == contact.language), "en")


def written(
    content: str, contact: CustomerContact, company: str, known: Mapping[str, str | None]
) -> tuple[str, str]:
    """Subject and body for a person. Raises ``KeyError`` for content that has no words."""
    words = wording(language_of(contact))
    mail = words.messages[content]
    name = given_name(contact)
    greeting = words.greeting if name else words.greeting_unnamed
    values = {**known, GIVEN_NAME: name, "company": without_braces(company) or words.team}
    paragraphs = []
    for one in (greeting, *mail.body, words.closing):
        try:
            paragraphs.append(filled(one, values))
        except NotKnown:
            continue
    return filled(mail.subject, values), "\n\n".join(paragraphs)
