"""What speaks for each answer to a question. Pure.

Passages with the same text are one answer: a list of questions often has several for one. A page has one
question an answer, a bank's list has a hundred, and both are judged the same way:

- what an answer's passages have in common with the question, in meaning and in words;
- three regressions over all that was found, of the headings' meaning, of the texts' and of the headings'
  wording (kernel ridge: Shawe-Taylor and Cristianini, "Kernel Methods for Pattern Analysis", 2004, 7.3):
  each passage says for its own answer how near the question is, minus what passages near to it say
  already. Many that say the same count less than few that differ, and a passage beside those of other
  answers counts little;
- of the few that come into question then, whether each token of the question is met in them
  (``token_alignment``).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from functions.gtm.support.word_pieces import near_in_wording

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Matrix = NDArray[Any]

HEADING, TEXT, WORDS = 0.45, 0.35, 0.2
"""What counts for a passage where one of an answer's is chosen to be quoted: nearness to its heading, to
its text, and words in common."""

HALF_AT = 10.0
"""The BM25 score that counts as half of what words can, as in ``baton.knowledge_base``."""

SEVERAL = 3
"""Passages an answer among those found, on average, from which on a list has many an answer."""

SHARPNESS, OF_LISTS = 4.0, 2.0
"""Of the kernel ``exp(SHARPNESS * (cosine - 1))``, and of a list's: what is less near says something
there too. On a page with one answer it would say something of questions that the page is not about.
"""

RIDGE, RIDGE_OF_WORDING = 0.2, 1.0
"""What is added for noise: one passage in ten may stand at a wrong answer, and words mislead more often
than what they mean.
"""

FEATURES = ("heading", "text", "words", "headings", "texts", "wording", "aligned")
ALIGNED = FEATURES.index("aligned")


@dataclass(frozen=True, slots=True)
class Found:
    """A passage: which answer it gives, its vectors of length 1, its BM25 score, and its heading as it
    is written. Without a heading that says something, ``heading`` is the vector that it is searched by,
    as ``text`` is, and ``written`` its text.
    """

    answer: str
    heading: Sequence[float]
    text: Sequence[float]
    words: float
    written: str


@dataclass(frozen=True, slots=True)
class Judged:
    """An answer, the place of its best passage among those found, how many passages give it, and the
    features (``FEATURES``)."""

    answer: str
    passage: int
    passages: int
    features: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """The answers to a question, and whether they are those of a list with many questions an answer."""

    answers: tuple[Judged, ...]
    of_list: bool


def judged(written: str, question: Sequence[float], found: Sequence[Found]) -> Evidence:
    """The answers, in the order in which they were found, not aligned yet. ``question`` is the vector,
    of length 1, of what was ``written``."""
    if not found:
        return Evidence((), of_list=False)
    import numpy as np

    headings = np.array([one.heading for one in found], dtype=np.float32)
    texts = np.array([one.text for one in found], dtype=np.float32)
    asked = np.array(question, dtype=np.float32)
    near_heading, near_text = headings @ asked, texts @ asked
    words = np.array([one.words / (one.words + HALF_AT) for one in found])
    alone = HEADING * near_heading + TEXT * near_text + WORDS * words
    answers = list(dict.fromkeys(one.answer for one in found))
    place = {answer: number for number, answer in enumerate(answers)}
    of = np.array([place[one.answer] for one in found])
    best = [_best(np, one, of, len(answers)) for one in (near_heading, near_text, words)]
    of_list = len(found) >= SEVERAL * len(answers)
    sharpness = OF_LISTS if of_list else SHARPNESS
    said = [
        _said(np, *_kernels(np, headings, near_heading, sharpness), RIDGE),
        _said(np, *_kernels(np, texts, near_text, sharpness), RIDGE),
    ]
    if of_list:
        near = near_in_wording([one.written for one in found], written)
        said.append(_said(np, *near, RIDGE_OF_WORDING))
    sums = [np.bincount(of, weights=one, minlength=len(answers)) for one in said]
    features = np.zeros((len(answers), len(FEATURES)))
    features[:, : len(best) + len(sums)] = np.column_stack([*best, *sums])
    chosen = [int(np.argmax(np.where(of == number, alone, -np.inf))) for number in place.values()]
    counts = np.bincount(of).tolist()
    every = map(Judged, answers, chosen, counts, map(tuple, features.tolist()))
    return Evidence(tuple(every), of_list)


def _best(np: Any, scores: "Matrix", of: "Matrix", count: int) -> "Matrix":
    best: Matrix = np.full(count, -1.0)
    np.maximum.at(best, of, scores)
    return best


def _kernels(
    np: Any, vectors: "Matrix", near: "Matrix", sharpness: float
) -> tuple["Matrix", "Matrix"]:
    """How near they are to each other, and to the question."""
    return np.exp(sharpness * (vectors @ vectors.T - 1)), np.exp(sharpness * (near - 1))


def _said(np: Any, kernel: "Matrix", near: "Matrix", ridge: float) -> "Matrix":
    """What each passage says for its answer."""
    weights: Matrix = np.linalg.solve(kernel + ridge * np.eye(len(near)), near)
    return weights
