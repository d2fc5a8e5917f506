"""Which period a period is compared with: "this month vs last", "than a year ago". English. Pure."""

import re
from datetime import date, timedelta

from baton.gtm.periods import Period, unit_begun, unit_ended
from functions.gtm.supervisor.said_period import SaidPeriod, lowered, without
from functions.gtm.supervisor.time_words import before, periods_in, weeks_before, year_before

_AGAINST = r"(?:vs\.?|versus|than|(?:as\s+)?compared\s+(?:to|with)|against|over|from)"
_A_YEAR_AGO = re.compile(
    r"\b(?:a|one) year (?:ago|earlier|before)\b"
    r"|\bsame (?:period|time|month|quarter|week) (?:of )?last year\b"
    rf"|\byear[- ](?:on|over)[- ]year\b|\byoy\b|\b{_AGAINST}\s+(?:the\s+)?year before\b"
)
_ONE_BEFORE = re.compile(
    rf"\b{_AGAINST}\s+(?:the\s+)?(?:last|previous|prior|preceding)(?:\s+(?:one|period))?\b(?!\s+\w)"
    rf"|\b(?:the\s+)?(?:month|quarter|week|year|period|one|day)\s+(?:before|earlier)\b"
    r"|\bprevious period\b|\bmom\b|\bqoq\b"
    r"|\b(?:month|week|quarter)[- ](?:on|over)[- ](?:month|week|quarter)\b"
)
_ONLY_AGAINST = re.compile(
    r"\b(?:vs\.?|versus|than|compared\s+(?:to|with)|against|(?<!me )(?<!us )"
    r"(?:up|down|grown|grew|risen|rose|fallen|fell|dropped|(?:in|de)creased)\s+(?:from|over|on))\s+(?:the\s+)?(?:last|previous|prior)\s+"
    r"(?P<unit>month|quarter|year|week)\b"
)
"""Where no other period is said: the one that runs, against the same days of the one before."""
_RUNNING = re.compile(
    r"^(?:(?:this|current|the present|so far this)\s+(?P<unit>week|month|quarter|year)"
    r"|(?P<to_date>week|month|quarter|year) to date|(?P<letter>[wmqy])td)$"
)
_BEFORE_IT = re.compile(
    r"^(?:the\s+)?(?:last|previous|prior|past)\s+(?P<unit>month|quarter|year|week)$"
)


def compared(
    text: str, said: tuple[SaidPeriod, ...], today: date
) -> tuple[Period | None, Period | None]:
    """The period that is asked about, and that which it is compared with, if with any: the second that
    is named, or one before it.
    """
    periods = [one.period for one in said if one.period]
    if not periods:
        return None, None
    first, small = periods[0], lowered(text)
    if _A_YEAR_AGO.search(small):
        return first, weeks_before(first) if "week" in said[0].words else year_before(first)
    if len(periods) > 1:
        return _alike(said, periods)
    if only := _ONLY_AGAINST.search(small):
        running = Period(first=unit_begun(only["unit"], today), last=today)
        return running, _same_days_before(running, only["unit"])
    if _ONE_BEFORE.search(without(small, said)):
        return first, _before(said[0], first)
    return first, None


def one_before(period: Period, text: str, today: date) -> Period | None:
    """The period before one that ``text`` names, if it does: of one that still runs the same days."""
    said = next((one for one in periods_in(text, today) if one.period == period), None)
    return _before(said, period) if said else before(period)


def of_whole_days(first: Period, second: Period, today: date) -> tuple[Period, Period]:
    """Two periods that are compared, without today if one of them still runs: what today brings is not
    all there yet. Today by itself stays.
    """
    running = [one for one in (first, second) if one.first < one.last == today]
    days = {one.last - one.first for one in running}

    def whole(one: Period) -> Period:
        if one.last - one.first not in days:
            return one
        return Period(first=one.first, last=one.last - timedelta(days=1))

    return whole(first), whole(second)


def _alike(
    said: tuple[SaidPeriod, ...], periods: list[Period]
) -> tuple[Period | None, Period | None]:
    """The first two periods; where one still runs and the other is the one before, the same days of
    both.
    """
    first, second = periods[:2]
    for this, other in ((0, 1), (1, 0)):
        unit, earlier = _running(said[this]), _BEFORE_IT.match(said[other].words)
        if unit and earlier and earlier["unit"] == unit:
            days = _same_days_before(periods[this], unit)
            return (first, days) if this == 0 else (days, second)
    return first, second


def _running(said: SaidPeriod) -> str | None:
    """The unit that a period is, if it still runs."""
    found = _RUNNING.match(said.words)
    if found is None:
        return None
    units = ("week", "month", "quarter", "year")
    return found["unit"] or found["to_date"] or next(one for one in units if one[0] == found[0][0])


def _before(said: SaidPeriod, period: Period) -> Period | None:
    unit = _running(said)
    return _same_days_before(period, unit) if unit else before(period)


def _same_days_before(period: Period, unit: str) -> Period | None:
    """Of the one before a unit that still runs, as many days as have passed of this."""
    if (whole := before(Period(first=period.first, last=unit_ended(unit, period.first)))) is None:
        return None
    return Period(
        first=whole.first, last=min(whole.last, whole.first + (period.last - period.first))
    )
