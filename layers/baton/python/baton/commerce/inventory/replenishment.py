"""Replenishment by a forecast, simulated: what a forecast is worth is what stock and lost sales cost
when one orders by it. Pure.

Every ``review`` days, before the day's demand, as much is ordered as is missing up to a level; it
arrives ``lead`` days later, before that day's demand. What cannot be served is lost. The level is that
at which the expected shortage until the next arrival is the share of demand that the service allows,
with demand until then gamma-distributed: the mean by the forecast, the spread by how that forecast erred
before (Burgin 1975; Silver, Pyke and Thomas, Inventory and Production Management, 4th ed. 2017,
ch. 6-7).
"""

import math
from bisect import bisect_left
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from baton.statistics.special import incomplete_gamma

DEFAULT_SPREAD = 1.0
"""Coefficient of variation of a demand whose forecast was never checked."""


@dataclass(frozen=True, slots=True)
class Policy:
    """How stock is reviewed. ``fill`` is the share of demand served from stock, above 0, below 1."""

    lead: int
    review: int
    fill: float

    @property
    def protected(self) -> int:
        """Days from an order until the arrival of the next."""
        return self.lead + self.review


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a simulation came to: pieces asked for and lost, pieces times days in stock, and orders."""

    asked: float
    lost: float
    held: float
    orders: int


def up_to(mean: float, deviation: float, policy: Policy) -> float:
    """The level up to which to order, in pieces."""
    if mean <= 0:
        return 0.0
    allowed = (1 - policy.fill) * policy.review / policy.protected
    return mean * _level(deviation / mean, allowed)


_GRID = tuple(0.05 * 1.12**step for step in range(56))
_MOST_SPREAD = _GRID[-1]


def _level(spread: float, allowed: float) -> float:
    """The level over the mean, between neighbours of a table."""
    table = _table(round(allowed, 5))
    if spread <= _GRID[0]:
        certain = 1 - allowed
        return certain + (table[0] - certain) * max(spread, 0.0) / _GRID[0]
    if spread >= _MOST_SPREAD:
        return table[-1]
    above = bisect_left(_GRID, spread)
    low, high = _GRID[above - 1], _GRID[above]
    return table[above - 1] + (spread - low) / (high - low) * (table[above] - table[above - 1])


@lru_cache(maxsize=64)
def _table(allowed: float) -> Sequence[float]:
    return tuple(_solved(spread, allowed) for spread in _GRID)


def _solved(spread: float, allowed: float) -> float:
    low, high = 0.0, 2.0
    while shortage(high, spread) > allowed:
        high *= 2
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if shortage(middle, spread) > allowed else (low, middle)
    return high


def shortage(level: float, spread: float) -> float:
    """The expected demand above ``level`` of a gamma-distributed demand of mean 1 with a coefficient of
    variation of ``spread``: E[(X - s)+] = Q(k + 1, k s) - s Q(k, k s) for k = 1 / spread^2.
    """
    shape = 1 / spread**2
    beyond = incomplete_gamma(shape, shape * level)[1]
    more = incomplete_gamma(shape + 1, shape * level)[1]
    return max(more - level * beyond, 0.0)


@dataclass(frozen=True, slots=True)
class ProtectedDemand:
    """The demand awaited over the protected time from an origin: mean, and standard deviation by the
    errors that were known then. ``checked`` says of how many.
    """

    mean: float
    deviation: float
    checked: int


def awaited(
    values: Sequence[float], forecasts: Mapping[int, Sequence[float]], days: int
) -> Mapping[int, ProtectedDemand]:
    """What each origin's forecast awaits over ``days``, and how far such forecasts had been off."""
    sums = [0.0, *accumulate(values)]
    pending, found = deque[tuple[int, float]](), dict[int, ProtectedDemand]()
    squares, number = 0.0, 0
    for at in sorted(forecasts):
        mean = math.fsum(forecasts[at][:days])
        while pending and pending[0][0] + days <= at:
            origin, expected = pending.popleft()
            squares += (sums[origin + days] - sums[origin] - expected) ** 2
            number += 1
        deviation = math.sqrt(squares / number) if number else DEFAULT_SPREAD * mean
        found[at] = ProtectedDemand(mean, deviation, number)
        pending.append((at, mean))
    return found


def levels(
    values: Sequence[float], forecasts: Mapping[int, Sequence[float]], policy: Policy
) -> Mapping[int, float]:
    """The level at each origin: by its forecast, and the errors of those whose outcome was known."""
    known = awaited(values, forecasts, policy.protected)
    return {at: up_to(one.mean, one.deviation, policy) for at, one in known.items()}


def simulated(
    values: Sequence[float], first: int, levels: Mapping[int, float], policy: Policy
) -> Outcome:
    """What came of ordering by ``levels`` from day ``first`` on. Every origin is a review, that orders
    up to its level. It begins one protected time earlier with the level of that day, or with the first
    level there is, so that what is counted does not tell of the beginning.
    """
    earliest = max(first - policy.protected, min(levels))
    start = max(at for at in levels if at <= earliest)
    stock, coming = float(math.ceil(levels[start])), dict[int, float]()
    asked = lost = held = 0.0
    orders = 0
    for day in range(start, len(values)):
        stock += coming.pop(day, 0.0)
        if day in levels:
            position = stock + sum(coming.values())
            more = math.ceil(levels[day] - position - 1e-9)
            if more > 0:
                coming[day + policy.lead] = coming.get(day + policy.lead, 0.0) + more
                orders += day >= first
            stock += coming.pop(day, 0.0)
        demand = values[day]
        served = min(stock, demand)
        stock -= served
        if day >= first:
            asked += demand
            lost += demand - served
            held += stock
    return Outcome(asked, lost, held, orders)
