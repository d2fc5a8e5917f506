"""What is known of a metric in one arm: sums, kept exactly, from which every figure follows. Pure."""

from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True)
class Sums:
    """A metric ``y`` and its covariate ``x`` (known before the test) summed over ``units`` units.

    A unit without an outcome counts with 0. Give the sums as integers or fractions where they are
    large: a variance is a small difference of large sums, and floats lose it.
    """

    units: int
    total: float
    squares: float
    past: float = 0
    past_squares: float = 0
    products: float = 0

    @classmethod
    def of_rate(cls, successes: int, units: int) -> Self:
        """Units of which each succeeded or not. Raises ``ValueError`` if the counts cannot be."""
        if not 0 <= successes <= units:
            raise ValueError(f"{successes} successes of {units} units cannot be")
        return cls(units, successes, successes)

    @property
    def mean(self) -> float:
        """The mean of y; 0 without units."""
        return float(self.total / self.units) if self.units else 0.0

    @property
    def variance(self) -> float:
        """The unbiased variance of y; 0 of fewer than two units."""
        return self._moment(self.squares, self.total, self.total)

    @property
    def population_variance(self) -> float:
        """The variance of y with ``units`` as divisor: p(1 - p) of a rate."""
        return self.variance * (self.units - 1) / self.units if self.units > 1 else 0.0

    @property
    def past_mean(self) -> float:
        """The mean of x."""
        return float(self.past / self.units) if self.units else 0.0

    @property
    def past_variance(self) -> float:
        """The unbiased variance of x."""
        return self._moment(self.past_squares, self.past, self.past)

    @property
    def covariance(self) -> float:
        """The unbiased covariance of y and x; may be negative."""
        if self.units <= 1:
            return 0.0
        return float(
            (self.units * self.products - self.total * self.past) / (self.units * (self.units - 1))
        )

    def _moment(self, squares: float, one: float, other: float) -> float:
        if self.units <= 1:
            return 0.0
        top = self.units * squares - one * other
        return max(0.0, float(top / (self.units * (self.units - 1))))
