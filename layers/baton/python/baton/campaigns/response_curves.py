"""What a channel's spend of a day brings: a curve that flattens, with what is not known about it. Pure.

Every curve is concave and starts at nothing: the first unit of spend brings most. Which of the shapes
below it is, and how steep, is a posterior over a grid of shapes: given a shape, what days brought is a
count (in parts of equal size) whose mean is its steepness times a known exposure, so its steepness has a
gamma posterior in closed form (Gelman et al., Bayesian Data Analysis, 3rd ed. 2013, section 2.6). Days
that differ by more than counting explains count for less (quasi-likelihood: McCullagh and Nelder,
Generalized Linear Models, 2nd ed. 1989, section 9.2).

The shapes: saturation r(u) = u (1 + k) / (k + u), as in Hill's curve of slope 1, and the power
r(u) = u^m; u is the spend over the channel's mean spend, and r(1) = 1. Each by its elasticity there, .1
to .9, all held equally likely before any day is seen.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

from pydantic import Field

from baton.core.contract import Contract
from baton.statistics.distributions import normal_quantile
from baton.statistics.special import incomplete_gamma

CONFIDENCE = 0.8
"""Of the intervals given of a curve, two-sided."""

_ELASTICITIES = tuple(step / 10 for step in range(1, 10))
_STEPS = 20
_EXACT_ENOUGH = 1e-6
"""Of a probability."""
_UNSEEN = 1e-4
"""A weight that moves no bound."""
_LARGEST_LOG = 700.0
_FLATTEST = 1e-300


class Observation(Contract):
    """A day of a channel. ``spend`` is in minor units, ``value`` in the unit that is to be maximised
    (leads, conversions, or revenue in minor units), and came in ``events`` parts. Corrections may make
    ``value`` negative, and clicks of earlier days bring value without spend.
    """

    day: date
    spend: int = Field(ge=0, le=10**15)
    value: float = Field(ge=-1e15, le=1e15)
    events: float = Field(ge=0, le=1e12)


@dataclass(frozen=True, slots=True)
class Shape:
    """One curve up to its steepness, by its ``elasticity`` (0 to 1) at the mean spend, u = 1."""

    elasticity: float
    is_power: bool

    def at(self, u: float) -> float:
        """r(u), for u of 0 or more."""
        if self.is_power:
            return math.pow(u, self.elasticity)
        return u * (1 + self._k) / (self._k + u)

    def slope(self, u: float) -> float:
        """r'(u), for u above 0."""
        if self.is_power:
            return self.elasticity * math.pow(u, self.elasticity - 1)
        return (1 + self._k) * self._k / (self._k + u) ** 2

    def where(self, log_slope: float) -> float:
        """The u, 0 or more, at which the logarithm of r' is ``log_slope``."""
        if self.is_power:
            log_u = (math.log(self.elasticity) - log_slope) / (1 - self.elasticity)
            return math.exp(min(_LARGEST_LOG, max(-_LARGEST_LOG, log_u)))
        steepest = math.log((1 + self._k) * self._k)
        return max(0.0, math.exp(min(_LARGEST_LOG, (steepest - log_slope) / 2)) - self._k)

    @property
    def _k(self) -> float:
        return self.elasticity / (1 - self.elasticity)


SHAPES = tuple(Shape(one, is_power) for is_power in (False, True) for one in _ELASTICITIES)


@dataclass(frozen=True, slots=True)
class Curve:
    """A curve that may be the true one: value of a day = ``steepness`` · ``mean_spend`` · r(u)."""

    shape: Shape
    steepness: float
    mean_spend: float

    def at(self, spend: float) -> float:
        """What a day's spend brings."""
        return self.steepness * self.mean_spend * self.shape.at(spend / self.mean_spend)

    def slope(self, spend: float) -> float:
        """What one more minor unit brings; ``spend`` above 0."""
        return self.steepness * self.shape.slope(spend / self.mean_spend)

    def where(self, log_slope: float) -> float:
        """The spend from which on one more unit brings less than e^``log_slope``."""
        return self.mean_spend * self.shape.where(log_slope - math.log(self.steepness))


