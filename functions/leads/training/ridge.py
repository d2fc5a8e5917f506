"""An additive logistic regression with a ridge penalty on the bins' own values.

Where boosting picks the bins that tell the most, this gives every bin a value and draws them all
together: a category towards the usual lead, a number's bin towards its neighbour (the penalty is on
the steps between them, as in Eilers and Marx, "Flexible Smoothing with B-splines and Penalties",
Statistical Science 11, 1996). It says more of small groups than boosting does, and the two together
more than either.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import block_diag, solve_triangular
from scipy.optimize import minimize

from functions.leads.training.bins import MISSING, Bins, Codes

STRENGTHS = (0.1, 0.3, 1.0)
"""The variances, in squared log-odds, that a bin's value may have by itself; one is chosen."""

STEP_SCALE = 0.5
"""How far a number's next bin may lie, beside how far a category may."""

_MOST_STEPS = 500
_TOLERANCE = 1e-10
"""The fit ends when a step gains less than this share of the loss."""

_LEAST_RATE = 1e-3
_BOUNDS = {0: (None, None), 1: (0.0, None), -1: (None, 0.0)}

Floats = NDArray[np.float64]
Places = list[NDArray[np.intp]]


@dataclass(frozen=True, slots=True)
class Ridge:
    """The fitted tables: a base, and for every feature the log-odds of each bin and of missing."""

    base: float
    tables: tuple[Floats, ...]

    def log_odds(self, codes: Sequence[Codes]) -> Floats:
        """The log-odds of leads with these codes, feature by feature."""
        return summed(self.base, self.tables, places_of(codes, self.tables))


def places_of(codes: Sequence[Codes], tables: Sequence[Floats]) -> Places:
    """Codes as places in the tables, whose last place is missing."""
    return [
        np.where(column == MISSING, len(table) - 1, column).astype(np.intp)
        for column, table in zip(codes, tables, strict=True)
    ]


def summed(base: float, tables: Sequence[Floats], places: Places) -> Floats:
    """The sum of the base and each table's entry for every lead."""
    total: Floats = np.full(len(places[0]), base)
    for table, place in zip(tables, places, strict=True):
        total += table[place]
    return total


def fit_ridge(
    bins: Sequence[Bins],
    codes: Sequence[Codes],
    outcome: NDArray[np.int64],
    directions: Sequence[int],
    strength: float,
) -> Ridge:
    """Fits to leads; see ``RidgeFitting``."""
    places = places_of(codes, [np.zeros(one.size + 1) for one in bins])
    return RidgeFitting(bins, directions, places, outcome).fit(places, outcome, strength)


