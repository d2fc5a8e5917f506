"""The least value of a smooth function within bounds. Pure."""

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

Matrix = list[list[float]]
Objective = Callable[[Sequence[float]], tuple[float, Sequence[float]]]
"""A point to the function's value and gradient there."""


class _Place(NamedTuple):
    """A point with the value and the slope there."""

    at: list[float]
    value: float
    slope: Sequence[float]


_ENOUGH = 1e-12
_FLAT = 1e-9
_AT_BOUND = 1e-9
_MOST_STEPS = 300
_MOST_HALVINGS = 40
_LEAST_DECREASE = 1e-4
_LONGEST_STEP = 2.0


def minimise(
    objective: Objective, start: Sequence[float], low: Sequence[float], high: Sequence[float]
) -> tuple[tuple[float, ...], float]:
    """Where ``objective`` is least between ``low`` and ``high``, and its value there.

    The BFGS method with step halving (Armijo's rule) of Nocedal and Wright, Numerical Optimization
    (2006), 6.1. A step ends where it meets a bound; a coordinate at a bound that the slope leads beyond
    stays there, and what is known of the curvature begins anew. Steps are at most 2 in any coordinate,
    so scale the coordinates to about 1. A point whose value is not finite is never taken; ``start``
    must have a finite one.
    """
    at = _within(start, low, high)
    value, slope = objective(at)
    curvature, held = _begun(slope), _free(at, slope, low, high)
    for _ in range(_MOST_STEPS):
        free = _free(at, slope, low, high)
        if free != held:
            curvature, held = _begun(slope), free
        if max((abs(slope[i]) for i in free), default=0.0) <= _FLAT * max(1.0, abs(value)):
            break
        step = _direction(curvature, slope, free)
        found = _search(objective, _Place(at, value, slope), step, (low, high))
        if found is None:
            if _is_unit(curvature):
                break
            curvature = _begun(slope)
            continue
        new, less, new_slope = found
        moved = [b - a for a, b in zip(at, new, strict=True)]
        turned = [new_slope[i] - slope[i] if i in free else 0.0 for i in range(len(at))]
        curvature = _updated(curvature, moved, turned)
        gained, at, value, slope = value - less, new, less, new_slope
        if gained <= _ENOUGH * max(1.0, abs(value)) and _free(at, slope, low, high) == held:
            break
    return tuple(at), value


def _within(point: Sequence[float], low: Sequence[float], high: Sequence[float]) -> list[float]:
    """The point within bounds, and at one where it is as good as there."""
    return [
        a if x <= a + _AT_BOUND else b if x >= b - _AT_BOUND else x
        for x, a, b in zip(point, low, high, strict=True)
    ]


def _free(
    at: Sequence[float], slope: Sequence[float], low: Sequence[float], high: Sequence[float]
) -> list[int]:
    """The coordinates that can move against the slope."""
    return [
        i
        for i, x in enumerate(at)
        if not ((x <= low[i] and slope[i] > 0) or (x >= high[i] and slope[i] < 0))
    ]


def _direction(curvature: Matrix, slope: Sequence[float], free: Sequence[int]) -> list[float]:
    step = [0.0] * len(slope)
    for i in free:
        step[i] = -sum(curvature[i][j] * slope[j] for j in free)
    if sum(step[i] * slope[i] for i in free) >= 0:  # a stale curvature: go straight down
        for i in free:
            step[i] = -slope[i] / max(1.0, abs(slope[i]))
    longest = max(map(abs, step))
    return [x * min(1.0, _LONGEST_STEP / longest) for x in step] if longest else step


def _until_bound(
    at: Sequence[float],
    step: Sequence[float],
    bounds: tuple[Sequence[float], Sequence[float]],
) -> float:
    """The part of a step that meets the first bound, 1 if none is met."""
    met = [
        ((high if s > 0 else low) - x) / s
        for x, s, low, high in zip(at, step, *bounds, strict=True)
        if s
    ]
    return min(1.0, *met) if met else 1.0


def _search(
    objective: Objective,
    begun: _Place,
    step: Sequence[float],
    bounds: tuple[Sequence[float], Sequence[float]],
) -> _Place | None:
    """Where the first of ever shorter steps leads that brings enough; ``None`` if none does."""
    at, value, slope = begun
    part = _until_bound(at, step, bounds)
    for _ in range(_MOST_HALVINGS):
        new = _within([x + part * s for x, s in zip(at, step, strict=True)], *bounds)
        moved = sum((b - a) * s for a, b, s in zip(at, new, slope, strict=True))
        less, new_slope = objective(new)
        fine = math.isfinite(less) and all(map(math.isfinite, new_slope))
        if fine and less < value and less <= value + _LEAST_DECREASE * moved:
            return _Place(new, less, new_slope)
        part /= 2
    return None


def _begun(slope: Sequence[float]) -> Matrix:
    """A curvature of which nothing is known but the scale."""
    scale, size = 1 / max(1.0, *map(abs, slope)), range(len(slope))
    return [[scale if i == j else 0.0 for j in size] for i in size]


def _is_unit(matrix: Matrix) -> bool:
    return all(not x for i, row in enumerate(matrix) for j, x in enumerate(row) if i != j)


def _updated(inverse: Matrix, moved: Sequence[float], turned: Sequence[float]) -> Matrix:
    """The inverse curvature with what a step told of it: Nocedal and Wright (6.17)."""
    size, along = range(len(moved)), sum(s * y for s, y in zip(moved, turned, strict=True))
    if along <= _ENOUGH * math.sqrt(sum(s * s for s in moved) * sum(y * y for y in turned)):
        return inverse
    through = [sum(inverse[i][j] * turned[j] for j in size) for i in size]
    grown = 1 + sum(turned[i] * through[i] for i in size) / along
    return [
        [
            inverse[i][j]
            + (grown * moved[i] * moved[j] - through[i] * moved[j] - moved[i] * through[j]) / along
            for j in size
        ]
        for i in size
    ]
