"""Which days people mean: "last quarter", "in March", "2025", "this month vs last". English. Pure.

A period that has begun ends today at the latest where it is called "this"; a month or quarter
without a year is the latest that has begun, or in a text that looks ahead the next that is not over.
"""

import re
from dataclasses import replace
from datetime import date, timedelta

from baton.gtm.periods import FIRST_DAY, Period, month_after, month_of
from functions.gtm.supervisor.calendar_days import (
    MONTH_NUMBERS,
    ORDINALS,
    SEASONS,
    SMALL_NUMBERS,
    WEEKDAYS,
    Days,
    Reader,
    as_written,
    black_friday,
    calendar_year,
    date_in_numbers,
    day_of_month,
    days_ago,
    days_at_an_end,
    days_of_month,
    following,
    from_month_to_month,
    half_a_month,
    iso_week,
    one_before,
    one_date,
    one_half,
    one_month,
    one_quarter,
    one_weekday,
    rolling_year,
    running,
    season,
    several_ahead,
    several_before,
    to_date,
    unit_ago,
    week_with,
    weekend,
)
from functions.gtm.supervisor.said_period import (
    TO,
    SaidPeriod,
    a_year_back,
    lowered,
    of_days,
    spans,
    without,
)

_M = "|".join(sorted(MONTH_NUMBERS, key=len, reverse=True))
_YEAR = r"(?P<year>20\d\d|21\d\d)"
_UNIT = r"(?P<unit>day|week|month|quarter|year)"
_LAST = r"(?:last|previous|prior|preceding)"
_THIS = r"(?:this|current|the present)"

_AHEAD = re.compile(
    r"\b(?:will|going to|next|upcoming|coming|forecast(?:s|ed)?|expect(?:ed)?|predict(?:ed)?|outlook)\b"
)


def periods_in(text: str, today: date) -> tuple[SaidPeriod, ...]:
    """Every period that is named, in their order. What one pattern took is nothing for the next."""
    found: list[SaidPeriod] = []
    left = small = lowered(text)
    ahead = _AHEAD.search(left) is not None
    for pattern, read in _PATTERNS:
        for match in pattern.finditer(left):
            found.append(_said(match, read, today, ahead=ahead))
            left = without(left, [found[-1]])
    return spans(small, sorted(found, key=lambda one: one.begin), today)


def before(period: Period) -> Period | None:
    """The period of the same length before: whole months for whole months. ``None`` before all."""
    months = _whole_months(period)
    last = period.first - timedelta(days=1)
    first = month_after(period.first, -months) if months else last - timedelta(days=period.days - 1)
    return _if_there(first, last)


def year_before(period: Period) -> Period | None:
    """The same days of the year before. ``None`` before all."""
    return _if_there(a_year_back(period.first), a_year_back(period.last))


def weeks_before(period: Period) -> Period | None:
    """The same days of the week, 52 weeks before."""
    year = timedelta(weeks=52)
    return _if_there(period.first - year, period.last - year)


def _if_there(first: date, last: date) -> Period | None:
    """Days that a period may have, if they are."""
    return Period(first=first, last=last) if first >= FIRST_DAY else None


def last_full_month(today: date) -> Period:
    """The month before that of today."""
    return Period(first=month_after(month_of(today), -1), last=month_of(today) - timedelta(days=1))


def last_full_week(today: date) -> Period:
    """The week, Monday to Sunday, before that of today."""
    monday = today - timedelta(days=today.weekday() + 7)
    return Period(first=monday, last=monday + timedelta(days=6))


def _said(match: re.Match[str], read: Reader, today: date, *, ahead: bool) -> SaidPeriod:
    begin = match.start("named" if "named" in match.groupdict() else 0)
    said = SaidPeriod(begin, match.end(), match.string[begin : match.end()].strip(), None)
    try:
        first, last = read(match, _day_of_shared_year(match) or today)
        if ahead and last < today and "year" in match.groupdict() and not match["year"]:
            first, last = _not_over(match, read, today)
    except (ValueError, OverflowError) as error:
        return replace(said, wrong=f"“{said.words[:60]}” {_why(error)}")
    return of_days(said, first, last)


def _day_of_shared_year(match: re.Match[str]) -> date | None:
    """The last day of the year that is said of the next period and of this, as in "Q2 and Q3 2025"."""
    if "year" not in match.groupdict() or match["year"]:
        return None
    shared = _SHARED_YEAR.match(match.string, match.end())
    return date(int(shared["year"]), 12, 31) if shared else None