class RidgeFitting:
    """Fits to some leads, or parts of them.

    L-BFGS-B, in coordinates in which the loss is about as steep in every direction: the inverse root
    of its second derivatives at the usual rate, for which it is counted once how many leads share
    every two bins. It then needs a dozen steps, however much the columns have to do with each other.
    """

    def __init__(
        self,
        bins: Sequence[Bins],
        directions: Sequence[int],
        places: Places,
        outcome: NDArray[np.int64],
    ) -> None:
        rate = min(max(float(outcome.mean()), _LEAST_RATE), 1 - _LEAST_RATE)
        designs = [np.ones((1, 1)), *map(_design, bins)]
        self._cuts = np.cumsum([len(one) for one in designs])[:-1]
        self._design: Floats = block_diag(*designs)
        self._steepness = (
            self._design.T @ _shared(places, self._cuts, len(self._design)) @ self._design
        )
        self._steepness *= rate * (1 - rate)
        self._signs = _signs(bins, directions)
        for place in np.flatnonzero(self._signs):
            # by itself, or its sign would not be that of its coordinate
            alone = self._steepness[place, place]
            self._steepness[place, :] = self._steepness[:, place] = 0.0
            self._steepness[place, place] = alone
        self._roots: dict[float, Floats] = {}

    def fit(self, places: Places, outcome: NDArray[np.int64], strength: float) -> Ridge:
        """Fits: least log loss + squared values / (2 ``strength``). A feature with a direction (1
        rising, -1 falling) has steps of that sign only.
        """
        root = self._root(strength)
        design = self._design @ root
        drawn = np.full(len(root), 1 / strength)
        drawn[0] = 0.0

        def loss(coordinates: Floats) -> tuple[float, Floats]:
            values = root @ coordinates
            total, by_bin = self._loss(design @ coordinates, places, outcome)
            slopes = design.T @ by_bin + root.T @ (drawn * values)
            return total + float(values @ (drawn * values)) / 2, slopes

        found = minimize(
            loss,
            np.zeros(len(root)),
            jac=True,
            method="L-BFGS-B",
            bounds=[_BOUNDS[sign] for sign in self._signs.tolist()],
            options={"maxiter": _MOST_STEPS, "ftol": _TOLERANCE},
        )
        base, *tables = np.split(design @ found.x, self._cuts)
        return Ridge(float(base[0]), tuple(tables))

    def _loss(
        self, entries: Floats, places: Places, outcome: NDArray[np.int64]
    ) -> tuple[float, Floats]:
        """The log loss of all leads, and its slope by the base and each table's entries."""
        base, *tables = np.split(entries, self._cuts)
        raw = summed(float(base[0]), tables, places)
        small = np.exp(-np.abs(raw))
        off = np.where(raw >= 0, 1.0, small) / (1.0 + small) - outcome
        total = (np.maximum(raw, 0.0) - raw * outcome + np.log1p(small)).sum()
        by_bin = [
            np.bincount(place, weights=off, minlength=len(table))
            for place, table in zip(places, tables, strict=True)
        ]
        return float(total), np.concatenate([[off.sum()], *by_bin])

    def _root(self, strength: float) -> Floats:
        """What makes values of coordinates."""
        if strength not in self._roots:
            drawn = np.eye(len(self._steepness)) / strength
            drawn[0, 0] = 0.0
            lower = np.linalg.cholesky(self._steepness + drawn)
            inverse = solve_triangular(lower, np.eye(len(lower)), lower=True)
            self._roots[strength] = inverse.T
        return self._roots[strength]


def _design(bins: Bins) -> Floats:
    """What makes a feature's table, missing last, of its values.

    A number's first bin is nought, and every next one the sum of the steps up to it; a category has a
    value an entry.
    """
    if not bins.is_number:
        return np.eye(bins.size + 1)
    design = np.zeros((bins.size + 1, bins.size))
    design[:-1, :-1] = np.tri(bins.size, bins.size - 1, -1) * STEP_SCALE
    design[-1, -1] = 1.0
    return design


def _signs(bins: Sequence[Bins], directions: Sequence[int]) -> NDArray[np.intp]:
    """The sign that each value must have, or 0: that of the direction for a number's steps."""
    signs = [np.zeros(1, dtype=np.intp)]
    for one, direction in zip(bins, directions, strict=True):
        if one.is_number:
            signs.append(np.array([direction] * (one.size - 1) + [0], dtype=np.intp))
        else:
            signs.append(np.zeros(one.size + 1, dtype=np.intp))
    return np.concatenate(signs)


def _shared(places: Places, starts: NDArray[np.intp], size: int) -> Floats:
    """How many leads have every two of the base and all tables' entries."""
    counts = np.zeros((size, size))
    counts[0, 0] = len(places[0])
    ends = [*starts[1:].tolist(), size]
    slices = [slice(start, end) for start, end in zip(starts.tolist(), ends, strict=True)]
    for number, (own, place) in enumerate(zip(slices, places, strict=True)):
        rows = own.stop - own.start
        held = np.bincount(place, minlength=rows)
        counts[own, own] = np.diag(held)
        counts[0, own] = counts[own, 0] = held
        for other, beside in zip(slices[:number], places, strict=False):
            columns = other.stop - other.start
            both = np.bincount(place * columns + beside, minlength=rows * columns)
            counts[own, other] = both.reshape(rows, columns)
            counts[other, own] = counts[own, other].T
    return counts
