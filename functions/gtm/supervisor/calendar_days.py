"""The days of calendar words, found by the patterns of ``time_words``. Pure.

Each reads a match, given today, and gives the first and the last day. It raises ``ValueError`` for
days that do not exist.
"""

import re
from collections.abc import Callable
from datetime import date, timedelta

from baton.gtm.periods import Period, month_after, month_of, moved, unit_begun, unit_ended

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
_MONTHS_A_YEAR, _DECEMBER = 12, 12
_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "winter": _DECEMBER}
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
SEASONS, WEEKDAYS = "|".join(_SEASONS), "|".join(_WEEKDAYS)
_ONE_TO_TWELVE = (
    *("one", "two", "three", "four", "five", "six"),
    *("seven", "eight", "nine", "ten", "eleven", "twelve"),
)
_DAYS_OF = {"day": 1, "week": 7}
SMALL_NUMBERS = {word: number for number, word in enumerate(_ONE_TO_TWELVE, 1)} | {
    "a": 1,
    "an": 1,
    "couple of": 2,
    "few": 3,
}


def _ended(first: date, months: int) -> Days:
    return first, month_after(first, months) - timedelta(days=1)


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
    return begun, unit_ended(match["unit"], begun)


def several_before(match: re.Match[str], today: date) -> Days:
    """Whole units before the running one; days up to yesterday."""
    count = _count(match)
    begun = unit_begun(match["unit"], today)
    return moved(begun, match["unit"], -count), begun - timedelta(days=1)


def rolling_year(_match: re.Match[str], today: date) -> Days:
    """The twelve full months before this one."""
    return month_after(month_of(today), -12), month_of(today) - timedelta(days=1)


def to_date(unit: str) -> Reader:
    """A reader for the running unit, up to today."""
    return lambda _match, today: (unit_begun(unit, today), today)


def as_written(match: re.Match[str], _today: date) -> Days:
    """As ``Period.read`` has it: ``2026-Q1``, ``2026-03``, two dates with a stroke."""
    found = Period.read(match[0].strip().upper().replace(" ", ""))
    return found.first, found.last


def one_month(match: re.Match[str], today: date) -> Days:
    """A month, of the year that is said or the latest that has begun."""
    number = MONTH_NUMBERS[match["month"]]
    return _ended(date(_year(match["year"], number, today), number, 1), 1)


def half_a_month(match: re.Match[str], today: date) -> Days:
    """The days of a month up to the 15th, or those from the 16th on."""
    first, last = one_month(match, today)
    middle = first.replace(day=15)
    return (first, middle) if match["half"] == "first" else (middle + timedelta(days=1), last)


def days_at_an_end(match: re.Match[str], today: date) -> Days:
    """The first or last days or weeks of a month."""
    first, last = one_month(match, today)
    days = timedelta(days=(_count(match) if match["count"] else 1) * _DAYS_OF[match["unit"]] - 1)
    return (first, first + days) if match["end"] == "first" else (last - days, last)


def from_month_to_month(match: re.Match[str], today: date) -> Days:
    """From one month to another: the latter's year is that of both, if only one is said."""
    begins, ends = MONTH_NUMBERS[match["from"]], MONTH_NUMBERS[match["to"]]
    year = _year(match["year"], ends, today)
    begun = int(match["from_year"]) if match["from_year"] else year - (begins > ends)
    return date(begun, begins, 1), _ended(date(year, ends, 1), 1)[1]


def one_quarter(match: re.Match[str], today: date) -> Days:
    """A quarter, of the year that is said or the latest that has begun."""
    said = match["quarter"]
    number = ORDINALS.get(said) or int(said)
    begins = 3 * number - 2
    return _ended(date(_year(match["year"], begins, today), begins, 1), 3)


def one_half(match: re.Match[str], today: date) -> Days:
    """Half a year."""
    begins = {"first": 1, "1": 1, "second": 7, "2": 7}[match["half"]]
    return _ended(date(_year(match["year"], begins, today), begins, 1), 6)


def day_of_month(match: re.Match[str], today: date) -> Days:
    """One day by its number and month."""
    number = MONTH_NUMBERS[match["month"]]
    day = date(_year(match["year"], number, today), number, int(match["day"]))
    return day, day


def days_of_month(match: re.Match[str], today: date) -> Days:
    """From one day of a month to another."""
    first, _ = day_of_month(match, today)
    return first, first.replace(day=int(match["to_day"]))


