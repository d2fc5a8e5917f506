"""What a step says: templates, and the words from outside that are put into them.

A name, company or interest was typed by a stranger. It must not become markup, a link, a second
line or an instruction to a mail program: whoever fills in somebody else's address must not be able
to use our answer to carry a message. So a value that looks like more than a name is left out, and
the template is worded without it.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from baton.core.packaged_yaml import packaged_yaml
from baton.language.guards.answer import Allowed, faults_in
from baton.language.guards.brand import Brand
from baton.leads.engagement import Channel, Content
from baton.leads.lead import NewLead
from baton.leads.reading.language import Language
from baton.leads.reading.noted import noted_of
from functions.leads.engagement.answer import AnswerWords, answer_to
from functions.leads.engagement.placeholder import holds_a_place

_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
_GAP = re.compile(r"\n{3,}")
_LINK = re.compile(
    r"://|\bwww\.|@|[^\W_][\w-]{0,63}[.。][^\W\d_]{2,}|\bmailto:|\btel:", re.IGNORECASE
)
_MARKUP = re.compile(r"[<>{}\[\]|`*\\^~\"]")
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]")
_LONG_NUMBER = re.compile(r"\d(?:[ ()./-]*\d){4,}")
FIRST_VARIANT = "a"
"""The name of the text that stands under its channel itself."""
_LONGEST = {
    "first_name": 40,
    "last_name": 40,
    "company": 80,
    "interest": 80,
    "question": 200,
    "words": 60,
}
_EMPLOYEES = "employees"
"""The file of what employees read."""


@dataclass(frozen=True, slots=True)
class _Text:
    subject: str | None
    body: str


class Templates:
    """The templates of one language, and those of what employees read."""

    def __init__(self, *sources: Mapping[str, Any]) -> None:
        self._phrases: dict[str, dict[str, str]] = {}
        self._texts: dict[tuple[str, Channel], dict[str, _Text]] = {}
        for source in sources:
            self._phrases |= source["phrases"]
            for name, channels in source["templates"].items():
                for channel, text in channels.items():
                    self._texts[name, Channel(channel)] = _variants(text)
        self._answers = AnswerWords(sources[0]["wants"], sources[0]["noted"])

    @classmethod
    @cache
    def load(cls, language: Language = Language.ENGLISH) -> "Templates":
        """The templates of a language as they are shipped, read once."""
        return cls(_read(language.value), _read(_EMPLOYEES))

    @property
    def names(self) -> frozenset[tuple[str, Channel]]:
        """Every template with its channels."""
        return frozenset(self._texts)

    def variants(self, template: str, channel: Channel) -> tuple[str, ...]:
        """The names of a template's texts for a channel, at least one."""
        return tuple(self._texts[template, channel])

    def write(
        self,
        template: str,
        channel: Channel,
        details: NewLead,
        *,
        variant: str = FIRST_VARIANT,
        propensity: float | None = None,
        notes_follow: bool = True,
    ) -> Content:
        """What a variant of ``template`` says to this person by ``channel``, as plain text.

        The content names the variant if a ``propensity`` says that it was chosen among several. Words
        of the person with which the text may not go out are left out. That ``notes_follow`` is told.
        """
        text = self._texts[template, channel][variant]
        ours = {"notes_follow": "yes"} if notes_follow else {}
        phrases = self._worded(allowed_of(values_of(details)) | ours)
        phrases |= answer_to(details.message, self._answers, fit_words)
        return Content(
            template=template,
            subject=_filled(text.subject, phrases) if text.subject else None,
            body=_GAP.sub("\n\n", _filled(text.body, phrases)).strip(),
            variant=variant if propensity is not None else None,
            propensity=propensity,
        )

    def _worded(self, values: Mapping[str, str]) -> dict[str, str]:
        """Every phrase. Values go in here and are never looked at again for placeholders."""
        return {
            name: _filled(phrase["given"], values) if phrase["of"] in values else phrase["missing"]
            for name, phrase in self._phrases.items()
        }


