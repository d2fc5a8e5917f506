"""Tests that are read once, when the planned units are there. Pure."""

import math
from dataclasses import dataclass

from baton.statistics.distributions import t_quantile, t_tail, two_sided
from baton.statistics.intervals import Interval, newcombe
from baton.statistics.moments import Sums


@dataclass(frozen=True, slots=True)
class Comparison:
    """A treated arm against its control: the effect is treated minus control.

    ``statistic`` is z or t, ``degrees`` those of t. ``variance_left`` is the share of the variance
    that a covariate left to be explained by chance, 1 without one.
    """

    interval: Interval
    standard_error: float
    statistic: float
    p_value: float
    degrees: float | None = None
    variance_left: float = 1.0

    @property
    def effect(self) -> float:
        """Treated minus control."""
        return self.interval.estimate


def two_proportions(
    successes: int,
    units: int,
    control_successes: int,
    control_units: int,
    level: float = 0.95,
) -> Comparison:
    """The two-proportion z test with pooled variance, and the difference's score interval.

    Fleiss, Levin and Paik, Statistical Methods for Rates and Proportions, 3rd ed. 2003, eq. 3.5,
    without continuity correction; the interval is Newcombe's. With an empty arm, or all or none
    successful, nothing speaks against equality: p is 1.
    """
    interval = newcombe(successes, units, control_successes, control_units, level)
    if not units or not control_units:
        return Comparison(interval, math.inf, 0.0, 1.0)
    pooled = (successes + control_successes) / (units + control_units)
    error = math.sqrt(pooled * (1 - pooled) * (1 / units + 1 / control_units))
    z = interval.estimate / error if error > 0 else 0.0
    return Comparison(interval, error, z, two_sided(z))


def welch(treated: Sums, control: Sums, level: float = 0.95) -> Comparison:
    """The t test of two means with unequal variances.

    B. L. Welch, Biometrika 34 (1947), p. 28; degrees of freedom after Satterthwaite (1946). With
    fewer than two units in an arm, or no variance at all, it says nothing: p is 1.
    """
    effect = treated.mean - control.mean
    return _by_t(
        effect, (treated.variance, treated.units), (control.variance, control.units), level
    )


def single_mean(sums: Sums, level: float = 0.95) -> Interval:
    """The mean of one arm with Student's interval (Biometrika 6, 1908, p. 1)."""
    if sums.units <= 1:
        return Interval(sums.mean, -math.inf, math.inf, level)
    error = math.sqrt(sums.variance / sums.units)
    reach = t_quantile((1 + level) / 2, sums.units - 1) * error
    return Interval(sums.mean, sums.mean - reach, sums.mean + reach, level)


def cuped(treated: Sums, control: Sums, level: float = 0.95) -> Comparison:
    """Welch's test of the means after taking out what a covariate from before the test foretold.

    A. Deng, Y. Xu, R. Kohavi and T. Walker, WSDM 2013, "Improving the Sensitivity of Online
    Controlled Experiments by Utilizing Pre-Experiment Data": y - θ(x - mean x), with θ = cov(y, x) /
    var(x) within the arms, pooled. Without variance in the covariate it is ``welch``.
    """
    weight = max(0, treated.units - 1) + max(0, control.units - 1)
    spread = _pooled(treated.past_variance, control.past_variance, treated, control)
    if not weight or not spread > 0:
        return welch(treated, control, level)
    slope = _pooled(treated.covariance, control.covariance, treated, control) / spread
    effect = treated.mean - control.mean - slope * (treated.past_mean - control.past_mean)
    adjusted = _by_t(
        effect,
        (_residual(treated, slope), treated.units),
        (_residual(control, slope), control.units),
        level,
    )
    before = welch(treated, control, level).standard_error
    left = (adjusted.standard_error / before) ** 2 if 0 < before < math.inf else 1.0
    return Comparison(
        adjusted.interval,
        adjusted.standard_error,
        adjusted.statistic,
        adjusted.p_value,
        adjusted.degrees,
        variance_left=left,
    )


def _pooled(one: float, other: float, treated: Sums, control: Sums) -> float:
    first, second = max(0, treated.units - 1), max(0, control.units - 1)
    return (first * one + second * other) / (first + second) if first + second else 0.0


def _residual(sums: Sums, slope: float) -> float:
    left = sums.variance - 2 * slope * sums.covariance + slope * slope * sums.past_variance
    return max(0.0, left)


def _by_t(
    effect: float, treated: tuple[float, int], control: tuple[float, int], level: float
) -> Comparison:
    """The t test of an effect, from the variance and the units of either arm."""
    if treated[1] <= 1 or control[1] <= 1:
        return Comparison(Interval(effect, -math.inf, math.inf, level), math.inf, 0.0, 1.0)
    parts = treated[0] / treated[1], control[0] / control[1]
    error = math.sqrt(sum(parts))
    if error == 0:
        return Comparison(Interval(effect, -math.inf, math.inf, level), 0.0, 0.0, 1.0)
    shares = parts[0] / error**2, parts[1] / error**2
    degrees = 1 / (shares[0] ** 2 / (treated[1] - 1) + shares[1] ** 2 / (control[1] - 1))
    statistic = effect / error
    reach = t_quantile((1 + level) / 2, degrees) * error
    return Comparison(
        Interval(effect, effect - reach, effect + reach, level),
        error,
        statistic,
        min(1.0, 2 * t_tail(abs(statistic), degrees)),
        degrees,
    )
