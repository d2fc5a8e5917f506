"""The difference of two rates, and its variance where events are too rare to estimate it. Pure."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from baton.statistics.moments import Sums

MINIMUM_EVENTS = 10
"""Fewer successes or failures than these in an arm are rare: their variance is a guess."""

_HALF = 0.5


@dataclass(frozen=True, slots=True)
class RatePair:
    """Successes of units in two arms. Successes may have fractions: of a figure between 0 and 1,
    whose variance is at most that of a rate with the same mean.
    """

    successes: float
    units: int
    control_successes: float
    control_units: int

    @property
    def weight(self) -> float:
        """What the pair counts among others: the inverse of its variance, but for a factor."""
        return self.units * self.control_units / (self.units + self.control_units)

    @property
    def effect(self) -> float:
        """Treated minus control."""
        return self.successes / self.units - self.control_successes / self.control_units

    @property
    def variance(self) -> float:
        """The variance of the effect, by the rates that were seen."""
        return sum(
            rate * (1 - rate) / units
            for rate, units in (
                (self.successes / self.units, self.units),
                (self.control_successes / self.control_units, self.control_units),
            )
        )

    def variance_at(self, difference: float) -> float:
        """The variance of the effect if the true one is ``difference``: never too small.

        Each arm's is the largest p (1 - p) between the rate that was seen and the likeliest one with
        that difference. So (effect - difference)² / variance is at most twice the log likelihood
        ratio, by the mean value theorem and Cauchy's inequality.
        """
        treated, control = self.restricted(difference)
        own = _largest_variance(self.successes / self.units, treated)
        other = _largest_variance(self.control_successes / self.control_units, control)
        return own / self.units + other / self.control_units

    def restricted(self, difference: float) -> tuple[float, float]:
        """The likeliest rates of both arms if they differ by ``difference`` (-1 to 1).

        O. Miettinen and M. Nurminen, Statistics in Medicine 4 (1985), p. 213, appendix I.
        """
        units, total = self.control_units + self.units, self.successes + self.control_successes
        cubic = units
        square = (self.units + 2 * self.control_units) * difference - units - total
        linear = (
            self.control_units * difference - units - 2 * self.control_successes
        ) * difference + total
        constant = self.control_successes * difference * (1 - difference)
        third = square / (3 * cubic)
        q = third**3 - square * linear / (6 * cubic**2) + constant / (2 * cubic)
        size = math.sqrt(max(0.0, third**2 - linear / (3 * cubic)))
        p = math.copysign(size, q)
        cosine = max(-1.0, min(1.0, q / p**3)) if p**3 else 0.0
        rate = 2 * p * math.cos((math.pi + math.acos(cosine)) / 3) - third
        rate = max(0.0, -difference, min(1.0, 1 - difference, rate))
        return min(1.0, max(0.0, rate + difference)), rate


@dataclass(frozen=True, slots=True)
class RateDifference:
    """The difference of two arms' rates over pairs that are compared each by itself (phases).

    The pairs are weighted as by W. Cochran, Biometrics 10 (1954), p. 417, section 6.
    """

    pairs: tuple[RatePair, ...]

    @classmethod
    def of(cls, *arms: tuple[Sums, Sums]) -> Self:
        """Of counted successes, treated and control; pairs without units in either arm are left out."""
        return cls(
            tuple(
                RatePair(treated.successes, treated.units, control.successes, control.units)
                for treated, control in arms
                if treated.units and control.units
            )
        )

    @property
    def effect(self) -> float:
        """Treated minus control; 0 without pairs."""
        return self._weighted([one.effect for one in self.pairs], 1)

    @property
    def variance(self) -> float:
        """The variance of the effect, by the rates that were seen."""
        return self._weighted([one.variance for one in self.pairs], 2)

    def variance_at(self, difference: float) -> float:
        """The variance of the effect if the true one is ``difference``; see ``RatePair``."""
        return self._weighted([one.variance_at(difference) for one in self.pairs], 2)

    def score(self, difference: float = 0.0) -> float:
        """How many standard errors the effect is above a true ``difference``, by ``variance_at``."""
        gap, variance = self.effect - difference, self.variance_at(difference)
        # 0 only where the gap is too small to be told from 0
        return gap / math.sqrt(variance) if variance > 0 else 0.0

    def is_rare(self, minimum_units: int = 0) -> bool:
        """Whether ``variance`` is not to be trusted: too few units, successes or failures in an arm."""
        arms = (
            [(one.successes, one.units) for one in self.pairs],
            [(one.control_successes, one.control_units) for one in self.pairs],
        )
        for arm in arms:
            units = sum(count for _, count in arm)
            successes = sum(count for count, _ in arm)
            if units < minimum_units or min(successes, units - successes) < MINIMUM_EVENTS:
                return True
        return False

    def _weighted(self, values: Sequence[float], power: int) -> float:
        if len(values) == 1:
            return values[0]
        weights = [one.weight for one in self.pairs]
        whole = sum(weights)
        return sum((w / whole) ** power * v for w, v in zip(weights, values, strict=True))


def _largest_variance(one: float, other: float) -> float:
    """The largest p (1 - p) for p between two rates."""
    if min(one, other) < _HALF < max(one, other):
        return _HALF * _HALF
    return max(one * (1 - one), other * (1 - other), 0.0)
