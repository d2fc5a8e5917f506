"""The terms by which products are found: the same for what is kept and for what is asked. Pure.

They are made here, not by OpenSearch's analysers, so that the index compares terms alone: what a product
scores follows from its own words, and pages of an answer fit together whichever copy of the index
answers.
"""

import re
import unicodedata
from collections.abc import Iterable

MOST_WORDS = 16
"""Of a question; further ones are left out."""

SHORTEST_PREFIX, LONGEST_PREFIX = 2, 15
SHORTEST_MISSPELT, LONGEST_MISSPELT = 5, 20
"""Letters of a word that is also found with one of them wrong: shorter ones have too many neighbours."""

_LONGEST = 40
_SHORTEST_PLURAL = 4
_ALONE = "\u2e80-\u2fff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
"""Characters that are written without spaces between words: each is a term."""

_WORD = re.compile(f"[{_ALONE}]|[^\\W_{_ALONE}]+")
_JOINED = re.compile("(?<![^\\W_])[^\\W_]++(?:[-'\u2019][^\\W_]++)++")
_ACCENT = re.compile("[\u0300-\u036f]")
_JOINT = re.compile("[-'\u2019]")
_HISSING = ("sses", "shes", "ches", "xes", "zzes")
_OTHER_ENDINGS = ("ss", "us", "is")


def words(text: str) -> list[str]:
    """The words of a text in their order, in lower case and without accents: ``Crème-Töpfe`` is
    ``creme`` and ``topfe``.
    """
    return [word[:_LONGEST] for word in _WORD.findall(_folded(text))]


def stem(word: str) -> str:
    """A word without the ending of an English plural. Source: Harman, How Effective Is Suffixing?
    (1991), the S stemmer; endings on a hiss lose ``es``.
    """
    if len(word) < _SHORTEST_PLURAL or not word.endswith("s") or word.endswith(_OTHER_ENDINGS):
        return word
    if word.endswith("ies"):
        return word if word.endswith(("eies", "aies")) else word[:-3] + "y"
    return word[:-2] if word.endswith(_HISSING) else word[:-1]


def stems(texts: Iterable[str]) -> list[str]:
    """The stems of texts, each once, and those of words with a hyphen as one: ``T-shirts`` is ``t``,
    ``shirt`` and ``tshirt``.
    """
    found = dict[str, None]()
    for text in texts:
        found |= dict.fromkeys(map(stem, words(text)))
        joined = (_JOINT.sub("", one) for one in _JOINED.findall(_folded(text)))
        found |= dict.fromkeys(stem(one[:_LONGEST]) for one in joined)
    return list(found)


def prefixes(texts: Iterable[str]) -> list[str]:
    """With what words of texts begin, 2 to 15 letters of it."""
    sizes = range(SHORTEST_PREFIX, LONGEST_PREFIX + 1)
    every = (word[:size] for text in texts for word in words(text) for size in sizes)
    return list(dict.fromkeys(one for one in every if len(one) >= SHORTEST_PREFIX))


def spellings(word: str) -> list[str]:
    """A word, and it without any one of its letters; nothing of words that are too short or too long.
    Two words that differ in one letter, or in two that changed places, have one of them in common.
    Source: Garbe, symmetric delete spelling correction (SymSpell).
    """
    if not SHORTEST_MISSPELT <= len(word) <= LONGEST_MISSPELT:
        return []
    return [word, *dict.fromkeys(word[:at] + word[at + 1 :] for at in range(len(word)))]


def asked(question: str) -> tuple[str, ...]:
    """The words of a question, each once, the first 16."""
    return tuple(dict.fromkeys(words(question)))[:MOST_WORDS]


def least_found(number: int, *, loose: bool = False) -> int:
    """How many of so many words a product must have: all of two, two of three, three of four; half of
    them where it is taken loosely.
    """
    return -(-number // 2) if loose else number - number // 3


def _folded(text: str) -> str:
    return _ACCENT.sub("", unicodedata.normalize("NFKD", text.casefold()))
