"""Fits the detector's weights; run by hand, never by a function.

python -m tests.benchmarks.guard_fitting

Reads ``guard_examples.yaml`` and writes the ``model.json`` of ``baton.language.guards``. The detector is
measured with texts of others, to which nothing here is fitted: ``make bench SECTIONS=guards``.
"""

import base64
import json
import math
import re
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from baton.language.guards import detector as detecting
from baton.language.guards.detector import PLACES, Detector, Embeds, Limits, Weights, places_of
from baton.language.guards.rules import Rules

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Matrix = NDArray[np.float64]

_PENALTY = 0.2
"""Of the squared weights; groups of features are scaled so that one penalty fits all."""

FALSE_ALARMS = 0.03
"""The most of our near misses that may be called suspicious by a regression that has not seen them, as
a share. They were written to be hard: of those kept for measuring, 2 % are."""

_AROUND, _APART = 4, 37
"""Texts around a near miss in a longer one, and how far apart near misses are that stand together: they
are of different lines."""

_FOLDS, _MOST_STEPS, _CLOSE, _LARGEST = 5, 40, 1e-8, 127
_KINDS = {"benign": 0, "near_misses": 0, "attacks": 1}
_CHOICE = re.compile(r"\[\[([^\]]{0,400})\]\]")
_FROM_ONE_LINE = 4


@dataclass(frozen=True, slots=True)
class Texts:
    """Texts with what they are: 1 an attack, 0 benign; the line that each is a variation of; and whether
    it is benign and has an attack's words.
    """

    texts: tuple[str, ...]
    labels: tuple[int, ...]
    lines: tuple[int, ...]
    near: tuple[bool, ...]


@cache
def own_examples() -> Texts:
    """``guard_examples.yaml``."""
    text = Path(__file__).with_name("guard_examples.yaml").read_text(encoding="utf-8")
    source: dict[str, list[str]] = yaml.safe_load(text)
    lines = [(text, kind) for kind in _KINDS for text in source[kind]]
    every = [
        (text, _KINDS[kind], number, kind == "near_misses")
        for number, (line, kind) in enumerate(lines)
        for text in variations(line)
    ]
    texts, labels, numbers, near = zip(*every, strict=True)
    return Texts(texts, labels, numbers, near)


