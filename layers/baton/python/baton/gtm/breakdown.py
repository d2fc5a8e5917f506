"""What a figure may be told for each of: days, weeks, months, quarters or years of its period, or a part
of the business. Pure.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from baton.gtm.periods import Period, moved, unit_begun

MOST_PARTS = 54
"""Of a period: as many weeks as a year may touch."""

MOST_NAMED = 20
"""Countries, channels or products that are told of one by one; the others are the rest."""


class Breakdown(StrEnum):
    """A figure is told for each of these."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    COUNTRY = "country"
    CHANNEL = "channel"
    PRODUCT = "product"
    CATEGORY = "category"
    """of cost"""
    CURRENCY = "currency"

    @property
    def is_of_time(self) -> bool:
        """Whether its parts are days that follow each other."""
        return self in TIMES


TIMES = (
    Breakdown.DAY,
    Breakdown.WEEK,
    Breakdown.MONTH,
    Breakdown.QUARTER,
    Breakdown.YEAR,
)
"""From the shortest to the longest."""


@dataclass(frozen=True, slots=True)
class TimePart:
    """Days of a period that lie in one unit, of the one that runs up to today. ``begun`` is the unit's
    first day, in the period or not; ``incomplete`` says which of its days are missing, if some are.
    """

    name: str
    begun: date
    days: Period
    incomplete: str | None


def time_parts(period: Period, by: Breakdown, today: date) -> Iterator[TimePart]:
    """The parts of a period in their order. They cover it, and no day is in two of them."""
    begun = unit_begun(by, period.first)
    while begun <= period.last:
        following = moved(begun, by, 1)
        first, ends = max(begun, period.first), following - timedelta(days=1)
        last = min(ends, period.last)
        days = Period(first=first, last=min(last, today) if first <= today else last)
        yield TimePart(_name(by, begun), begun, days, _incomplete(begun, ends, days, today))
        begun = following


def _name(by: Breakdown, begun: date) -> str:
    match by:
        case Breakdown.YEAR:
            return f"{begun:%Y}"
        case Breakdown.QUARTER:
            return f"{begun:%Y}-Q{(begun.month + 2) // 3}"
        case Breakdown.MONTH:
            return f"{begun:%Y-%m}"
        case _:
            return f"{begun}"


def _incomplete(begun: date, ends: date, days: Period, today: date) -> str | None:
    late = f"from {days.first}" if days.first > begun else ""
    runs = days.first <= today <= ends and days.last >= today - timedelta(days=1)
    early = "so far" if runs else f"to {days.last}" if days.last < ends else ""
    return " ".join(filter(None, (late, early))) or None
