"""What marketing writes by itself, in four languages: ``texts/*.yaml``, read and checked. Pure."""

from functools import cache

from baton.core.contract import Contract
from baton.core.packaged_yaml import packaged_yaml
from baton.gtm.message_set import Language


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
    table = packaged_yaml("functions.gtm.marketing", f"texts/{language}.yaml")
    return Wording.model_validate(table)