@dataclass(frozen=True, slots=True)
class Bounded:
    """A figure with the bounds that hold its true value with ``CONFIDENCE``."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class ResponseCurve:
    """What is believed of a channel's curve after its days.

    ``weights`` are the shapes' probabilities; the steepness has, given a shape, the gamma distribution
    with ``events`` and that shape's ``rates``, times ``part``. ``highest`` is the highest spend of a day
    that was seen, 0 if none: beyond it nothing is known. ``since`` is the first day counted, and
    ``changed`` whether earlier ones are left out since the channel has changed.
    """

    mean_spend: float
    part: float
    events: float
    weights: tuple[float, ...]
    rates: tuple[float, ...]
    highest: int
    days: int
    since: date | None
    changed: bool = False

    def draws(self, chance: Random, count: int) -> list[Curve]:
        """Curves drawn from what is believed."""
        places = chance.choices(range(len(SHAPES)), weights=self.weights, k=count)
        return [
            Curve(
                SHAPES[place],
                max(chance.gammavariate(self.events, self.part / self.rates[place]), _FLATTEST),
                self.mean_spend,
            )
            for place in places
        ]

    def value_at(self, spend: float) -> Bounded:
        """What a day's spend brings. Raises ``ValueError`` beyond the ``highest`` that was seen."""
        self._checked(spend)
        u = spend / self.mean_spend
        return self._mixed([self.mean_spend * shape.at(u) for shape in SHAPES])

    def marginal_at(self, spend: float) -> Bounded:
        """What one more minor unit a day brings there. Raises ``ValueError`` for no spend at all, where
        the shapes say nothing, and beyond the ``highest`` that was seen.
        """
        self._checked(spend)
        if spend <= 0:
            raise ValueError("of a channel without spend nothing is known at its margin")
        return self._mixed([shape.slope(spend / self.mean_spend) for shape in SHAPES])

    @property
    def elasticity(self) -> float:
        """How many percent more a percent more of spend brings, at the mean spend (0 to 1)."""
        pairs = zip(self.weights, SHAPES, strict=True)
        return math.fsum(weight * shape.elasticity for weight, shape in pairs)

    def _checked(self, spend: float) -> None:
        if not 0 <= spend <= self.highest:
            raise ValueError(f"{spend:g} lies beyond the {self.highest} of spend that was seen")

    def _mixed(self, factors: Sequence[float]) -> Bounded:
        """The steepness times a factor for each shape, over all shapes."""
        scales = [
            factor * self.part / rate for factor, rate in zip(factors, self.rates, strict=True)
        ]
        pairs = list(zip(self.weights, scales, strict=True))
        mean = math.fsum(weight * self.events * scale for weight, scale in pairs)
        low, high = (self._quantile(p, pairs) for p in ((1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2))
        return Bounded(mean, min(low, mean), max(high, mean))

    def _quantile(self, probability: float, pairs: Sequence[tuple[float, float]]) -> float:
        """Of the mixture of gamma distributions, by false position (M. Dowell and P. Jarratt, BIT 11,
        1971, p. 168), begun around the quantiles of its parts.
        """
        seen = [(weight, scale) for weight, scale in pairs if weight > _UNSEEN and scale > 0]
        if not seen:
            return 0.0
        quantile = _gamma_quantile(probability, self.events)
        low = min(scale for _, scale in seen) * quantile * 0.8
        high = max(scale for _, scale in seen) * quantile * 1.25
        below, above = -probability, 1 - probability
        place, last = low, 0
        for _ in range(_STEPS):
            place = (low * above - high * below) / (above - below)
            off = math.fsum(w * incomplete_gamma(self.events, place / s)[0] for w, s in seen)
            off -= probability
            if abs(off) < _EXACT_ENOUGH:
                break
            if off < 0:
                low, below, above = place, off, above / 2 if last < 0 else above
            else:
                high, above, below = place, off, below / 2 if last > 0 else below
            last = -1 if off < 0 else 1
        return place


def _gamma_quantile(probability: float, shape: float) -> float:
    """Of the gamma distribution with scale 1 and a shape of at least 1, to a tenth (E. Wilson and
    M. Hilferty, PNAS 17, 1931, p. 684).
    """
    ninth = 1 / (9 * shape)
    return shape * (1 - ninth + normal_quantile(probability) * math.sqrt(ninth)) ** 3
