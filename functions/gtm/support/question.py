"""A question as it was asked: in which language, whether it is one, and what is looked for. Pure."""

from dataclasses import dataclass
from functools import cache

from baton.core.masking import mask
from baton.core.packaged_yaml import packaged_yaml
from baton.core.recognition.languages import written_in
from baton.core.text import folded_words
from baton.gtm.support import SupportTask

MOST_OF_ONE = 1_500
"""Characters: what is longer asks more than one thing, or tells a story."""

MOST_OF_COURTESY = 80
"""Characters of a greeting or thanks."""

DEFAULT_LANGUAGE = "en"


@dataclass(frozen=True, slots=True)
class Question:
    """``searched`` is what the knowledge base is asked: without addresses and numbers of persons. The
    ``language`` is unknown of a few words that may be of any.
    """

    searched: str
    language: str | None
    wants_person: bool
    courtesy: str | None
    """the language of a greeting or thanks, which ask for nothing"""
    is_one: bool
    is_personal: bool
    """has an address or a number in it: what it leads to is kept for nobody else"""

    @classmethod
    def of(cls, task: SupportTask) -> "Question":
        """The question of a task."""
        text = " ".join(task.question.split())
        searched = mask(text)
        return cls(
            searched=searched,
            language=task.language or written_in(text),
            wants_person=_wants_person(text),
            courtesy=_courtesy(text),
            is_one=len(text) <= MOST_OF_ONE,
            is_personal=searched != text,
        )

    @property
    def key(self) -> str:
        """Its words, whatever their case, accents and marks."""
        return " ".join(folded_words(self.searched))


def _wants_person(text: str) -> bool:
    line = f" {' '.join(folded_words(text[:MOST_OF_ONE]))} "
    return any(f" {saying} " in line for saying in _sayings())


def _courtesy(text: str) -> str | None:
    words = set(folded_words(text)) if len(text) <= MOST_OF_COURTESY else set()
    found = (
        language
        for language, (greetings, beside) in _courtesies().items()
        if words & greetings and words <= greetings | beside
    )
    return next(found, None) if "?" not in text else None


@cache
def _courtesies() -> dict[str, tuple[frozenset[str], frozenset[str]]]:
    found = packaged_yaml(__package__, "courtesies.yaml")
    return {
        language: (frozenset(one["greeting"]), frozenset(one["beside"]))
        for language, one in found.items()
    }


@cache
def _sayings() -> frozenset[str]:
    found = packaged_yaml(__package__, "asks_for_a_person.yaml")
    return frozenset(saying for sayings in found.values() for saying in sayings)
