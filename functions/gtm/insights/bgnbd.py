"""The BG/NBD model: when customers buy, and whether they have left. Pure.

P. Fader, B. Hardie, K. Lee, "Counting Your Customers" the Easy Way: An Alternative to the Pareto/NBD
Model, Marketing Science 24(2), 2005. A customer buys at a rate from a gamma distribution (``r``,
``alpha``) and leaves after any purchase with a chance from a beta distribution (``a``, ``b``).

Repeat purchases are whole numbers, so the gamma functions of the likelihood are products of r, r + 1, …
and its sums lose no digits at any parameters. Instead of the paper's expectation (10), which has a
hypergeometric function and no value at a = 1, purchases are counted one by one (``purchases_expected``).
"""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple

from baton.statistics.minimisation import minimise

SMALLEST, LARGEST = 1e-4, 1e4
"""Of r, alpha / r, a and b / a: histories that would lead beyond say nothing of it."""

_ENOUGH = 1e-12
_NOTHING = 1e-300
_MOST_PURCHASES = 20_000
_LONGEST_STEP = 64


class History(NamedTuple):
    """What the model needs of a customer: purchases after the first, when the last of them was, and how
    long the customer is known; in weeks since the first purchase, 0 <= recency <= age.
    """

    repeats: int
    recency: float
    age: float


Counted = Mapping[History, int]
"""How many customers have each history."""


@dataclass(frozen=True, slots=True)
class BgNbd:
    """The model with its parameters, by weeks."""

    r: float
    alpha: float
    a: float
    b: float

    def alive(self, of: History) -> float:
        """The chance that a customer has not left (the paper's derivation of 10). Without a repeat
        purchase it is 1: by this model nobody leaves but after one.
        """
        return _logistic(-self._leaning(of)) if of.repeats else 1.0

    def no_purchase(self, of: History, weeks: float) -> float:
        """The chance that a customer buys nothing in the next ``weeks``: has left, or would not have
        bought anyway. Of one who is alive the rate is gamma(r + x, alpha + T).
        """
        none = math.exp(-(self.r + of.repeats) * math.log1p(weeks / (self.alpha + of.age)))
        return min(1.0, max(0.0, 1 - self.alive(of) * (1 - none)))

    def purchases_expected(self, of: History, weeks: float) -> float:
        """How often a customer is expected to buy in the next ``weeks``: the paper's (10) as a sum.

        One who never left would buy K times, K negative binomial; the i-th purchase is made if none of
        the i - 1 before it was the last: the mean of (1 - p)^(i - 1), p being beta(a, b + x). All terms
        are positive.
        """
        shape, stays = self.r + of.repeats, self.b + of.repeats
        odds = weeks / (self.alpha + of.age)
        share = odds / (1 + odds)
        chance = math.exp(-shape * math.log1p(odds))
        if chance < _NOTHING:
            return self.alive(of) * _many(shape * odds, self.a, stays)
        above, made, total = 1 - chance, 1.0, 0.0
        for k in range(_MOST_PURCHASES):
            total += above * made
            if above * made <= _ENOUGH * total or above <= 0:
                break
            made *= (stays + k) / (self.a + stays + k)
            chance *= share * (shape + k) / (k + 1)
            above -= chance
        return self.alive(of) * total

    def _leaning(self, of: History) -> float:
        """The log of the odds that a customer with repeat purchases has left."""
        gone = math.log(self.a) - math.log(self.b + of.repeats - 1)
        return gone + (self.r + of.repeats) * math.log(
            (self.alpha + of.age) / (self.alpha + of.recency)
        )


@dataclass(frozen=True, slots=True)
class Fit:
    """The model that makes some histories the likeliest, and the log of that likelihood. ``at_bounds``
    are the parameters of which the histories say too little.
    """

    model: BgNbd
    log_likelihood: float
    at_bounds: tuple[str, ...]


def fit(histories: Counted) -> Fit:
    """Fits the model by maximum likelihood. Raises ``ValueError`` unless somebody bought again."""
    if not any(one.repeats for one in histories):
        raise ValueError("no history has a repeat purchase")
    likelihood = Likelihood(histories)
    total = sum(histories.values())

    def objective(at: Sequence[float]) -> tuple[float, Sequence[float]]:
        r, alpha, a, b = parameters = _parameters(at)
        value, slope = likelihood.of(*parameters)
        by_r, by_alpha, by_a, by_b = (s * x for s, x in zip(slope, (r, alpha, a, b), strict=True))
        slopes = (by_r + by_alpha, by_alpha, by_a + by_b, by_b)
        return -value / total, [-x / total for x in slopes]

    low, high = (math.log(SMALLEST),) * 4, (math.log(LARGEST),) * 4
    at, least = minimise(objective, _start(histories), low, high)
    bound = [x <= a or x >= b for x, a, b in zip(at, low, high, strict=True)]
    names = ("r", "alpha", "a", "b")
    return Fit(
        BgNbd(*_parameters(at)),
        -least * total,
        tuple(name for name, is_bound in zip(names, bound, strict=True) if is_bound),
    )


def _parameters(at: Sequence[float]) -> tuple[float, float, float, float]:
    """r, alpha, a and b from the logs of r, alpha / r, a and b / a. What histories say well, the mean
    rate and the mean chance of leaving, is so a coordinate of its own beside what they say badly.
    """
    r, time, a, odds = map(math.exp, at)
    return r, r * time, a, a * odds


