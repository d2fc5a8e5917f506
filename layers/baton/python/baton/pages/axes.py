"""Scales of charts, with ticks at round numbers. Pure."""

import math
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scale:
    """A linear way from values ``low`` to ``high`` to pixels ``start`` to ``end``."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """Where a value lies, in pixels with one decimal; one outside lies at the nearer end."""
        share = (min(max(value, self.low), self.high) - self.low) / (self.high - self.low)
        return round(self.start + share * (self.end - self.start), 1)


def nice_step(span: float, intervals: int) -> float:
    """A step of 1, 2 or 5 times a power of ten of which about ``intervals`` make ``span`` (> 0).

    Source: Heckbert, "Nice numbers for graph labels", Graphics Gems (1990).
    """
    rough = span / intervals
    power = 10.0 ** math.floor(math.log10(rough))
    fraction = rough / power
    nice = 1 if fraction < 1.5 else 2 if fraction < 3 else 5 if fraction < 7 else 10  # noqa: PLR2004 (Heckbert's)
    return nice * power


def ticks(most: float, *, intervals: int = 3, whole: bool = False) -> tuple[float, ...]:
    """Ticks from 0 to the first that is ``most`` or more; at least two. With ``whole`` they are
    whole numbers, for what is counted."""
    step = nice_step(most, intervals) if most > 0 else 1.0
    if whole:
        step = max(1.0, round(step))
    return tuple(_steps(step, max(1, math.ceil(most / step - 1e-9))))


def _steps(step: float, count: int) -> Iterator[float]:
    for number in range(count + 1):
        yield number * step
