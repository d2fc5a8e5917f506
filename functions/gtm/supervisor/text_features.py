"""What of a text a linear model looks at: its words, pairs of them, and their pieces of four
letters, so that "refunds" is near "refund" and a slip of the finger does no harm. Pure.
"""

import re
from itertools import pairwise

MOST_LETTERS = 1_000
"""Of a text that are looked at: nobody's intent stands after the tenth line."""

_WORD = re.compile(r"\w+")
_ENDING = re.compile(r"(?<=\w{3})(?:ings?|ed|ers?|ies|y|es|s|e|ly)$")
_DOUBLED = re.compile(r"(\w)\1$")
_PIECE = 4


def words_in(text: str) -> list[str]:
    """Its words, in small letters."""
    return _WORD.findall(text[:MOST_LETTERS].casefold())


def stem(word: str) -> str:
    """A word without its ending, so that "shops", "shopped" and "shopping" are one."""
    return _DOUBLED.sub(r"\1", _ENDING.sub("", word))


def features(text: str) -> set[str]:
    """Words as they are, pairs with a space between, pieces after a line."""
    words = words_in(text)
    found = set(words)
    found.update(map(" ".join, pairwise(words)))
    for word in words:
        framed = f"^{word}$"
        found.update(f"_{framed[at : at + _PIECE]}" for at in range(max(1, len(framed) - 3)))
    return found
