"""Confidence: how probable it is that an answer answers the question. Pure.

A logistic regression over ``evidence.FEATURES``, none of which may count against an answer: more
evidence never makes it less probable. There are two, since an answer with one question of its own is
judged by that, and one with many by what all of them say. They are fitted, and checked on questions
that were held out, by ``tests/benchmarks/support_fitting.py`` and kept in ``calibration.json``.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from baton.gtm.kept_answer import Votes
from functions.gtm.support.evidence import FEATURES, Judged

SEVERAL = 3
"""Passages of an answer among those found from which on it is one of many."""

FILE = Path(__file__).with_name("calibration.json")

MOST_VOTES = 1.0
"""What people's votes can move, in logits: from 0.70 to 0.46 or 0.86, never further."""

_NOT_YET = 4.0
"""Votes that are as good as none: whoever says yes once has not proved anything."""


@dataclass(frozen=True, slots=True)
class Model:
    """Weights of features, and the logit without any."""

    weights: tuple[float, ...]
    intercept: float

    def __post_init__(self) -> None:
        if len(self.weights) != len(FEATURES) or min(self.weights) < 0:
            raise ValueError("needs a weight for each feature, none below 0")

    def logit(self, features: tuple[float, ...]) -> float:
        """The log of the odds that the answer is right."""
        pairs = zip(self.weights, features, strict=True)
        return self.intercept + sum(weight * feature for weight, feature in pairs)


@dataclass(frozen=True, slots=True)
class Calibration:
    """The two models: of an answer with few questions of its own, and with many."""

    single: Model
    several: Model

    def confidence(self, judged: Judged, votes: Votes | None = None) -> float:
        """The probability, 0 to 1."""
        model = self.several if judged.passages >= SEVERAL else self.single
        return _probability(model.logit(judged.features) + shift(votes))


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
        weights = dict(given[name])
        intercept = float(str(weights.pop("intercept")))
        models[name] = Model(tuple(float(str(weights.pop(one))) for one in FEATURES), intercept)
    return Calibration(**models)


def _probability(logit: float) -> float:
    return 1 / (1 + math.exp(-max(-40.0, min(40.0, logit))))
