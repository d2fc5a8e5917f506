"""Intervals for rates, differences and ratios. Pure."""

import math
from collections.abc import Callable
from dataclasses import dataclass

from baton.statistics.distributions import critical_value

_HALVINGS = 60


@dataclass(frozen=True, slots=True)
class Interval:
    """An estimate with its bounds at a confidence ``level`` (0 to 1). Bounds may be infinite."""

    estimate: float
    low: float
    high: float
    level: float

    def excludes(self, value: float) -> bool:
        """Whether ``value`` lies outside of the bounds."""
        return not self.low <= value <= self.high

    def negated(self) -> "Interval":
        """Of the negative."""
        return Interval(-self.estimate, -self.high, -self.low, self.level)

    def times(self, factor: float) -> "Interval":
        """In another unit; ``factor`` is above 0."""
        return Interval(self.estimate * factor, self.low * factor, self.high * factor, self.level)

    def within(self, low: float, high: float) -> "Interval":
        """Without what cannot be, which costs no coverage; the estimate stays inside."""
        return Interval(
            self.estimate,
            min(self.estimate, max(self.low, low)),
            max(self.estimate, min(self.high, high)),
            self.level,
        )


def wilson(successes: float, trials: float, level: float = 0.95) -> Interval:
    """The score interval of a rate; with no trials it is 0 to 1 around one half.

    E. B. Wilson, JASA 22 (1927), p. 209. Raises ``ValueError`` unless 0 <= successes <= trials.
    """
    _checked_counts(successes, trials)
    z = critical_value(level)
    if trials == 0:
        return Interval(0.5, 0.0, 1.0, level)
    rate, square = successes / trials, z * z
    centre = (successes + square / 2) / (trials + square)
    reach = z / (trials + square) * math.sqrt(trials * rate * (1 - rate) + square / 4)
    low = 0.0 if successes == 0 else max(0.0, centre - reach)
    high = 1.0 if successes == trials else min(1.0, centre + reach)
    return Interval(rate, min(low, rate), max(high, rate), level)


def newcombe(
    successes: float, trials: float, base_successes: float, base_trials: float, level: float = 0.95
) -> Interval:
    """The interval of a difference of two rates, the first minus the base.

    The hybrid score interval: R. G. Newcombe, Statistics in Medicine 17 (1998), p. 873, method 10.
    """
    one, base = wilson(successes, trials, level), wilson(base_successes, base_trials, level)
    difference = one.estimate - base.estimate
    below = math.hypot(one.estimate - one.low, base.high - base.estimate)
    above = math.hypot(one.high - one.estimate, base.estimate - base.low)
    return Interval(difference, difference - below, difference + above, level)


def rate_ratio(
    successes: float, trials: float, base_successes: float, base_trials: float, level: float = 0.95
) -> Interval:
    """The interval of one rate over another, by the delta method on its logarithm.

    Katz et al., Biometrics 34 (1978), p. 469; half a success and half a failure are added where one
    of the counts is 0 (Walter, Biometrika 62, 1975, p. 371). Infinite to both sides without trials.
    """
    _checked_counts(successes, trials)
    _checked_counts(base_successes, base_trials)
    if trials == 0 or base_trials == 0:
        return Interval(1.0, 0.0, math.inf, level)
    extra = 0.0 if successes and base_successes else 0.5
    one, base = successes + extra, base_successes + extra
    ratio = one / (trials + extra) / (base / (base_trials + extra))
    variance = 1 / one - 1 / (trials + extra) + 1 / base - 1 / (base_trials + extra)
    reach = critical_value(level) * math.sqrt(max(0.0, variance))
    return Interval(ratio, ratio * math.exp(-reach), ratio * math.exp(reach), level)


def fieller(
    above: float,
    below: float,
    *,
    above_variance: float,
    below_variance: float,
    covariance: float = 0.0,
    level: float = 0.95,
) -> Interval:
    """The interval of the ratio of two means whose own variances and covariance are given.

    E. C. Fieller, J. R. Stat. Soc. B 16 (1954), p. 175: every ratio r for which ``above - r below``
    does not differ from 0. Infinite to both sides when ``below`` itself does not differ from 0: then
    no finite interval has the level. Raises ``ValueError`` if ``below`` is 0 or a variance negative.
    """
    if below == 0 or above_variance < 0 or below_variance < 0:
        raise ValueError("a ratio needs a denominator other than 0 and variances of at least 0")
    square = critical_value(level) ** 2
    ratio = above / below
    a = below * below - square * below_variance
    if a <= 0:
        return Interval(ratio, -math.inf, math.inf, level)
    b = above * below - square * covariance
    c = above * above - square * above_variance
    root = math.sqrt(max(0.0, b * b - a * c))
    return Interval(ratio, min(ratio, (b - root) / a), max(ratio, (b + root) / a), level)


def delta_ratio(
    above: float,
    below: float,
    *,
    above_variance: float,
    below_variance: float,
    covariance: float = 0.0,
    level: float = 0.95,
) -> Interval:
    """The interval of a ratio of two means by the delta method.

    A. Deng, U. Knoblich and J. Lu, KDD 2018, "Applying the Delta Method in Metric Analytics", eq. 2.
    Good while the denominator is many standard errors from 0; ``fieller`` has no such condition.
    """
    if below == 0:
        raise ValueError("a ratio needs a denominator other than 0")
    ratio = above / below
    variance = above_variance - 2 * ratio * covariance + ratio * ratio * below_variance
    reach = critical_value(level) * math.sqrt(max(0.0, variance)) / abs(below)
    return Interval(ratio, ratio - reach, ratio + reach, level)


def inverted(
    estimate: float,
    excludes: Callable[[float], bool],
    limits: tuple[float, float],
    level: float,
) -> Interval:
    """The interval of the values that a test does not exclude, from the estimate outwards.

    ``excludes`` says so of a value between the ``limits``, beyond which nothing can be; a value
    farther from the estimate than one that is excluded must be excluded too.
    """
    low, high = (_edge(estimate, excludes, limit) for limit in limits)
    return Interval(estimate, low, high, level)


def _edge(inside: float, excludes: Callable[[float], bool], limit: float) -> float:
    if not excludes(limit):
        return limit
    outside = limit
    for _ in range(_HALVINGS):
        middle = (inside + outside) / 2
        if middle in (inside, outside):
            break
        inside, outside = (inside, middle) if excludes(middle) else (middle, outside)
    return outside


def _checked_counts(successes: float, trials: float) -> None:
    if not 0 <= successes <= trials:
        raise ValueError(f"{successes:g} successes of {trials:g} trials cannot be")
