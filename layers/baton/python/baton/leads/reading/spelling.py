"""Words as they were meant: a slip of one letter in a word that the reading knows is undone. Pure.

Most who refuse write in haste: "not intrested". Only words that nobody listed are looked at, and only
slips of one letter, left out, doubled, wrong or in the wrong place, after a first letter that is right.
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from baton.core.packaged_yaml import packaged_text
from baton.core.recognition.words import Reading

_LEAST = 7
"""Letters of a word in which a slip is undone: shorter ones are too like each other."""

_LONGEST, _BEGINNING = 20, 3
_LISTED = re.compile(r"[^\W_]+\*?")


class _Known(NamedTuple):
    words: frozenset[str]
    beginnings: tuple[str, ...]
    by_rest: dict[str, list[str]]
    """Words by what is left of them without one letter, and by themselves"""


@lru_cache(maxsize=4_096)
def as_meant(word: str) -> str:
    """The word that was meant by one without case and accents; itself, if nothing is likelier."""
    known = _known()
    if not _LEAST - 1 <= len(word) <= _LONGEST or word in known.words or not word.isalpha():
        return word
    if word.startswith(known.beginnings):
        return word
    alike = {one for rest in _rests(word) for one in known.by_rest.get(rest, ())}
    return min((one for one in alike if _one_slip(word, one)), default=word)


def spelled(text: Reading) -> Reading:
    """A text with its words as they were meant."""
    return text._replace(words=tuple(map(as_meant, text.words)))


def _one_slip(word: str, meant: str) -> bool:
    """Whether a slip lies between them; one letter more or less at the end is another form of a word."""
    if word[0] != meant[0]:
        return False
    pairs = enumerate(zip(word, meant, strict=False))
    start = next((at for at, (one, other) in pairs if one != other), None)
    if start is None:
        return False
    mine, theirs = word[start:], meant[start:]
    swapped = mine[:2] == theirs[1::-1] and mine[2:] == theirs[2:]
    return swapped or mine[1:] in (theirs, theirs[1:]) or mine == theirs[1:]


def _rests(word: str) -> Iterator[str]:
    yield word
    for at in range(1, len(word)):
        yield word[:at] + word[at + 1 :]


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
    by_rest: dict[str, list[str]] = {}
    for word in words:
        if _LEAST <= len(word) <= _LONGEST:
            for rest in {*_rests(word)}:
                by_rest.setdefault(rest, []).append(word)
    beginnings = tuple(
        sorted(one[:-1] for one in listed if len(one) > _BEGINNING and one[-1] == "*")
    )
    return _Known(frozenset(words), beginnings, by_rest)


def prepare() -> None:
    """Reads the words now."""
    _known()
