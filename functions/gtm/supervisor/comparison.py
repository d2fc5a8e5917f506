"""Which period a period is compared with: "this month vs last", "than a year ago". English. Pure."""

import re
from datetime import date

from baton.gtm.periods import Period, unit_begun, unit_ended
from functions.gtm.supervisor.said_period import SaidPeriod, lowered, without
from functions.gtm.supervisor.time_words import before, weeks_before, year_before

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
    r"\b(?:vs\.?|versus|than|compared\s+(?:to|with)|against)\s+(?:the\s+)?(?:last|previous|prior)\s+"
    r"(?P<unit>month|quarter|year|week)\b"
)
"""Where no other period is said: the one that runs, against the same days of the one before."""
_THE_SAME_DAYS_OF = re.compile(
    r"^(?:this|current|the present)\s+(?P<unit>month|quarter|year|week)$"
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
        return first, periods[1]
    if only := _ONLY_AGAINST.search(small):
        running = Period(first=unit_begun(only["unit"], today), last=today)
        return running, _same_days_before(running, only["unit"])
    if _ONE_BEFORE.search(without(small, said)):
        this = _THE_SAME_DAYS_OF.match(said[0].words)
        return first, _same_days_before(first, this["unit"]) if this else before(first)
    return first, None


def _same_days_before(period: Period, unit: str) -> Period | None:
    """Of the one before a unit that still runs, as many days as have passed of this."""
    if (whole := before(Period(first=period.first, last=unit_ended(unit, period.first)))) is None:
        return None
    return Period(
        first=whole.first, last=min(whole.last, whole.first + (period.last - period.first))
    )
