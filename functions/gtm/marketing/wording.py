"""What marketing writes by itself, in four languages: ``texts/*.yaml``, read and checked. Pure."""

from functools import cache

from baton.core.contract import Contract
from baton.gtm.message_set import Language
from baton.http.packaged import table_of


class MailWords(Contract):
    """An e-mail of one kind."""

    subject: str
    body: str


class ConceptWords(Contract):
    """A concept without a model."""

    idea: str
    goal: str
    audience: str
    messages: tuple[str, str, str]
    call_to_action: str


class Wording(Contract):
    """Everything in one language."""

    concept: ConceptWords
    greeting: str
    greeting_unnamed: str
    team: str
    closing: str
    offer: str
    offer_code: str
    news: MailWords
    win_back: MailWords


@cache
def wording(language: Language) -> Wording:
    """The words of a language. Raises ``ValidationError``."""
    table = table_of("functions.gtm.marketing", f"texts/{language}.yaml")
    return Wording.model_validate(table)
