"""What an answer means (requirement A15). Pure.

What somebody wrote is looked at, never obeyed, but for what lets them be left in peace: that is obeyed
in doubt.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any

from baton.core.packaged_yaml import packaged_yaml
from baton.core.recognition.words import Reading, Words
from baton.leads.reading.kinds import kind_of
from baton.leads.reading.message_kind import MessageKind
from baton.leads.reading.noted import noted_of
from functions.leads.inbox.models import Meaning

_FEW_WORDS = 4
"""So few are a command, if they begin with one; in a sentence the same word may mean anything."""

_COMPLAINTS = frozenset({MessageKind.COMPLAINS, MessageKind.NEEDS_SUPPORT})

_CHOICE = "nurture_your_choice"
_CHOICES = {"1": Meaning.PERSON, "2": Meaning.LATER, "3": Meaning.STOP}
"""What the numbers of that template mean."""


@dataclass(frozen=True, slots=True)
class Read:
    """An answer, read. ``no_calls``: whatever else they write, they do not want to be called."""

    meaning: Meaning
    no_calls: bool = False


def meaning_of(words: str, template: str | None = None) -> Read:
    """What a person's own ``words`` mean, as an answer to a step with a ``template``."""
    reading = Reading.of(words)
    first = reading.words[0] if reading.words else ""
    if template == _CHOICE and first in _CHOICES and len(reading.words) <= _FEW_WORDS:
        return Read(_CHOICES[first])
    if _is_stop(reading) or _is_stop_alone(words.strip().partition("\n\n")[0]):
        return Read(Meaning.STOP)
    no_calls, kind = noted_of(words).no_calls, kind_of(words)
    if kind is MessageKind.REFUSES:
        return Read(Meaning.STOP)
    if kind in _COMPLAINTS:
        return Read(Meaning.COMPLAINT, no_calls)
    if len(reading.words) <= _FEW_WORDS and phrases().find(reading) == "later":
        return Read(Meaning.LATER, no_calls)
    return Read(Meaning.PERSON, no_calls)


def is_away(subject: str, text: str) -> bool:
    """Whether a program answers for somebody who is away, by its words."""
    return bool(phrases().count(Reading.of(f"{subject}\n{text[:2_000]}"))["away"])


def _is_stop(reading: Reading) -> bool:
    """Whether all that is said, or the first word of a few, is to stop."""
    said = [word for word in reading.words if word not in source()["polite"]]
    line = " ".join(said)
    alone, first = _stops()
    if line.startswith(tuple(source()["no_stop"])):
        return False
    return line in alone | first or (
        len(said) <= _FEW_WORDS and said[:1] != [] and said[0] in first
    )


def _is_stop_alone(paragraph: str) -> bool:
    """Whether the first paragraph is to stop, and nothing else: what follows is a signature."""
    alone, first = _stops()
    return Reading.of(paragraph).line in alone | first


@cache
def _stops() -> tuple[frozenset[str], frozenset[str]]:
    """What says to stop if it stands alone, and what does as the first of a few words."""
    alone, first = (
        frozenset(Reading.of(one).line for one in source()[name]) for name in ("stop", "stop_first")
    )
    return alone, first


@cache
def phrases() -> Words:
    """The phrases of ``meaning.yaml`` by what they mean."""
    return Words({name: source()[name] for name in ("later", "away")})


@cache
def source() -> dict[str, Any]:
    """The file, read once."""
    found: dict[str, Any] = packaged_yaml(__package__, "meaning.yaml")
    return found