@cache
def _read(name: str) -> dict[str, Any]:
    source: dict[str, Any] = packaged_yaml(__package__, "texts", f"{name}.yaml")
    return source


def _variants(source: Mapping[str, Any]) -> dict[str, _Text]:
    """A text and its variants, by name."""
    every = {FIRST_VARIANT: source, **source.get("variants", {})}
    return {name: _Text(text.get("subject"), text["body"]) for name, text in every.items()}


def values_of(details: NewLead) -> dict[str, str]:
    """What is known of the person and fit to be put into a text."""
    given = {
        "first_name": details.first_name,
        "company": details.company,
        "interest": details.interest,
    }
    answers = {name: text for name, text in given.items() if text and not holds_a_place(text)}
    values = {name: harmless(name, text) for name, text in answers.items()}
    values["first_name"] = first = _as_a_name(values.get("first_name", ""))
    values["full_name"] = f"{first} {_last_name(details)}".strip() if first else ""
    values["limits"] = _limits(details)
    values["may_call"] = "yes" if may_call(details) else ""
    return {name: value for name, value in values.items() if value}


def _last_name(details: NewLead) -> str:
    text = details.last_name
    return _as_a_name(harmless("last_name", text)) if text and not holds_a_place(text) else ""


_OURS = frozenset({"limits", "may_call"})
"""Values that nobody outside worded."""


def may_call(details: NewLead) -> bool:
    """Whether a call may be offered: neither consent nor the message refuses one."""
    return details.consent.phone is not False and not noted_of(details.message).no_calls


def fit_words(kind: str, text: str) -> str:
    """Words of the person's as a text of ours may repeat them; empty if it may not."""
    said = harmless(kind, text)
    return "" if not said or _faults_in(said) else said


def allowed_of(values: Mapping[str, str]) -> dict[str, str]:
    """The values that a text of ours may repeat: what no model's text may say, a stranger's words do
    not make it say either. The templates' own words are held to that by the tests.
    """
    return {name: value for name, value in values.items() if name in _OURS or not _faults_in(value)}


@lru_cache(maxsize=64)
def _faults_in(value: str) -> tuple[str, ...]:
    """Asked for every step of a plan."""
    return faults_in(value, Allowed(channel=Channel.EMAIL, brand=Brand.shipped()))


def harmless(name: str, text: str) -> str:
    """``text`` as one plain line no longer than its field allows; empty if it is not fit for use.

    Links, addresses, long numbers and over-long first names make it unfit; markup, control and
    direction characters and a formula's leading signs are taken out.
    """
    line = " ".join(_MARKUP.sub(" ", _BIDI.sub("", _without_controls(text))).split())
    line = line.lstrip("=+-@#!_ ")
    as_read = unicodedata.normalize("NFKC", line)  # a mail program links full-width letters too
    long = name != "words" and _LONG_NUMBER.search(as_read)  # a quantity may have many digits
    if _LINK.search(as_read) or long or not any(map(str.isalnum, line)):
        return ""
    longest = _LONGEST[name]
    if name == "question" and len(line) > longest:
        return ""
    if len(line) <= longest:
        return line
    return "" if name.endswith("_name") else line[: longest - 1].rstrip() + "…"


def _as_a_name(text: str) -> str:
    """``MIRA`` and ``mira`` as Mira; any other name as its owner writes it."""
    return text.title() if text.isupper() or text.islower() else text


def _without_controls(text: str) -> str:
    return "".join(" " if unicodedata.category(one) in {"Cc", "Zl", "Zp"} else one for one in text)


def _limits(details: NewLead) -> str:
    refused = [
        words
        for words, consent in (
            ("by e-mail", details.consent.email),
            ("by phone", details.consent.phone),
            ("by text message", details.consent.sms),
        )
        if consent is False
    ]
    return f"Not {' or '.join(refused)}: the person refused." if refused else ""


def _filled(text: str, words: Mapping[str, str]) -> str:
    return _PLACEHOLDER.sub(lambda found: words[found[1]], text)
