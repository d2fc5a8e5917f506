"""What a message is about as a whole, weighed: what phrases alone do not see. Pure.

A multinomial logistic regression over the signs of ``ideas``, fitted by
``tests.benchmarks.message_fitting`` and kept in ``whole_message.json``; weighing is plain Python.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Self

from baton.core.packaged_yaml import packaged_text
from baton.leads.reading.ideas import as_written, sentences_of, signs_with_words
from baton.leads.reading.message_kind import MessageKind

WEIGHED = (
    MessageKind.COMPLAINS,
    MessageKind.NEEDS_SUPPORT,
    MessageKind.SELLS,
    MessageKind.APPLIES,
    MessageKind.REFUSES,
)
"""The kinds that are weighed, each against whoever wants or asks something, in the file's order."""

_MOST_WORDS, _LITTLE = 4, 3

_COMPLAINT = frozenset({"#complains/sure", "#complains/signs/failure"})
"""Words of reproach beside something that failed: a person reads that, whatever else is wished."""

_SAYS_NO = frozenset({"not", "nobody", "stop", "remove", "let_be", "peace", "object", "out_of"})
"""The ideas of which a refusal has one, however likely the rest makes it."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The least of the logarithm of the odds, against a customer, from which a kind is believed: if
    nothing else says so (``alone``), and if phrases do (``beside``).
    """

    alone: float
    beside: float


@dataclass(frozen=True, slots=True)
class Weights:
    """A fitted regression: weights by sign, a bias, both by kind as in ``WEIGHED``, and the limits."""

    bias: Sequence[float]
    signs: Mapping[str, Sequence[float]]
    limits: Mapping[MessageKind, Limits]
    doubt: float = math.inf
    """The least of the logarithm of the odds of all kinds together from which a person reads it"""

    @classmethod
    def shipped(cls) -> Self:
        """The weights of this folder."""
        source = _source()
        limits = {MessageKind(kind): Limits(**both) for kind, both in source["limits"].items()}
        return cls(source["bias"], source["signs"], limits, source["doubt"])

    def joined(self, said: MessageKind, signs: Mapping[str, float]) -> MessageKind:
        """The kind, if phrases have ``said`` one. A refusal by phrases is obeyed. What else they say of
        this holds unless the whole message speaks against it; where they say nothing, so does what the
        whole message says clearly. One that only looks like a refusal is for a person to read, and so is
        one that is likely to be of some kind, whichever it is.
        """
        if said is MessageKind.REFUSES:
            return said
        odds = self.odds(signs)
        if said in odds and odds[said] >= self.limits[said].beside:
            return said
        clear = {kind: much - self.limits[kind].alone for kind, much in odds.items()}
        if _SAYS_NO.isdisjoint(signs):
            del clear[MessageKind.REFUSES]
        kind = max(clear, key=lambda one: (clear[one] >= 0, one.needs_a_person, clear[one]))
        if clear[kind] < 0:
            of_us = said is MessageKind.COMPLAINS and "#elsewhere" not in signs
            if (of_us and signs.keys() >= _COMPLAINT) or self.no_customer(signs) >= self.doubt:
                return MessageKind.UNCLEAR
            if said not in odds:
                return said
            return MessageKind.ASKS if "#asks" in signs else MessageKind.OTHER
        return MessageKind.MAY_REFUSE if kind is MessageKind.REFUSES else kind

    def odds(self, signs: Mapping[str, float]) -> dict[MessageKind, float]:
        """The logarithm of the odds of each kind against a customer. What needs a person is one thing:
        complaints and calls for help have the odds of either, and the likelier stands first.
        """
        odds = dict(zip(WEIGHED, self._sums(signs), strict=True))
        likelier, other = sorted(
            (kind for kind in WEIGHED if kind.needs_a_person), key=lambda one: -odds[one]
        )
        either = odds[likelier] + math.log1p(math.exp(odds[other] - odds[likelier]))
        return {likelier: either, other: either} | {
            kind: much for kind, much in odds.items() if not kind.needs_a_person
        }

    def no_customer(self, signs: Mapping[str, float]) -> float:
        """The logarithm of the odds of all weighed kinds together against a customer."""
        return math.log(sum(map(math.exp, self._sums(signs))))

    def _sums(self, signs: Mapping[str, float]) -> list[float]:
        sums = list(self.bias)
        for sign, value in signs.items():
            for at, weight in enumerate(self.signs.get(sign, ())):
                sums[at] += weight * value
        return sums

    def words(self, message: str, kind: MessageKind) -> tuple[str, ...]:
        """The words of ``message`` that speak most for a kind, at most four, in their order; "my" and
        "not" only where nothing else does.
        """
        at = WEIGHED.index(kind)
        counted: dict[str, float] = {}
        for sign, words in dict(signs_with_words(sentences_of(message))).items():
            for word in words:
                counted[word] = counted.get(word, 0.0) + self._weight(sign, at) / len(words)
        speaking = [word for word, weight in counted.items() if weight > 0]
        long = [word for word in speaking if len(word) > _LITTLE]
        telling = sorted(long or speaking, key=lambda word: -counted[word])[:_MOST_WORDS]
        return tuple(as_written(word, message) for word in counted if word in telling)

    def _weight(self, sign: str, at: int) -> float:
        weights = self.signs.get(sign)
        return weights[at] if weights else 0.0


@cache
def weights() -> Weights:
    """The shipped weights, read once."""
    return Weights.shipped()


@cache
def _source() -> dict[str, Any]:
    text = packaged_text(__package__, "whole_message.json")
    source: dict[str, Any] = json.loads(text)
    return source
