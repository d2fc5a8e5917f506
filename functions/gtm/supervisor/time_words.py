"""Which days people mean: "last quarter", "in March", "2025", "this month vs last". English. Pure.

A period that has begun ends today at the latest where it is called "this"; a month or quarter
without a year is the latest that has begun.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from baton.gtm.periods import FIRST_DAY, Period, month_after, month_of
from functions.gtm.supervisor.calendar_days import (
    MONTH_NUMBERS,
    ORDINALS,
    SMALL_NUMBERS,
    Reader,
    as_written,
    between_days,
    calendar_year,
    day_of_month,
    days_ago,
    following,
    from_month_to_month,
    one_before,
    one_date,
    one_half,
    one_month,
    one_quarter,
    rolling_year,
    running,
    several_before,
    since_month,
    year_to_date,
)

_M = "|".join(sorted(MONTH_NUMBERS, key=len, reverse=True))
_YEAR = r"(?P<year>20\d\d|21\d\d)"
_UNIT = r"(?P<unit>day|week|month|quarter|year)"
_LAST = r"(?:last|previous|prior|preceding)"
_THIS = r"(?:this|current|the present)"


@dataclass(frozen=True, slots=True)
class SaidPeriod:
    """Days that a text names, and where; ``wrong`` says why they are no period."""

    begin: int
    end: int
    words: str
    period: Period | None
    wrong: str | None = None


def periods_in(text: str, today: date) -> tuple[SaidPeriod, ...]:
    """Every period that is named, in their order. What one pattern took is nothing for the next."""
    found: list[SaidPeriod] = []
    left = text.lower()
    for pattern, read in _PATTERNS:
        for match in pattern.finditer(left):
            found.append(_said(match, read, today))
            blank = " " * (match.end() - match.start())
            left = left[: match.start()] + blank + left[match.end() :]
    return tuple(sorted(found, key=lambda one: one.begin))


def before(period: Period) -> Period | None:
    """The period of the same length before: whole months for whole months. ``None`` before all."""
    months = _whole_months(period)
    last = period.first - timedelta(days=1)
    first = month_after(period.first, -months) if months else last - timedelta(days=period.days - 1)
    return _if_there(first, last)


def year_before(period: Period) -> Period | None:
    """The same days of the year before. ``None`` before all."""
    return _if_there(_a_year_back(period.first), _a_year_back(period.last))


def _if_there(first: date, last: date) -> Period | None:
    """Days that a period may have, if they are."""
    return Period(first=first, last=last) if first >= FIRST_DAY else None


def last_full_month(today: date) -> Period:
    """The month before that of today."""
    return Period(first=month_after(month_of(today), -1), last=month_of(today) - timedelta(days=1))


def _said(match: re.Match[str], read: Reader, today: date) -> SaidPeriod:
    place = (match.start(), match.end(), match[0].strip())
    try:
        first, last = read(match, today)
        written = f"{first}/{last}"
        return SaidPeriod(*place, Period.read(written))
    except (ValueError, OverflowError) as error:
        return SaidPeriod(*place, None, f"“{match[0].strip()[:60]}” {_why(error)}")


def _why(error: Exception) -> str:
    text = str(error)
    return text if text.startswith("ends before") else "is no period that there is."


def _whole_months(period: Period) -> int:
    begins = period.first.day == 1
    after = period.last + timedelta(days=1)
    if not begins or after.day != 1:
        return 0
    return (after.year - period.first.year) * 12 + after.month - period.first.month


def _a_year_back(day: date) -> date:
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


_OF_YEAR = rf"(?:,?\s*(?:of\s+|in\s+)?{_YEAR})?"
_ISO_DAY = r"\d{4}-\d\d-\d\d"
_FROM_MONTH = rf"(?:from|between)?\s*\b(?P<from>{_M})\b(?:\s+(?P<from_year>20\d\d))?"
_COUNT = rf"(?P<count>\d{{1,4}}|{'|'.join(SMALL_NUMBERS)})"
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?"

_WRITTEN: tuple[tuple[str, Reader], ...] = (
    (rf"\b{_ISO_DAY}\s*/\s*{_ISO_DAY}\b", as_written),
    (rf"\b(?:from |between )?({_ISO_DAY})\s+(?:to|until|and|till)\s+({_ISO_DAY})\b", between_days),
    (rf"\b{_ISO_DAY}\b", one_date),
    (r"\b\d{4}-(?:q[1-4]|\d\d)\b", as_written),
    (
        rf"{_FROM_MONTH}\s+(?:to|until|till|through|and)\s+(?P<to>{_M})\b{_OF_YEAR}",
        from_month_to_month,
    ),
    (rf"\bsince\s+(?P<month>{_M})\b{_OF_YEAR}", since_month),
    (rf"\b(?P<month>{_M})\s+{_DAY}\b(?!\d){_OF_YEAR}", day_of_month),
    (rf"\b{_DAY}\s+(?:of\s+)?(?P<month>{_M})\b{_OF_YEAR}", day_of_month),
    (rf"\bq(?P<quarter>[1-4])\b{_OF_YEAR}", one_quarter),
    (rf"\b(?P<quarter>{'|'.join(ORDINALS)})\s+quarter\b{_OF_YEAR}", one_quarter),
    (rf"\b(?P<half>first|second)\s+half\b{_OF_YEAR}", one_half),
    (rf"\bh(?P<half>[12])\b{_OF_YEAR}", one_half),
    (
        r"\b(?:year to date|ytd|so far this year|since the (?:start|beginning) of the year)\b",
        year_to_date,
    ),
    (rf"\b(?:(?:the\s+)?(?:past|{_LAST})|in|within)\s+{_COUNT}\s+{_UNIT}s\b", several_before),
    (r"\b(?:over|in|during|for) the past year\b|\bpast (?:year|12 months)\b", rolling_year),
    (rf"\b{_THIS}\s+{_UNIT}\b", running),
    (rf"\b(?:the\s+)?(?:{_LAST}|past)\s+{_UNIT}\b", one_before),
    (rf"\b(?:next|coming|upcoming)\s+{_UNIT}\b", following),
    (r"\byesterday\b", days_ago(1)),
    (r"\btoday\b", days_ago(0)),
    (rf"\b(?!may\b|mar\b|march\b)(?P<month>{_M})\b{_OF_YEAR}", one_month),
    (
        rf"\b(?:in|for|during|of|and|vs\.?|than|about)\s+(?P<month>mar|march|may)\b{_OF_YEAR}",
        one_month,
    ),
    (rf"\b(?P<month>mar|march|may)\s+{_YEAR}", one_month),
    (rf"\b{_YEAR}\b(?![-/])", calendar_year),
)
"""What takes more of a text stands before what takes less."""

_PATTERNS = tuple((re.compile(pattern), read) for pattern, read in _WRITTEN)
