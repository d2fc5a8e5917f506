"""The model: additive gradient boosting beside an additive regression, weighed out of fold.

Boosting whose trees each use a single feature is a generalised additive model (Lou, Caruana and
Gehrke, "Intelligible Models for Classification and Regression", KDD 2012): the sum over features of
one value a bin. So is the regression of ridge.py, and so is any sum of the two. It can be read off
as tables, exactly.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from functions.leads.training.bins import MISSING, Bins, Codes
from functions.leads.training.folds import FOLDS, SEED, Folds, folds_of, groups_of
from functions.leads.training.rejection import Refusal
from functions.leads.training.ridge import STRENGTHS, Floats, Ridge, RidgeFitting, places_of, summed

MOST_ROUNDS = 400
STEP = 25
THREADS = 1
"""With more, threads mostly wait for each other: twice the CPU, and hardly sooner done."""

_NEWTON_STEPS = 50

Outcome = NDArray[np.int64]
Matrix = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Choice:
    """What is chosen out of fold: boosting's rounds, the regression's strength, and how much each of
    the two counts.
    """

    rounds: int
    strength: float
    weights: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Additive:
    """A calibrated model. Log-odds of a lead: the booster's and the regression's, each times its
    weight (0 or more), + ``offset``; ``base`` and ``tables``, of log-odds by bin and last of missing,
    are the same.

    ``out_of_fold`` are the log-odds of the leads it was fitted to, each from folds without it; none
    if what was chosen before was used again.
    """

    booster: HistGradientBoostingClassifier
    ridge: Ridge
    choice: Choice
    offset: float
    base: float
    tables: tuple[Floats, ...]
    out_of_fold: Floats

    def log_odds(self, codes: Sequence[Codes]) -> Floats:
        """The log-odds of leads with these codes, feature by feature."""
        return summed(self.base, self.tables, places_of(codes, self.tables))

    def log_odds_as_fitted(self, codes: Sequence[Codes]) -> Floats:
        """The same from scikit-learn's trees and the regression, and not from the tables."""
        boosted, regressed = self.choice.weights
        with threadpool_limits(limits=THREADS):
            raw: Floats = self.booster.decision_function(matrix(codes))
        return boosted * raw + regressed * self.ridge.log_odds(codes) + self.offset


def matrix(codes: Sequence[Codes]) -> Matrix:
    """Codes as the booster takes them: one column a feature, missing as NaN."""
    made = np.empty((len(codes[0]), len(codes)), dtype=np.float32, order="F")
    for place, column in enumerate(codes):
        made[:, place] = column
        made[column == MISSING, place] = np.nan
    return made


def fit(
    bins: Sequence[Bins],
    codes: Sequence[Codes],
    converted: Sequence[bool],
    directions: Sequence[int],
) -> Additive:
    """Fits everything that is chosen out of fold, then the model on all leads. Raises ``Refusal``.

    The number of rounds and the strength are those with the least log loss over five folds, and the
    weights those of a logistic regression on what both say there (Wolpert, "Stacked Generalization",
    Neural Networks 5, 1992). Leads that say the same in everything stay in one fold, since there are
    many, and they would know each other's outcome.
    """
    outcome = np.array(converted, dtype=np.int64)
    with threadpool_limits(limits=THREADS):
        fitting = _Fitting(bins, codes, outcome, directions)
        return fitting.chosen(folds_of(groups_of(codes), outcome))


def fit_again(
    before: Additive,
    bins: Sequence[Bins],
    codes: Sequence[Codes],
    converted: Sequence[bool],
    directions: Sequence[int],
) -> Additive:
    """Fits the model on all leads as was chosen for ``before``. The offset is the one by which as many
    conversions are expected of these leads as there were.
    """
    outcome = np.array(converted, dtype=np.int64)
    with threadpool_limits(limits=THREADS):
        raw = _Fitting(bins, codes, outcome, directions).fitted(before.choice, 0.0)
    offset = _offset(raw.log_odds(codes), outcome)
    return replace(raw, offset=offset, base=raw.base + offset)


