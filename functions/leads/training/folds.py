"""Which leads are kept together when a model is tested on leads that it has not seen."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

FOLDS = 5
SEED = 20_261_121

Groups = NDArray[np.intp]
Folds = NDArray[np.intp]


def groups_of(codes: Sequence[NDArray[np.integer[Any]]]) -> Groups:
    """A number for every lead; leads that say the same in every column have the same one.

    ``codes`` are columns of equal length. Leads are compared by 64 bits of a multiplicative hash:
    should two different ones ever have the same, they are merely kept in one fold.
    """
    chance = np.random.default_rng(SEED)
    hashed = np.zeros(len(codes[0]), dtype=np.uint64)
    for column in codes:
        factor = chance.integers(0, 2**63, dtype=np.uint64) * np.uint64(2) + np.uint64(1)
        hashed = (hashed ^ (column.astype(np.int64) + 2).astype(np.uint64)) * factor
        hashed ^= hashed >> np.uint64(32)
    groups: Groups = np.unique(hashed, return_inverse=True)[1].ravel()
    return groups


def folds_of(groups: Groups, converted: NDArray[np.int64]) -> Folds:
    """The fold, 0 to 4, of every lead. A group is in one fold; folds have about as many leads, and as
    many that converted, as far as groups allow.
    """
    size = np.bincount(groups)
    won = np.bincount(groups, weights=converted).astype(np.intp)
    order = np.random.default_rng(SEED).permutation(len(size))
    fold = np.empty(len(size), dtype=np.intp)
    held = np.zeros((2, FOLDS))
    several = order[size[order] > 1]
    for group in several[np.argsort(-size[several], kind="stable")].tolist():
        fold[group] = least = int(np.argmin(held.sum(axis=0)))
        held[:, least] += (size[group] - won[group], won[group])
    for outcome in (0, 1):
        alone = order[(size[order] == 1) & (won[order] == outcome)]
        fold[alone] = _filled_up(held[outcome], len(alone))
    return fold[groups]


def _filled_up(held: NDArray[np.float64], leads: int) -> Folds:
    """The folds of so many more leads, so that folds that hold less already are given more."""
    fair = (held.sum() + leads) / FOLDS
    room = np.maximum(fair - held, 0.0)
    share = np.cumsum(room) / room.sum() if room.any() else np.arange(1, FOLDS + 1) / FOLDS
    ends = np.round(share * leads).astype(np.intp)
    return np.repeat(np.arange(FOLDS), np.diff(ends, prepend=0))
