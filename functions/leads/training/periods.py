"""Periods that programs and people write for dates: weeks, quarters, half-years, months, days of a year.
Each is read as its first day. Pure.
"""

import re
from collections.abc import Callable, Iterable
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

OF_A_MONTH = re.compile(r"\b(month|yearmonth|yyyymm|period|monat|mois|mes|mese)\b")
"""Names of columns that may hold months as numbers."""

_OF_TIME = re.compile(r"\b(time|timestamp|date|datetime|at|on|created|received|modified|updated)\b")
_EPOCHS = ((1e9, 2.2e9), (1e12, 2.2e12), (36_892, 51_136))
"""Seconds and milliseconds since 1970, and days as spreadsheets count them, from 2001 to 2039."""

_EARLIEST, _LATEST, _MONTHS_A_YEAR = 1990, 2100, 12
_YEAR = r"(?P<year>\d{4}|'?\d\d)"
_LONG_YEAR = r"(?P<year>\d{4})"
_AND = r"[-/ ,.]{0,2}(?:(?:of|de|von) )?"
_APART = r"(?:[-/ ,.]{1,2}|(?='))(?:(?:of|de|von) )?"
_WEEK = r"(?:w|kw|wk|s|sem|week|woche|kalenderwoche|semaine|semana|settimana)\.? ?"
_QUARTER = r"(?:q|t|quarter|quartal|trimestre|trimester|trim)\.? ?"
_HALF = r"(?:h|hj|half|halbjahr|semestre|semester)\.? ?"
_NTH = r"(?:st|nd|rd|th|er|e|eme|º|ª|\.)?[- ]?"

_WEEKS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"{_LONG_YEAR}{_AND}{_WEEK}(?P<number>\d\d?)(?:-?(?P<day>[1-7]))?",
        rf"{_WEEK}(?P<number>\d\d?){_APART}{_YEAR}",
        rf"(?P<number>\d\d?){_NTH}{_WEEK}{_AND}{_LONG_YEAR}",
    )
)
_PARTS = tuple(
    (months, re.compile(form, re.IGNORECASE))
    for months, name, most in ((3, _QUARTER, 4), (6, _HALF, 2))
    for form in (
        rf"(?:fy ?)?{_YEAR}{_AND}{name}(?P<number>[1-{most}])",
        rf"{name}(?P<number>[1-{most}]){_APART}(?:fy ?)?{_YEAR}",
        rf"{name}(?P<number>[1-{most}]){_LONG_YEAR}",
        rf"(?P<number>[1-{most}]){_NTH}{name}{_AND}(?:fy ?)?{_YEAR}",
    )
)
_MONTHS = tuple(
    re.compile(form)
    for form in (
        rf"{_LONG_YEAR}(?:[-/.]|-?M)(?P<month>0[1-9]|1[0-2])",
        rf"{_LONG_YEAR}[-/](?P<month>[1-9])",
        rf"(?P<month>0?[1-9]|1[0-2])[-/.] ?{_LONG_YEAR}",
        rf"{_LONG_YEAR} ?[年년] ?(?P<month>0?[1-9]|1[0-2]) ?[月월](?: ?(?P<day>\d\d?) ?[日일])?",
    )
)
_DAY_OF_YEAR = re.compile(rf"{_LONG_YEAR}-(?P<number>\d{{3}})")


def first_day_of(text: str, *, pivot: int) -> date | None:
    """The first day of a period, ``None`` if it is none; years of two digits from ``pivot`` on are of
    the twentieth century. Weeks are those of ISO 8601; quarters and halves those of the calendar, which
    tells the order of a company's own year as well.
    """
    for pattern in _MONTHS:
        if found := pattern.fullmatch(text):
            of_month = int(found.groupdict().get("day") or 1)
            return _day(date, int(found["year"]), int(found["month"]), of_month)
    for months, pattern in _PARTS:
        if found := pattern.fullmatch(text):
            return date(_year(found["year"], pivot), months * (int(found["number"]) - 1) + 1, 1)
    for pattern in _WEEKS:
        if found := pattern.fullmatch(text):
            weekday = int(found.groupdict().get("day") or 1)
            year = _year(found["year"], pivot)
            return _day(date.fromisocalendar, year, int(found["number"]), weekday)
    if found := _DAY_OF_YEAR.fullmatch(text):
        first = _day(date, int(found["year"]), 1, 1)
        day = first + timedelta(days=int(found["number"]) - 1) if first else None
        return day if day and first and day.year == first.year else None
    return None


def are_times(name: str, numbers: NDArray[np.float64]) -> bool:
    """Whether a column of a name, in words, holds times as numbers."""
    if OF_A_MONTH.search(name) and are_months(set(numbers.tolist())):
        return True
    inside = (((low <= numbers) & (numbers < high)).all() for low, high in _EPOCHS)
    return _OF_TIME.search(name) is not None and any(map(bool, inside))


def are_months(numbers: Iterable[float]) -> bool:
    """Whether numbers are months, as ``202503``."""
    return all(number == int(number) and _is_a_month(int(number)) for number in numbers)


def _is_a_month(number: int) -> bool:
    year, month = divmod(number, 100)
    return _EARLIEST <= year <= _LATEST and 1 <= month <= _MONTHS_A_YEAR


def _day(make: Callable[..., date], year: int, part: int, day: int) -> date | None:
    try:
        return make(year, part, day)
    except ValueError:
        return None


def _year(text: str, pivot: int) -> int:
    digits = text.removeprefix("'")
    return int(digits) + (0 if len(digits) > 2 else 1900 if int(digits) >= pivot else 2000)  # noqa: PLR2004
