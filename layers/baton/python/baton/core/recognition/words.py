"""Which words mean what: finds categories of phrases in what people write.

What somebody wrote is looked at, never obeyed: all that comes out is one of the categories.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple, Self

_ACCENTS = re.compile("[\u0300-\u036f]+")
_APOSTROPHES = re.compile("['\u2018\u2019\u02bc`]+")
_WORD = re.compile(r"\w+")
_STEM = re.compile(r"\w+\*?|\*")
_JOINED_SCRIPTS = "\u0590"
"""From Hebrew on, scripts join prefixes to words or do without spaces: phrases match anywhere."""

_REACH_OF_A_NEGATION = 3
"""How many words before a phrase a negation still takes it back."""

_KEY = 3
"""Letters by which a phrase is looked up whose first word stands for all that begin so."""


class Reading(NamedTuple):
    """A text without case and accents, and its words."""

    folded: str
    words: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> Self:
        """Reads a text in any script."""
        folded = text.casefold()
        if not folded.isascii():
            folded = _ACCENTS.sub("", unicodedata.normalize("NFKD", folded)).casefold()
        folded = _APOSTROPHES.sub("", folded)
        return cls(folded, tuple(_WORD.findall(folded)))

    @property
    def line(self) -> str:
        """The words with one space between them."""
        return " ".join(self.words)


class _Phrase(NamedTuple):
    rank: int
    category: str
    words: tuple[str, ...]
    """``complain*`` stands for every word that begins so, ``*`` for any one word"""

    exact: bool
    """Whether it has no ``*``, as most: then its words are compared at once."""


class Words:
    """Categories and the phrases that speak of them; the first category with a match wins.

    A phrase in one of the ``revocable`` categories does not count if one of the ``negations`` stands
    up to three words before it. A word of a phrase that ends with ``*`` fits all that begin so, and
    ``*`` alone any word.
    """

    def __init__(
        self,
        categories: Mapping[str, Iterable[str]],
        *,
        negations: Iterable[str] = (),
        revocable: Iterable[str] = (),
    ) -> None:
        self.categories = tuple(categories)
        self._negations = frozenset(Reading.of(word).line for word in negations)
        self._revocable = frozenset(revocable)
        self._by_word: dict[str, list[_Phrase]] = {}
        self._by_beginning: dict[str, list[_Phrase]] = {}
        self._anywhere: list[tuple[int, str, str]] = []
        for rank, (category, phrases) in enumerate(categories.items()):
            for phrase in phrases:
                self._learn(rank, category, phrase)

    def _learn(self, rank: int, category: str, phrase: str) -> None:
        reading = Reading.of(phrase)
        if any(character >= _JOINED_SCRIPTS for character in reading.folded):
            self._anywhere.append((rank, category, reading.folded))
        elif reading.words:
            words = tuple(_STEM.findall(reading.folded))
            first = words[0]
            if first.endswith("*"):
                known = self._by_beginning.setdefault(first[:-1][:_KEY], [])
            else:
                known = self._by_word.setdefault(first, [])
            known.append(_Phrase(rank, category, words, "*" not in reading.folded))

    def find(self, text: Reading) -> str | None:
        """The category that the text speaks of, if it does of any."""
        return min(self._found(text), default=(0, None, ""))[1]

    def count(self, text: Reading) -> Counter[str]:
        """How many different phrases of each category the text has."""
        return Counter(category for category, _ in {found[1:] for found in self._found(text)})

    def _found(self, text: Reading) -> Iterator[tuple[int, str, str]]:
        for place, word in enumerate(text.words):
            for phrases in (self._by_word.get(word), self._by_beginning.get(word[:_KEY])):
                for phrase in phrases or ():
                    if self._says(text.words, phrase, place):
                        yield phrase.rank, phrase.category, " ".join(phrase.words)
        if not text.folded.isascii():
            for rank, category, part in self._anywhere:
                if part in text.folded:
                    yield rank, category, part

    def _says(self, words: tuple[str, ...], phrase: _Phrase, start: int) -> bool:
        spoken = words[start : start + len(phrase.words)]
        if not (spoken == phrase.words if phrase.exact else _fit(spoken, phrase.words)):
            return False
        before = words[max(0, start - _REACH_OF_A_NEGATION) : start]
        return phrase.category not in self._revocable or self._negations.isdisjoint(before)


def _fit(spoken: tuple[str, ...], wanted: tuple[str, ...]) -> bool:
    return len(spoken) == len(wanted) and all(map(_fits, spoken, wanted))


def _fits(word: str, wanted: str) -> bool:
    return word.startswith(wanted[:-1]) if wanted.endswith("*") else word == wanted
