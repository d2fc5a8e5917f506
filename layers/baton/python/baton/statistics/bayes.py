"""What is believed of each variant: the chance that it is best, and the loss if it is not. Pure."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from baton.statistics.distributions import (
    beta_density,
    normal_density,
)
from baton.statistics.quadrature import Shape, Tabulated, tabulate


class Posterior(Protocol):
    """What is believed of a figure."""

    @property
    def mean(self) -> float:
        """Its expectation."""
        ...

    @property
    def deviation(self) -> float:
        """Its standard deviation, above 0."""
        ...

    def shape(self) -> Shape:
        """Its density, with where to look at it."""
        ...


@dataclass(frozen=True, slots=True)
class BetaPosterior:
    """A rate: beta with ``a`` and ``b``, both at least 1 (the uniform prior brings 1 each)."""

    a: float
    b: float

    def __post_init__(self) -> None:
        if not (self.a >= 1 and self.b >= 1):
            raise ValueError("a beta posterior here has parameters of at least 1")

    @property
    def mean(self) -> float:
        """Its expectation."""
        return self.a / (self.a + self.b)

    @property
    def deviation(self) -> float:
        """Its standard deviation."""
        total = self.a + self.b
        return math.sqrt(self.a / total * (self.b / total) / (total + 1))

    def shape(self) -> Shape:
        """Its density, from 0 to 1."""
        return Shape(self._density, self.mean, self.deviation, 0.0, 1.0)

    def _density(self, x: float) -> float:
        return beta_density(x, self.a, self.b)


@dataclass(frozen=True, slots=True)
class NormalPosterior:
    """A figure that is known up to a normal error with the ``deviation`` given, above 0: a mean under a
    flat prior, in the normal limit (Gelman et al. 2013, section 4.1).
    """

    mean: float
    deviation: float

    def shape(self) -> Shape:
        """Its density."""
        return Shape(self._density, self.mean, self.deviation)

    def _density(self, x: float) -> float:
        return normal_density((x - self.mean) / self.deviation) / self.deviation


@dataclass(frozen=True, slots=True)
class VariantPosterior:
    """A variant beside all others. ``expected_loss`` is what choosing it costs on average against
    the best one, in the metric's own unit.
    """

    probability_best: float
    expected_loss: float


def rate_posterior(
    successes: float, units: float, prior: tuple[float, float] = (1, 1)
) -> BetaPosterior:
    """The rate after ``successes`` of ``units``, from a beta prior with parameters of at least 1.

    Gelman et al., Bayesian Data Analysis, 3rd ed. 2013, eq. 2.3.
    """
    if not 0 <= successes <= units:
        raise ValueError(f"{successes:g} successes of {units:g} units cannot be")
    return BetaPosterior(prior[0] + successes, prior[1] + units - successes)


def beliefs(
    posteriors: Mapping[str, Posterior], *, lowest: bool = False
) -> dict[str, VariantPosterior]:
    """What is believed of every variant; the best has the highest figure, or the ``lowest``.

    P(i best) = ∫ f_i Π_{j≠i} F_j, and E[max] - E[i] = ∫ F_i (1 - Π_{j≠i} F_j), both by quadrature
    (with tails instead of F for the lowest). The quantities: C. Stucchio, "Bayesian A/B Testing at
    VWO" (2015), sections 3 and 5. The probabilities add up to 1.
    """
    table = tabulate([one.shape() for one in posteriors.values()])
    chances, losses = _against_all(table, lowest=lowest)
    total = sum(chances)
    return {
        name: VariantPosterior(chance / total, loss)
        for name, chance, loss in zip(posteriors, chances, losses, strict=True)
    }


def probabilities_best(posteriors: Mapping[str, Posterior]) -> dict[str, float]:
    """The chance of each to have the highest figure; they add up to 1."""
    if len(posteriors) == 1:
        return dict.fromkeys(posteriors, 1.0)
    table = tabulate([one.shape() for one in posteriors.values()])
    chances, _ = _against_all(table, lowest=False)
    total = sum(chances)
    return {name: chance / total for name, chance in zip(posteriors, chances, strict=True)}


def _against_all(table: Tabulated, *, lowest: bool) -> tuple[list[float], list[float]]:
    """For each density: the chance that it is the best one, and the loss if it is chosen."""
    behind = table.below
    if lowest:
        behind = [[1 - below for below in one] for one in behind]
    chances = [0.0] * len(behind)
    losses = [0.0] * len(behind)
    for place, weight in enumerate(table.weights):
        here = [one[place] for one in behind]
        for arm, density in enumerate(table.densities):
            others = math.prod(here[:arm]) * math.prod(here[arm + 1 :])
            chances[arm] += weight * density[place] * others
            losses[arm] += weight * here[arm] * (1 - others)
    return chances, losses
