"""Revenue day by day as series without holes: days, or whole weeks. Pure."""

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

WEEK = 7


@dataclass(frozen=True, slots=True)
class Series:
    """Values of steps that follow each other, the first of which begins on ``first``."""

    first: date
    step_days: int
    values: tuple[float, ...]

    def begins(self, at: int) -> date:
        """The first day of a step, also of one to come."""
        return self.first + timedelta(days=at * self.step_days)

    def ends(self, at: int) -> date:
        """The last day of a step."""
        return self.begins(at + 1) - timedelta(days=1)


def daily(revenue: Mapping[date, float]) -> Series:
    """Every day from the first to the last that has revenue; a day without any brought nothing."""
    first, last = min(revenue), max(revenue)
    days = (last - first).days + 1
    values = tuple(revenue.get(first + timedelta(days=at), 0.0) for at in range(days))
    return Series(first, 1, values)


def weekly(days: Series) -> Series:
    """The whole weeks up to the last day."""
    whole = len(days.values) // WEEK
    skipped = len(days.values) - whole * WEEK
    weeks = tuple(
        sum(days.values[skipped + at * WEEK : skipped + (at + 1) * WEEK]) for at in range(whole)
    )
    return Series(days.begins(skipped), WEEK, weeks)


def spread(values: Sequence[float]) -> float:
    """A standard deviation that outliers do not move: 1.4826 times the median absolute deviation
    (Rousseeuw and Croux 1993)."""
    middle = statistics.median(values)
    return 1.4826 * statistics.median(abs(value - middle) for value in values)
