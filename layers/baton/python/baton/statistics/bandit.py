"""Which variant to use for whom while learning: Thompson sampling with a floor. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from baton.statistics.assignment import assign
from baton.statistics.bayes import probabilities_best, rate_posterior


@dataclass(frozen=True, slots=True)
class Choice:
    """The variant with the chance it had, which is to be logged with it: off-policy evaluation and
    unbiased learning need the propensity of what was done, at the moment it was done.
    """

    variant: str
    propensity: float
    propensities: Mapping[str, float]


def propensities(arms: Mapping[str, tuple[int, int]], *, floor: float = 0.05) -> dict[str, float]:
    """The chance of each arm, given its (successes, trials): that it is the best, but at least
    ``floor``; they add up to 1.

    Thompson sampling (W. R. Thompson, Biometrika 25, 1933, p. 285) uses each arm with the probability
    that it is the best under a uniform prior; here that probability is computed, not drawn, so that
    it can be logged exactly. The floor keeps every arm's log usable: floor + (1 - K floor) P(best).
    Raises ``ValueError`` without arms, or for a floor that K arms cannot all have.
    """
    if not arms:
        raise ValueError("there is no variant to choose from")
    if not 0 <= floor * len(arms) <= 1:
        raise ValueError(f"{len(arms)} variants cannot each have a chance of {floor:g}")
    best = _best(tuple(sorted((name, *counts) for name, counts in arms.items())))
    free = 1 - floor * len(arms)
    return {name: floor + free * best[name] for name in arms}


def choose(
    arms: Mapping[str, tuple[int, int]], *, purpose: str, request_id: str, floor: float = 0.05
) -> Choice:
    """The arm of this request: the same request, purpose and counts always get the same one."""
    chances = propensities(arms, floor=floor)
    ordered = {name: chances[name] for name in sorted(chances)}
    variant = assign(purpose, request_id, ordered)
    if variant is None:  # only possible for a share below 1
        raise AssertionError("everybody takes part in a choice")
    return Choice(variant, chances[variant], chances)


@lru_cache(maxsize=256)
def _best(arms: tuple[tuple[str, int, int], ...]) -> dict[str, float]:
    """Costs some milliseconds, and counts change less often than choices are made."""
    return probabilities_best(
        {name: rate_posterior(successes, trials) for name, successes, trials in arms}
    )
