"""Periods of days, as people write them: ``2026``, ``2026-Q1``, ``2026-03``, ``2026-03-02/2026-03-08``. Pure."""

import re
from datetime import date, timedelta
from typing import Self

from pydantic import Field, model_validator

from baton.core.contract import Contract

DAYS_A_MONTH = 365.25 / 12

MOST_DAYS = 731

_WRITTEN = re.compile(r"(\d{4})(?:-(?:Q([1-4])|(\d\d)))?")
_ADVICE = "write a year, quarter or month, as 2026, 2026-Q1, 2026-03, or 2026-03-02/2026-03-08"


class Period(Contract):
    """Days of UTC, both ends included: at most two years."""

    first: date = Field(ge=date(2000, 1, 1), le=date(2199, 12, 31))
    last: date = Field(ge=date(2000, 1, 1), le=date(2199, 12, 31))

    @model_validator(mode="after")
    def _is_a_span(self) -> Self:
        if not self.first <= self.last < self.first + timedelta(days=MOST_DAYS):
            raise ValueError(
                f"last must not be before first; a period has at most {MOST_DAYS} days"
            )
        return self

    @classmethod
    def read(cls, text: str) -> Self:
        """The period that is written so. Raises ``ValueError`` that says how to write one."""
        first, slash, last = text.strip().partition("/")
        if slash:
            return cls(first=_day(first), last=_day(last))
        found = _WRITTEN.fullmatch(first)
        if not found:
            raise ValueError(_ADVICE)
        year, quarter, month = (int(part) if part else None for part in found.groups())
        begins = month or (3 * quarter - 2 if quarter else 1)
        if year is None or not 1 <= begins <= 12 or not 2000 <= year < 2200:
            raise ValueError(_ADVICE)
        months = 1 if month else 3 if quarter else 12
        ends = month_after(date(year, begins, 1), months) - timedelta(days=1)
        return cls(first=date(year, begins, 1), last=ends)

    @property
    def days(self) -> int:
        """How many there are."""
        return (self.last - self.first).days + 1

    @property
    def months(self) -> float:
        """Its length in months of 365.25 / 12 days."""
        return self.days / DAYS_A_MONTH

    @property
    def text(self) -> str:
        """Its days, as ``2026-01-01/2026-03-31``."""
        return f"{self.first}/{self.last}"

    @property
    def is_a_year(self) -> bool:
        """Whether it is about twelve months long, as benchmarks by the year are."""
        return 360 <= self.days <= 371


def month_of(day: date) -> date:
    """The first day of its month."""
    return day.replace(day=1)


def month_after(month: date, months: int = 1) -> date:
    """The first day of the month that many months later."""
    number = month.year * 12 + month.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise ValueError(_ADVICE) from None
