"""Purchases as matrices, and weights between items worked out of them. Only the learner loads this."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.sparse as sp
from scipy.linalg import get_lapack_funcs

from baton.commerce.recommending.model import MOST_NEIGHBOURS, Method
from baton.commerce.recommending.purchases import Purchase

MOST_ITEMS = 6_000
"""Of the greatest support, for which EASE is solved: 6,000² numbers and 6,000³ steps, some seconds. The
weights of all others are ItemKNN's."""

MOST_OF_A_CUSTOMER = 500
"""Items, the latest: who buys everything, as a reseller, tells little, and costs its square."""

_ROWS = 512
"""of weights, looked at together"""


@dataclass(frozen=True)
class Purchases:
    """Purchases by customer (row) and item (column), of which each pair is once. ``day`` is the latest
    of the pair, ``visits`` all pairs of a customer and a day, ``today`` the day after the last.
    """

    customers: tuple[str, ...]
    items: tuple[str, ...]
    row: Any
    column: Any
    day: Any
    lines: Any
    today: int

    @property
    def shape(self) -> tuple[int, int]:
        """How many customers and items there are."""
        return len(self.customers), len(self.items)

    def matrix(self, values: Any) -> Any:
        """The pairs with some values."""
        return sp.csr_matrix((values, (self.row, self.column)), shape=self.shape, dtype=np.float32)

    def seen(self, half_life_days: float | None = None) -> Any:
        """Who bought what: 1, or less by how long ago it was."""
        return self.matrix(_decayed(self.today - self.day, half_life_days))

    def shares(self, half_life_days: float | None) -> Any:
        """On which share of their visits customers bought an item, late visits counting more."""
        rows, columns, days = self.lines
        latest = np.zeros(len(self.customers), dtype=days.dtype)
        np.maximum.at(
            latest, rows, days
        )  # only how visits compare counts, and far ones would vanish
        counts = _decayed(latest[rows] - days, half_life_days)
        by_item = sp.csr_matrix((counts, (rows, columns)), shape=self.shape, dtype=np.float64)
        visits = np.unique(np.stack([rows, days]), axis=1)
        of_visits = _decayed(latest[visits[0]] - visits[1], half_life_days)
        every = np.bincount(visits[0], of_visits, minlength=len(self.customers))
        return (sp.diags(1 / every) @ by_item).tocsr().astype(np.float32)

    def popularity(self, days: int | None) -> Any:
        """Customers by item, of the last so many days or of all; the most popular is 1."""
        counted = self.column if days is None else self.column[self.today - self.day <= days]
        found = np.bincount(counted, minlength=len(self.items)).astype(np.float32)
        return found / max(float(np.max(found)), 1.0)


def purchases_of(purchases: Sequence[Purchase]) -> Purchases:
    """The purchases as matrices. There must be one at least."""
    customers = sorted({one.customer for one in purchases})
    items = sorted({one.item for one in purchases})
    rows = {name: number for number, name in enumerate(customers)}
    columns = {name: number for number, name in enumerate(items)}
    lines = np.unique(
        np.array([(rows[one.customer], columns[one.item], one.day) for one in purchases]), axis=0
    )
    # sorted by customer, item and day: the last of each pair is its latest
    last = np.append(np.any(lines[1:, :2] != lines[:-1, :2], axis=1), True)
    row, column, day = lines[last].T
    return Purchases(
        customers=tuple(customers),
        items=tuple(items),
        row=row,
        column=column,
        day=day,
        lines=tuple(lines.T),
        today=int(lines[:, 2].max()) + 1,
    )


