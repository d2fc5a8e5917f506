"""Whether a text says only what its sources say. Pure.

Stricter than what whole pages are held to (``baton.campaigns.content.claims``), since a concept is
short and others write from it: every figure stands in a source as it is written here, in digits or in
words, and most words of every sentence are the sources' own.
"""

import re
from collections.abc import Iterator, Sequence

from baton.language.guards.brand import as_read
from baton.language.guards.money import compiled
from functions.gtm.marketing.own_texts import stems

COVERED = 0.6
"""The share of a sentence's words that sources must have."""

_LEAST_WORDS = 3
_DIGITS = re.compile(r"\d(?:[\d.,'\u2019]*\d)?")
_WORD = re.compile(r"[^\W\d_]+")
_SENTENCE = re.compile(r"[^.!?\n]+")
_ARTICLES = frozenset(["one", "ein", "eine", "einen", "einem", "einer", "un", "une", "uno", "una"])
"""Numbers that are articles, too."""


def figures_in(text: str) -> frozenset[str]:
    """Every figure of a text, as it is written: in digits, and in words."""
    number = compiled().number
    words = (one for one in _WORD.findall(as_read(text)) if one not in _ARTICLES)
    digits = _DIGITS.findall(_one_kind_of_digits(text))
    return frozenset(digits) | frozenset(one for one in words if number.fullmatch(one))


def faults_of(text: str, sources: Sequence[str]) -> tuple[str, ...]:
    """What of a text its sources do not say, in words that repeat nothing of it."""
    return tuple(dict.fromkeys(_faults(text, sources)))


def _faults(text: str, sources: Sequence[str]) -> Iterator[str]:
    given = "\n".join(sources)
    if figures_in(text) - figures_in(given):
        yield "The text has a figure that the sources do not have as it is written."
    known = stems(given)
    for sentence in _SENTENCE.findall(text):
        said = stems(sentence)
        if len(said) >= _LEAST_WORDS and len(said & known) < COVERED * len(said):
            yield "A sentence says more than the sources: use their words."


def _one_kind_of_digits(text: str) -> str:
    """The text with digits of every script as 0 to 9."""
    return "".join(str(int(one)) if one.isdecimal() else one for one in text)
