"""Confidence: how probable it is that an answer answers the question. Pure.

Of the answers that were found one is right, or none: a multinomial logistic regression over
``evidence.FEATURES`` (conditional logit: McFadden, "Conditional logit analysis of qualitative choice
behavior", 1974) with "none of them" as one more alternative. So an answer is less probable the more
others come into question: the next to it (``IN_QUESTION``), since of a hundred that are far from the
question each would take a little. No feature may count against an answer: more evidence never makes it
less probable. There are two sets of weights, since on a page with one question an answer that question
says all, and on a list with many, what all of them say. They are fitted, and
checked on questions that were held out, by ``tests/benchmarks/support_fitting.py`` and kept in
``calibration.json``.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from baton.gtm.kept_answer import Votes
from functions.gtm.support.evidence import FEATURES, Evidence, Judged

FILE = Path(__file__).with_name("calibration.json")

IN_QUESTION = 3
"""Answers that come into question, the right one among them or none."""

MOST_VOTES = 1.0
"""What people's votes can move, in logits: from 0.70 to 0.46 or 0.86, never further."""

_NOT_YET = 4.0
"""Votes that are as good as none: whoever says yes once has not proved anything."""


@dataclass(frozen=True, slots=True)
class Model:
    """Weights of features, and the logit of "none of them"."""

    weights: tuple[float, ...]
    none: float

    def __post_init__(self) -> None:
        if len(self.weights) != len(FEATURES) or min(self.weights) < 0:
            raise ValueError("needs a weight for each feature, none below 0")

    def logit(self, features: tuple[float, ...]) -> float:
        """What speaks for an answer."""
        return sum(weight * one for weight, one in zip(self.weights, features, strict=True))


@dataclass(frozen=True, slots=True)
class Ranked:
    """An answer, and the log of the odds that it is the right one."""

    judged: Judged
    log_odds: float

    def confidence(self, votes: Votes | None = None) -> float:
        """The probability, 0 to 1."""
        return 1 / (1 + math.exp(-max(-40.0, min(40.0, self.log_odds + shift(votes)))))


@dataclass(frozen=True, slots=True)
class Calibration:
    """The two models: of pages with few questions an answer, and of lists with many."""

    single: Model
    several: Model

    def in_question(self, evidence: Evidence) -> Evidence:
        """The answers that come into question."""
        return replace(evidence, answers=tuple(self._best_first(evidence)[:IN_QUESTION]))

    def ranked(self, evidence: Evidence) -> list[Ranked]:
        """The answers, the most probable first. There should be no more than come into question."""
        model, answers = self._model(evidence), self._best_first(evidence)
        over_none = [model.logit(one.features) - model.none for one in answers]
        odds = [*map(math.exp, over_none)]
        total = 1 + sum(odds)
        return [
            Ranked(one, over - math.log(max(1.0, total - own)))
            for one, over, own in zip(answers, over_none, odds, strict=True)
        ]

    def _best_first(self, evidence: Evidence) -> list[Judged]:
        model = self._model(evidence)
        return sorted(evidence.answers, key=lambda one: -model.logit(one.features))

    def _model(self, evidence: Evidence) -> Model:
        return self.several if evidence.of_list else self.single


def shift(votes: Votes | None) -> float:
    """What votes move, in logits: at most ``MOST_VOTES``, and little as long as they are few."""
    if votes is None:
        return 0.0
    helpful, unhelpful = max(votes.helpful, 0), max(votes.unhelpful, 0)
    return MOST_VOTES * (helpful - unhelpful) / (helpful + unhelpful + _NOT_YET)


@cache
def shipped() -> Calibration:
    """As it was fitted."""
    return read(json.loads(FILE.read_text(encoding="utf-8")))


def read(given: Mapping[str, Mapping[str, object]]) -> Calibration:
    """A calibration as the file has it. Raises ``ValueError``, ``KeyError`` or ``TypeError``."""
    models = {}
    for name in ("single", "several"):
        weights = {one: float(str(weight)) for one, weight in given[name].items()}
        none = weights.pop("none")
        models[name] = Model(tuple(weights.pop(one) for one in FEATURES), none)
    return Calibration(**models)
