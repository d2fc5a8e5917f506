"""Who answers a question: keywords, then words, then meaning, each asked only when the one before
is not sure.

``fitted`` learns from examples and sets the lines from which a stage is sure by cross-validation
on them, so a company's own examples set their own. A question that no stage is sure of goes to a
model, or is asked back.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from baton.gtm.request import RouteStage
from functions.gtm.supervisor.lexical import LexicalModel
from functions.gtm.supervisor.meaning import MeaningModel

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vector = NDArray[np.float32]

Embed = Callable[[Sequence[str]], Sequence[Sequence[float]]]
"""Vectors of texts. Raises ``Unavailable``."""

MEANING_WEIGHT = 2.0
"""Of the scores by meaning, beside those by words."""

WORDS_PRECISION = 0.993
"""What the examples that the words alone decide must be right in, when cross-validated."""

REFUSED_SHARE = 0.008
"""Of what is decided right by all stages together, the share that the line for being sure gives
up, so that what is of no intent falls below it.
"""

_ALONE = 0.9
"""The probability from which words are sure where no line could be set."""

LEAST_SURE = 0.5
"""No line for being sure is below it: what is more likely wrong than right is asked back."""

_FOLDS = 5
_MANY = 4_000
"""Examples of which one fold is enough to set lines by."""


@dataclass(frozen=True, slots=True)
class Lines:
    """From where a stage is sure: the probability of the best against the second by
    words, and that of the best by all."""

    words: float
    sure: float


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a text is about. ``guesses`` are the best intents, sure or not, the best first."""

    guesses: tuple[str, ...]
    confidence: float
    stage: RouteStage
    sure: bool

    @property
    def intent(self) -> str:
        """The best guess."""
        return self.guesses[0]


class Router:
    """The stages by words and by meaning. ``embed`` may be unavailable: then words alone judge."""

    def __init__(
        self, lexical: LexicalModel, meaning: MeaningModel | None, lines: Lines, embed: Embed
    ) -> None:
        self._lexical, self._meaning = lexical, meaning
        self._lines, self._embed = lines, embed

    @classmethod
    def fitted(
        cls,
        examples: Sequence[tuple[str, str]],
        embed: Embed,
        vectors: Sequence[Sequence[float]] | None = None,
        lines: Lines | None = None,
    ) -> Self:
        """The router of examples, each a text and its intent; ``vectors`` are theirs if they are
        known, and ``lines`` those of a router of nearly the same examples.
        """
        known = embed([text for text, _ in examples]) if vectors is None else vectors
        lines = lines or _cross_validated(examples, known)
        lexical, meaning = _models(examples, known)
        return cls(lexical, meaning, lines, embed)

    @property
    def lines(self) -> Lines:
        """From where the stages are sure."""
        return self._lines

    def by_words(self, text: str) -> Judgement:
        """What the words alone say."""
        return self._words(self._lexical.scores(text))

    def judged(self, text: str) -> Judgement:
        """What the words say if they are sure, else words and meaning together. Raises
        ``Unavailable`` if the meaning cannot be looked at.
        """
        scores = self._lexical.scores(text)
        found = self._words(scores)
        if found.sure or self._meaning is None:
            return found
        return self._together(scores, self._embed([text])[0])

    def by_meaning(self, text: str, vector: Sequence[float]) -> Judgement:
        """Words and meaning together, the vector being known."""
        return self._together(self._lexical.scores(text), vector)

    def _words(self, scores: "Vector") -> Judgement:
        best, lead = _lead(scores)
        chance = 1 / (1 + math.exp(-lead))
        sure = chance >= self._lines.words
        return Judgement((self._lexical.intents[best],), chance, RouteStage.LEXICAL, sure)

    def _together(self, scores: "Vector", vector: Sequence[float]) -> Judgement:
        if self._meaning is None:
            raise LookupError("no model of meaning was trained")
        both = scores + MEANING_WEIGHT * self._meaning.scores(vector)
        chances = _chances(both)
        order = chances.argsort()[::-1][:3]
        guesses = tuple(self._lexical.intents[at] for at in order)
        confidence = float(chances[order[0]])
        sure = confidence >= self._lines.sure
        return Judgement(guesses, confidence, RouteStage.EMBEDDING, sure)

    @classmethod
    def by_words_alone(cls, lexical: LexicalModel, embed: Embed) -> Self:
        """The router where nothing can be embedded."""
        return cls(lexical, None, Lines(_ALONE, 1.0), embed)


def _models(
    examples: Sequence[tuple[str, str]], vectors: Sequence[Sequence[float]]
) -> tuple[LexicalModel, MeaningModel]:
    lexical = LexicalModel.trained(examples)
    return lexical, MeaningModel.trained(vectors, [intent for _, intent in examples])


def _cross_validated(
    examples: Sequence[tuple[str, str]], vectors: Sequence[Sequence[float]]
) -> Lines:
    """The lines by examples that were left out when the models were trained. Folds go by every
    fifth example of an intent, so that each has its share in each.
    """
    fold = _fold_of(examples)
    duels: list[tuple[float, bool]] = []
    chances: list[tuple[float, bool]] = []
    for out in range(1 if len(examples) > _MANY else _FOLDS):
        kept = [at for at, one in enumerate(fold) if one != out]
        models = _models([examples[at] for at in kept], [vectors[at] for at in kept])
        trial = Router(*models, Lines(0, 0), lambda _: ())
        for at in (at for at, one in enumerate(fold) if one == out):
            text, intent = examples[at]
            words, both = trial.by_words(text), trial.by_meaning(text, vectors[at])
            duels.append((words.confidence, words.intent == intent))
            chances.append((both.confidence, both.intent == intent))
    return Lines(_precise_from(duels), _sure_from(chances))


def _fold_of(examples: Sequence[tuple[str, str]]) -> list[int]:
    seen: dict[str, int] = {}
    folds = []
    for _, intent in examples:
        number = seen.get(intent, 0)
        seen[intent] = number + 1
        folds.append(number % _FOLDS)
    return folds


def _precise_from(duels: Sequence[tuple[float, bool]]) -> float:
    """The least probability from which on the decisions are as precise as they must be."""
    right, line = 0, float("inf")
    for count, (chance, correct) in enumerate(sorted(duels, reverse=True), 1):
        right += correct
        if right >= WORDS_PRECISION * count:
            line = chance
    return line


def _sure_from(chances: Sequence[tuple[float, bool]]) -> float:
    """The line below which the given share of right decisions lies."""
    right = sorted(chance for chance, correct in chances if correct)
    return max(LEAST_SURE, right[int(REFUSED_SHARE * len(right))]) if right else 1.0


def _lead(scores: "Vector") -> tuple[int, float]:
    """The best, and its lead over the second."""
    best = int(scores.argmax(axis=0))
    top = float(scores[best])
    others = scores.copy()
    others[best] = -float("inf")
    return best, top - float(others.max(axis=0))


def _chances(scores: "Vector") -> "Vector":
    import numpy as np

    raised: Vector = np.exp(scores - scores.max(axis=0))
    raised /= raised.sum()
    return raised
