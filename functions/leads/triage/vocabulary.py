"""Which words mean what: finds the categories of ``vocabulary.yaml`` in what people write.

What somebody wrote is looked at, never obeyed: all that comes out is one of the file's categories.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import NamedTuple, Self

import yaml
from pydantic import BaseModel, ConfigDict

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_ACCENTS = re.compile("[\u0300-\u036f]+")
_APOSTROPHES = re.compile("['\u2018\u2019\u02bc`]+")
_WORD = re.compile(r"\w+")
_JOINED_SCRIPTS = "\u0590"
"""From Hebrew on, scripts join prefixes to words or do without spaces: phrases match anywhere."""

_REACH_OF_A_NEGATION = 3
"""How many words before a phrase a negation still takes it back."""


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


class Words:
    """Categories and the phrases that speak of them; the first category with a match wins.

    A phrase in one of the ``revocable`` categories does not count if one of the ``negations`` stands
    up to three words before it.
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
        self._by_first_word: dict[str, list[_Phrase]] = {}
        self._anywhere: list[tuple[int, str, str]] = []
        for rank, (category, phrases) in enumerate(categories.items()):
            for phrase in phrases:
                self._learn(rank, category, Reading.of(phrase))

    def _learn(self, rank: int, category: str, phrase: Reading) -> None:
        if any(character >= _JOINED_SCRIPTS for character in phrase.folded):
            self._anywhere.append((rank, category, phrase.folded))
        elif phrase.words:
            known = self._by_first_word.setdefault(phrase.words[0], [])
            known.append(_Phrase(rank, category, phrase.words))

    def find(self, text: Reading) -> str | None:
        """The category that the text speaks of, if it does of any."""
        found = [
            (phrase.rank, phrase.category)
            for word in self._by_first_word.keys() & set(text.words)
            for phrase in self._by_first_word[word]
            if self._says(text.words, phrase)
        ]
        if not text.folded.isascii():
            found += [(rank, cat) for rank, cat, part in self._anywhere if part in text.folded]
        return min(found)[1] if found else None

    def _says(self, words: tuple[str, ...], phrase: _Phrase) -> bool:
        length = len(phrase.words)
        start = -1
        for _ in range(words.count(phrase.words[0])):
            start = words.index(phrase.words[0], start + 1)
            if words[start : start + length] != phrase.words:
                continue
            before = words[max(0, start - _REACH_OF_A_NEGATION) : start]
            if phrase.category not in self._revocable or self._negations.isdisjoint(before):
                return True
        return False


class _Attributes(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    origin: list[str]
    occupation: list[str]


class _File(BaseModel):
    """``vocabulary.yaml`` as it is written. Strict, since YAML reads a bare ``no`` as false."""

    model_config = ConfigDict(extra="forbid", strict=True)

    placeholders: list[str]
    attributes: _Attributes
    source: dict[str, list[str]]
    origin: dict[str, list[str]]
    occupation: dict[str, list[str]]
    seniority: dict[str, list[str]]
    free_mail: list[str]
    disposable_mail: list[str]
    message: dict[str, list[str]]
    negations: list[str]
    hurry: list[str]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words that triage knows, ready to be looked for."""

    source: Words
    origin: Words
    occupation: Words
    seniority: Words
    message: Words
    hurry: Words
    placeholders: frozenset[str]
    origin_names: frozenset[str]
    occupation_names: frozenset[str]
    free_mail: frozenset[str]
    disposable_mail: frozenset[str]

    @classmethod
    def load(cls) -> Self:
        """Reads the file beside this module. Raises ``ValidationError`` naming what is wrong in it."""
        text = files(__package__).joinpath("vocabulary.yaml").read_text(encoding="utf-8")
        written = _File.model_validate(yaml.load(text, Loader=_Loader))  # noqa: S506
        negations = written.negations
        return cls(
            source=Words(written.source),
            origin=Words(written.origin),
            occupation=Words(written.occupation),
            seniority=Words(written.seniority),
            message=Words(written.message, negations=negations, revocable=("buys",)),
            hurry=Words({"hurry": written.hurry}, negations=negations, revocable=("hurry",)),
            placeholders=_lines(written.placeholders),
            origin_names=_lines(written.attributes.origin),
            occupation_names=_lines(written.attributes.occupation),
            free_mail=frozenset(written.free_mail),
            disposable_mail=frozenset(written.disposable_mail),
        )


def _lines(phrases: Iterable[str]) -> frozenset[str]:
    return frozenset(Reading.of(phrase).line for phrase in phrases)