def _not_over(match: re.Match[str], read: Reader, today: date) -> Days:
    """The next of that name that is not over."""
    this_year = read(match, today.replace(month=12, day=31))
    return this_year if this_year[1] >= today else read(match, date(today.year + 1, 12, 31))


def _why(error: Exception) -> str:
    text = str(error)
    return text if text.startswith("may be") else "is no period that there is."


def _whole_months(period: Period) -> int:
    begins = period.first.day == 1
    after = period.last + timedelta(days=1)
    if not begins or after.day != 1:
        return 0
    return (after.year - period.first.year) * 12 + after.month - period.first.month


_SHARED_YEAR = re.compile(
    rf"\s*(?:and|or|vs\.?|versus|against|than|,|&)\s+(?:in\s+)?(?:q[1-4]|h[12]|{_M})\s+{_YEAR}\b"
)
_RELATIVE_YEAR = r"(?P<year>(?:last|previous|this|next)\s+year)"
_OF_YEAR = (
    r"(?:,?\s*(?:of\s+|in\s+)?(?:the\s+)?"
    r"(?P<year>20\d\d|21\d\d|['\u2019/]\s?\d\d(?!\d)|(?:last|previous|this|next)\s+year)\b)?"
)
_ISO_DAY = r"\d{4}-\d\d-\d\d"
_FROM_MONTH = rf"\b(?P<from>{_M})\b(?:\s+(?P<from_year>20\d\d))?"
_COUNT = rf"(?P<count>\d{{1,4}}|{'|'.join(SMALL_NUMBERS)})"
_TH = r"(?:st|nd|rd|th)?"
_DAY, _TO_DAY = rf"(?P<day>[0-3]?\d){_TH}", rf"(?:and|{TO})\s*(?P<to_day>[0-3]?\d){_TH}"
_WEEK = r"(?:(?:calendar|iso)\s+)?(?:week|cw|kw|wk)"
_WITH = r"(?:week\s+(?:of|with|beginning|commencing|starting)|w/c|wc)(?:\s+(?:on\s+)?the)?"

_AFTER_UNIT = (
    r"(?<!first day )(?<!last day )(?:(?<=\bday )|(?<=\bweek )|(?<=\bmonth )|(?<=\bquarter ))"
)
"""As in "the best month of the year"."""

_OF_WEEK = r"(?:,?\s*(?:of\s+|in\s+|/\s*)?(?P<year>20\d\d|21\d\d)\b)?"
_NO_YEAR = "eur|euros?|usd|dollars?|gbp|pounds?|customers|orders|units|pieces|people|times"
"""What a number before it counts, which is no year then."""

_BEFORE_MAY = (
    r"in|for|during|of|and|vs\.?|than|about|since|from|until|till|before|after|to|through|last|next"
)
"""What shows that a march or a may is a month."""