def calibration(raw: Floats, outcome: Outcome) -> tuple[Floats, float]:
    """Weights and offset of a logistic regression of the outcome on raw log-odds, a column for each
    source. A source that would count against itself gets no weight.

    Platt, "Probabilistic Outputs for Support Vector Machines", 1999, with his smoothed targets; by
    Newton's method. A straight line keeps the model additive.
    """
    used = np.ones(raw.shape[1], dtype=bool)
    weights = np.zeros(raw.shape[1])
    while used.any():
        fitted = _newton(raw[:, used], outcome)
        if (fitted[:-1] > 0).all():
            weights[used] = fitted[:-1]
            return weights, float(fitted[-1])
        used[np.flatnonzero(used)[np.argmin(fitted[:-1])]] = False
    return weights, 0.0


class _Fitting:
    """Leads as both sources take them."""

    def __init__(
        self,
        bins: Sequence[Bins],
        codes: Sequence[Codes],
        outcome: Outcome,
        directions: Sequence[int],
    ) -> None:
        self._bins, self._outcome, self._directions = bins, outcome, directions
        self._places = places_of(codes, [np.zeros(one.size + 1) for one in bins])
        self._ridge = RidgeFitting(bins, directions, self._places, outcome)
        self._matrix = matrix(codes)

    def chosen(self, folds: Folds) -> Additive:
        """The model, as is best out of fold."""
        outcome = self._outcome
        staged = self._staged(folds)
        best = int(np.argmin(_losses(staged, outcome)))
        regressed = self._regressed(folds)
        strongest = int(np.argmin(_losses(regressed, outcome)))
        raw = np.column_stack([staged[:, best], regressed[:, strongest]]).astype(np.float64)
        weights, offset = calibration(raw, outcome)
        if not weights.any():
            raise Refusal(
                "Nothing in the history tells who converts. Add columns known at arrival."
            )
        both = (float(weights[0]), float(weights[1]))
        choice = Choice((best + 1) * STEP, STRENGTHS[strongest], both)
        found = self.fitted(choice, offset)
        return replace(found, out_of_fold=raw @ weights + offset)

    def fitted(self, choice: Choice, offset: float) -> Additive:
        """The model of all leads."""
        boosted, regressed = choice.weights
        booster = self._booster(choice.rounds).fit(_with_values(self._matrix), self._outcome)
        ridge = self._ridge.fit(self._places, self._outcome, choice.strength)
        base, tables = _tables(booster.decision_function(_probe(self._bins)), self._bins)
        return Additive(
            booster=booster,
            ridge=ridge,
            choice=choice,
            offset=offset,
            base=boosted * base + regressed * ridge.base + offset,
            tables=tuple(
                boosted * one + regressed * other
                for one, other in zip(tables, ridge.tables, strict=True)
            ),
            out_of_fold=np.empty(0),
        )

    def _staged(self, folds: Folds) -> NDArray[np.float32]:
        """What boosting says of leads it has not seen: a column for every ``STEP`` rounds."""
        staged = np.zeros((len(folds), MOST_ROUNDS // STEP), dtype=np.float32)
        probe = _probe(self._bins)
        for fold in range(FOLDS):
            known, asked = folds != fold, np.flatnonzero(folds == fold)
            booster = self._booster(MOST_ROUNDS)
            booster.fit(_with_values(self._matrix[known]), self._outcome[known])
            places = [column[asked] for column in self._places]
            for number, raw in enumerate(booster.staged_decision_function(probe), 1):
                if number % STEP == 0:
                    base, tables = _tables(np.ravel(raw), self._bins)
                    staged[asked, number // STEP - 1] = summed(base, tables, places)
        return staged

    def _regressed(self, folds: Folds) -> NDArray[np.float32]:
        """What the regression says of leads it has not seen: a column for every strength."""
        found = np.zeros((len(folds), len(STRENGTHS)), dtype=np.float32)
        for fold in range(FOLDS):
            known, asked = np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
            places = [column[known] for column in self._places]
            unseen = [column[asked] for column in self._places]
            for number, strength in enumerate(STRENGTHS):
                ridge = self._ridge.fit(places, self._outcome[known], strength)
                found[asked, number] = summed(ridge.base, ridge.tables, unseen)
        return found

    def _booster(self, rounds: int) -> HistGradientBoostingClassifier:
        options: dict[str, Any] = {"max_leaf_nodes": 3, "min_samples_leaf": 10}
        return HistGradientBoostingClassifier(
            learning_rate=0.1,
            max_iter=rounds,
            interaction_cst="no_interactions",
            monotonic_cst=list(self._directions),
            categorical_features=[not one.is_number for one in self._bins],
            early_stopping=False,
            random_state=SEED,
            **options,
        )


def _probe(bins: Sequence[Bins]) -> Matrix:
    """A lead at rest, and after it every bin of each feature tried with the other features at rest.

    Since no tree uses two features, the difference is the bin's own contribution.
    """
    rows = 1 + sum(one.size + 1 for one in bins)
    tried = np.zeros((rows, len(bins)), dtype=np.float32)
    at = 1
    for place, one in enumerate(bins):
        tried[at : at + one.size, place] = np.arange(one.size)
        tried[at + one.size, place] = np.nan
        at += one.size + 1
    return tried


def _tables(found: Floats, bins: Iterable[Bins]) -> tuple[float, list[Floats]]:
    """What was said of a probe as a base and a table for every feature."""
    ends = np.cumsum([1, *(one.size + 1 for one in bins)])
    base = float(found[0])
    return base, [table - base for table in np.split(found, ends[:-1])[1:]]


def _newton(raw: Floats, outcome: Outcome) -> Floats:
    """The regression's weights, and last its offset."""
    yes = float(outcome.sum())
    no = len(outcome) - yes
    target = np.where(outcome == 1, (yes + 1) / (yes + 2), 1 / (no + 2))
    design = np.column_stack([raw, np.ones(len(raw))])
    weights: Floats = np.append(np.full(raw.shape[1], 1 / raw.shape[1]), 0.0)
    for _ in range(_NEWTON_STEPS):
        rate = 1 / (1 + np.exp(-np.clip(design @ weights, -700, 700)))
        gradient = design.T @ (rate - target)
        slopes = design * (rate * (1 - rate))[:, None]
        curvature = design.T @ slopes + 1e-9 * np.eye(design.shape[1])
        step = np.linalg.solve(curvature, gradient)
        weights = weights - step
        if np.abs(step).max() < 1e-12:  # noqa: PLR2004 - to the last digits
            break
    return weights


def _offset(raw: Floats, outcome: Outcome) -> float:
    """What is to be added to log-odds so that their rates add up to the conversions. By bisection:
    the sum rises with it, and the offset lies between those that the extreme leads would need.
    """
    usual = float(np.log(outcome.mean() / (1 - outcome.mean())))
    low, high = usual - float(np.max(raw)), usual - float(np.min(raw))
    for _ in range(_NEWTON_STEPS):
        middle = (low + high) / 2
        rate = 1 / (1 + np.exp(-np.clip(raw + middle, -700, 700)))
        low, high = (middle, high) if rate.sum() < outcome.sum() else (low, middle)
    return (low + high) / 2


def _losses(raw: NDArray[np.float32], outcome: Outcome) -> Floats:
    """The mean log loss of every column."""
    sign = np.where(outcome == 1, np.float32(-1), np.float32(1))
    columns = (np.logaddexp(np.float32(0), sign * column) for column in raw.T)
    return np.array([float(column.mean(dtype=np.float64)) for column in columns])


def _with_values(codes: Matrix) -> Matrix:
    """The same codes, but zeros in a column that has no value at all, which scikit-learn 1.9 cannot
    bin. Nothing is learned from such a column either way.
    """
    empty = np.isnan(codes).all(axis=0)
    return np.where(empty, np.float32(0), codes) if empty.any() else codes