class Counts:
    """How many customers bought each item, and each two; from which every method starts."""

    def __init__(self, purchases: Purchases) -> None:
        seen = _latest_of_each(purchases)
        self.together = (seen.T @ seen).tocsr()
        self.support = np.asarray(self.together.diagonal()).astype(np.float64)
        order = np.argsort(-self.support, kind="stable")
        self.core = np.sort(order[:MOST_ITEMS])

    def weights(self, method: Method, strength: float) -> Any:
        """Weights from item (row) to item (column): the greatest of each row, none to itself."""
        if method is Method.NONE:
            return sp.csr_matrix(self.together.shape, dtype=np.float32)
        similar = self.item_knn(strength if method is Method.ITEM_KNN else 10.0)
        if method is Method.ITEM_KNN:
            return similar
        core = ease(self.together[self.core][:, self.core].toarray(), strength)
        if len(self.core) == len(self.support):
            return core
        return self._with_others(core, similar)

    def item_knn(self, shrinkage: float) -> Any:
        """Cosines, shrunk where few bought both: c(i,j) / (sqrt(n(i) · n(j)) + shrinkage)."""
        pairs = self.together.tocoo()
        apart = pairs.row != pairs.col
        row, column = pairs.row[apart], pairs.col[apart]
        norm = np.sqrt(self.support[row] * self.support[column]) + shrinkage
        values = (pairs.data[apart] / norm).astype(np.float32)
        return _sparse_top(sp.csr_matrix((values, (row, column)), shape=pairs.shape))

    def _with_others(self, core: Any, similar: Any) -> Any:
        """EASE's weights within the core, and ItemKNN's, on the same scale, from and to all others."""
        items = len(self.support)
        inside = np.zeros(items, dtype=bool)
        inside[self.core] = True
        at = core.tocoo()
        other = similar.tocoo()
        outside = ~(inside[other.row] & inside[other.col])
        scale = _typical_best(core) / max(_typical_best(similar), 1e-9)
        values = np.concatenate([at.data, other.data[outside] * scale])
        row = np.concatenate([self.core[at.row], other.row[outside]])
        column = np.concatenate([self.core[at.col], other.col[outside]])
        return _sparse_top(sp.csr_matrix((values, (row, column)), shape=(items, items)))


def ease(together: Any, penalty: float) -> Any:
    """EASE (Steck 2019): B = I - P · diag(1 / diag P) with P = (XᵀX + λI)⁻¹, of which each row's
    greatest weights are kept.
    """
    gram = np.asarray(together, dtype=np.float64 if len(together) <= 3_000 else np.float32)  # noqa: PLR2004
    inverse = _inverse(gram + penalty * np.eye(len(gram), dtype=gram.dtype))
    weights = -inverse / np.diag(inverse)
    np.fill_diagonal(weights, 0)
    return _dense_top(weights.astype(np.float32))


def _inverse(matrix: Any) -> Any:
    """Of a symmetric positive definite matrix, by Cholesky's factors: half the steps of any matrix's.
    Raises ``LinAlgError`` for another.
    """
    factorised, inverted = get_lapack_funcs(("potrf", "potri"), (matrix,))
    factor, failed = factorised(matrix, lower=True)
    if failed:
        raise np.linalg.LinAlgError("the matrix is not positive definite")
    lower, _ = inverted(factor, lower=True)
    return lower + np.tril(lower, -1).T


def _dense_top(weights: Any) -> Any:
    kept = min(MOST_NEIGHBOURS, weights.shape[1])
    parts = []
    for start in range(0, len(weights), _ROWS):
        some = weights[start : start + _ROWS].copy()
        small = np.argpartition(-np.abs(some), kept - 1, axis=1)[:, kept:]
        np.put_along_axis(some, small, 0, axis=1)
        parts.append(sp.csr_matrix(some))
    return sp.vstack(parts).tocsr()


def _sparse_top(weights: Any) -> Any:
    weights = weights.tocsr()
    weights.sort_indices()
    keep = np.zeros(len(weights.data), dtype=bool)
    for start, end in zip(weights.indptr[:-1], weights.indptr[1:], strict=True):
        order = np.argsort(-np.abs(weights.data[start:end]), kind="stable")
        keep[start + order[:MOST_NEIGHBOURS]] = True
    rows = np.repeat(np.arange(weights.shape[0]), np.diff(weights.indptr))
    kept = (weights.data[keep], (rows[keep], weights.indices[keep]))
    return sp.csr_matrix(kept, shape=weights.shape)


def _typical_best(weights: Any) -> float:
    best = np.asarray(abs(weights).max(axis=1).todense()).ravel()
    return float(np.median(best[best > 0])) if (best > 0).any() else 0.0


def _latest_of_each(purchases: Purchases) -> Any:
    """Who bought what, at most the latest 500 items of each."""
    order = np.lexsort((-purchases.day, purchases.row))
    row = purchases.row[order]
    first = np.searchsorted(row, row, side="left")
    kept = order[np.arange(len(row)) - first < MOST_OF_A_CUSTOMER]
    values = np.ones(len(kept), dtype=np.float32)
    at = (purchases.row[kept], purchases.column[kept])
    return sp.csr_matrix((values, at), shape=purchases.shape)


def _decayed(age: Any, half_life_days: float | None) -> Any:
    ages = np.maximum(np.asarray(age, dtype=np.float64), 0)
    return np.ones(len(ages)) if half_life_days is None else 0.5 ** (ages / half_life_days)
