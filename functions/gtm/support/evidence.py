"""How well what was found answers a question: answers ranked, each with what speaks for it. Pure.

Passages with the same text are one answer: a list of questions often has several for one. A page has one
question an answer, a bank's list has a hundred, and both are judged the same way:

- what an answer's best passage has in common with the question, in meaning and in words;
- a regression over all that was found (kernel ridge: Shawe-Taylor and Cristianini, "Kernel Methods for
  Pattern Analysis", 2004, 7.3): each passage says for its own answer how near the question is, minus
  what passages near to it say already. Many that say the same count less than few that differ, and a
  passage beside those of other answers counts little.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Matrix = NDArray[Any]

HEADING, TEXT, WORDS = 0.45, 0.35, 0.2
"""What counts for a passage by itself: nearness to its heading, to its text, and words in common."""

HALF_AT = 10.0
"""The BM25 score that counts as half of what words can, as in ``baton.knowledge_base``."""

SHARPNESS = 4.0
"""Of the kernel ``exp(SHARPNESS * (cosine - 1))``."""

RIDGE = 0.2
"""What is added for noise: one passage in ten may stand at a wrong answer."""

FEATURES = ("best", "gap", "regression", "margin", "share")


@dataclass(frozen=True, slots=True)
class Found:
    """A passage: which answer it gives, its vectors of length 1, and its BM25 score. Without a heading
    that says something, ``heading`` is the vector that it is searched by, as ``text`` is.
    """

    answer: Hashable
    heading: Sequence[float]
    text: Sequence[float]
    words: float


@dataclass(frozen=True, slots=True)
class Judged:
    """An answer, the place of its best passage among those found, how many passages give it, and the
    features (``FEATURES``)."""

    answer: Hashable
    passage: int
    passages: int
    features: tuple[float, ...]

    @property
    def score(self) -> float:
        """By which answers to one question are ordered."""
        best, _, regression, *_ = self.features
        return best + regression


def judged(question: Sequence[float], found: Sequence[Found]) -> list[Judged]:
    """The answers, the most likely first; of length 1 is ``question``."""
    if not found:
        return []
    import numpy as np

    headings = np.array([one.heading for one in found], dtype=np.float32)
    texts = np.array([one.text for one in found], dtype=np.float32)
    asked = np.array(question, dtype=np.float32)
    near = headings @ asked
    words = np.array([one.words / (one.words + HALF_AT) for one in found])
    alone = HEADING * near + TEXT * (texts @ asked) + WORDS * words
    answers = list(dict.fromkeys(one.answer for one in found))
    place = {answer: number for number, answer in enumerate(answers)}
    of = np.array([place[one.answer] for one in found])
    regression = _regression(np, headings, near, of, len(answers))
    best = _best(np, alone, of, len(answers))
    shares = _shares(np, near, of, len(answers))
    order = np.argsort(-(regression + best), kind="stable")
    return [
        Judged(
            answer=answers[number],
            passage=int(np.argmax(np.where(of == number, alone, -np.inf))),
            passages=int((of == number).sum()),
            features=(
                float(best[number]),
                float(best[number] - _other(best, number)),
                float(regression[number]),
                float(regression[number] - _other(regression, number)),
                float(shares[number]),
            ),
        )
        for number in order.tolist()
    ]


def _regression(np: Any, headings: "Matrix", near: "Matrix", of: "Matrix", count: int) -> "Matrix":
    kernel = np.exp(SHARPNESS * (headings @ headings.T - 1)) + RIDGE * np.eye(len(near))
    weights = np.linalg.solve(kernel, np.exp(SHARPNESS * (near - 1)))
    sums: Matrix = np.bincount(of, weights=weights, minlength=count)
    return sums


def _best(np: Any, alone: "Matrix", of: "Matrix", count: int) -> "Matrix":
    best: Matrix = np.full(count, -1.0)
    np.maximum.at(best, of, alone)
    return best


def _shares(np: Any, near: "Matrix", of: "Matrix", count: int) -> "Matrix":
    """Votes of the passages, weighted by nearness (kernel 1/20 of a cosine wide)."""
    votes = np.exp((near - np.max(near)) / 0.05)
    shares: Matrix = np.bincount(of, weights=votes / votes.sum(), minlength=count)
    return shares


def _other(scores: "Matrix", number: int) -> float:
    """The best score of the other answers; 0 if there are none."""
    others = [score for place, score in enumerate(scores.tolist()) if place != number]
    return max(others, default=0.0)
