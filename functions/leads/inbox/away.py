"""Until when somebody is away, by what the program says that answers for them. Pure."""

import re
from datetime import UTC, date, datetime, time, timedelta
from functools import cache

from baton.core.recognition.words import Reading
from functions.leads.inbox.meaning import source

UNTOLD = timedelta(days=7)
"""How long to wait if no day is named."""

LONGEST = timedelta(days=60)
"""Who is away for longer than this is written to when they are back only if they write."""

_READ, _MONTHS = 4_000, 12
_ISO = re.compile(r"\b(20\d\d)-(\d{1,2})-(\d{1,2})\b")
_DOTTED = re.compile(r"\b(\d{1,2})[./](\d{1,2})[./](20\d\d)?(?!\d)")
_SLASHED = re.compile(r"\b(?!24/7\b)(\d{1,2})/(\d{1,2})(?:/(20\d\d))?(?![\d/])")
_DAY_FIRST = re.compile(r"\b(\d{1,2})(?:\.|st|nd|rd|th|er)? ?(?:de |of )?([a-z]{3,10})\b")
_MONTH_FIRST = re.compile(r"\b([a-z]{3,10}) (\d{1,2})(?:st|nd|rd|th)?\b(?! ?\d)")


def away_until(text: str, now: datetime) -> datetime:
    """When to go on: the day after the last day that the text names, else in a week; at most in 60
    days. UTC, at the hour of ``now``.
    """
    folded = Reading.of(text[:_READ]).folded
    today = now.astimezone(UTC).date()
    named = [day for day in _days(folded, today) if today <= day <= today + LONGEST]
    if not named:
        return now + UNTOLD
    back = datetime.combine(max(named), time(), tzinfo=UTC) + timedelta(days=1)
    return max(back, now + timedelta(days=1))


def _days(folded: str, today: date) -> list[date]:
    parts = [(year, month, day) for year, month, day in _ISO.findall(folded)]
    parts += [(year or "", month, day) for day, month, year in _DOTTED.findall(folded)]
    for first, second, year in _SLASHED.findall(folded):
        day, month = (second, first) if int(second) > _MONTHS else (first, second)
        parts.append((year, month, day))
    months = _months()
    for day, month in _DAY_FIRST.findall(folded):
        parts.append(("", str(months.get(month, 0)), day))
    for month, day in _MONTH_FIRST.findall(folded):
        parts.append(("", str(months.get(month, 0)), day))
    return [found for part in parts if (found := _day(*part, today)) is not None]


def _day(year: str, month: str, day: str, today: date) -> date | None:
    """A day; without a year the next one that is called so."""
    for candidate in (int(year),) if year else (today.year, today.year + 1):
        try:
            found = date(candidate, int(month), int(day))
        except ValueError:
            return None
        if year or found >= today:
            return found
    return None


@cache
def _months() -> dict[str, int]:
    return {name: int(number) for number, names in source()["months"].items() for name in names}
