"""A test that may be read at any time, as often as one likes, and stopped at any reading. Pure.

The mixture sequential probability ratio test: R. Johari, P. Koomen, L. Pekelis and D. Walsh, "Always
Valid Inference: Continuous Monitoring of A/B Tests", Operations Research 70 (2022), p. 1806, after
H. Robbins, Annals of Mathematical Statistics 41 (1970), p. 1397. The likelihood ratio of the effect
against 0 is averaged over effects drawn from N(0, τ²); for an estimate d with variance V it is

    Λ = sqrt(V / (V + τ²)) exp(τ² d² / (2 V (V + τ²)))

and its maximum over all readings exceeds 1/a with a chance of at most a when there is no effect. V is
the variance of the difference as estimated, so this holds in the limit; where the estimate is poor,
rates take one that is never too small (``RatePair.variance_at``), and means wait for more units.

A narrow τ sees an effect of its own size soonest, and one that is much larger late: with one of half a
point, a fifth that opts out beside none is seen at 640 units an arm. Where that matters the average is
over several τ (``spread``; a mixture of mixtures is one), and it is seen at 85.
"""

import math
from dataclasses import dataclass

from baton.statistics.distributions import normal_quantile
from baton.statistics.intervals import Interval, inverted
from baton.statistics.rate_difference import RateDifference

MINIMUM_UNITS = 100
"""An arm with fewer has no variance to rely on."""

_SPREAD = ((1.0, 0.5), (10.0, 0.25), (100.0, 0.25))
"""Factors of τ with their weights, of a test for effects of any size."""

