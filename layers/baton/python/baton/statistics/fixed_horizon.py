"""Tests that are read once, when the planned units are there. Pure."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from baton.statistics.differences import Difference, combined
from baton.statistics.distributions import critical_value, t_quantile, t_tail, two_sided
from baton.statistics.intervals import Interval, inverted, newcombe
from baton.statistics.moments import Sums
from baton.statistics.rate_difference import RateDifference


@dataclass(frozen=True, slots=True)
class Comparison:
    """A treated arm against its control: the effect is treated minus control.

    ``statistic`` is z or t, ``degrees`` those of t. ``counted`` is false where there is nothing to
    tell an effect from chance by; then p is 1 and means nothing.
    """

    interval: Interval
    standard_error: float
    statistic: float
    p_value: float
    degrees: float | None = None
    counted: bool = True

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
    without continuity correction; the interval is Newcombe's. With all or none successful, nothing
    speaks against equality: p is 1. For events that are not rare; see ``score_test``.
    """
    interval = newcombe(successes, units, control_successes, control_units, level)
    if not units or not control_units:
        return Comparison(interval, math.inf, 0.0, 1.0, counted=False)
    pooled = (successes + control_successes) / (units + control_units)
    error = math.sqrt(pooled * (1 - pooled) * (1 / units + 1 / control_units))
    z = interval.estimate / error if error > 0 else 0.0
    return Comparison(interval, error, z, two_sided(z))


def score_test(rates: RateDifference, level: float = 0.95) -> Comparison:
    """The test of two rates that holds where events are rare, or there are none in an arm.

    A score test after Miettinen and Nurminen (Statistics in Medicine 4, 1985, p. 213): the variance
    is the one under the difference that is tested, and where the rates that were seen have a larger
    one, theirs. The interval is the differences that the test does not reject.
    """
    critical, z = critical_value(level), rates.score()

    def excludes(difference: float) -> bool:
        return abs(rates.score(difference)) > critical

    interval = inverted(rates.effect, excludes, (-1.0, 1.0), level)
    return Comparison(interval, math.sqrt(rates.variance_at(0.0)), z, two_sided(z))


def single_mean(sums: Sums, level: float = 0.95) -> Interval:
    """The mean of one arm with Student's interval (Biometrika 6, 1908, p. 1)."""
    if sums.units <= 1:
        return Interval(sums.mean, -math.inf, math.inf, level)
    error = math.sqrt(sums.variance / sums.units)
    reach = t_quantile((1 + level) / 2, sums.units - 1) * error
    return Interval(sums.mean, sums.mean - reach, sums.mean + reach, level)


def t_test(difference: Difference, level: float = 0.95) -> Comparison:
    """Welch's t test of a difference within one phase, whose variances may be unequal.

    B. L. Welch, Biometrika 34 (1947), p. 28; degrees of freedom after Satterthwaite (1946). With
    fewer than two units in an arm, or the same value in every unit of both, it says nothing. Where
    every unit of either arm has the arm's own value, the variance is the one between all units
    (Student's test of their pooled variance).
    """
    one, other, effect = difference.treated, difference.control, difference.effect
    if one.units <= 1 or other.units <= 1:
        return unknown(effect, level)
    if difference.variance == 0:
        whole = combined([difference])
        return _by_t(effect, whole.variance, whole.units - 2, level)
    shares = one.error_square / difference.variance, other.error_square / difference.variance
    degrees = 1 / (shares[0] ** 2 / (one.units - 1) + shares[1] ** 2 / (other.units - 1))
    return _by_t(effect, difference.variance, degrees, level)


def z_test(phases: Sequence[Difference], level: float = 0.95) -> Comparison:
    """The test of an effect over several phases, or of ratios: normal, for samples that are large.

    Raises ``ValueError`` without phases.
    """
    if not phases:
        raise ValueError("an effect needs a phase in which both arms have units")
    whole = combined(phases)
    if whole.variance == 0:
        return unknown(whole.effect, level)
    error = math.sqrt(whole.variance)
    reach = critical_value(level) * error
    interval = Interval(whole.effect, whole.effect - reach, whole.effect + reach, level)
    z = whole.effect / error
    return Comparison(interval, error, z, two_sided(z))


def unknown(effect: float, level: float) -> Comparison:
    """What is said of an effect that nothing tells from chance."""
    interval = Interval(effect, -math.inf, math.inf, level)
    return Comparison(interval, math.inf, 0.0, 1.0, counted=False)


def _by_t(effect: float, variance: float, degrees: float, level: float) -> Comparison:
    """The t test of an effect with its variance."""
    if variance == 0 or degrees <= 0:
        return unknown(effect, level)
    error = math.sqrt(variance)
    statistic = effect / error
    reach = t_quantile((1 + level) / 2, degrees) * error
    interval = Interval(effect, effect - reach, effect + reach, level)
    p_value = min(1.0, 2 * t_tail(abs(statistic), degrees))
    return Comparison(interval, error, statistic, p_value, degrees)
