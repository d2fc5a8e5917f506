"""Words as they were meant: a slip of one letter in a word that the reading knows is undone. Pure.

Most who refuse write in haste: "not intrested". Only words that nobody listed are looked at.
"""

import re
from functools import cache, lru_cache
from typing import NamedTuple

from baton.core.packaged_yaml import packaged_text
from baton.core.recognition.slips import SlipIndex
from baton.core.recognition.words import Reading

_LEAST = 7
"""Letters of a word in which a slip is undone: shorter ones are too like each other."""

_LONGEST, _BEGINNING = 20, 3
_LISTED = re.compile(r"[^\W_]+\*?")


class _Known(NamedTuple):
    words: frozenset[str]
    beginnings: tuple[str, ...]
    slips: SlipIndex


@lru_cache(maxsize=4_096)
def as_meant(word: str) -> str:
    """The word that was meant by one without case and accents; itself, if nothing is likelier."""
    known = _known()
    if not _LEAST - 1 <= len(word) <= _LONGEST or word in known.words or not word.isalpha():
        return word
    if word.startswith(known.beginnings):
        return word
    return min(known.slips.meant_by(word), default=word)


def spelled(text: Reading) -> Reading:
    """A text with its words as they were meant."""
    return text._replace(words=tuple(map(as_meant, text.words)))


@cache
def _known() -> _Known:
    """The words of ``ideas.yaml`` and ``kinds.yaml``, read once."""
    lines = (
        line.partition("#")[0]
        for name in ("ideas.yaml", "kinds.yaml")
        for line in packaged_text(__package__, name).splitlines()
    )
    listed = {one for one in _LISTED.findall(Reading.of("\n".join(lines)).folded) if one.isascii()}
    words = sorted(one for one in listed if one.isalpha())
    slips = SlipIndex(word for word in words if _LEAST <= len(word) <= _LONGEST)
    beginnings = tuple(
        sorted(one[:-1] for one in listed if len(one) > _BEGINNING and one[-1] == "*")
    )
    return _Known(frozenset(words), beginnings, slips)


def prepare() -> None:
    """Reads the words now."""
    _known()
