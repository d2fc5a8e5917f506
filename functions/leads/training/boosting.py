"""The model: additive gradient boosting beside an additive regression, weighed out of fold.

Boosting whose trees each use a single feature is a generalised additive model (Lou, Caruana and
Gehrke, "Intelligible Models for Classification and Regression", KDD 2012): the sum over features of
one value a bin. So is the regression of ridge.py, and so is any sum of the two. It can be read off
as tables, exactly.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.model_selection import StratifiedGroupKFold
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from functions.leads.training.bins import Bins
from functions.leads.training.rejection import Refusal
from functions.leads.training.ridge import STRENGTHS, Ridge, fit_ridge

FOLDS = 5
MOST_ROUNDS = 400
STEP = 25
MANY_LEADS = 50_000
"""Below it one thread is quicker than several, which then mostly wait for each other."""

SEED = 20_261_121
_CALIBRATION_STEPS = 50

Floats = NDArray[np.float64]
Codes = NDArray[np.float64]
Folds = list[tuple[NDArray[np.intp], NDArray[np.intp]]]


@dataclass(frozen=True, slots=True)
class Additive:
    """A calibrated model. Log-odds of a lead: the boosters' and the regression's, each times its
    weight (0 or more), + ``offset``.

    ``out_of_fold`` are the log-odds of the leads it was fitted to, each from folds without it.
    """

    booster: HistGradientBoostingClassifier
    ridge: Ridge
    weights: tuple[float, float]
    offset: float
    out_of_fold: Floats

    def log_odds(self, codes: Codes) -> Floats:
        """The log-odds of encoded leads."""
        boosted, regressed = self.weights
        raw: Floats = self.booster.decision_function(codes)
        return boosted * raw + regressed * self.ridge.log_odds(codes) + self.offset


def matrix(bins: Sequence[Bins], columns: Sequence[Sequence[int]]) -> Codes:
    """Codes as the booster takes them: one column a feature, missing as NaN."""
    codes = np.array(columns, dtype=np.float64).T.reshape(-1, len(bins))
    return np.where(codes < 0, np.nan, codes)


def fit(
    bins: Sequence[Bins], codes: Codes, converted: Sequence[bool], directions: Sequence[int]
) -> Additive:
    """Fits everything that is chosen out of fold, then the model on all leads. Raises ``Refusal``.

    The number of rounds and the strength are those with the least log loss over five folds, and the
    weights those of a logistic regression on what both say there (Wolpert, "Stacked Generalization",
    Neural Networks 5, 1992). Leads that say the same in everything stay in one fold, since there are
    many, and they would know each other's outcome.
    """
    outcome = np.array(converted, dtype=np.int64)
    with threadpool_limits(limits=1 if len(outcome) < MANY_LEADS else None):
        return _fit(bins, codes, outcome, directions)


def _fit(
    bins: Sequence[Bins], codes: Codes, outcome: NDArray[np.int64], directions: Sequence[int]
) -> Additive:
    folds = _folds(codes, outcome)
    staged = _staged_out_of_fold(bins, codes, outcome, directions, folds)
    best = int(np.argmin(_losses(staged, outcome)))
    regressed = _regressed_out_of_fold(bins, codes, outcome, directions, folds)
    strongest = int(np.argmin(_losses(regressed, outcome)))
    raw = np.column_stack([staged[:, best], regressed[:, strongest]])
    weights, offset = calibration(raw, outcome)
    if not weights.any():
        raise Refusal("Nothing in the history tells who converts. Add columns known at arrival.")
    booster = _booster(bins, (best + 1) * STEP, directions).fit(_with_values(codes), outcome)
    ridge = fit_ridge(bins, codes, outcome, directions, STRENGTHS[strongest])
    both = (float(weights[0]), float(weights[1]))
    return Additive(booster, ridge, both, offset, raw @ weights + offset)


def calibration(raw: Floats, outcome: NDArray[np.int64]) -> tuple[Floats, float]:
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


def _newton(raw: Floats, outcome: NDArray[np.int64]) -> Floats:
    """The regression's weights, and last its offset."""
    yes = float(outcome.sum())
    no = len(outcome) - yes
    target = np.where(outcome == 1, (yes + 1) / (yes + 2), 1 / (no + 2))
    design = np.column_stack([raw, np.ones(len(raw))])
    weights: Floats = np.append(np.full(raw.shape[1], 1 / raw.shape[1]), 0.0)
    for _ in range(_CALIBRATION_STEPS):
        rate = 1 / (1 + np.exp(-np.clip(design @ weights, -700, 700)))
        gradient = design.T @ (rate - target)
        slopes = design * (rate * (1 - rate))[:, None]
        curvature = design.T @ slopes + 1e-9 * np.eye(design.shape[1])
        step = np.linalg.solve(curvature, gradient)
        weights = weights - step
        if np.abs(step).max() < 1e-12:  # noqa: PLR2004 - to the last digits
            break
    return weights