_HALVINGS = 60


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reading says. ``p_value`` is always valid: it never rises from reading to reading.

    ``log_ratio`` is ln Λ now, ``most`` its maximum over all readings so far. The interval holds the
    effect at all readings together with its level. ``unread`` says why the sample cannot be read yet;
    then nothing has changed since before.
    """

    interval: Interval
    log_ratio: float
    most: float
    unread: str | None = None

    @property
    def counted(self) -> bool:
        """Whether the sample could be read."""
        return self.unread is None

    @property
    def p_value(self) -> float:
        """min(1, 1 / max Λ)."""
        return math.exp(-max(0.0, self.most))


@dataclass(frozen=True, slots=True)
class MixtureTest:
    """The test with its τ, the size of effects it looks for, in the metric's own unit.

    A τ near the smallest effect of interest is close to the best (Johari et al., section 5); with
    ``spread``, effects ten and a hundred times as large are looked for too. ``most_before`` is
    ``most`` of the reading before, which must be kept. Raises ``ValueError`` unless τ > 0 and
    0 < significance < 1.
    """

    tau: float
    significance: float = 0.05
    spread: bool = False

    def __post_init__(self) -> None:
        if not (0 < self.tau < math.inf and 0 < self.significance < 1):
            raise ValueError("needs a tau above 0 and a significance between 0 and 1")

    def read(self, effect: float, variance: float, most_before: float = 0.0) -> Reading:
        """Reads an effect with its variance, above 0."""
        ratio, reach = self.log_ratio(effect, variance), self.reach(variance)
        interval = Interval(effect, effect - reach, effect + reach, 1 - self.significance)
        return Reading(interval, ratio, max(most_before, ratio))

    def read_rates(self, rates: RateDifference, most_before: float = 0.0) -> Reading:
        """Reads a difference of rates. While events are rare (see ``RateDifference.is_rare``) it is
        against a variance that is never too small, and for effects of any size.
        """
        if not rates.pairs:
            return self.unread(0.0, "a variant has no units yet", most_before)
        if not rates.is_rare(MINIMUM_UNITS):
            return self.read(rates.effect, rates.variance, most_before)
        return self.read_score(rates, most_before)

    def read_score(self, rates: RateDifference, most_before: float = 0.0) -> Reading:
        """Reads a difference of rates, or of figures between 0 and 1, as if events were rare.

        The interval is the differences against which Λ has not reached its bound.
        """
        bound = -math.log(self.significance)

        def excludes(difference: float) -> bool:
            return self._score(rates, difference) >= bound

        interval = inverted(rates.effect, excludes, (-1.0, 1.0), 1 - self.significance)
        ratio = self._score(rates, 0.0)
        return Reading(interval, ratio, max(most_before, ratio))

    def log_ratio_of_rates(self, rates: RateDifference, against: float = 0.0) -> float:
        """ln Λ of a difference of rates against a true one, as ``read_rates`` takes it."""
        if rates.is_rare(MINIMUM_UNITS):
            return self._score(rates, against)
        return self.log_ratio(rates.effect - against, rates.variance)

    def unread(self, effect: float, why: str, most_before: float = 0.0) -> Reading:
        """What is said of a sample that cannot be read."""
        unknown = Interval(effect, -math.inf, math.inf, 1 - self.significance)
        return Reading(unknown, 0.0, most_before, why)

    def log_ratio(self, effect: float, variance: float) -> float:
        """ln Λ of an effect with its variance, above 0."""
        if not self.spread:
            return log_likelihood_ratio(effect, variance, self.tau)
        parts = [
            math.log(weight) + log_likelihood_ratio(effect, variance, factor * self.tau)
            for factor, weight in _SPREAD
        ]
        most = max(parts)
        return most + math.log(sum(math.exp(part - most) for part in parts))

    def reach(self, variance: float) -> float:
        """Half the width of the confidence sequence: the effect at which Λ is 1 / ``significance``."""
        if not self.spread:
            return always_valid_reach(variance, self.tau, self.significance)
        bound = -math.log(self.significance)
        most = always_valid_reach(variance, self.tau, self.significance * _SPREAD[0][1])
        found = inverted(0.0, lambda gap: self.log_ratio(gap, variance) >= bound, (0.0, most), 0.0)
        return found.high

    def _score(self, rates: RateDifference, difference: float) -> float:
        gap, variance = rates.effect - difference, rates.variance_at(difference)
        if variance == 0:  # so is the gap, see ``RateDifference.score``
            return 0.0
        wide = self if self.spread else MixtureTest(self.tau, self.significance, spread=True)
        return wide.log_ratio(gap, variance)


def log_likelihood_ratio(effect: float, variance: float, tau: float) -> float:
    """ln Λ of an estimate with its variance (above 0), averaged over effects of N(0, τ²)."""
    whole = variance + tau * tau
    return 0.5 * math.log(variance / whole) + tau * tau * effect * effect / (2 * variance * whole)


def always_valid_reach(variance: float, tau: float, significance: float) -> float:
    """Half the width of the confidence sequence: the effect at which Λ is 1 / ``significance``."""
    whole = variance + tau * tau
    needed = -math.log(significance) + 0.5 * math.log(whole / variance)
    return math.sqrt(2 * variance * whole / (tau * tau) * needed)


def variance_for_power(
    effect: float, tau: float, *, significance: float, power: float, spread: bool = False
) -> float:
    """The variance of the estimated effect at which the test has at least ``power`` to see ``effect``.

    The chance that Λ exceeds its bound at that one reading, in the normal limit; readings before it
    add to the power, so the test has more. Raises ``ValueError`` for an effect of 0 or a power that
    is not between 0 and 1.
    """
    if effect == 0:
        raise ValueError("an effect of 0 cannot be seen by any sample")
    wanted, test = normal_quantile(power), MixtureTest(tau, significance, spread)

    def seen(variance: float) -> bool:
        return (abs(effect) - test.reach(variance)) / math.sqrt(variance) >= wanted

    high = effect * effect
    low = high
    while not seen(low):
        low /= 2
    for _ in range(_HALVINGS):
        middle = math.sqrt(low * high)
        low, high = (middle, high) if seen(middle) else (low, middle)
    return low
