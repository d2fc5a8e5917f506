"""How many units a test of rates needs where the normal approximation does not say it. Pure.

With few events, or few units, what the tests in fact conclude is added up over what may be seen.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

from baton.statistics.design import ArmSizes
from baton.statistics.distributions import beta_cdf
from baton.statistics.rate_difference import MINIMUM_EVENTS, RateDifference, RatePair

COMMON = 3 * MINIMUM_EVENTS
"""From so many events and so many failures expected in either arm on, hardly any test meets fewer than
``MINIMUM_EVENTS``, and the normal approximation is good.
"""

_POINTS = 40
_DEVIATIONS = 6.0
_GROWTH = 1.25
_HALVINGS = 12
_MOST_STEPS = 60

Concludes = Callable[[RateDifference], bool]
"""Whether a test concludes, from what was seen, that the treated rate is the higher one."""


@dataclass(frozen=True, slots=True)
class TrueRates:
    """What the rates of the control and the treated arm are in truth, each 0 to 1."""

    control: float
    treated: float

    def mirrored(self) -> "TrueRates":
        """Failures in place of successes."""
        return TrueRates(1 - self.control, 1 - self.treated)

    def are_rare(self, sizes: ArmSizes) -> bool:
        """Whether too few events or failures are expected of arms of these sizes."""
        arms = (self.control, sizes.control), (self.treated, sizes.treated)
        return any(min(rate, 1 - rate) * units < COMMON for rate, units in arms)


def sizes_by_counting(
    rates: TrueRates, least: ArmSizes, concludes: Concludes, *, power: float
) -> ArmSizes:
    """The sizes, in the proportion of ``least`` and no smaller, at which the test concludes with
    ``power`` that the treated rate is the higher one.

    Raises ``ValueError`` if no size that it tries does.
    """

    def enough(factor: float) -> bool:
        return power_by_counting(rates, _scaled(least, factor), concludes) >= power

    low = high = 1.0
    for _ in range(_MOST_STEPS):
        if enough(high):
            break
        low, high = high, high * _GROWTH
    else:
        raise ValueError("no size that can be had has the power")
    for _ in range(_HALVINGS if high > 1 else 0):
        middle = (low + high) / 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return _scaled(least, high)


def power_by_counting(rates: TrueRates, sizes: ArmSizes, concludes: Concludes) -> float:
    """The chance, 0 to 1, that the test concludes at these sizes.

    Over what the control may show, at up to 40 places, and for each of them the fewest successes of
    the treated arm that suffice: more never speak less clearly.
    """
    total = 0.0
    for successes, chance in _likely(rates.control, sizes.control):
        needed = _fewest(successes, sizes, concludes)
        if needed is not None:
            total += chance * _at_least(needed, sizes.treated, rates.treated)
    return total


def _fewest(control_successes: int, sizes: ArmSizes, concludes: Concludes) -> int | None:
    def seen(successes: int) -> bool:
        pair = RatePair(successes, sizes.treated, control_successes, sizes.control)
        return concludes(RateDifference((pair,)))

    low, high = -1, sizes.treated
    if not seen(high):
        return None
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if seen(middle) else (middle, high)
    return high


def _likely(rate: float, units: int) -> list[tuple[int, float]]:
    """Counts of successes with their chances, each for its neighbourhood; together almost 1."""
    spread = _DEVIATIONS * math.sqrt(units * rate * (1 - rate)) + _DEVIATIONS
    low = max(0, math.floor(units * rate - spread))
    high = min(units, math.ceil(units * rate + spread))
    step = max(1, math.ceil((high - low + 1) / _POINTS))
    found = []
    for start in range(low, high + 1, step):
        end = min(high, start + step - 1)
        chance = _at_least(start, units, rate) - _at_least(end + 1, units, rate)
        found.append(((start + end) // 2, chance))
    return found


def _at_least(successes: int, units: int, rate: float) -> float:
    """P(X >= successes) of a binomial count (Abramowitz and Stegun 26.5.24)."""
    if successes <= 0:
        return 1.0
    return beta_cdf(rate, successes, units - successes + 1) if successes <= units else 0.0


def _scaled(sizes: ArmSizes, factor: float) -> ArmSizes:
    return ArmSizes(math.ceil(sizes.control * factor), math.ceil(sizes.treated * factor))
