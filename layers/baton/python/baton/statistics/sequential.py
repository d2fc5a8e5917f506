"""A test that may be read at any time, as often as one likes, and stopped at any reading. Pure.

The mixture sequential probability ratio test: R. Johari, P. Koomen, L. Pekelis and D. Walsh, "Always
Valid Inference: Continuous Monitoring of A/B Tests", Operations Research 70 (2022), p. 1806, after
H. Robbins, Annals of Mathematical Statistics 41 (1970), p. 1397. The likelihood ratio of the effect
against 0 is averaged over effects drawn from N(0, τ²); for an estimate d with variance V it is

    Λ = sqrt(V / (V + τ²)) exp(τ² d² / (2 V (V + τ²)))

and its maximum over all readings exceeds 1/a with a chance of at most a when there is no effect. V is
the unpooled variance of the difference as estimated, so this holds in the limit; the first readings,
where the estimate is poor, are left out by ``minimum_units`` and ``minimum_events``.
"""

import math
from dataclasses import dataclass

from baton.statistics.distributions import normal_quantile
from baton.statistics.intervals import Interval
from baton.statistics.moments import Sums

MINIMUM_UNITS = 100
MINIMUM_EVENTS = 10
_HALVINGS = 60


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reading says. ``p_value`` is always valid: it never rises from reading to reading.

    ``log_ratio`` is ln Λ now, ``most`` its maximum over all readings so far. The interval holds the
    effect at all readings together with its level. ``counted`` is false while the sample is too small
    to be read; then nothing has changed since before.
    """

    interval: Interval
    log_ratio: float
    most: float
    counted: bool

    @property
    def p_value(self) -> float:
        """min(1, 1 / max Λ)."""
        return math.exp(-max(0.0, self.most))


@dataclass(frozen=True, slots=True)
class MixtureTest:
    """The test with its τ, the size of effects it looks for, in the metric's own unit.

    A τ near the smallest effect of interest is close to the best (Johari et al., section 5).
    ``minimum_units`` per arm, and ``minimum_events`` per arm, which are successes as well as failures
    if ``rate`` is true, must be there before anything is read. Raises ``ValueError`` unless τ > 0
    and 0 < significance < 1.
    """

    tau: float
    significance: float = 0.05
    minimum_units: int = MINIMUM_UNITS
    minimum_events: int = MINIMUM_EVENTS
    rate: bool = True

    def __post_init__(self) -> None:
        if not (0 < self.tau < math.inf and 0 < self.significance < 1):
            raise ValueError("needs a tau above 0 and a significance between 0 and 1")

    def read(self, treated: Sums, control: Sums, most_before: float = 0.0) -> Reading:
        """Reads the test; ``most_before`` is ``most`` of the reading before, which must be kept."""
        effect = treated.mean - control.mean
        variance = self._variance(treated, control)
        if variance is None:
            unknown = Interval(effect, -math.inf, math.inf, 1 - self.significance)
            return Reading(unknown, 0.0, most_before, counted=False)
        ratio = log_likelihood_ratio(effect, variance, self.tau)
        reach = always_valid_reach(variance, self.tau, self.significance)
        interval = Interval(effect, effect - reach, effect + reach, 1 - self.significance)
        return Reading(interval, ratio, max(most_before, ratio), counted=True)

    def _variance(self, treated: Sums, control: Sums) -> float | None:
        """The variance of the effect; ``None`` while there is too little to estimate it from."""
        for arm in (treated, control):
            if arm.units < max(2, self.minimum_units):
                return None
            if self.rate and min(arm.mean, 1 - arm.mean) * arm.units < self.minimum_events:
                return None
        variance = (
            treated.population_variance / treated.units
            + control.population_variance / control.units
        )
        return variance if variance > 0 else None


def log_likelihood_ratio(effect: float, variance: float, tau: float) -> float:
    """ln Λ of an estimate with its variance (above 0), averaged over effects of N(0, τ²)."""
    whole = variance + tau * tau
    return 0.5 * math.log(variance / whole) + tau * tau * effect * effect / (2 * variance * whole)


def always_valid_reach(variance: float, tau: float, significance: float) -> float:
    """Half the width of the confidence sequence: the effect at which Λ is 1 / ``significance``."""
    whole = variance + tau * tau
    needed = -math.log(significance) + 0.5 * math.log(whole / variance)
    return math.sqrt(2 * variance * whole / (tau * tau) * needed)


def variance_for_power(effect: float, tau: float, *, significance: float, power: float) -> float:
    """The variance of the estimated effect at which the test has at least ``power`` to see ``effect``.

    The chance that Λ exceeds its bound at that one reading, in the normal limit; readings before it
    add to the power, so the test has more. Raises ``ValueError`` for an effect of 0 or a power that
    is not between 0 and 1.
    """
    if effect == 0:
        raise ValueError("an effect of 0 cannot be seen by any sample")
    wanted = normal_quantile(power)

    def seen(variance: float) -> bool:
        reach = always_valid_reach(variance, tau, significance)
        return (abs(effect) - reach) / math.sqrt(variance) >= wanted

    high = effect * effect
    low = high
    while not seen(low):
        low /= 2
    for _ in range(_HALVINGS):
        middle = math.sqrt(low * high)
        low, high = (middle, high) if seen(middle) else (low, middle)
    return low
