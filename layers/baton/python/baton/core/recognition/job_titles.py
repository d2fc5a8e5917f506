"""What a job title says: how high a person stands, and over what. Pure.

By whole words and their meaning, in several languages: "cto" is not in "Contractor", and "Chief
Technology Officer" is a CTO. The words stand in ``job_titles.yaml``.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any, Self

from baton.core.packaged_yaml import packaged_yaml
from baton.core.recognition.words import Reading, Words

LONGEST = 300
"""Characters of a title that are read."""

_FILE = "job_titles.yaml"
_INITIALS = re.compile(r"\b(?:[^\W\d_]\.){2,6}")


class Level(StrEnum):
    """How high somebody stands; the first that a title says."""

    FORMER = "former"
    SPECIALIST = "specialist"
    DEPUTY = "deputy"
    JUNIOR = "junior"
    VICE_PRESIDENT = "vice_president"
    EXECUTIVE = "executive"
    DIRECTOR = "director"
    MANAGER = "manager"


EXECUTIVE_LEVELS = frozenset({Level.EXECUTIVE, Level.VICE_PRESIDENT, Level.DIRECTOR})
"""Who decides on purchases: chiefs, vice presidents, directors and heads of departments."""


@dataclass(frozen=True, slots=True)
class JobTitle:
    """A title, read. ``level`` is ``None`` for a profession ("nurse", "contractor"); ``departments`` are
    what the title names, none for one over all or of none.
    """

    words: tuple[str, ...]
    level: Level | None
    departments: frozenset[str]
    is_of_all: bool

    @classmethod
    def read(cls, text: str) -> Self:
        """Reads a title in any language; of one that nobody knows the words are left."""
        reading, known = Reading.of(_without_dots(text[:LONGEST])), _titles()
        found = known.levels.find(reading)
        level = Level(found) if found else None
        departments = frozenset(known.departments.count(reading))
        return cls(
            reading.words,
            level,
            departments,
            level is not Level.VICE_PRESIDENT
            and bool(known.whole_company.find(reading))
            and not departments,
        )

    @property
    def is_executive(self) -> bool:
        """Whether its bearer decides on purchases."""
        return self.level in EXECUTIVE_LEVELS

    def answers_to(self, wanted: "JobTitle") -> bool:
        """Whether this is a title of the kind that is wanted. Somebody at least as high over the same
        departments is ("Chief Sales Officer" for "Head of Sales"), and of those over a whole company any
        ("Geschäftsführer" for "CEO"); other titles are by their words in a row ("Data Scientist").
        """
        if " ".join(wanted.words) in _titles().any_executive:
            return self.is_executive
        if wanted.level is None:
            return self.level is not Level.FORMER and _has(self.words, wanted.words)
        if self.level is None or self.level not in _RANKS or wanted.level not in _RANKS:
            return self.level is wanted.level and _has(self.words, wanted.words)
        if wanted.is_of_all:
            return self.is_of_all and self.is_executive
        high = _RANKS.index(self.level) >= _RANKS.index(wanted.level)
        return high and wanted.departments <= self.departments


_RANKS = (Level.MANAGER, Level.DIRECTOR, Level.VICE_PRESIDENT, Level.EXECUTIVE)
"""The levels that stand above one another, the lowest first."""


def _without_dots(text: str) -> str:
    """``text`` with initials as one word: ``CTO`` for ``C.T.O.``"""
    return _INITIALS.sub(lambda found: found[0].replace(".", ""), text)


def _has(words: tuple[str, ...], part: tuple[str, ...]) -> bool:
    return bool(part) and any(words[at : at + len(part)] == part for at in range(len(words)))


@dataclass(frozen=True, slots=True)
class _Titles:
    levels: Words
    departments: Words
    whole_company: Words
    any_executive: frozenset[str]


def seniority_words() -> Words:
    """The levels and their words, for whoever reads texts of their own with them."""
    return _titles().levels


@cache
def _titles() -> _Titles:

    written: dict[str, Any] = packaged_yaml(__package__, _FILE)
    return _Titles(
        levels=Words(written["levels"]),
        departments=Words(written["departments"]),
        whole_company=Words({"all": written["whole_company"]}),
        any_executive=frozenset(Reading.of(one).line for one in written["any_executive"]),
    )
