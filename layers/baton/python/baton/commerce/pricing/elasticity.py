"""How demand answers to price: the elasticity of a constant-elasticity model, by least squares of
log(sales) on log(price), with a promotion's own lift told apart. Pure.

The model is log q = a + e·log p + f·promoted + g·promoted·log p + u (Wittink et al., SCAN*PRO, in its
simplest form); without promotions it is log q = a + e·log p + u.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from baton.core.contract import Contract

LEAST_SALES = 12
"""Observations below which nothing is learned."""

LEAST_SPREAD = 0.01
"""Standard deviation of log(price) below which a price did not move enough to learn from it."""


@dataclass(frozen=True, slots=True)
class Sale:
    """What was sold in a period at a price. ``sales`` and ``price`` are above 0."""

    sales: float
    price: float
    promoted: bool = False


class Elasticity(Contract):
    """Percent by which sales change when the price changes by one, with its standard error.

    ``regular`` is that without a promotion, ``promoted`` that while one is advertised; ``lift`` is by
    how much a promotion multiplies sales at the mean price. ``pooled`` does not tell the two apart.
    """

    pooled: float
    pooled_error: float
    regular: float
    regular_error: float
    promoted: float | None = None
    lift: float | None = None
    observations: int
    explained: float


class NotLearned(ValueError):
    """The sales say nothing of how demand answers to price; the text says why."""


def elasticity(sales: Sequence[Sale]) -> Elasticity:
    """The elasticity of some sales. Raises ``NotLearned``."""
    usable = [one for one in sales if 0 < one.sales < math.inf and 0 < one.price < math.inf]
    if len(usable) < LEAST_SALES:
        raise NotLearned(f"{len(usable)} periods with sales are known, and {LEAST_SALES} needed")
    prices = [math.log(one.price) for one in usable]
    quantities = [math.log(one.sales) for one in usable]
    mean = math.fsum(prices) / len(prices)
    spread = math.sqrt(math.fsum((price - mean) ** 2 for price in prices) / len(prices))
    if spread < LEAST_SPREAD:
        raise NotLearned("the price hardly changed")
    centred = [price - mean for price in prices]
    pooled = _fit([(1.0, price) for price in centred], quantities)
    told_apart = _both_kinds(usable, centred)
    rows = [
        (1.0, price, float(one.promoted), one.promoted * price)
        for one, price in zip(usable, centred, strict=True)
    ]
    whole = _fit(rows, quantities) if told_apart else pooled
    return Elasticity(
        pooled=pooled.slopes[1],
        pooled_error=pooled.errors[1],
        regular=whole.slopes[1],
        regular_error=whole.errors[1],
        promoted=whole.slopes[1] + whole.slopes[3] if told_apart else None,
        lift=math.exp(whole.slopes[2]) if told_apart else None,
        observations=len(usable),
        explained=whole.explained,
    )


@dataclass(frozen=True, slots=True)
class _Fit:
    slopes: tuple[float, ...]
    errors: tuple[float, ...]
    explained: float


def _both_kinds(sales: Sequence[Sale], prices: Sequence[float]) -> bool:
    """Whether there are enough sales of both kinds, each at several prices."""
    for kind in (True, False):
        own = [price for one, price in zip(sales, prices, strict=True) if one.promoted is kind]
        if len(own) < LEAST_SALES or max(own) - min(own) < LEAST_SPREAD:
            return False
    return True


def _fit(rows: Sequence[tuple[float, ...]], values: Sequence[float]) -> _Fit:
    """Ordinary least squares by the normal equations of centred columns."""
    width = len(rows[0])
    gram = [
        [math.fsum(row[i] * row[j] for row in rows) for j in range(width)] for i in range(width)
    ]
    right = [
        math.fsum(row[i] * value for row, value in zip(rows, values, strict=True))
        for i in range(width)
    ]
    inverse = _inverted(gram)
    slopes = tuple(math.fsum(a * b for a, b in zip(line, right, strict=True)) for line in inverse)
    fitted = (math.fsum(a * b for a, b in zip(slopes, row, strict=True)) for row in rows)
    left = math.fsum((value - one) ** 2 for value, one in zip(values, fitted, strict=True))
    mean = math.fsum(values) / len(values)
    whole = math.fsum((value - mean) ** 2 for value in values)
    variance = left / max(1, len(rows) - width)
    errors = tuple(math.sqrt(max(0.0, variance * inverse[i][i])) for i in range(width))
    return _Fit(slopes, errors, 1 - left / whole if whole else 0.0)


def _inverted(matrix: Sequence[Sequence[float]]) -> list[list[float]]:
    """The inverse, by Gauss and Jordan with pivots. Raises ``NotLearned`` for a singular one."""
    size = len(matrix)
    rows = [[*row, *(float(i == j) for j in range(size))] for i, row in enumerate(matrix)]
    for column in range(size):
        pivot = max(range(column, size), key=lambda one: abs(rows[one][column]))
        if abs(rows[pivot][column]) < 1e-12 * max(1.0, abs(matrix[0][0])):
            raise NotLearned("price and promotion always changed together")
        rows[column], rows[pivot] = rows[pivot], rows[column]
        rows[column] = [one / rows[column][column] for one in rows[column]]
        for other in range(size):
            if other != column and (factor := rows[other][column]):
                rows[other] = [
                    one - factor * own for one, own in zip(rows[other], rows[column], strict=True)
                ]
    return [row[size:] for row in rows]
