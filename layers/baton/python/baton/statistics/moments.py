"""What is known of a metric in one arm: sums, kept exactly, from which every figure follows. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True)
class Sums:
    """A metric ``y`` summed over ``units`` units, with a second figure ``x`` of the same units.

    x is a covariate (known before the test) or, of a ratio, the denominator; ``products`` sums y x.
    A unit without an outcome counts with 0. ``unit`` is what a one in the sums is worth: 1e-6 where
    they are in millionths. Give the sums as integers where they are large: a variance is a small
    difference of large sums, and floats lose it.
    """

    units: int
    total: float
    squares: float
    other: float = 0
    other_squares: float = 0
    products: float = 0
    unit: float = 1.0

    @classmethod
    def of_rate(cls, successes: int, units: int) -> Self:
        """Units of which each succeeded or not. Raises ``ValueError`` if the counts cannot be."""
        if not 0 <= successes <= units:
            raise ValueError(f"{successes} successes of {units} units cannot be")
        return cls(units, successes, successes)

    @classmethod
    def together(cls, parts: Sequence["Sums"]) -> Self:
        """All units of several sums of the same unit, of which there is at least one."""
        names = ("units", "total", "squares", "other", "other_squares", "products")
        sums = {name: sum(getattr(one, name) for one in parts) for name in names}
        return cls(**sums, unit=parts[0].unit)

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
    def other_mean(self) -> float:
        """The mean of x."""
        return self.other / self.units * self.unit if self.units else 0.0

    @property
    def other_variance(self) -> float:
        """The unbiased variance of x."""
        return self._moment(self.other_squares, self.other, self.other)

    @property
    def covariance(self) -> float:
        """The unbiased covariance of y and x; may be negative."""
        if self.units <= 1:
            return 0.0
        top = self.units * self.products - self.total * self.other
        return top / (self.units * (self.units - 1)) * self.unit**2

    @property
    def ratio(self) -> float:
        """The sum of y over the sum of x; 0 while x sums to 0."""
        return self.total / self.other if self.other else 0.0

    @property
    def ratio_variance(self) -> float:
        """The unbiased variance between units of (y - ratio x) / mean x: over ``units`` it is the
        ratio's own (A. Deng, U. Knoblich and J. Lu, KDD 2018, eq. 2). 0 while x sums to 0.
        """
        if self.units <= 1 or not self.other:
            return 0.0
        whole, over = self.total, self.other
        top = over * over * self.squares - 2 * whole * over * self.products
        top += whole * whole * self.other_squares
        return max(0.0, top * self.units**2 / (over**4 * (self.units - 1)))

    def _moment(self, squares: float, one: float, other: float) -> float:
        if self.units <= 1:
            return 0.0
        top = self.units * squares - one * other
        return max(0.0, top / (self.units * (self.units - 1)) * self.unit**2)
