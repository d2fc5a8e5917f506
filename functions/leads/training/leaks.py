"""Columns that know the outcome: set after it was known, or because of it.

A scorecard that uses one looks brilliant on the history and knows nothing of a new lead.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from baton.leads.scoring.lead_values import feature_key
from functions.leads.training.bins import MISSING, Bins
from functions.leads.training.folds import FOLDS, folds_of, groups_of
from functions.leads.training.leak_names import named_as_later, named_as_perhaps_later

NEAR_PERFECT = 0.88
"""From this AUC on, one column alone tells too well who converts."""

STRONG = 0.8
"""From this AUC on, one column alone tells so well that a person should look at it."""

STRONG_FOR_ITS_NAME = 0.75
"""From this AUC on, a column whose name may mean something later is taken to mean it."""

ONE_CLASS_SHARE = 0.995
ABSENT_SHARE = 0.1
"""Up to this share of the leads of the other outcome that are expected by chance, they are absent."""

EXPECTED_OF_THE_OTHER = 10.0
"""So many leads of the other outcome must be expected by chance before their absence means much."""

RARE = 0.05
"""Up to this rate of conversion, a value that only converted leads have says that they converted."""

USUAL_SHARE = 0.5
_PRIOR_LEADS = 5.0
_OWN_FIELDS = frozenset(
    map(feature_key, ("activity.visits", "activity.seconds_on_site", "activity.pages_per_visit"))
)

Whether = NDArray[np.bool_]
Counts = NDArray[np.float64] | NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Suspicion:
    """``leak`` says why a column is left out as one, ``warning`` why a person should look at it;
    ``alone`` is its AUC by itself.
    """

    alone: float
    leak: str | None = None
    warning: str | None = None


@dataclass(frozen=True, slots=True)
class Outcomes:
    """Whether leads converted, and how they are compared, so that a lead that is there twice neither
    knows its own outcome nor counts twice: its ``folds``, and the ``different`` leads' places.
    """

    converted: Whether
    folds: NDArray[np.intp]
    different: NDArray[np.intp]


def outcomes_of(codes: Sequence[NDArray[np.int16]], converted: Sequence[bool]) -> Outcomes:
    """The outcomes of leads with these codes, column by column."""
    won = np.asarray(converted, dtype=np.int16)
    folds = folds_of(groups_of(codes), won.astype(np.int64))
    different = np.unique(groups_of([*codes, won]), return_index=True)[1]
    return Outcomes(won.astype(np.bool_), folds, different)


def suspicion_of(bins: Bins, codes: NDArray[np.int16], outcomes: Outcomes) -> Suspicion:
    """What speaks for a column's knowing the outcome."""
    alone = auc_alone(codes, outcomes)
    name = "" if bins.key in _OWN_FIELDS else bins.name
    return Suspicion(alone, leak=_leak(name, codes, outcomes, alone), warning=_warning(name, alone))


def _leak(name: str, codes: NDArray[np.int16], outcomes: Outcomes, alone: float) -> str | None:
    if word := named_as_later(name):
        return f'is named as something set later ("{word}")'
    if why := _of_one_class(codes[outcomes.different], outcomes.converted[outcomes.different]):
        return why
    if alone >= NEAR_PERFECT:
        return f"tells nearly perfectly by itself who converts (AUC {alone:.3f})"
    if alone >= STRONG_FOR_ITS_NAME and named_as_perhaps_later(name):
        return _warning(name, alone)
    return None


def _warning(name: str, alone: float) -> str | None:
    much = f"tells much by itself who converts (AUC {alone:.3f})"
    if word := named_as_perhaps_later(name):
        said = f'may be set only later, by its name ("{word}")'
        return f"{said}, and {much}" if alone >= STRONG_FOR_ITS_NAME else said
    return much if alone >= STRONG else None


def auc_alone(codes: NDArray[np.int16], outcomes: Outcomes) -> float:
    """How well a column alone tells converted leads: the AUC of its bins' rates, out of fold.

    Every lead is ranked by the rate of its bin in the other four fifths, smoothed by five leads at
    the usual rate.
    """
    size = int(np.max(codes)) - MISSING + 1
    converted = outcomes.converted
    cells = outcomes.folds * size + (codes.astype(np.intp) - MISSING)
    seen = np.bincount(cells, minlength=FOLDS * size).reshape(FOLDS, size)
    won = np.bincount(cells[converted], minlength=FOLDS * size).reshape(FOLDS, size)
    usual = converted.mean()
    others, others_won = seen.sum(axis=0) - seen, won.sum(axis=0) - won
    rates = (others_won + _PRIOR_LEADS * usual) / (others + _PRIOR_LEADS)
    return _auc(rates.ravel(), won.ravel(), (seen - won).ravel())


def auc(ranks: Sequence[float] | NDArray[np.float64], converted: Sequence[bool]) -> float:
    """The chance that a converted lead ranks above another, ties counting half.

    Mann and Whitney, Annals of Mathematical Statistics 18, 1947, 50-60; both outcomes must occur.
    """
    won = np.asarray(converted, dtype=np.float64)
    return _auc(np.asarray(ranks, dtype=np.float64), won, 1 - won)


def _auc(ranks: NDArray[np.float64], yes: Counts, no: Counts) -> float:
    """The AUC of groups of leads: of each its rank, and how many converted and did not."""
    _, places = np.unique(ranks, return_inverse=True)
    won, lost = np.bincount(places, weights=yes), np.bincount(places, weights=no)
    below = np.cumsum(lost) - lost
    return float(won @ (below + lost / 2) / (won.sum() * lost.sum()))


def _of_one_class(codes: NDArray[np.int16], converted: Whether) -> str | None:
    """Why a column that hardly any lead of one outcome has is a leak: one that is filled for the others
    only, or, such as a revenue of 0 unless sold, differs from most leads' value for them only.
    """
    counts = np.bincount(codes.astype(np.intp) - MISSING)
    most = int(np.argmax(counts)) + MISSING
    filled = codes != MISSING
    if not filled.all() and (why := _one_class(converted[filled], converted, 1.0)):
        return f"is filled only for leads that {why}"
    if most != MISSING and np.max(counts) >= USUAL_SHARE * len(codes):
        other = filled & (codes != most)
        if why := _one_class(converted[other], converted, 3.0):
            return f"differs from what most leads have only for leads that {why}"
    return _one_value(codes, converted) if converted.mean() <= RARE else None


def _one_value(codes: NDArray[np.int16], converted: Whether) -> str | None:
    """Why a column is a leak of which one value is found with converted leads only."""
    for code in np.unique(codes[converted & (codes != MISSING)]):
        some = converted[codes == code]
        if some.mean() >= ONE_CLASS_SHARE and (why := _one_class(some, converted, 1.0)):
            return f"has a value that is found only with leads that {why}"
    return None


def _one_class(some: Whether, converted: Whether, lost_factor: float) -> str | None:
    """Whether some leads all had one outcome, which chance would not bring about; ``lost_factor`` is
    how much more certain it must be if they did not convert, for which good reasons may exist.
    """
    usual, won = float(converted.mean()), int(some.sum())
    for same, other_rate, factor, said in (
        (won, 1 - usual, 1.0, "converted"),
        (len(some) - won, usual, lost_factor, "did not convert"),
    ):
        expected, others = other_rate * len(some), len(some) - same
        if others > min(1 - ONE_CLASS_SHARE, ABSENT_SHARE * other_rate) * len(some):
            continue
        if expected >= factor * EXPECTED_OF_THE_OTHER:
            return f"{said} ({same} of {len(some)})"
    return None