def contributions(model: Additive, bins: Sequence[Bins]) -> tuple[float, list[list[float]]]:
    """The model as a base and, for every feature, the log-odds of each bin and of missing.

    Every bin of a feature is tried with the other features at rest; since no tree uses two features,
    the difference is the bin's own contribution.
    """
    rest = np.zeros(len(bins))
    tried = [rest]
    for place, one in enumerate(bins):
        for code in (*range(one.size), np.nan):
            lead = rest.copy()
            lead[place] = code
            tried.append(lead)
    found = model.log_odds(np.array(tried))
    base, tables, at = float(found[0]), [], 1
    for one in bins:
        tables.append([float(value) - base for value in found[at : at + one.size + 1]])
        at += one.size + 1
    return base, tables


def _folds(codes: Codes, outcome: NDArray[np.int64]) -> Folds:
    groups = np.unique(np.nan_to_num(codes, nan=-1.0), axis=0, return_inverse=True)[1].ravel()
    folds = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=SEED)
    return list(folds.split(codes, outcome, groups))


def _losses(raw: Floats, outcome: NDArray[np.int64]) -> Floats:
    """The mean log loss of every column."""
    losses: Floats = np.logaddexp(0.0, np.where(outcome[:, None] == 1, -raw, raw)).mean(axis=0)
    return losses


def _staged_out_of_fold(
    bins: Sequence[Bins],
    codes: Codes,
    outcome: NDArray[np.int64],
    directions: Sequence[int],
    folds: Folds,
) -> Floats:
    """What boosting says of leads it has not seen: a column for every ``STEP`` rounds."""
    staged = np.zeros((len(outcome), MOST_ROUNDS // STEP))
    for known, asked in folds:
        booster = _booster(bins, MOST_ROUNDS, directions)
        booster.fit(_with_values(codes[known]), outcome[known])
        for number, raw in enumerate(booster.staged_decision_function(codes[asked]), 1):
            if number % STEP == 0:
                staged[asked, number // STEP - 1] = np.ravel(raw)
    return staged


def _regressed_out_of_fold(
    bins: Sequence[Bins],
    codes: Codes,
    outcome: NDArray[np.int64],
    directions: Sequence[int],
    folds: Folds,
) -> Floats:
    """What the regression says of leads it has not seen: a column for every strength."""
    found = np.zeros((len(outcome), len(STRENGTHS)))
    for known, asked in folds:
        for number, strength in enumerate(STRENGTHS):
            ridge = fit_ridge(bins, codes[known], outcome[known], directions, strength)
            found[asked, number] = ridge.log_odds(codes[asked])
    return found


def _with_values(codes: Codes) -> Codes:
    """The same codes, but zeros in a column that has no value at all, which scikit-learn 1.9 cannot
    bin. Nothing is learned from such a column either way.
    """
    return np.where(np.isnan(codes).all(axis=0), 0.0, codes)


def _booster(
    bins: Sequence[Bins], rounds: int, directions: Sequence[int]
) -> HistGradientBoostingClassifier:
    options: dict[str, Any] = {"max_leaf_nodes": 3, "min_samples_leaf": 10}
    return HistGradientBoostingClassifier(
        learning_rate=0.1,
        max_iter=rounds,
        interaction_cst="no_interactions",
        monotonic_cst=list(directions),
        categorical_features=[not one.is_number for one in bins],
        early_stopping=False,
        random_state=SEED,
        **options,
    )
