"""The Gamma-Gamma model: what a customer's purchases are worth. Pure.

P. Fader, B. Hardie, The Gamma-Gamma Model of Monetary Value (2013). A customer's purchases are worth
gamma(``p``, rate), and rates differ between customers by gamma(``q``, ``v``). A customer with few
purchases is so taken to be nearer to all others than these say. It holds where the number of purchases
and their value have nothing to do with each other.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from baton.statistics.minimisation import minimise
from baton.statistics.special import digamma

LEAST_Q = 1.01
"""Above 1: else the mean over all customers is infinite."""

_LOW = (math.log(1e-2), math.log(LEAST_Q), math.log(1e-3))
_HIGH = (math.log(1e4), math.log(1e4), math.log(1e6))
_FINENESS = 50
"""Groups of mean values in each e-fold: within one they differ by 2 %."""

Values = Mapping[tuple[int, float], tuple[int, float]]
"""Customers and the sum of the logs of their mean values, by purchases and mean value."""


@dataclass(frozen=True, slots=True)
class GammaGamma:
    """The model with its parameters; ``v`` is in the unit of the values."""

    p: float
    q: float
    v: float

    @property
    def mean(self) -> float:
        """Of a purchase, over all customers: the paper's E(Z) averaged, p v / (q - 1)."""
        return self.p * self.v / (self.q - 1)

    def value_expected(self, purchases: int, mean: float) -> float:
        """Of a purchase of a customer who has made some of a mean value: the paper's (5)."""
        return self.p * (self.v + purchases * mean) / (self.p * purchases + self.q - 1)


def fit(customers: Iterable[tuple[int, float]]) -> GammaGamma:
    """Fits the model by maximum likelihood to each customer's number of purchases and their mean value,
    both above 0. Raises ``ValueError`` unless two customers have bought twice.
    """
    known = list(customers)
    if sum(purchases > 1 for purchases, _ in known) < 2:  # noqa: PLR2004 (a difference takes two)
        raise ValueError("fewer than two customers have bought twice")
    logs_of = [math.log(mean) for _, mean in known]
    scale, total = math.fsum(logs_of) / len(known), len(known)
    values = _grouped(
        (purchases, log - scale) for (purchases, _), log in zip(known, logs_of, strict=True)
    )

    def objective(logs: Sequence[float]) -> tuple[float, Sequence[float]]:
        parameters = [math.exp(x) for x in logs]
        value, slope = _likelihood(values, *parameters)
        return -value / total, [-s * x / total for s, x in zip(slope, parameters, strict=True)]

    start = (math.log(2), math.log(3), 0.0)
    logs, _ = minimise(objective, start, _LOW, _HIGH)
    p, q, v = map(math.exp, logs)
    return GammaGamma(p, q, v * math.exp(scale))


def _grouped(customers: Iterable[tuple[int, float]]) -> Values:
    """Customers of a like mean value, given as its log, together by the mean of logs."""
    sums: dict[tuple[int, int], tuple[int, float]] = {}
    for purchases, log in customers:
        place = (purchases, math.floor(log * _FINENESS))
        count, logs = sums.get(place, (0, 0.0))
        sums[place] = (count + 1, logs + log)
    return {
        (purchases, math.exp(logs / count)): (count, logs)
        for (purchases, _), (count, logs) in sums.items()
    }


def _likelihood(
    values: Values, p: float, q: float, v: float
) -> tuple[float, tuple[float, float, float]]:
    """The paper's (1a) over all customers, as a log, and its slopes by ``p``, ``q`` and ``v``."""
    value = by_p = by_q = by_v = 0.0
    of_purchases = {x: _gammas(x, p, q) for x, _ in values}
    log_v = math.log(v)
    for (x, mean), (count, logs) in values.items():
        gammas, slope_p, slope_q = of_purchases[x]
        shape, sum_of = p * x + q, v + x * mean
        log = math.log(sum_of)
        value += count * (gammas + q * log_v + p * x * math.log(x) - shape * log)
        value += (p * x - 1) * logs
        by_p += count * (slope_p + x * (math.log(x) - log)) + x * logs
        by_q += count * (slope_q + log_v - log)
        by_v += count * (q / v - shape / sum_of)
    return value, (by_p, by_q, by_v)


def _gammas(purchases: int, p: float, q: float) -> tuple[float, float, float]:
    """ln Γ(px + q) - ln Γ(px) - ln Γ(q), and its slopes by ``p`` and ``q``."""
    shape = p * purchases
    both = digamma(shape + q)
    return (
        math.lgamma(shape + q) - math.lgamma(shape) - math.lgamma(q),
        purchases * (both - digamma(shape)),
        both - digamma(q),
    )
