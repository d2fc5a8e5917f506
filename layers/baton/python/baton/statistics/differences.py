"""The difference of two arms' means or ratios, over phases that are compared each by itself. Pure."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from baton.statistics.moments import Sums

MUCH_SMALLER = 0.75
"""An arm with less than this part of the other's units has no variance of its own to trust."""

_NOTHING_LEFT = 1e-12


@dataclass(frozen=True, slots=True)
class ArmFigure:
    """An arm's figure, and the unbiased variance between its units, of which it is the mean."""

    value: float
    variance: float
    units: int

    @property
    def error_square(self) -> float:
        """The variance of the figure."""
        return self.variance / self.units if self.units else math.inf


@dataclass(frozen=True, slots=True)
class Difference:
    """Treated minus control, in one phase."""

    treated: ArmFigure
    control: ArmFigure

    @property
    def effect(self) -> float:
        """Treated minus control."""
        return self.treated.value - self.control.value

    @property
    def variance(self) -> float:
        """The variance of the effect."""
        return self.treated.error_square + self.control.error_square

    @property
    def weight(self) -> float:
        """What a phase counts among others (Cochran 1954): its variance's inverse, but for a factor."""
        one, other = self.treated.units, self.control.units
        return one * other / (one + other)

    def cautious(self) -> "Difference":
        """With at least the other arm's variance where an arm is much smaller, or has none.

        A small arm of rare, large amounts mostly has seen none of them, and its variance is far too
        small just when its mean is too low: at 100 units beside 900 of which one in a hundred buys,
        Welch's test then calls a difference in a quarter of all A/A tests.
        """
        treated, control = self.treated, self.control
        if _leans_on(treated, control):
            treated = replace(treated, variance=max(treated.variance, control.variance))
        if _leans_on(control, self.treated):
            control = replace(control, variance=max(control.variance, self.treated.variance))
        return Difference(treated, control)


@dataclass(frozen=True, slots=True)
class Combined:
    """The effect over all phases with its variance, and the units in it. A variance of 0 is one that
    nobody knows: every unit of every arm has the same value.
    """

    effect: float
    variance: float
    units: int


def of_means(treated: Sums, control: Sums) -> Difference:
    """The difference of two means."""
    return Difference(
        ArmFigure(treated.mean, treated.variance, treated.units),
        ArmFigure(control.mean, control.variance, control.units),
    )


def of_ratios(treated: Sums, control: Sums) -> Difference:
    """The difference of two ratios, each a sum over a sum, by the delta method."""
    return Difference(
        ArmFigure(treated.ratio, treated.ratio_variance, treated.units),
        ArmFigure(control.ratio, control.ratio_variance, control.units),
    )


def of_adjusted_means(treated: Sums, control: Sums) -> Difference:
    """The difference of two means after taking out what a covariate foretold (CUPED).

    A. Deng, Y. Xu, R. Kohavi and T. Walker, WSDM 2013, "Improving the Sensitivity of Online
    Controlled Experiments by Utilizing Pre-Experiment Data": y - θ(x - mean x), with θ = cov(y, x) /
    var(x) within the arms, pooled. Where the covariate has no variance, or foretells everything, the
    means as they are.
    """
    freedom = max(0, treated.units - 1), max(0, control.units - 1)
    spread = freedom[0] * treated.other_variance + freedom[1] * control.other_variance
    if not spread > 0:
        return of_means(treated, control)
    slope = (freedom[0] * treated.covariance + freedom[1] * control.covariance) / spread
    units = treated.units + control.units
    centre = (treated.units * treated.other_mean + control.units * control.other_mean) / units
    adjusted = Difference(
        _adjusted(treated, slope, centre),
        _adjusted(control, slope, centre),
    )
    known = adjusted.treated.variance or adjusted.control.variance
    return adjusted if known else of_means(treated, control)


def combined(phases: Sequence[Difference]) -> Combined:
    """The effect over phases: only what was there at the same time is compared.

    Where no unit differs from another of its arm but the arms do, the variance is the one between
    all units, as if there were no effect.
    """
    units = sum(one.treated.units + one.control.units for one in phases)
    if len(phases) == 1:
        effect, variance = phases[0].effect, phases[0].variance
    else:
        whole = sum(one.weight for one in phases)
        effect = sum(one.weight / whole * one.effect for one in phases)
        variance = sum((one.weight / whole) ** 2 * one.variance for one in phases)
    if variance == 0 and units > 1:
        variance = effect * effect / (units - 1)
    return Combined(effect, variance, units)


def standardised(phases: Sequence[ArmFigure], weights: Sequence[float]) -> ArmFigure:
    """One arm's figure over phases, weighted alike for every arm; ``variance`` as of all its units."""
    whole, units = sum(weights), sum(one.units for one in phases)
    shares = [weight / whole for weight in weights]
    value = sum(share * one.value for share, one in zip(shares, phases, strict=True))
    error = sum(share**2 * one.error_square for share, one in zip(shares, phases, strict=True))
    return ArmFigure(value, error * units, units)


def _adjusted(sums: Sums, slope: float, centre: float) -> ArmFigure:
    left = sums.variance - 2 * slope * sums.covariance + slope * slope * sums.other_variance
    # less than rounding leaves is nothing
    left = left if left > _NOTHING_LEFT * sums.variance else 0.0
    return ArmFigure(sums.mean - slope * (sums.other_mean - centre), left, sums.units)


def _leans_on(one: ArmFigure, other: ArmFigure) -> bool:
    return one.units < MUCH_SMALLER * other.units or one.variance == 0
