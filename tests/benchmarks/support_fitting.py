"""Fits support's confidence; run by hand, never by a function.

python -m tests.benchmarks.support_fitting

Two regressions (``functions.gtm.support.calibration``): of pages with one question an answer, on those
of our making, and of lists with many, on half of a bank's intents. Of what was fitted on the other
pages, or half, the error is printed, and of the shop's page, on which nothing is fitted: what to expect
elsewhere. None of the weights may be below 0; one that would be is left out and the rest fitted anew.
"""

import json
import math
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from baton.gtm.support import ANSWERED_FROM
from functions.gtm.support.calibration import FILE, Calibration, Model
from functions.gtm.support.evidence import FEATURES, Evidence, Found, judged
from functions.gtm.support.finding import CANDIDATES
from functions.gtm.support.token_alignment import TokenAlignment
from tests.benchmarks.support_questions import (
    PARTS,
    Asked,
    KeptVectors,
    Page,
    bank,
    bank_rows,
    own_pages,
    shop,
)

Vector = NDArray[np.float64]

_OF_PAGES, _OF_LISTS = 0.001, 0.02
"""The penalty of the squared weights of standardised features, for each example. Lists that cover half
of what is asked answer more of the other half if their weights are held back less.
"""

_STEPS, _ROUNDS = 50, 2
_TAKEN_OUT, _NOT_ANSWERED, _OTHER_INTENT = 0.05, 0.5, 0.2
"""What questions count that the page has no answer to: those whose answer was taken from it, those that
it never had one to, and those of intents that it has not. All together they are one question in five,
as a company is asked: fitted on as many as answered ones, the answers would be too seldom given.
"""

_VERBATIM = 0.1
"""What the page's own questions count: they are surely answered."""


@dataclass(frozen=True)
class Example:
    """What was found for a question, and which answers are right."""

    evidence: Evidence
    right: frozenset[str]
    weight: float = 1.0


_SMALL = (1, 3, 10)
"""Answers of pages that have few of what is asked for."""


class Words:
    """BM25 over texts, with OpenSearch's parameters."""

    def __init__(self, texts: Sequence[str]) -> None:
        words = [re.findall(r"\w+", text.lower()) for text in texts]
        self._lengths = np.array([len(one) for one in words], dtype=float)
        self._places: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for place, one in enumerate(words):
            for word, count in Counter(one).items():
                self._places[word].append((place, count))

    def scores(self, text: str) -> Vector:
        """The score of each text."""
        scores, number = np.zeros(len(self._lengths)), len(self._lengths)
        for word in set(re.findall(r"\w+", text.lower())):
            if found := self._places.get(word):
                places, counts = np.array(found).T
                rarity = math.log(1 + (number - len(places) + 0.5) / (len(places) + 0.5))
                long = 0.25 + 0.75 * self._lengths[places] / self._lengths.mean()
                scores[places] += rarity * counts * 2.2 / (counts + 1.2 * long)
        return scores


class Searched:
    """A page as it would be searched."""

    def __init__(self, page: Page, embedder: KeptVectors) -> None:
        self._page = page
        self._embedder = embedder
        self._headings = np.array(embedder.embed([one for one, _ in page.pairs]))
        self._texts = np.array(embedder.embed([one for _, one in page.pairs]))
        mean = self._headings + self._texts
        self._both = mean / np.linalg.norm(mean, axis=1, keepdims=True)
        self._words = Words([f"{question}\n{answer}" for question, answer in page.pairs])
        self._alignment = TokenAlignment(embedder.tokens)

    def judged(self, question: str, without: frozenset[str] = frozenset()) -> Evidence:
        """The answers, all of them aligned, without those that are taken from the page."""
        (vector,) = self._embedder.embed([question])
        near, words = self._both @ np.array(vector), self._words.scores(question)
        there = [place for place, one in enumerate(self._page.pairs) if one[1] not in without]
        nearest = sorted(there, key=lambda place: -near[place])[:CANDIDATES]
        worded = sorted(there, key=lambda place: -words[place])[:CANDIDATES]
        places = dict.fromkeys([*nearest, *(one for one in worded if words[one])])
        found = [
            Found(text, self._headings[one], self._texts[one], words[one], heading)
            for one in places
            for heading, text in (self._page.pairs[one],)
        ]
        return self._alignment.aligned(question, judged(question, vector, found), found)

    def example(self, asked: Asked, weight: float = 1.0, without: bool = False) -> Example:
        """What is found for a question, with its answer on the page or without."""
        taken = asked.right if without else frozenset[str]()
        return Example(self.judged(asked.question, taken), asked.right - taken, weight)

    def asked(self, unanswered: float) -> list[Example]:
        """What is asked of the page."""
        asked = self._page.asked
        return [self.example(one, 1.0 if one.right else unanswered) for one in asked]

    def parts(self, size: int) -> Iterator["Searched"]:
        """The page in parts of so many answers, of each of which all is asked."""
        page = self._page
        for start in range(0, len(page.pairs), size):
            pairs = page.pairs[start : start + size]
            there = {answer for _, answer in pairs}
            asked = tuple(Asked(one.question, one.right & there) for one in page.asked)
            yield Searched(Page(page.name, pairs, asked), self._embedder)

    def examples(self, unanswered: float = _NOT_ANSWERED) -> list[Example]:
        """What is asked of the page, the page's own questions, and what it answers no more. Questions
        that it has no answer to count as ``unanswered``.
        """
        page = self._page
        own = [Asked(question, frozenset({answer})) for question, answer in page.pairs]
        return [
            *self.asked(unanswered),
            *(self.example(one, _TAKEN_OUT, without=True) for one in page.asked if one.right),
            *(self.example(one, _VERBATIM) for one in own[:100]),
        ]


