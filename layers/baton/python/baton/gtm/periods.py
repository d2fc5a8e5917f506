"""Periods of days, as people write them: ``2026``, ``2026-Q1``, ``2026-03``, ``2026-03-02/2026-03-08``.
Pure.
"""

import re
from datetime import date, timedelta
from typing import Self

from pydantic import Field, model_validator

from baton.core.contract import Contract

DAYS_A_MONTH = 365.25 / 12

MOST_DAYS = 731

FIRST_DAY, _LAST = date(2000, 1, 1), date(2199, 12, 31)

_LEEWAY = 6
"""Days by which a year of weeks or months may differ from one."""

_WRITTEN = re.compile(r"(\d{4})(?:-(?:Q([1-4])|(\d\d)))?")
_ADVICE = "write a year, quarter or month, as 2026, 2026-Q1, 2026-03, or 2026-03-02/2026-03-08"


class Period(Contract):
    """Days of UTC, both ends included: at most two years."""

    first: date = Field(ge=FIRST_DAY, le=_LAST)
    last: date = Field(ge=FIRST_DAY, le=_LAST)

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
        try:
            first, last = _days_of(text.strip())
        except ValueError:
            raise ValueError(_ADVICE) from None
        if not (FIRST_DAY <= first <= last <= _LAST and (last - first).days < MOST_DAYS):
            raise ValueError(
                f"ends before it begins, has over {MOST_DAYS} days, "
                f"or lies outside {FIRST_DAY} to {_LAST}"
            )
        return cls(first=first, last=last)

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
    def said(self) -> str:
        """Its days in a sentence, as ``2026-01-01 to 2026-03-31``."""
        return f"{self.first}" if self.first == self.last else f"{self.first} to {self.last}"

    @property
    def when(self) -> str:
        """When something was, as ``on 2026-01-01``, ``from 2026-01-01 to 2026-03-31``."""
        return f"on {self.first}" if self.first == self.last else f"from {self.said}"

    @property
    def is_a_year(self) -> bool:
        """Whether it is about twelve months long, as benchmarks by the year are."""
        return abs(self.days - 365) <= _LEEWAY


def month_of(day: date) -> date:
    """The first day of its month."""
    return day.replace(day=1)


def month_after(month: date, months: int = 1) -> date:
    """The first day of the month that many months later."""
    number = month.year * 12 + month.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)


def unit_begun(unit: str, day: date) -> date:
    """The first day of the week, month, quarter or year in which a day lies."""
    if unit == "day":
        return day
    if unit == "week":
        return day - timedelta(days=day.weekday())
    if unit == "month":
        return month_of(day)
    return date(day.year, 3 * ((day.month - 1) // 3) + 1 if unit == "quarter" else 1, 1)


def unit_ended(unit: str, day: date) -> date:
    """The last day of the week, month, quarter or year in which a day lies."""
    return moved(unit_begun(unit, day), unit, 1) - timedelta(days=1)


def moved(first: date, unit: str, count: int) -> date:
    """The first day of the unit that many later."""
    if unit in {"day", "week"}:
        return first + timedelta(days=count * (7 if unit == "week" else 1))
    return month_after(first, count * {"month": 1, "quarter": 3, "year": 12}[unit])


def _days_of(text: str) -> tuple[date, date]:
    """The first and the last day. Raises ``ValueError``."""
    if "/" in text:
        first, _, last = text.partition("/")
        return date.fromisoformat(first), date.fromisoformat(last)
    found = _WRITTEN.fullmatch(text)
    if not found:
        raise ValueError(text)
    year, quarter, month = found.groups()
    begins = int(month) if month else 3 * int(quarter) - 2 if quarter else 1
    begun = date(int(year), begins, 1)
    return begun, month_after(begun, 1 if month else 3 if quarter else 12) - timedelta(days=1)
