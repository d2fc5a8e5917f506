"""How likely a text is an injected instruction: rules, the text's words, and its meaning.

A logistic regression over three groups of numbers: which families of ``rules`` a text meets,
its words and runs of four letters in 2,048 hashed places (Weinberger et al., "Feature hashing for
large scale multitask learning", 2009), and, where a function has the weights, its embedding. It is
fitted by ``tests.benchmarks.guard_fitting`` and kept in ``model.json``; scoring is plain Python.
"""

import base64
import json
import math
import re
import zlib
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any, Protocol

from baton.core.packaged_yaml import packaged_text
from baton.language.guards.rules import Rules, matched_form

PLACES = 2_048
"""Hashed places of words and letters."""

_GRAM = 4
_WINDOW = 150
"""Characters looked at together, about two sentences: the words of an attack drown in a longer text."""

_SEVERAL = 3
"""Parts of which an average tells something."""

_BY_LIKENESS = ("Its words and meaning are like those of injected instructions.",)
_SENTENCE = re.compile(r"[^.!?\n]+[.!?\n]*\s*")


class Embeds(Protocol):
    """What makes vectors of length 1: ``baton.memory.embedding.Embedder`` is one."""

    @property
    def model(self) -> str:
        """Its name, to which the fitted weights belong."""
        ...

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """A vector for every text, in their order. Raises ``Unavailable``."""
        ...


@dataclass(frozen=True, slots=True)
class Suspicion:
    """What the detector says of a text. ``score`` is 0 to 1 and only orders texts; ``suspicious`` is
    the verdict. ``rules`` are the families met, ``reasons`` the same in words an operator reads.
    """

    score: float
    suspicious: bool
    rules: frozenset[str]
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Limits:
    """The least scores of what is suspicious: of a text of one ``part``; of a part ``among`` others,
    which has more chances to look so; and of three parts or more on ``average``.
    """

    part: float
    among: float
    average: float

    def reached_by(self, scores: Sequence[float]) -> bool:
        """Whether a text with these parts is suspicious."""
        if len(scores) <= 1:
            return max(scores, default=0.0) >= self.part
        average = sum(scores) / len(scores) if len(scores) >= _SEVERAL else 0.0
        return max(scores) >= self.among or average >= self.average


@dataclass(frozen=True, slots=True)
class Weights:
    """One fitted regression, and from which scores on a text is suspicious."""

    bias: float
    rules: Mapping[str, float]
    places: Sequence[float]
    embedding: Sequence[float]
    limits: "Limits"

    def score(
        self, met: frozenset[str], places: Mapping[int, float], vector: Sequence[float]
    ) -> float:
        """The logistic function of the weighted sum, 0 to 1."""
        total = self.bias + sum(self.rules.get(name, 0.0) for name in met)
        total += sum(self.places[place] * value for place, value in places.items())
        total += sum(one * other for one, other in zip(self.embedding, vector, strict=False))
        return 1 / (1 + math.exp(-max(-60.0, min(60.0, total))))


class Detector:
    """Scores texts. Without an embedder it goes by rules and words alone, with their own weights."""

    def __init__(
        self, plain: Weights, full: Weights | None = None, embedder: Embeds | None = None
    ) -> None:
        self._embedder = embedder if full else None
        self._weights = full if full and embedder else plain
        self._rules = Rules.load()

    @classmethod
    def shipped(cls, embedder: Embeds | None = None) -> "Detector":
        """The detector with the weights of this folder. An embedder of another model is not used."""
        model = _model()
        fits = embedder is not None and embedder.model == model["embedding_model"]
        full = weights_of(model["full"]) if fits else None
        return cls(weights_of(model["plain"]), full, embedder if fits else None)

    def judge(self, text: str) -> Suspicion:
        """The most suspicious part of ``text``. Raises ``Unavailable`` if the embedder does."""
        parts = windows(text)
        vectors: Sequence[Sequence[float]] = [()] * len(parts)
        if self._embedder:
            vectors = self._embedder.embed(parts)
        whole = self._rules.met(text)
        scores = [
            self._weights.score(self._rules.met(part), places_of(part), vector)
            for part, vector in zip(parts, vectors, strict=True)
        ]
        suspicious = self._rules.weight(whole) >= 1 or self._weights.limits.reached_by(scores)
        reasons = self._rules.reasons(whole) or _BY_LIKENESS
        score = max(scores, default=0.0)
        return Suspicion(score, suspicious, whole, reasons if suspicious else ())


def windows(text: str) -> list[str]:
    """``text`` in parts of whole sentences, about 150 characters each, that overlap by a sentence.
    A short text is one part; an empty one none.
    """
    if len(text) <= _WINDOW:
        return [text] if text.strip() else []
    parts: list[str] = []
    current: list[str] = []
    for sentence in _pieces(text):
        if current and sum(map(len, current)) + len(sentence) > _WINDOW:
            parts.append("".join(current))
            current = current[-1:] if len(current[-1]) + len(sentence) <= _WINDOW else []
        current.append(sentence)
    return [*parts, "".join(current)]


def _pieces(text: str) -> list[str]:
    """Sentences, those that are too long cut into pieces."""
    return [
        sentence[begin : begin + _WINDOW]
        for sentence in _SENTENCE.findall(text)
        for begin in range(0, len(sentence), _WINDOW)
    ]


def places_of(text: str) -> dict[int, float]:
    """Words, pairs of words and runs of four letters, hashed, as a vector of length 1."""
    plain = matched_form(text)
    words = plain.split(" ")
    found = set(words) | {f"{one} {other}" for one, other in pairwise(words)}
    found |= {plain[at : at + _GRAM] for at in range(len(plain) - _GRAM + 1)}
    counts: dict[int, float] = {}
    for one in found:
        place = zlib.crc32(one.encode()) % PLACES
        counts[place] = counts.get(place, 0.0) + 1.0
    length = math.sqrt(sum(count * count for count in counts.values())) or 1.0
    return {place: count / length for place, count in counts.items()}


def weights_of(source: Mapping[str, Any]) -> Weights:
    """The weights as ``model.json`` writes them: vectors as bytes, with a scale."""
    return Weights(
        bias=source["bias"],
        rules=source["rules"],
        places=_numbers(source["places"]),
        embedding=_numbers(source["embedding"]),
        limits=Limits(**source["limits"]),
    )


def _numbers(packed: Mapping[str, Any]) -> list[float]:
    scale = packed["scale"]
    return [one * scale for one in array("b", base64.b64decode(packed["bytes"]))]


@cache
def _model() -> dict[str, Any]:
    text = packaged_text(__package__, "model.json")
    model: dict[str, Any] = json.loads(text)
    return model
