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

from functions.leads.training.bins import Bins

STRENGTHS = (0.1, 0.3, 1.0)
"""The variances, in squared log-odds, that a bin's value may have by itself; one is chosen."""

STEP_SCALE = 0.5
"""How far a number's next bin may lie, beside how far a category may."""

_MOST_STEPS = 500

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Ridge:
    """The fitted tables: a base, and for every feature the log-odds of each bin and of missing."""

    base: float
    tables: tuple[Floats, ...]

    def log_odds(self, codes: Floats) -> Floats:
        """The log-odds of encoded leads (``boosting.matrix``)."""
        return _summed(self.base, self.tables, places_of(codes, self.tables))


def places_of(codes: Floats, tables: Sequence[Floats]) -> list[NDArray[np.intp]]:
    """Codes as places in the tables, whose last place is missing."""
    last = [len(table) - 1 for table in tables]
    return [
        np.where(np.isnan(column), end, column).astype(np.intp)
        for column, end in zip(codes.T, last, strict=True)
    ]


def fit_ridge(
    bins: Sequence[Bins],
    codes: Floats,
    outcome: NDArray[np.int64],
    directions: Sequence[int],
    strength: float,
) -> Ridge:
    """Fits by L-BFGS-B: least log loss + squared values / (2 ``strength``). A feature with a
    direction (1 rising, -1 falling) has steps of that sign only.
    """
    from scipy.optimize import minimize

    layout = _Layout(bins)
    places = places_of(codes, layout.tables(np.zeros(layout.size)))

    def loss(values: Floats) -> tuple[float, Floats]:
        raw = _summed(float(values[0]), layout.tables(values), places)
        off = 1 / (1 + np.exp(-np.clip(raw, -700, 700))) - outcome
        total = np.logaddexp(0.0, np.where(outcome == 1, -raw, raw)).sum()
        slopes = layout.slopes(float(off.sum()), [
            np.bincount(place, weights=off, minlength=one.size + 1)
            for place, one in zip(places, bins, strict=True)
        ])  # fmt: skip
        drawn = values.copy()
        drawn[0] = 0.0
        return float(total + drawn @ drawn / (2 * strength)), slopes + drawn / strength

    found = minimize(
        loss,
        np.zeros(layout.size),
        jac=True,
        method="L-BFGS-B",
        bounds=layout.bounds(directions),
        options={"maxiter": _MOST_STEPS},
    )
    return Ridge(float(found.x[0]), layout.tables(found.x))


class _Layout:
    """Where each feature's values lie in one vector: the base, then feature by feature, missing last.

    A number's first bin is nought, and every next one the sum of the steps up to it.
    """

    def __init__(self, bins: Sequence[Bins]) -> None:
        self._bins = bins
        free = [one.size + (0 if one.is_number else 1) for one in bins]
        self._starts = np.cumsum([1, *free])
        self.size = int(self._starts[-1])

    def tables(self, values: Floats) -> tuple[Floats, ...]:
        """The tables that the values make."""
        made = []
        for one, start, end in zip(self._bins, self._starts, self._starts[1:], strict=False):
            own = values[start:end]
            if one.is_number:
                own = np.concatenate([[0.0], STEP_SCALE * np.cumsum(own[:-1]), own[-1:]])
            made.append(own)
        return tuple(made)

    def slopes(self, base: float, tables: Sequence[Floats]) -> Floats:
        """The gradient by the values, from the one by the base and the tables."""
        parts = [np.array([base])]
        for one, by_bin in zip(self._bins, tables, strict=True):
            if one.is_number:
                above = np.cumsum(by_bin[:0:-1])[::-1]
                above = above - by_bin[-1]  # what is missing lies above no edge
                parts.append(np.concatenate([STEP_SCALE * above[:-1], by_bin[-1:]]))
            else:
                parts.append(by_bin)
        return np.concatenate(parts)

    def bounds(self, directions: Sequence[int]) -> list[tuple[float | None, float | None]]:
        """Steps of a feature with a direction have its sign."""
        made: list[tuple[float | None, float | None]] = [(None, None)] * self.size
        for one, start, end, direction in zip(
            self._bins, self._starts, self._starts[1:], directions, strict=False
        ):
            if one.is_number and direction:
                made[start : end - 1] = [(0, None) if direction > 0 else (None, 0)] * (
                    end - 1 - start
                )
        return made


def _summed(base: float, tables: Sequence[Floats], places: Sequence[NDArray[np.intp]]) -> Floats:
    total: Floats = np.full(len(places[0]) if places else 0, base)
    for table, place in zip(tables, places, strict=True):
        total += table[place]
    return total
