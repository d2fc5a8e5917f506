"""The situation of a lead in words that repeat and name nobody.

Episodes are kept under it, looked for by it, and counted by it, so whoever keeps one and whoever looks
for one must word it alike.

    key    education/cold_lead/google          the industry, the kind of lead, where it came from
    text   A cold lead from education that came by google, interested in planning.
    tags   industry:education, category:cold_lead, source:google, temperature:cold, country:AT
"""

import re
import unicodedata

from baton.contracts.assessment import Category, Temperature
from baton.contracts.base import Contract
from baton.contracts.episode import Tag
from baton.contracts.lead import NewLead

UNKNOWN = "unknown"
"""Stands in a key for what a lead does not say."""

_LONGEST = 48
_PERSONAL = re.compile(r"@|://|www\.|\d[\d ()./-]{4,}\d", re.IGNORECASE)
_SHORTEST_NAME = 2


class Situation(Contract):
    """See the module's text."""

    key: str
    text: str
    tags: tuple[Tag, ...]


def situation_of(details: NewLead, category: Category, temperature: Temperature) -> Situation:
    """The situation of a lead that was rated."""
    industry, source = slug(details.industry), slug(details.source)
    tags = {
        "industry": industry,
        "category": category.value,
        "source": source,
        "temperature": temperature.value,
        "country": details.country,
    }
    return Situation(
        key="/".join((industry or UNKNOWN, category.value, source or UNKNOWN)),
        text=_sentence(details, category, temperature),
        tags=tuple(f"{name}:{value}" for name, value in tags.items() if value),
    )


def slug(text: str | None) -> str | None:
    """``text`` as a name of small letters and digits, as ``social_media``; ``None`` if none is left.
    What looks like an address or a number of a person is left out altogether.
    """
    if not text or _PERSONAL.search(text):
        return None
    plain = unicodedata.normalize("NFKD", text.casefold().replace("ß", "ss"))
    words = re.findall(
        r"[a-z0-9]+", "".join(one for one in plain if not unicodedata.combining(one))
    )
    return "_".join(words)[:_LONGEST].strip("_") or None


def _sentence(details: NewLead, category: Category, temperature: Temperature) -> str:
    kind = category.value.replace("_", " ")
    kind = kind if kind.startswith(temperature.value) else f"{temperature.value} {kind}"
    industry, source, topic = (
        _worded(details, text) for text in (details.industry, details.source, details.interest)
    )
    parts = [
        f"A {kind}",
        f"from {industry}" if industry else "",
        f"in {details.country}" if details.country else "",
        f"that came by {source}" if source else "",
    ]
    sentence = " ".join(part for part in parts if part)
    return f"{sentence}, interested in {topic}." if topic else f"{sentence}."


def _worded(details: NewLead, text: str | None) -> str | None:
    """``text`` if it names neither the person nor their company, nor an address or number."""
    if not text or _PERSONAL.search(text):
        return None
    words = {*re.findall(r"\w+", text.casefold())}
    names = (details.first_name, details.last_name, details.company)
    own = {word for name in names if name for word in re.findall(r"\w+", name.casefold())}
    if words & {word for word in own if len(word) >= _SHORTEST_NAME}:
        return None
    return " ".join(text.split()).lower()
