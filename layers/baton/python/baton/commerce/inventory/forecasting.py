"""The forecast of a SKU, by the method that served it best. Pure.

What is judged is not the error but what ordering by the forecast would have come to: the last third of
the days is simulated with each method, which knows nothing later; stock held is weighed against sales
lost as the service level does. A SKU's own third is short, so its cost is mixed with what the method
cost SKUs of the same kind (Syntetos, Boylan and Croston 2005), where that is given.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from baton.commerce.inventory.demand import DemandKind, has_season, kind_of
from baton.commerce.inventory.forecast_methods import WEEK, YEAR, Method, candidates
from baton.commerce.inventory.replenishment import (
    Outcome,
    Policy,
    ProtectedDemand,
    awaited,
    levels,
    simulated,
)
from baton.statistics.special import incomplete_gamma

LEAST_DEMANDS = 4
"""Days with demand before methods are told apart."""

OWN_WEIGHT = 0.75
"""Of a SKU's own costs, against those of its kind."""

UNTRIED = "smoothing 0.01"
"""What forecasts where too little is known to choose: the mean of what is known."""

INTERVAL = 0.8

Costs = Mapping[str, float]
"""What methods cost, by name, over the mean of all: 1 is usual."""


@dataclass(frozen=True, slots=True)
class Expectation:
    """What is expected over the protected time. ``low`` and ``high`` hold 80 % of a gamma-distributed
    demand of that mean and deviation.
    """

    method: str
    kind: DemandKind
    daily: tuple[float, ...]
    awaited: ProtectedDemand
    low: float
    high: float


def seasons_of(values: Sequence[float], policy: Policy) -> tuple[int, ...]:
    """The seasons that the demand has and that matter: over whole weeks the weekday does not."""
    lengths = [YEAR] if policy.protected % WEEK == 0 else [WEEK, YEAR]
    return tuple(days for days in lengths if has_season(values, days))


def outcomes(
    values: Sequence[float], policy: Policy, methods: Iterable[Method], first: int
) -> Mapping[str, Outcome]:
    """What ordering by each method comes to from day ``first`` on."""
    reviews = origins(len(values), policy.review)
    found = dict[str, Outcome]()
    for method in methods:
        said = method.run(values, reviews, policy.protected)
        if said and min(said) <= first:
            found[method.name] = simulated(values, first, levels(values, said, policy), policy)
    return found


def costs(tried: Mapping[str, Outcome], policy: Policy) -> Costs:
    """What methods cost: pieces in stock for a day count 1, a lost piece what makes it worth while to
    stock it up to the service level (the critical fractile of the newsvendor).
    """
    lost = policy.review * policy.fill / (1 - policy.fill)
    raw = {name: one.held + lost * one.lost for name, one in tried.items()}
    usual = fmean(raw.values()) if raw else 0.0
    return {name: cost / usual for name, cost in raw.items()} if usual else {}


def chosen(own: Costs, of_kind: Costs | None = None) -> str:
    """The method that cost least, its kind's costs considered; of equal ones the first by name."""
    if not own:
        return UNTRIED
    weight = OWN_WEIGHT if of_kind else 1.0
    others = of_kind or {}
    return min(own, key=lambda one: (weight * own[one] + (1 - weight) * others.get(one, 1.0), one))


def costs_of_kinds(of_skus: Iterable[tuple[DemandKind, Costs]]) -> Mapping[DemandKind, Costs]:
    """What methods cost on average over SKUs of each kind."""
    found = defaultdict[DemandKind, dict[str, list[float]]](lambda: defaultdict(list))
    for kind, of_sku in of_skus:
        for name, cost in of_sku.items():
            found[kind][name].append(cost)
    return {kind: {one: fmean(each) for one, each in by.items()} for kind, by in found.items()}


def judged(values: Sequence[float], policy: Policy) -> Costs:
    """What each method cost over the last third of the days; nothing if too little is known."""
    first = len(values) - len(values) // 3
    if sum(value > 0 for value in values[:first]) < LEAST_DEMANDS or not any(values[first:]):
        return {}
    methods = candidates(seasons_of(values, policy))
    return costs(outcomes(values, policy, methods, first), policy)


def expectation(values: Sequence[float], policy: Policy, name: str) -> Expectation:
    """What is expected from the day after the last on, by the method of this name."""
    methods = {one.name: one for one in candidates((WEEK, YEAR))}
    method = methods.get(name, methods[UNTRIED])
    reviews = origins(len(values), policy.review)
    said = method.run(values, reviews, policy.protected)
    now = awaited(values, said, policy.protected)[len(values)]
    low, high = interval(now.mean, now.deviation)
    daily = tuple(said[len(values)])
    return Expectation(method.name, kind_of(values), daily, now, low, high)


def origins(days: int, review: int) -> frozenset[int]:
    """The days of reviews, counted back from the last, which is now; none before the second day."""
    return frozenset(range(days, 0, -review))


def interval(mean: float, deviation: float) -> tuple[float, float]:
    """The bounds that hold 80 % of a gamma-distributed demand."""
    if mean <= 0:
        return 0.0, 0.0
    if deviation <= 0:
        return mean, mean
    tail = (1 - INTERVAL) / 2
    shape = (mean / deviation) ** 2
    return _quantile(shape, mean, tail), _quantile(shape, mean, 1 - tail)


def _quantile(shape: float, mean: float, probability: float) -> float:
    low, high = 0.0, mean
    while incomplete_gamma(shape, shape * high / mean)[0] < probability:
        high *= 2
    for _ in range(50):
        middle = (low + high) / 2
        if incomplete_gamma(shape, shape * middle / mean)[0] < probability:
            low = middle
        else:
            high = middle
    return math.ldexp(low + high, -1)
