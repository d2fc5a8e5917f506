"""Public holidays on which people are left alone. Pure: the dates are in ``_NATIONAL``.

Only those of whole countries, and only those that follow from the civil calendar and Easter; what
follows the moon elsewhere is given by ``SendRules.holidays``, year by year.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import lru_cache

EVERYWHERE = ("01-01", "12-25")

_NATIONAL: Mapping[str, tuple[str, ...]] = {
    "AT": ("01-01", "01-06", "easter+1", "05-01", "easter+39", "easter+50", "easter+60", "08-15",
           "10-26", "11-01", "12-08", "12-25", "12-26"),
    "AU": ("01-01", "01-26", "easter-2", "easter+1", "04-25", "12-25", "12-26"),
    "BE": ("01-01", "easter+1", "05-01", "easter+39", "easter+50", "07-21", "08-15", "11-01", "11-11",
           "12-25"),
    "BR": ("01-01", "easter-2", "04-21", "05-01", "09-07", "10-12", "11-02", "11-15", "11-20",
           "12-25"),
    "CA": ("01-01", "easter-2", "07-01", "09-mon1", "10-mon2", "12-25", "12-26"),
    "CH": ("01-01", "easter-2", "easter+1", "easter+39", "easter+50", "08-01", "12-25", "12-26"),
    "DE": ("01-01", "easter-2", "easter+1", "05-01", "easter+39", "easter+50", "10-03", "12-25",
           "12-26"),
    "ES": ("01-01", "01-06", "easter-2", "05-01", "08-15", "10-12", "11-01", "12-06", "12-08", "12-25"),
    "FR": ("01-01", "easter+1", "05-01", "05-08", "easter+39", "easter+50", "07-14", "08-15", "11-01",
           "11-11", "12-25"),
    "GB": ("01-01", "easter-2", "easter+1", "05-mon1", "05-mon-1", "08-mon-1", "12-25", "12-26"),
    "IE": ("01-01", "03-17", "easter+1", "05-mon1", "06-mon1", "08-mon1", "10-mon-1", "12-25",
           "12-26"),
    "IN": ("01-26", "08-15", "10-02"),
    "IT": ("01-01", "01-06", "easter+1", "04-25", "05-01", "06-02", "08-15", "11-01", "12-08", "12-25",
           "12-26"),
    "NL": ("01-01", "easter+1", "04-27", "easter+39", "easter+50", "12-25", "12-26"),
    "NZ": ("01-01", "01-02", "02-06", "easter-2", "easter+1", "04-25", "06-mon1", "10-mon4", "12-25",
           "12-26"),
    "PL": ("01-01", "01-06", "easter+1", "05-01", "05-03", "easter+60", "08-15", "11-01", "11-11",
           "12-24", "12-25", "12-26"),
    "PT": ("01-01", "easter-2", "04-25", "05-01", "easter+60", "06-10", "08-15", "10-05", "11-01",
           "12-01", "12-08", "12-25"),
    "US": ("01-01", "01-mon3", "05-mon-1", "06-19", "07-04", "09-mon1", "11-11", "11-thu4", "12-25"),
}  # fmt: skip
"""By ISO 3166 country: month and day, days from Easter, or the n-th weekday of a month (``-1``: the
last). Source: the countries' own laws as of 2025."""

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def is_holiday(day: date, country: str | None, own: Mapping[str, Iterable[str]]) -> bool:
    """Whether people are left alone on a day. ``own`` dates of a country go before the house's list;
    those under ``*`` are added for every country.
    """
    dates = tuple(own.get(country or "", _NATIONAL.get(country or "", EVERYWHERE)))
    return any(falls_on(text, day) for text in (*dates, *own.get("*", ())))


def falls_on(text: str, day: date) -> bool:
    """Whether a date, as ``2026-12-25``, ``12-25``, ``easter+1`` or ``11-thu4``, is this day.

    Raises ``ValueError`` for any other text.
    """
    return _day_of(text, day.year) == day


@lru_cache(maxsize=2_048)
def _day_of(text: str, year: int) -> date | None:
    if text.startswith("easter"):
        return easter(year) + timedelta(days=int(text.removeprefix("easter") or 0))
    month, _, rest = text.partition("-")
    if len(month) == 4:  # noqa: PLR2004 (a year)
        return date.fromisoformat(text)
    if rest[:3] in _WEEKDAYS:
        return _nth(year, int(month), _WEEKDAYS.index(rest[:3]), int(rest[3:]))
    try:
        return date(year, int(month), int(rest))
    except ValueError:
        if text == "02-29":
            return None
        raise


def _nth(year: int, month: int, weekday: int, number: int) -> date:
    if number < 0:
        following = date(year + month // 12, month % 12 + 1, 1)
        last = following - timedelta(days=1)
        return last - timedelta(days=(last.weekday() - weekday) % 7 + 7 * (-number - 1))
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (number - 1))


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar.

    Source: "Anonymous Gregorian algorithm", Nature 13 (1876), p. 487; J. Meeus, Astronomical
    Algorithms (1991), chapter 8.
    """
    century, of_century = divmod(year, 100)
    golden = year % 19
    correction = (8 * century + 13) // 25
    moon = (19 * golden + century - century // 4 - correction + 15) % 30
    week = (32 + 2 * (century % 4) + 2 * (of_century // 4) - moon - of_century % 4) % 7
    late = (golden + 11 * moon + 22 * week) // 451
    month, day = divmod(moon + week - 7 * late + 114, 31)
    return date(year, month, day + 1)