_WRITTEN: tuple[tuple[str, Reader], ...] = (
    (rf"\b{_ISO_DAY}\s*/\s*{_ISO_DAY}\b", as_written),
    (rf"\b{_ISO_DAY}\b", one_date),
    (r"\b\d{4}-(?:q[1-4]|\d\d)\b", as_written),
    (
        rf"(?:\bfrom\s+)?{_FROM_MONTH}\s*{TO}\s*(?P<to>{_M})\b{_OF_YEAR}",
        from_month_to_month,
    ),
    (rf"\bbetween\s+{_FROM_MONTH}\s+and\s+(?P<to>{_M})\b{_OF_YEAR}", from_month_to_month),
    (
        r"(?<![\d.])(?P<one>\d{1,2})(?P<sign>[./])(?P<two>\d{1,2})(?P=sign)(?P<year>20\d\d|21\d\d)\b",
        date_in_numbers,
    ),
    (rf"\b{_WEEK}\s*(?:no\.?\s*|number\s*|#\s*)?(?P<week>\d\d?)\b{_OF_WEEK}", iso_week),
    (r"\b(?P<year>20\d\d)-?w(?P<week>\d\d?)\b", iso_week),
    (rf"\b{_WITH}\s+{_DAY}\s+(?:of\s+)?(?P<month>{_M})\b{_OF_YEAR}", week_with),
    (rf"\b{_WITH}\s+(?P<month>{_M})\s+{_DAY}\b(?!\d){_OF_YEAR}", week_with),
    (rf"\b{_DAY}\s*{_TO_DAY}\s+(?:of\s+)?(?P<month>{_M})\b{_OF_YEAR}", days_of_month),
    (rf"\b(?P<month>{_M})\s+{_DAY}\s*{_TO_DAY}\b(?!\d){_OF_YEAR}", days_of_month),
    (rf"\b(?P<month>{_M})\s+{_DAY}\b(?!\d){_OF_YEAR}", day_of_month),
    (rf"\b{_DAY}\s+(?:of\s+)?(?P<month>{_M})\b{_OF_YEAR}", day_of_month),
    (rf"\bq(?P<quarter>[1-4])\b{_OF_YEAR}", one_quarter),
    (rf"\b(?P<quarter>{'|'.join(ORDINALS)})\s+quarter\b{_OF_YEAR}", one_quarter),
    (rf"\bquarter\s+(?P<quarter>[1-4])\b{_OF_YEAR}", one_quarter),
    (rf"\b(?P<half>first|second)\s+half\s+of\s+(?P<month>{_M})\b{_OF_YEAR}", half_a_month),
    (
        rf"\b(?P<end>first|last)\s+(?:{_COUNT}\s+)?(?P<unit>day|week)s?\s+of\s+(?P<month>{_M})\b{_OF_YEAR}",
        days_at_an_end,
    ),
    (rf"\b(?P<half>first|second)\s+half\b{_OF_YEAR}", one_half),
    (rf"\bh(?P<half>[12])\b{_OF_YEAR}", one_half),
    (
        r"\b(?:year to date|ytd|so far this year|since the (?:start|beginning) of the year)\b",
        to_date("year"),
    ),
    (r"\b(?:quarter to date|qtd)\b", to_date("quarter")),
    (r"\b(?:month to date|mtd)\b", to_date("month")),
    (r"\b(?:week to date|wtd)\b", to_date("week")),
    (rf"\b(?P<day>black friday|cyber monday)\b{_OF_YEAR}", black_friday),
    (rf"\b(?:(?:last|this)\s+)?(?P<season>{SEASONS})\b{_OF_YEAR}", season),
    (r"\b(?:(?:last|past|this|previous)\s+)?weekend\b", weekend),
    (rf"(?:\b(?:on|last|past)\s+|(?<=since\s))(?P<weekday>{WEEKDAYS})\b", one_weekday),
    (rf"\b(?:the\s+)?(?:next|coming)\s+{_COUNT}\s+{_UNIT}s\b", several_ahead),
    (rf"\b{_COUNT}\s+{_UNIT}s?\s+ago\b", unit_ago),
    (rf"\b(?:(?:the\s+)?(?:past|{_LAST})|in|within)\s+{_COUNT}\s+{_UNIT}s\b", several_before),
    (r"\b(?:over|in|during|for) the past year\b|\bpast (?:year|12 months)\b", rolling_year),
    (rf"\b(?P<month>{_M})(?:\s+of)?(?:\s+the)?\s+{_RELATIVE_YEAR}\b", one_month),
    (rf"\b{_THIS}\s+{_UNIT}\b", running),
    (rf"{_AFTER_UNIT}of the (?P<unit>month|quarter|year)\b", running),
    (rf"\b(?:the\s+)?(?:{_LAST}|past)\s+{_UNIT}\b", one_before),
    (rf"\b(?:next|coming|upcoming)\s+{_UNIT}\b", following),
    (r"\bday before yesterday\b", days_ago(2)),
    (r"\byesterday\b", days_ago(1)),
    (r"\btoday\b", days_ago(0)),
    (rf"\b(?!may\b|mar\b|march\b)(?P<month>{_M})\b{_OF_YEAR}", one_month),
    (
        rf"\b(?:{_BEFORE_MAY})\s+(?P<named>(?P<month>mar|march|may)\b{_OF_YEAR})",
        one_month,
    ),
    (rf"\b(?P<month>mar|march|may)\s+{_YEAR}", one_month),
    (rf"(?<![\d./$€£-])\b{_YEAR}\b(?![-/.]\d|\s*(?:{_NO_YEAR})\b)", calendar_year),
)
"""What takes more of a text stands before what takes less."""

_PATTERNS = tuple((re.compile(pattern), read) for pattern, read in _WRITTEN)