class Likelihood:
    """The paper's (6) over all customers, with its gradient. What histories have in common is worked
    out once for all of them.
    """

    def __init__(self, histories: Counted) -> None:
        self._customers = sum(histories.values())
        self._most = max((one.repeats for one in histories), default=0)
        self._ages = sorted({one.age for one in histories})
        self._recencies = sorted({one.recency for one in histories if one.repeats})
        age = {value: at for at, value in enumerate(self._ages)}
        recency = {value: at for at, value in enumerate(self._recencies)}
        self._once = [0] * len(self._ages)
        self._of_repeats = [0] * (self._most + 1)
        self._again: list[tuple[int, int, int, int]] = []
        for one, count in histories.items():
            self._of_repeats[one.repeats] += count
            if one.repeats:
                self._again.append((one.repeats, age[one.age], recency[one.recency], count))
            else:
                self._once[age[one.age]] += count

    def of(self, r: float, alpha: float, a: float, b: float) -> tuple[float, tuple[float, ...]]:
        """The log-likelihood and its slopes by ``r``, ``alpha``, ``a`` and ``b``."""
        value, by_r, by_a, by_b = self._products(r, a, b)
        value += self._customers * r * math.log(alpha)
        by_r += self._customers * math.log(alpha)
        by_alpha = self._customers * r / alpha
        until = [math.log(alpha + x) for x in self._ages]
        since = [math.log(alpha + x) for x in self._recencies]
        left = [math.log(a / (b + max(x, 1) - 1)) for x in range(self._most + 1)]
        for age, log, count in zip(self._ages, until, self._once, strict=True):
            value -= count * r * log
            by_r -= count * log
            by_alpha -= count * r / (alpha + age)
        for x, i, j, count in self._again:
            shape, stayed, gone = r + x, until[i], since[j]
            leaning = left[x] + shape * (stayed - gone)
            if leaning > 0:
                rest = math.exp(-leaning)
                weight = 1 / (1 + rest)
                value += count * (left[x] - shape * gone + math.log1p(rest))
            else:
                rest = math.exp(leaning)
                weight = rest / (1 + rest)
                value += count * (math.log1p(rest) - shape * stayed)
            by_r -= count * (stayed + weight * (gone - stayed))
            here = (1 - weight) / (alpha + self._ages[i]) + weight / (alpha + self._recencies[j])
            by_alpha -= count * shape * here
            by_a += count * weight / a
            by_b -= count * weight / (b + x - 1)
        return value, (by_r, by_alpha, by_a, by_b)

    def _products(self, r: float, a: float, b: float) -> tuple[float, float, float, float]:
        """What depends on the number of repeats alone: Γ(r + x)/Γ(r) B(a, b + x)/B(a, b), as logs."""
        value = by_r = by_a = by_b = 0.0
        above = list(accumulate(reversed(self._of_repeats)))[::-1]
        for i in range(self._most):
            customers = above[i + 1]  # with more than i repeats
            value += customers * (math.log(r + i) - math.log1p(a / (b + i)))
            by_r += customers / (r + i)
            by_a -= customers / (a + b + i)
            by_b += customers * (1 / (b + i) - 1 / (a + b + i))
        return value, by_r, by_a, by_b


def counted(histories: Iterable[tuple[int, int, int]], most: int) -> tuple[dict[History, int], int]:
    """Histories in days (repeats, recency, age), grouped until at most ``most`` with repeats differ:
    customers who are alike to as many days as that takes, which is told, count as their mean.
    """
    days = Counter(histories)
    step, kept = 1, {History(x, tx / 7, t / 7): count for (x, tx, t), count in days.items()}
    while step < _LONGEST_STEP and sum(1 for one in kept if one.repeats) > most:
        step *= 4
        kept = _by_step(days, step)
    return kept, step


def _by_step(days: Mapping[tuple[int, int, int], int], step: int) -> dict[History, int]:
    sums: dict[tuple[int, int, int], list[int]] = {}
    for (x, recency, age), count in days.items():
        place = (x, (age - recency) // step, age // step) if x else (0, 0, age)
        total = sums.setdefault(place, [0, 0, 0])
        total[0] += count
        total[1] += count * recency
        total[2] += count * age
    kept: dict[History, int] = {}
    for (x, _, _), (count, recency, age) in sums.items():
        mean = History(x, recency / count / 7, age / count / 7)
        kept[mean] = kept.get(mean, 0) + count
    return kept


def _start(histories: Counted) -> tuple[float, float, float, float]:
    """A beginning: the rate that the customers have together, of a moderate spread; as logs."""
    repeats = sum(one.repeats * count for one, count in histories.items())
    weeks = sum(one.age * count for one, count in histories.items())
    between = min(max(weeks / max(repeats, 1), 2 * SMALLEST), LARGEST / 2)
    return math.log(0.5), math.log(between), math.log(0.7), math.log(3.5)


def _many(likely: float, a: float, stays: float) -> float:
    """Purchases expected of one who would certainly buy, about ``likely`` times: what is made of them
    before leaving, summed up.
    """
    return sum(_made(a, stays, min(math.ceil(likely), _MOST_PURCHASES)))


def _made(a: float, stays: float, times: int) -> Iterator[float]:
    made = 1.0
    for k in range(times):
        yield made
        made *= (stays + k) / (a + stays + k)


def _logistic(x: float) -> float:
    if x >= 0:
        return 1 / (1 + math.exp(-x))
    grown = math.exp(max(x, -745.0))
    return grown / (1 + grown)