def fitted(examples: Sequence[Example], penalty: float = _OF_PAGES) -> dict[str, float]:
    """The weights by feature, and the logit of "none of them", where some answers come into question;
    which these are depends on the weights."""
    some = examples
    for _ in range(_ROUNDS):
        weights = _fitted(some, penalty)
        some = [replace(one, evidence=_in_question(one.evidence, weights)) for one in examples]
    return _fitted(some, penalty)


def _fitted(examples: Sequence[Example], penalty: float) -> dict[str, float]:
    used = list(range(len(FEATURES)))
    while True:
        weights, none = _regression(examples, used, penalty)
        worst = min(range(len(used)), key=lambda place: weights[place])
        if weights[worst] >= 0:
            known = dict(zip(used, weights.tolist(), strict=True))
            named = {name: round(known.get(n, 0.0), 4) for n, name in enumerate(FEATURES)}
            return {**named, "none": round(none, 4)}
        del used[worst]


def _in_question(evidence: Evidence, weights: dict[str, float]) -> Evidence:
    """As the agent has it, which aligns only these."""
    model = _model({**weights, "aligned": 0.0})
    return Calibration(model, model).in_question(evidence)


def _model(weights: dict[str, float]) -> Model:
    return Model(tuple(weights[one] for one in FEATURES), weights["none"])


def _regression(
    examples: Sequence[Example], used: Sequence[int], held_back: float
) -> tuple[Vector, float]:
    """Newton's method on the penalised likelihood. What is none of the answers is the last."""
    given = [
        np.array([one.features for one in example.evidence.answers])[:, used]
        for example in examples
    ]
    every = np.concatenate(given)
    middle, spread = every.mean(axis=0), every.std(axis=0)
    spread[spread == 0] = 1.0
    x = [_with_none((one - middle) / spread) for one in given]
    right = [_right(example) for example in examples]
    total, size = sum(one.weight for one in examples), len(used) + 1
    penalty = held_back * total * np.diag([1.0] * len(used) + [0.0])
    beta = np.zeros(size)
    for _ in range(_STEPS):
        slope, curve = penalty @ beta, penalty.copy()
        for example, features, wanted in zip(examples, x, right, strict=True):
            p = _shares(features @ beta)
            of_right = p * wanted / (p @ wanted)
            mean = p @ features
            slope += example.weight * (mean - of_right @ features)
            curve += example.weight * ((features.T * p) @ features - np.outer(mean, mean))
        step = np.linalg.solve(curve, slope)
        beta -= step / max(1.0, np.abs(step).max())  # a longer one may go where all is certain
    weights = beta[:-1] / spread
    return weights, float(beta[-1] + weights @ middle)


def _with_none(features: Vector) -> Vector:
    rows, columns = features.shape
    wide = np.zeros((rows + 1, columns + 1))
    wide[:rows, :columns] = features
    wide[rows, columns] = 1
    return wide


def _right(example: Example) -> Vector:
    right = [one.answer in example.right for one in example.evidence.answers]
    return np.array([*right, not any(right)], dtype=float)


