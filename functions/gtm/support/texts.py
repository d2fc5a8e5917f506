"""What support says: a quote with where it stands, or who answers. Pure."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from functools import cache

from baton.core.packaged_yaml import packaged_yaml
from baton.gtm.support import MOST_WORDS, HandoverReason, SupportQuote

SHIPPED = ("en", "de", "fr", "es", "it")
_MOST_TITLE, _MOST_TITLE_WORDS = 60, 10
_PHRASE = {
    HandoverReason.ASKED_FOR: "no_person",
    HandoverReason.TOO_LONG: "no_person",
    HandoverReason.OTHER_LANGUAGE: "language",
    HandoverReason.SEARCH_DOWN: "down",
}


def answered(
    quote: SupportQuote, language: str, lead_in: str | None = None, age: timedelta | None = None
) -> str:
    """An answer: the quote, word for word, with its source, and the question whether it helped."""
    says = _phrases(language)
    page = says["page"].format(page=quote.place.page) if quote.place.page else ""
    source = says["from"].format(title=_short(quote.title), version=quote.version, page=page)
    old = says["kept"].format(age=_age(age, says)) if age is not None else None
    lines = (old, lead_in, f"{source}\n“{quote.quote}”", says["helpful"])
    return "\n\n".join(line for line in lines if line)


def told(statements: Iterable[str], language: str) -> str:
    """What an agent tells from its records, as much of it as an answer may have."""
    helpful = _phrases(language)["helpful"]
    lines, words = list[str](), len(helpful.split())
    for one in statements:
        words += len(one.split())
        if words >= MOST_WORDS:
            break
        lines.append(one)
    return "\n\n".join((*lines, helpful))


def returned(language: str) -> str:
    """To a greeting or thanks."""
    return _phrases(language)["returned"]


def handed_over(reason: HandoverReason, ticket_id: str, language: str) -> str:
    """That a person answers, and by which name to ask for it."""
    return _phrases(language)[_PHRASE.get(reason, "handed_over")].format(ticket=ticket_id)


def added(ticket_id: str, language: str) -> str:
    """That a message went to a ticket that is open."""
    return _phrases(language)["added"].format(ticket=ticket_id)


def _age(age: timedelta, says: Mapping[str, str]) -> str:
    minutes = max(1, int(age.total_seconds() // 60))
    for name, length in (("days", 48 * 60), ("hours", 2 * 60)):
        if minutes >= length:
            return says[name].format(n=minutes // (1_440 if name == "days" else 60))
    return says["minutes"].format(n=minutes)


def _short(title: str) -> str:
    words = title.split()
    line = " ".join(words[:_MOST_TITLE_WORDS])[:_MOST_TITLE].rstrip()
    return line if line == title else f"{line}…"


def _phrases(language: str) -> Mapping[str, str]:
    every = _every()
    return every.get(language, every["en"])


@cache
def _every() -> Mapping[str, Mapping[str, str]]:
    found: Mapping[str, Mapping[str, str]] = packaged_yaml(__package__, "phrases.yaml")
    return found
