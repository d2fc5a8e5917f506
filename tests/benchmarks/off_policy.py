"""What another policy would have earned, from the log of the one that chose. Pure."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from baton.statistics.distributions import t_quantile
from baton.statistics.intervals import Interval


@dataclass(frozen=True, slots=True)
class LoggedChoice:
    """A choice that was made, its reward, and its chance under both policies.

    ``propensity`` (above 0, at most 1) is the chance it had; ``target`` the chance the other policy
    gives it. For the doubly robust estimate ``predicted`` is a model's reward of what was chosen, and
    ``expected`` the model's mean reward of what the other policy would choose here.
    """

    reward: float
    propensity: float
    target: float
    predicted: float = 0.0
    expected: float = 0.0

    @property
    def weight(self) -> float:
        """How much more often the other policy would have chosen this."""
        return self.target / self.propensity


@dataclass(frozen=True, slots=True)
class PolicyValue:
    """The mean reward of the other policy. ``effective_units`` is Kish's (Survey Sampling, 1965):
    below some dozens the interval is not to be trusted, however long the log.
    """

    interval: Interval
    effective_units: float
    greatest_weight: float


def inverse_propensity(log: Sequence[LoggedChoice], level: float = 0.95) -> PolicyValue:
    """IPS: the mean of weight times reward. Unbiased if every propensity is right and above 0.

    D. Horvitz and D. Thompson, JASA 47 (1952), p. 663.
    """
    _checked(log)
    return _value(log, [one.weight * one.reward for one in log], level)


def self_normalized(log: Sequence[LoggedChoice], level: float = 0.95) -> PolicyValue:
    """SNIPS: the weighted mean of rewards; a little biased, much less variable, within the rewards'
    range. A. Swaminathan and T. Joachims, NIPS 2015; variance by the delta method (A. Owen, Monte
    Carlo Theory, Methods and Examples, 2013, eq. 9.8). Raises ``ValueError`` if all weights are 0.
    """
    _checked(log)
    weights = math.fsum(one.weight for one in log)
    if weights == 0:
        raise ValueError("the other policy would have chosen nothing of what is in the log")
    mean = math.fsum(one.weight * one.reward for one in log) / weights
    squares = math.fsum((one.weight * (one.reward - mean)) ** 2 for one in log)
    error = math.sqrt(squares) / weights * math.sqrt(len(log) / (len(log) - 1))
    return _around(log, mean, error, level)


def doubly_robust(log: Sequence[LoggedChoice], level: float = 0.95) -> PolicyValue:
    """DR: the model's expectation plus the weighted error of its prediction. Unbiased if either the
    propensities or the model are right. M. Dudík, J. Langford and L. Li, ICML 2011, eq. 4.
    """
    _checked(log)
    values = [one.expected + one.weight * (one.reward - one.predicted) for one in log]
    return _value(log, values, level)


def _value(log: Sequence[LoggedChoice], values: Sequence[float], level: float) -> PolicyValue:
    mean = math.fsum(values) / len(values)
    squares = math.fsum((value - mean) ** 2 for value in values)
    return _around(log, mean, math.sqrt(squares / (len(values) - 1) / len(values)), level)


def _around(log: Sequence[LoggedChoice], mean: float, error: float, level: float) -> PolicyValue:
    reach = t_quantile((1 + level) / 2, len(log) - 1) * error
    weights = [one.weight for one in log]
    squares = math.fsum(weight * weight for weight in weights)
    effective = math.fsum(weights) ** 2 / squares if squares else 0.0
    return PolicyValue(Interval(mean, mean - reach, mean + reach, level), effective, max(weights))


def _checked(log: Sequence[LoggedChoice]) -> None:
    if len(log) < 2:
        raise ValueError("a log needs at least two choices")
    for one in log:
        if not (0 < one.propensity <= 1 and 0 <= one.target <= 1):
            raise ValueError("a propensity is above 0 and at most 1, a target between 0 and 1")
