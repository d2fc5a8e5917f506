"""Whose calls and mails a text speaks of: a refusal speaks of ours, and asks us to leave them be. Pure.

"We don't call customers, we need a dialler" and "You never call me back!" refuse nothing. Who says the
second complains. English, German, French, Spanish and Italian are read, by ``whose.yaml``; in doubt
nothing is taken out, and the text refuses.
"""

import re
import unicodedata
from functools import cache, lru_cache
from typing import Any, NamedTuple

from baton.core.packaged_yaml import packaged_yaml
from baton.leads.will_notes import filled

_READ = 5_000
"""Characters that are looked at."""

_CLAUSE = re.compile(
    r"[.,;:!?\uff1f\u061f\u3002/|()\n]+|\b(?:but|aber|sondern|mais|pero|sino|ma)\b", re.IGNORECASE
)
_ACCENTS = re.compile("[\u0300-\u036f]+")
_APOSTROPHES = re.compile("[\u2018\u2019\u02bc`]")
_GONE = " _ "
"""What stands for what was taken out: a word that no phrase has."""


class Spoken(NamedTuple):
    """A text without what it says of calls and mails that nobody is asked to leave be."""

    text: str
    reproaches: bool
    """Whether it says that we owe one"""

    doubts: bool
    """Whether it may be told or asked for: "you don't write to me any more"."""


@lru_cache(maxsize=64)
def spoken_of(text: str) -> Spoken:
    """What is left of a text; the text itself, if that is all."""
    known = _known()
    kept, at, reproaches, doubts = [], 0, False, False
    for start, end in _clauses(text[:_READ]):
        clause = " ".join(_plain(text[start:end]).split())
        without = known.reproaches.sub(_GONE, clause)
        reproaches = reproaches or without != clause
        doubts = doubts or known.doubts.search(clause) is not None
        without = known.theirs.sub(_GONE, without)
        if not known.wishes.search(without):
            without = known.missing.sub(_GONE, without)
        if without != clause:
            kept += [text[at:start], without]
            at = end
    return Spoken("".join((*kept, text[at:])) if kept else text, reproaches, doubts)


def _clauses(text: str) -> list[tuple[int, int]]:
    ends = [(one.start(), one.end()) for one in _CLAUSE.finditer(text)]
    starts = [0, *(end for _, end in ends)]
    return list(zip(starts, [*(start for start, _ in ends), len(text)], strict=True))


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text.casefold())
    return _APOSTROPHES.sub("'", _ACCENTS.sub("", folded))


def prepare() -> None:
    """Reads the patterns now: before a snapshot is taken, and not while somebody waits."""
    _known()


class _Known(NamedTuple):
    theirs: re.Pattern[str]
    missing: re.Pattern[str]
    wishes: re.Pattern[str]
    reproaches: re.Pattern[str]
    doubts: re.Pattern[str]


@cache
def _known() -> _Known:
    """The file, read once."""
    source: dict[str, Any] = packaged_yaml(__package__, "whose.yaml")
    words: dict[str, str] = {}
    for name, pattern in source["words"].items():
        words[name] = filled(pattern, words)
    theirs, missing, reproaches, doubts = (
        re.compile("|".join(filled(one, words) for one in source[name]))
        for name in ("theirs", "missing", "reproaches", "doubts")
    )
    return _Known(theirs, missing, re.compile(source["wishes"]), reproaches, doubts)
