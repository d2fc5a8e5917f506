"""How many units a test needs, what it can see, and how long it runs. Pure.

All tests are two-sided. ``split`` is the share of the two arms' units that the treated arm gets;
``comparisons`` divides the significance (Bonferroni) when several variants meet one control.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

from baton.statistics.distributions import normal_cdf, normal_quantile

DAYS_OF_WEEK = 7
_HALVINGS = 200


@dataclass(frozen=True, slots=True)
class ArmSizes:
    """The units each of two arms needs."""

    control: int
    treated: int

    @property
    def total(self) -> int:
        """Both together."""
        return self.control + self.treated


def sizes_for_proportions(
    base: float,
    effect: float,
    *,
    significance: float = 0.05,
    power: float = 0.8,
    split: float = 0.5,
    comparisons: int = 1,
) -> ArmSizes:
    """The units needed to see a rate ``base`` change by ``effect`` (absolute).

    Fleiss, Levin and Paik, Statistical Methods for Rates and Proportions, 3rd ed. 2003, eq. 4.14, and
    4.19 for unequal arms, without continuity correction. Raises ``ValueError`` unless both rates and
    the other shares are between 0 and 1, or if ``effect`` is 0.
    """
    target = base + effect
    _checked(significance, power, split, base, target)
    _checked_effect(effect)
    allocation = split / (1 - split)
    mean = (base + allocation * target) / (1 + allocation)
    z_alpha, z_beta = _quantiles(significance, power, comparisons)
    under_null = z_alpha * math.sqrt((1 + 1 / allocation) * mean * (1 - mean))
    under_effect = z_beta * math.sqrt(base * (1 - base) + target * (1 - target) / allocation)
    return _sizes(((under_null + under_effect) / effect) ** 2, allocation)


def sizes_for_means(
    deviation: float,
    effect: float,
    *,
    significance: float = 0.05,
    power: float = 0.8,
    split: float = 0.5,
    comparisons: int = 1,
    correlation: float = 0.0,
) -> ArmSizes:
    """The units needed to see a mean change by ``effect``, both in the metric's own unit.

    Normal approximation: S.-C. Chow, J. Shao and H. Wang, Sample Size Calculations in Clinical
    Research, 2nd ed. 2008, eq. 3.2.1. A covariate with ``correlation`` leaves 1 - correlation² of
    the variance (CUPED: Deng et al., WSDM 2013, eq. 5).
    """
    _checked(significance, power, split)
    _checked_effect(effect)
    if not (deviation > 0 and -1 < correlation < 1):
        raise ValueError("needs a deviation above 0 and a correlation between -1 and 1")
    allocation = split / (1 - split)
    variance = deviation**2 * (1 - correlation**2)
    z_alpha, z_beta = _quantiles(significance, power, comparisons)
    control = (1 + 1 / allocation) * variance * ((z_alpha + z_beta) / effect) ** 2
    return _sizes(control, allocation)


def power_for_proportions(
    base: float, effect: float, sizes: ArmSizes, *, significance: float = 0.05, comparisons: int = 1
) -> float:
    """The chance, 0 to 1, that a test of these sizes sees the change: eq. 4.14 solved for power."""
    target = base + effect
    _checked(significance, base, target)
    total = sizes.total
    mean = (base * sizes.control + target * sizes.treated) / total
    null = math.sqrt(mean * (1 - mean) * (1 / sizes.control + 1 / sizes.treated))
    real = math.sqrt(base * (1 - base) / sizes.control + target * (1 - target) / sizes.treated)
    critical = -normal_quantile(significance / comparisons / 2) * null
    return normal_cdf((effect - critical) / real) + normal_cdf((-effect - critical) / real)


def power_for_means(
    deviation: float,
    effect: float,
    sizes: ArmSizes,
    *,
    significance: float = 0.05,
    comparisons: int = 1,
) -> float:
    """The chance, 0 to 1, that a test of these sizes sees a mean change by ``effect``."""
    _checked(significance)
    if not deviation > 0:
        raise ValueError("needs a deviation above 0")
    error = deviation * math.sqrt(1 / sizes.control + 1 / sizes.treated)
    critical = -normal_quantile(significance / comparisons / 2)
    return normal_cdf(effect / error - critical) + normal_cdf(-effect / error - critical)


def detectable_change_of_rate(
    base: float, sizes: ArmSizes, *, significance: float = 0.05, power: float = 0.8
) -> float | None:
    """The smallest rise of a rate (absolute) that these sizes see with ``power``.

    ``None`` if they do not even see a rise to 1.
    """

    def seen(effect: float) -> float:
        return power_for_proportions(base, effect, sizes, significance=significance)

    return _smallest(seen, power, 1 - base)


def detectable_change_of_mean(
    deviation: float, sizes: ArmSizes, *, significance: float = 0.05, power: float = 0.8
) -> float:
    """The smallest change of a mean that these sizes see with ``power``."""
    _checked(significance, power)
    z_alpha, z_beta = _quantiles(significance, power, 1)
    return (z_alpha + z_beta) * deviation * math.sqrt(1 / sizes.control + 1 / sizes.treated)


def run_days(units: int, daily_units: float, *, whole_weeks: bool = True) -> int:
    """The days it takes to see ``units``; whole weeks, since people differ by day of the week
    (Kohavi, Tang and Xu, Trustworthy Online Controlled Experiments, 2020, ch. 2).

    Raises ``ValueError`` unless ``daily_units`` is above 0.
    """
    if not daily_units > 0:
        raise ValueError("a run length needs more than 0 units a day")
    days = max(1, math.ceil(units / daily_units))
    return math.ceil(days / DAYS_OF_WEEK) * DAYS_OF_WEEK if whole_weeks else days


def _smallest(seen: Callable[[float], float], power: float, most: float) -> float | None:
    low, high = 0.0, most * (1 - 1e-12)
    if seen(high) < power:
        return None
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        if seen(middle) < power:
            low = middle
        else:
            high = middle
    return high


def _quantiles(significance: float, power: float, comparisons: int) -> tuple[float, float]:
    if comparisons < 1:
        raise ValueError("a test has at least one comparison")
    return -normal_quantile(significance / comparisons / 2), normal_quantile(power)


def _sizes(control: float, allocation: float) -> ArmSizes:
    return ArmSizes(math.ceil(control), math.ceil(allocation * control))


def _checked(*shares: float) -> None:
    for share in shares:
        if not 0 < share < 1:
            raise ValueError(f"{share:g} must be between 0 and 1")


def _checked_effect(effect: float) -> None:
    if effect == 0:
        raise ValueError("an effect of 0 cannot be seen by any sample")