def calendar_year(match: re.Match[str], _today: date) -> Days:
    """A year from January to December."""
    return _ended(date(int(match["year"]), 1, 1), 12)


def _year(said: str | None, month: int, today: date) -> int:
    """The year that is said, as ``2026`` or ``last year``; else that of the latest such month that has
    begun.
    """
    if said is None:
        return today.year - (month > today.month)
    if short := re.fullmatch(r"\W\s?(\d\d)", said):
        return 2000 + int(short[1])
    moved_by = {"last": -1, "previous": -1, "this": 0, "next": 1}.get(said.split()[0])
    return int(said) if moved_by is None else today.year + moved_by


def days_ago(days_ago: int) -> Reader:
    """A reader for the day so many days before today."""

    def read(_match: re.Match[str], today: date) -> Days:
        day = today - timedelta(days=days_ago)
        return day, day

    return read


def one_date(match: re.Match[str], _today: date) -> Days:
    """One day by its date."""
    day = date.fromisoformat(match[0])
    return day, day


def date_in_numbers(match: re.Match[str], _today: date) -> Days:
    """One day as ``31.10.2026`` or ``31/10/2026``. With strokes the month may stand first: where both
    could be meant, none is taken.
    """
    day, month = int(match["one"]), int(match["two"])
    if match["sign"] == "/" and day != month:
        if day <= _MONTHS_A_YEAR >= month:
            raise ValueError("may be two dates: which number is the month?")
        day, month = (month, day) if month > _MONTHS_A_YEAR else (day, month)
    found = date(int(match["year"]), month, day)
    return found, found


def iso_week(match: re.Match[str], today: date) -> Days:
    """A week by its number (ISO 8601), of the year that is said or the latest that has begun."""
    number, said = int(match["week"]), match["year"]
    year = int(said) if said else today.year
    first = date.fromisocalendar(year, number, 1)
    if not said and first > today:
        first = date.fromisocalendar(year - 1, number, 1)
    return first, first + timedelta(days=6)


def week_with(match: re.Match[str], today: date) -> Days:
    """The week, Monday to Sunday, in which a day lies."""
    begun = unit_begun("week", day_of_month(match, today)[0])
    return begun, begun + timedelta(days=6)


def season(match: re.Match[str], today: date) -> Days:
    """Three whole months, as meteorologists have them: of the year that is said, in which a winter
    ends, or the latest that have begun.
    """
    begins = _SEASONS[match["season"]]
    year = _year(match["year"], begins, today)
    if match["year"] and begins == _DECEMBER:
        year -= 1
    return _ended(date(year, begins, 1), 3)


def one_weekday(match: re.Match[str], today: date) -> Days:
    """The latest such day before today."""
    back = (today.weekday() - _WEEKDAYS.index(match["weekday"])) % 7 or 7
    return days_ago(back)(match, today)


def weekend(_match: re.Match[str], today: date) -> Days:
    """The latest Saturday and Sunday before today."""
    sunday = today - timedelta(days=today.weekday() + 1)
    return sunday - timedelta(days=1), sunday


def black_friday(match: re.Match[str], today: date) -> Days:
    """The day after the fourth Thursday of November, or the Monday after it; the latest if no year is
    said.
    """
    later = 3 if match["day"] == "cyber monday" else 0
    year = _year(match["year"], 11, today)
    day = _friday_after_thanksgiving(year) + timedelta(days=later)
    if not match["year"] and day > today:
        day = _friday_after_thanksgiving(year - 1) + timedelta(days=later)
    return day, day


def unit_ago(match: re.Match[str], today: date) -> Days:
    """One day, week, month, quarter or year, so many before the running one."""
    begun = moved(unit_begun(match["unit"], today), match["unit"], -_count(match))
    return begun, unit_ended(match["unit"], begun)


def several_ahead(match: re.Match[str], today: date) -> Days:
    """From today on: so many days or weeks, else to the end of so many whole units after this one."""
    unit, count = match["unit"], _count(match)
    if unit in {"day", "week"}:
        return today, moved(today, unit, count) - timedelta(days=1)
    return today, moved(unit_begun(unit, today), unit, count + 1) - timedelta(days=1)


def _count(match: re.Match[str]) -> int:
    said = " ".join(match["count"].split())
    return SMALL_NUMBERS.get(said) or int(said)


def _friday_after_thanksgiving(year: int) -> date:
    first = date(year, 11, 1)
    return first + timedelta(days=(3 - first.weekday()) % 7 + 22)
