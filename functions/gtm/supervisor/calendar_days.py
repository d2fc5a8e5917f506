"""The days of calendar words, found by the patterns of ``time_words``. Pure.

Each reads a match, given today, and gives the first and the last day. It raises ``ValueError`` for
days that do not exist.
"""

import re
from collections.abc import Callable
from datetime import date, timedelta

from baton.gtm.periods import Period, month_after, month_of

Days = tuple[date, date]
Reader = Callable[[re.Match[str], date], Days]


_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_SHORT = {name[:3]: number for number, name in enumerate(_MONTHS, 1)} | {"sept": 9}
MONTH_NUMBERS = {name: number for number, name in enumerate(_MONTHS, 1)} | _SHORT
ORDINALS = {
    "first": 1,
    "1st": 1,
    "second": 2,
    "2nd": 2,
    "third": 3,
    "3rd": 3,
    "fourth": 4,
    "4th": 4,
}
_ONE_TO_TWELVE = (
    *("one", "two", "three", "four", "five", "six"),
    *("seven", "eight", "nine", "ten", "eleven", "twelve"),
)
SMALL_NUMBERS = {word: number for number, word in enumerate(_ONE_TO_TWELVE, 1)} | {
    "couple of": 2,
    "few": 3,
}


def _ended(first: date, months: int) -> Days:
    return first, month_after(first, months) - timedelta(days=1)


def unit_begun(unit: str, today: date) -> date:
    """The first day of the running week, month, quarter or year."""
    if unit == "day":
        return today
    if unit == "week":
        return today - timedelta(days=today.weekday())
    if unit == "month":
        return month_of(today)
    return date(today.year, 3 * ((today.month - 1) // 3) + 1 if unit == "quarter" else 1, 1)


def moved(first: date, unit: str, count: int) -> date:
    """The first day of the unit that many later."""
    if unit in {"day", "week"}:
        return first + timedelta(days=count * (7 if unit == "week" else 1))
    return month_after(first, count * {"month": 1, "quarter": 3, "year": 12}[unit])


def running(match: re.Match[str], today: date) -> Days:
    """The running unit, up to today."""
    return unit_begun(match["unit"], today), today


def one_before(match: re.Match[str], today: date) -> Days:
    """The unit before the running one."""
    begun = unit_begun(match["unit"], today)
    return moved(begun, match["unit"], -1), begun - timedelta(days=1)


def following(match: re.Match[str], today: date) -> Days:
    """The unit after the running one."""
    begun = moved(unit_begun(match["unit"], today), match["unit"], 1)
    return begun, moved(begun, match["unit"], 1) - timedelta(days=1)


def several_before(match: re.Match[str], today: date) -> Days:
    """Whole units before the running one; days up to yesterday."""
    said = " ".join(match["count"].split())
    count = SMALL_NUMBERS.get(said) or int(said)
    begun = unit_begun(match["unit"], today)
    return moved(begun, match["unit"], -count), begun - timedelta(days=1)


def rolling_year(_match: re.Match[str], today: date) -> Days:
    """The twelve full months before this one."""
    return month_after(month_of(today), -12), month_of(today) - timedelta(days=1)


def year_to_date(_match: re.Match[str], today: date) -> Days:
    """This year, up to today."""
    return date(today.year, 1, 1), today


def as_written(match: re.Match[str], _today: date) -> Days:
    """As ``Period.read`` has it: ``2026-Q1``, ``2026-03``, two dates with a stroke."""
    found = Period.read(match[0].strip().upper().replace(" ", ""))
    return found.first, found.last


def one_month(match: re.Match[str], today: date) -> Days:
    """A month, of the year that is said or the latest that has begun."""
    number = MONTH_NUMBERS[match["month"]]
    year = int(match["year"]) if match["year"] else _latest_year(number, today)
    return _ended(date(year, number, 1), 1)


def from_month_to_month(match: re.Match[str], today: date) -> Days:
    """From one month to another: the latter's year is that of both, if only one is said."""
    begins, ends = MONTH_NUMBERS[match["from"]], MONTH_NUMBERS[match["to"]]
    year = int(match["year"]) if match["year"] else _latest_year(ends, today)
    begun = int(match["from_year"]) if match["from_year"] else year - (begins > ends)
    return date(begun, begins, 1), _ended(date(year, ends, 1), 1)[1]


def since_month(match: re.Match[str], today: date) -> Days:
    """From a month's first day up to today."""
    number = MONTH_NUMBERS[match["month"]]
    year = int(match["year"]) if match["year"] else _latest_year(number, today)
    return date(year, number, 1), today


def one_quarter(match: re.Match[str], today: date) -> Days:
    """A quarter, of the year that is said or the latest that has begun."""
    said = match["quarter"]
    number = ORDINALS.get(said) or int(said)
    begins = 3 * number - 2
    year = int(match["year"]) if match["year"] else _latest_year(begins, today)
    return _ended(date(year, begins, 1), 3)


def one_half(match: re.Match[str], today: date) -> Days:
    """Half a year."""
    begins = {"first": 1, "1": 1, "second": 7, "2": 7}[match["half"]]
    year = int(match["year"]) if match["year"] else _latest_year(begins, today)
    return _ended(date(year, begins, 1), 6)


def day_of_month(match: re.Match[str], today: date) -> Days:
    """One day by its number and month."""
    number = MONTH_NUMBERS[match["month"]]
    year = int(match["year"]) if match["year"] else _latest_year(number, today)
    day = date(year, number, int(match["day"]))
    return day, day


def calendar_year(match: re.Match[str], _today: date) -> Days:
    """A year from January to December."""
    return _ended(date(int(match["year"]), 1, 1), 12)


def _latest_year(month: int, today: date) -> int:
    """The year of the latest such month that has begun."""
    return today.year - (month > today.month)


def days_ago(days_ago: int) -> Reader:
    """A reader for the day so many days before today."""

    def read(_match: re.Match[str], today: date) -> Days:
        day = today - timedelta(days=days_ago)
        return day, day

    return read


def between_days(match: re.Match[str], _today: date) -> Days:
    """From one date to another."""
    return date.fromisoformat(match[1]), date.fromisoformat(match[2])


def one_date(match: re.Match[str], _today: date) -> Days:
    """One day by its date."""
    day = date.fromisoformat(match[0])
    return day, day