def _shares(logits: Vector) -> Vector:
    exponents = np.exp(logits - np.max(logits))
    shares: Vector = exponents / exponents.sum()
    return shares


@dataclass(frozen=True)
class Measured:
    """How a model does on questions: as they are asked, not as they are weighted."""

    with_answer: int
    found: float
    answered: float
    others: int
    others_answered: int
    right: float
    error: float
    surest: float


def measured(fitted_weights: dict[str, float], examples: Sequence[Example]) -> Measured:
    """What a model does on questions."""
    model = _model(fitted_weights)
    calibration = Calibration(model, model)
    some = [_in_question(one.evidence, fitted_weights) for one in examples]
    first = [calibration.ranked(one)[0] for one in some]
    right = np.array([f.judged.answer in e.right for f, e in zip(first, examples, strict=True)])
    p, there = (
        np.array([one.confidence() for one in first]),
        np.array([bool(e.right) for e in examples]),
    )
    sure = p >= ANSWERED_FROM
    surest = right[there][np.argsort(-p[there])][: int(0.88 * there.sum())]
    return Measured(
        with_answer=int(there.sum()),
        found=float(right[there].mean()),
        answered=float(sure[there].mean()),
        others=int((~there).sum()),
        others_answered=int(sure[~there].sum()),
        right=float(right[sure].mean()) if sure.any() else 0.0,
        error=float(abs(p[sure].mean() - right[sure].mean())) if sure.any() else 0.0,
        surest=float(surest.mean()),
    )


def told(name: str, fitted_weights: dict[str, float], examples: Sequence[Example]) -> str:
    """What a model does on questions, in words."""
    one = measured(fitted_weights, examples)
    return (
        f"{name}: {one.with_answer} with an answer, {one.found:.3f} found; "
        f"{one.answered:.3f} answered, and {one.others_answered} of {one.others} others; "
        f"{one.right:.4f} of these right, error there {one.error:.3f}; "
        f"right of the surest 88 % with an answer: {one.surest:.4f}\n"
    )


def told_of_parts(name: str, parts: Sequence[Measured]) -> str:
    """The means over the parts, and how far they are from each other."""
    told_fields = []
    for field in ("found", "answered", "right", "error", "surest"):
        values = np.array([getattr(one, field) for one in parts])
        told_fields.append(f"{field} {values.mean():.4f} ± {values.std(ddof=1):.4f}")
    return f"{name}: {', '.join(told_fields)}\n"


def _told_of(page: Searched, name: str, weights: dict[str, float]) -> str:
    """What a model does on a page, and on its parts."""
    lines = told(name, weights, page.asked(_NOT_ANSWERED))
    for size in _SMALL:
        some = [example for part in page.parts(size) for example in part.asked(_NOT_ANSWERED)]
        lines += told(f"  {size} at a time", weights, some)
    return lines


def main() -> None:
    """Fits, prints and writes the file."""
    embedder = KeptVectors()
    pages = {page.name: Searched(page, embedder) for page in own_pages()}
    few = {name: one.examples() for name, one in pages.items()}
    intents = sorted({intent for _, intent in bank_rows()})
    many = [
        [
            example
            for part in range(PARTS)
            for example in Searched(bank(intents[n::2], part=part), embedder).asked(_OTHER_INTENT)
        ]
        for n in (0, 1)
    ]
    single = fitted([example for some in few.values() for example in some])
    several = fitted(many[0], _OF_LISTS)
    for name, page in pages.items():
        others = [example for other, some in few.items() if other != name for example in some]
        sys.stdout.write(_told_of(page, f"{name}, fitted on the other pages", fitted(others)))
    prose = [Searched(page.as_prose(), embedder).asked(_NOT_ANSWERED) for page in own_pages()]
    every = [example for some in prose for example in some]
    sys.stdout.write(told("these pages as prose, fitted on them with questions", single, every))
    asked = Searched(shop(), embedder).asked(_NOT_ANSWERED)
    sys.stdout.write(told("shop, fitted on these pages", single, asked))
    sys.stdout.write(told("half of the bank's intents, fitted on the other", several, many[1]))
    parts = [measured(several, Searched(bank(part=n), embedder).asked(1.0)) for n in range(PARTS)]
    sys.stdout.write(told_of_parts("all of them, each asked once, fitted on half", parts))
    text = json.dumps({"single": single, "several": several}, indent=2)
    FILE.write_text(f"{text}\n", encoding="utf-8")
    sys.stdout.write(f"{text}\n")


if __name__ == "__main__":
    main()
