"""Small units drawn towards the whole, as much as they differ by chance. Pure.

Empirical Bayes: the prior is what the units together show. A unit with little of its own is judged by
the others, one with much by itself. Chains (person, segment, whole) come by giving a shrunken rate's
``mean`` as the next prior's.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from baton.statistics.distributions import beta_quantile, critical_value
from baton.statistics.intervals import Interval


@dataclass(frozen=True, slots=True)
class BetaPrior:
    """What is expected of a unit's rate: a ``mean`` that weighs as much as ``strength`` trials.

    ``strength`` is infinite when the units do not differ by more than chance.
    """

    mean: float
    strength: float

    def expected(self, successes: float, trials: float) -> float:
        """The mean that ``updated`` gives, without the cost of its interval."""
        if not 0 <= successes <= trials:
            raise ValueError(f"{successes:g} successes of {trials:g} trials cannot be")
        if math.isinf(self.strength):
            return self.mean
        return (self.mean * self.strength + successes) / (self.strength + trials)

    def updated(self, successes: float, trials: float, level: float = 0.95) -> "Shrunken":
        """The unit's rate after its own ``successes`` of ``trials``.

        Beta-binomial: Gelman et al., Bayesian Data Analysis, 3rd ed. 2013, eq. 2.3.
        """
        if not 0 <= successes <= trials:
            raise ValueError(f"{successes:g} successes of {trials:g} trials cannot be")
        if math.isinf(self.strength) or self.mean in (0, 1):
            known = Interval(self.mean, self.mean, self.mean, level)
            return Shrunken(known, own_weight=0.0)
        a = self.mean * self.strength + successes
        b = (1 - self.mean) * self.strength + trials - successes
        mean = a / (a + b)
        low, high = (beta_quantile(tail, a, b) for tail in ((1 - level) / 2, (1 + level) / 2))
        own = trials / (trials + self.strength)
        return Shrunken(Interval(mean, min(low, mean), max(high, mean), level), own)


@dataclass(frozen=True, slots=True)
class NormalPrior:
    """What is expected of a unit's mean, and the variance between units."""

    mean: float
    variance: float

    def updated(self, mean: float, error_variance: float, level: float = 0.95) -> "Shrunken":
        """The unit's mean after its own ``mean`` with its squared standard error.

        Normal-normal: Gelman et al. 2013, eq. 2.11. Raises ``ValueError`` for an error of 0 or less.
        """
        if not error_variance > 0:
            raise ValueError("a unit's error variance is above 0")
        own = self.variance / (self.variance + error_variance)
        estimate = self.mean + own * (mean - self.mean)
        reach = critical_value(level) * math.sqrt(own * error_variance)
        return Shrunken(Interval(estimate, estimate - reach, estimate + reach, level), own)


@dataclass(frozen=True, slots=True)
class Shrunken:
    """A unit's figure after shrinkage; ``own_weight`` (0 to 1) is the share of its own data in it."""

    interval: Interval
    own_weight: float


def fit_beta_prior(counts: Mapping[str, tuple[float, float]]) -> BetaPrior:
    """The prior that units with (successes, trials) show, by the weighted method of moments.

    J. Kleinman, JASA 68 (1973), p. 46, with weights n: the intraclass correlation is estimated from
    the spread of the rates beyond what chance explains, and strength = 1/correlation - 1. Without
    trials the prior is uniform: mean one half, strength 2. Units without trials count nothing.
    """
    seen = [(successes, trials) for successes, trials in counts.values() if trials > 0]
    trials = math.fsum(n for _, n in seen)
    if not trials:
        return BetaPrior(0.5, 2.0)
    mean = math.fsum(s for s, _ in seen) / trials
    free = len(seen) - 1
    room = trials - math.fsum(n * n for _, n in seen) / trials - free
    if free < 1 or not 0 < mean < 1 or room <= 0:
        return BetaPrior(mean, math.inf)
    spread = math.fsum(n * (s / n - mean) ** 2 for s, n in seen) / (mean * (1 - mean))
    correlation = (spread - free) / room
    if correlation <= 0:
        return BetaPrior(mean, math.inf)
    return BetaPrior(mean, max(1 / correlation - 1, 1e-6))


def shrink_rates(
    counts: Mapping[str, tuple[float, float]], level: float = 0.95
) -> dict[str, Shrunken]:
    """Every unit's rate, drawn towards the rate of all as far as the units' differences are chance."""
    prior = fit_beta_prior(counts)
    return {name: prior.updated(*own, level) for name, own in counts.items()}


def fit_normal_prior(estimates: Mapping[str, tuple[float, float]]) -> NormalPrior:
    """The prior that units with (mean, squared standard error) show.

    The variance between units after R. DerSimonian and N. Laird, Controlled Clinical Trials 7 (1986),
    p. 177; the mean weighted by the inverse of both variances. Raises ``ValueError`` without units or
    for an error of 0 or less.
    """
    if not estimates or any(not error > 0 for _, error in estimates.values()):
        raise ValueError("needs at least one unit, and error variances above 0")
    weights = {name: 1 / error for name, (_, error) in estimates.items()}
    total = math.fsum(weights.values())
    mean = math.fsum(weights[name] * own for name, (own, _) in estimates.items()) / total
    spread = math.fsum(weights[name] * (own - mean) ** 2 for name, (own, _) in estimates.items())
    room = total - math.fsum(weight * weight for weight in weights.values()) / total
    between = max(0.0, (spread - (len(estimates) - 1)) / room) if room > 0 else 0.0
    both = {name: 1 / (error + between) for name, (_, error) in estimates.items()}
    centre = math.fsum(both[name] * own for name, (own, _) in estimates.items())
    return NormalPrior(centre / math.fsum(both.values()), between)


def shrink_means(
    estimates: Mapping[str, tuple[float, float]], level: float = 0.95
) -> dict[str, Shrunken]:
    """Every unit's mean, drawn towards the mean of all as far as the units' differences are chance."""
    prior = fit_normal_prior(estimates)
    return {name: prior.updated(*own, level) for name, own in estimates.items()}
