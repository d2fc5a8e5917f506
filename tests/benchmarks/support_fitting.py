"""Fits support's confidence; run by hand, never by a function.

python -m tests.benchmarks.support_fitting

Two regressions (``functions.gtm.support.calibration``): of answers with one question of their own, on
the rental's page of our making and the shop's, and of answers with many, on half of a bank's intents.
Of what was fitted on the other page, or half, the error is printed: what to expect elsewhere. None of
the weights may be below 0; one that would be is left out and the rest fitted anew.
"""

import json
import math
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from baton.gtm.support import ANSWERED_FROM
from functions.gtm.support.calibration import FILE, SEVERAL
from functions.gtm.support.evidence import FEATURES, Found, Judged, judged
from functions.gtm.support.finding import CANDIDATES
from tests.benchmarks.support_questions import (
    Asked,
    KeptVectors,
    Page,
    bank,
    bank_rows,
    rental,
    shop,
)

Vector = NDArray[np.float64]

_PENALTY = 0.02
"""Of the squared weights of standardised features, for each example."""

_STEPS = 50
_TAKEN_OUT, _NOT_ANSWERED, _OTHER_INTENT = 0.05, 0.5, 0.2
"""What questions count that the page has no answer to: those whose answer was taken from it, those that
it never had one to, and those of intents that it has not. All together they are one question in five,
as a company is asked: fitted on as many as answered ones, the answers would be too seldom given.
"""

_VERBATIM = 0.1
"""What the page's own questions count: they are surely answered."""


@dataclass(frozen=True)
class Example:
    """What was found for a question, and whether its first answer is right."""

    features: tuple[float, ...]
    right: bool
    several: bool
    weight: float = 1.0


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

    def judged(self, question: str, without: frozenset[str] = frozenset()) -> list[Judged]:
        """The answers, the most likely first; not those that are taken from the page."""
        (vector,) = self._embedder.embed([question])
        near, words = self._both @ np.array(vector), self._words.scores(question)
        there = [place for place, one in enumerate(self._page.pairs) if one[1] not in without]
        nearest = sorted(there, key=lambda place: -near[place])[:CANDIDATES]
        worded = sorted(there, key=lambda place: -words[place])[:CANDIDATES]
        places = dict.fromkeys([*nearest, *(one for one in worded if words[one])])
        found = [
            Found(self._page.pairs[one][1], self._headings[one], self._texts[one], words[one])
            for one in places
        ]
        return judged(vector, found)

    def example(self, asked: Asked, weight: float = 1.0, without: bool = False) -> Example:
        """What is found for a question, with its answer on the page or without."""
        first = self.judged(asked.question, asked.right if without else frozenset())[0]
        right = first.answer in asked.right
        return Example(first.features, right, first.passages >= SEVERAL, weight)

    def asked(self, unanswered: float) -> list[Example]:
        """What is asked of the page."""
        asked = self._page.asked
        return [self.example(one, 1.0 if one.right else unanswered) for one in asked]

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


def fitted(examples: Sequence[Example]) -> dict[str, float]:
    """The weights by feature, and the intercept."""
    used = list(range(len(FEATURES)))
    while True:
        weights, intercept = _regression(examples, used)
        worst = min(range(len(used)), key=lambda place: weights[place])
        if weights[worst] >= 0:
            known = dict(zip(used, weights.tolist(), strict=True))
            named = {name: round(known.get(n, 0.0), 4) for n, name in enumerate(FEATURES)}
            return {**named, "intercept": round(intercept, 4)}
        del used[worst]


def _regression(examples: Sequence[Example], used: Sequence[int]) -> tuple[Vector, float]:
    """Newton's method on the penalised likelihood."""
    x = np.array([[one.features[place] for place in used] for one in examples])
    y = np.array([one.right for one in examples], dtype=float)
    w = np.array([one.weight for one in examples])
    middle, spread = np.average(x, axis=0, weights=w), x.std(axis=0)
    z = np.column_stack([(x - middle) / spread, np.ones(len(x))])
    penalty = _PENALTY * w.sum() * np.diag([1.0] * len(used) + [0.0])
    beta = np.zeros(len(used) + 1)
    for _ in range(_STEPS):
        p = 1 / (1 + np.exp(-z @ beta))
        slope = z.T @ (w * (p - y)) + penalty @ beta
        beta -= np.linalg.solve((z.T * (w * p * (1 - p))) @ z + penalty, slope)
    weights = beta[:-1] / spread
    return weights, float(beta[-1] - weights @ middle)


def told(name: str, model: dict[str, float], examples: Sequence[Example]) -> str:
    """How a model does on questions: as they are asked, not as they are weighted."""
    x = np.array([one.features for one in examples])
    right = np.array([one.right for one in examples])
    logit = x @ np.array([model[one] for one in FEATURES]) + model["intercept"]
    p = 1 / (1 + np.exp(-logit))
    sure = p >= ANSWERED_FROM
    error = abs(p[sure].mean() - right[sure].mean()) if sure.any() else 0.0
    best = np.argsort(-p)[: int(0.88 * len(p))]
    return (
        f"{name}: {len(p)} asked, {right.mean():.3f} right, {sure.mean():.3f} answered, of these "
        f"{right[sure].mean() if sure.any() else 0:.4f} right, error above the line {error:.3f}, "
        f"right of the surest 88 %: {right[best].mean():.4f}\n"
    )


def main() -> None:
    """Fits, prints and writes the file."""
    embedder = KeptVectors()
    pages = {page.name: Searched(page, embedder) for page in (rental(), shop())}
    few = {name: [replace(e, several=False) for e in one.examples()] for name, one in pages.items()}
    intents = sorted({intent for _, intent in bank_rows()})
    halves = [Searched(bank(intents[n::2], asked=800), embedder) for n in (0, 1)]
    many = [half.asked(_OTHER_INTENT) for half in halves]
    single = fitted([*few["rental"], *few["shop"]])
    several = fitted([*many[0]])
    for name, other in (("rental", "shop"), ("shop", "rental")):
        asked = [one for one in few[name] if one.weight == 1]
        sys.stdout.write(told(f"{name}, fitted on {other}", fitted(few[other]), asked))
        sys.stdout.write(told(f"{name}, fitted on both", single, asked))
    sys.stdout.write(told("half of the bank's intents, fitted on the other", several, many[1]))
    text = json.dumps({"single": single, "several": several}, indent=2)
    FILE.write_text(f"{text}\n", encoding="utf-8")
    sys.stdout.write(f"{text}\n")


if __name__ == "__main__":
    main()
