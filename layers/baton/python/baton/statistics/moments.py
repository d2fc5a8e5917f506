"""What is known of a metric in one arm: sums, kept exactly, from which every figure follows. Pure."""

from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True)
class Sums:
    """A metric ``y`` and its covariate ``x`` (known before the test) summed over ``units`` units.

    A unit without an outcome counts with 0. ``unit`` is what a one in the sums is worth: 1e-6 where
    they are in millionths. Give the sums as integers where they are large: a variance is a small
    difference of large sums, and floats lose it.
    """

    units: int
    total: float
    squares: float
    past: float = 0
    past_squares: float = 0
    products: float = 0
    unit: float = 1.0

    @classmethod
    def of_rate(cls, successes: int, units: int) -> Self:
        """Units of which each succeeded or not. Raises ``ValueError`` if the counts cannot be."""
        if not 0 <= successes <= units:
            raise ValueError(f"{successes} successes of {units} units cannot be")
        return cls(units, successes, successes)

    @property
    def successes(self) -> int:
        """The units that succeeded, of a rate."""
        return round(self.total * self.unit)

    @property
    def mean(self) -> float:
        """The mean of y; 0 without units."""
        return self.total / self.units * self.unit if self.units else 0.0

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
        return self.past / self.units * self.unit if self.units else 0.0

    @property
    def past_variance(self) -> float:
        """The unbiased variance of x."""
        return self._moment(self.past_squares, self.past, self.past)

    @property
    def covariance(self) -> float:
        """The unbiased covariance of y and x; may be negative."""
        if self.units <= 1:
            return 0.0
        top = self.units * self.products - self.total * self.past
        return top / (self.units * (self.units - 1)) * self.unit**2

    def _moment(self, squares: float, one: float, other: float) -> float:
        if self.units <= 1:
            return 0.0
        top = self.units * squares - one * other
        return max(0.0, top / (self.units * (self.units - 1)) * self.unit**2)