def variations(line: str) -> tuple[str, ...]:
    """The texts that a line stands for: itself, or four of those that its alternatives make."""
    pieces = _CHOICE.split(line)  # a text and its alternatives in turn
    options = [piece.split("|") for piece in pieces[1::2]]
    total = math.prod(map(len, options))
    few = total <= _FROM_ONE_LINE
    numbers = [
        one if few else (one * total // _FROM_ONE_LINE + one) % total
        for one in range(min(total, _FROM_ONE_LINE))
    ]
    return tuple(_combined(pieces[::2], options, number) for number in dict.fromkeys(numbers))


def _combined(texts: Sequence[str], options: Sequence[Sequence[str]], number: int) -> str:
    """The combination of this number, of which the first place changes the fastest."""
    made = texts[0]
    for text, several in zip(texts[1:], options, strict=True):
        made += several[number % len(several)] + text
        number //= len(several)
    return made


def fitted(given: Texts, embedder: Embeds | None) -> Weights:
    """The regression for ``given``, with the least thresholds that few of its near misses reach when
    each is scored by a regression that has not seen it, nor another variation of its line.
    """
    import numpy as np

    features, labels = features_of(given.texts, embedder), np.array(given.labels, dtype=float)
    unseen = np.zeros(len(labels))
    fold = np.array(given.lines) % _FOLDS  # of one line all variations: they tell of each other
    for one in range(_FOLDS):
        weights = _regression(features[fold != one], labels[fold != one])
        unseen[fold == one] = _scores(features[fold == one], weights)
    by_rules = np.array([Rules.load().weight(Rules.load().met(t)) >= 1 for t in given.texts])
    limits = _limits(unseen, given, by_rules)
    return _weights(_regression(features, labels), Rules.load().names, limits)


def _limits(unseen: "Matrix", given: Texts, by_rules: "NDArray[np.bool_]") -> Limits:
    """What only so many of our near misses reach: alone, among four ordinary texts, and the average of
    five of them. Those that the rules already call suspicious use up false alarms as well.
    """
    import numpy as np

    near = np.array(given.near)
    ordinary = unseen[~near & (np.array(given.labels) == 0) & ~by_rules]
    alone = unseen[near & ~by_rules]
    allowed = max(0, int(FALSE_ALARMS * near.sum()) - int((by_rules & near).sum()))
    around = [
        ordinary[[(at * _AROUND + one) % len(ordinary) for one in range(_AROUND)]].max()
        for at in range(len(alone))
    ]
    mixed = [
        alone[[(at + one * _APART) % len(alone) for one in range(_AROUND + 1)]].mean()
        for at in range(len(alone))
    ]
    return Limits(
        part=_reached_by(allowed, alone),
        among=_reached_by(allowed, np.maximum(alone, around)),
        average=_reached_by(allowed, np.array(mixed)),
    )


def _reached_by(number: int, scores: "Matrix") -> float:
    """The least score above all but so many."""
    return float(sorted(scores, reverse=True)[number]) + 1e-9


def features_of(texts: Sequence[str], embedder: Embeds | None) -> "Matrix":
    """Rules, places and, with an embedder, the embedding of every text, side by side."""
    import numpy as np

    rules = Rules.load()
    matrix = np.zeros((len(texts), len(rules.names) + PLACES))
    for row, text in enumerate(texts):
        met = rules.met(text)
        matrix[row, : len(rules.names)] = [name in met for name in rules.names]
        for place, value in places_of(text).items():
            matrix[row, len(rules.names) + place] = value
    if embedder is None:
        return matrix
    return np.hstack([matrix, np.array(embedder.embed(texts))])


def _regression(features: "Matrix", labels: "Matrix") -> "Matrix":
    """Weights with the bias last, by Newton's method in the space of the samples: with thousands of
    features and hundreds of texts that is the smaller one (w = Xᵀa, Hastie et al., "The Elements of
    Statistical Learning", 18.3.5). Both classes weigh the same.
    """
    import numpy as np

    kernel = features @ features.T + 1.0  # the 1 is the bias, penalised like the rest
    balance = np.where(labels == 1, 0.5 / labels.mean(), 0.5 / (1 - labels.mean()))
    dual = np.zeros(len(labels))
    for _ in range(_MOST_STEPS):
        chance = 1 / (1 + np.exp(-np.clip(kernel @ dual, -30, 30)))
        spread = np.maximum(balance * chance * (1 - chance), 1e-9)
        target = kernel @ dual + balance * (labels - chance) / spread
        step = np.linalg.solve(kernel + np.diag(_PENALTY / spread), target) - dual
        dual += step
        if np.abs(step).max() < _CLOSE:
            break
    return np.append(features.T @ dual, dual.sum())


def _scores(features: "Matrix", weights: "Matrix") -> "Matrix":
    import numpy as np

    scores: Matrix = 1 / (1 + np.exp(-np.clip(features @ weights[:-1] + weights[-1], -60, 60)))
    return scores


def _weights(fit: "Matrix", names: Sequence[str], limits: Limits) -> Weights:
    first, last = len(names), len(names) + PLACES
    return Weights(
        bias=float(fit[-1]),
        rules={name: float(fit[at]) for at, name in enumerate(names)},
        places=fit[first:last].tolist(),
        embedding=fit[last:-1].tolist(),
        limits=limits,
    )


def written(weights: Weights) -> dict[str, Any]:
    """The weights as ``detector.weights_of`` reads them."""
    return {
        "bias": round(weights.bias, 6),
        "limits": {name: round(value, 6) for name, value in asdict(weights.limits).items()},
        "rules": {name: round(value, 6) for name, value in weights.rules.items()},
        "places": _packed(weights.places),
        "embedding": _packed(weights.embedding),
    }


def _packed(numbers: Sequence[float]) -> Mapping[str, Any]:
    scale = max(map(abs, numbers), default=0.0) / _LARGEST or 1.0
    small = array("b", [round(one / scale) for one in numbers])
    return {"scale": scale, "bytes": base64.b64encode(small.tobytes()).decode()}


def detector(given: Texts, embedder: Embeds | None) -> Detector:
    """A detector fitted to ``given``."""
    weights = fitted(given, embedder)
    return Detector(weights, weights if embedder else None, embedder)


def main() -> None:
    """Fits with all texts and writes the model beside the detector."""
    from baton.memory.minilm import MiniLm

    given = own_examples()
    embedder = MiniLm()
    model = {
        "fitted_on": {"attacks": sum(given.labels), "benign": given.labels.count(0)},
        "embedding_model": embedder.model,
        "plain": written(fitted(given, None)),
        "full": written(fitted(given, embedder)),
    }
    path = Path(detecting.__file__).with_name("model.json")
    path.write_text(json.dumps(model, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
