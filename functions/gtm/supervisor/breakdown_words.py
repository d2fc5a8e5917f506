"""What a figure is wanted for each of: "by month", "per country", "which product". English. Pure."""

import re
from dataclasses import dataclass
from datetime import date

from baton.gtm.breakdown import Breakdown
from baton.gtm.periods import Period, moved, unit_begun
from functions.gtm.supervisor.said_period import lowered

_QUALIFIED = (
    r"(?:(?:single|individual|separate|calendar|iso|sales|marketing|acquisition|customer|of|our|the|different)"
    r"\s+){0,3}"
)
_UNITS = (
    r"(?:(?:cost|expense|product)\s+(?:categor(?:y|ies)|types?)|channels?|platforms?|countr(?:y|ies)|markets?|"
    r"regions?|cit(?:y|ies)|products?|articles?|items?|skus?|categor(?:y|ies)|currenc(?:y|ies)|segments?|"
    r"campaigns?|days?|weeks?|weekdays?|months?|quarters?|years?|hours?)"
)
_AND = (
    rf"(?:\s*(?:,|&|\band)\s+(?:by\s+|per\s+)?{_QUALIFIED}(?P<second>{_UNITS})(?![\w-]|\s+to\b))?"
)
_SPLIT = r"(?:(?:split|broken\s+down|break\s*down|grouped|sorted)\s+)?"
_EACH = re.compile(
    rf"\b{_SPLIT}(?:by|for\s+each|for\s+every|in\s+each|in\s+every|of\s+each|of\s+every|for\s+all|of\s+all|across)\s+"
    rf"{_QUALIFIED}(?P<unit>{_UNITS})\b{_AND}"
    r"|\b(?P<twice>day|week|month|quarter|year)[\s-](?:by|for|after)[\s-](?P=twice)\b"
)
_RATE = re.compile(
    rf"\b(?:per|each|every)\s+{_QUALIFIED}(?P<unit>{_UNITS})\b{_AND}"
    r"|\b(?P<adverb>daily|weekly|monthly|quarterly|yearly)\b"
    r"(?!\s+(?:recurring|report|summary|update|overview|numbers|review|gtm|active))"
)
"""A rate as well: "how much do we burn per month"."""
_WHICH = re.compile(
    rf"\b(?:which|what|best(?:[\s-]selling)?|worst|strongest|weakest|top(?:\s+\w+)?)\s+"
    rf"(?P<unit>{_UNITS})\b(?!\s+ago\b)"
)
_TREND = re.compile(
    r"\b(?:develop(?:ed|ing|ment|s)?|evolv(?:e|ed|es|ing)|evolution|trends?|over time)\b"
)
_LOOKS_AHEAD = re.compile(
    r"\b(?:will|going to|next|coming|upcoming|forecast\w*|expect\w*|predict\w*|outlook)\b"
)
_ADVERBS = {
    "daily": "day", "weekly": "week", "monthly": "month", "quarterly": "quarter", "yearly": "year",
}  # fmt: skip
_NAMES = {
    "platform": "channel", "market": "country", "article": "product", "item": "product",
    "sku": "product", "type": "category",
}  # fmt: skip
_USUAL = {"day": 14, "week": 12, "month": 12, "quarter": 8, "year": 2}
"""Parts up to today that are told where no period is said."""

_AHEAD = {"finance.revenue_forecast", "finance.anomalies"}
_RATES = {
    f"finance.{name}"
    for name in ("burn_rate", "gross_burn", "customer_churn", "mrr", "payback", "runway")
}
TOLD_BY_ITSELF = {
    "channel": {"marketing.channels"},
    "segment": {"insights.segments"},
    "category": {"finance.budget_variance"},
    "day": {"finance.anomalies"},
    "month": {"insights.cohorts"},
}
"""What is told by these units anyhow."""


@dataclass(frozen=True, slots=True)
class SaidBreakdown:
    """A unit that figures are wanted for each of. ``second`` is one that is named beside it; a
    ``is_loose`` one may only say how a rate is meant, and one ``of_trend`` was not named.
    """

    unit: str
    second: str | None = None
    is_loose: bool = False
    of_trend: bool = False


def breakdown_in(text: str) -> SaidBreakdown | None:
    """What a figure is wanted for each of, the first that is named."""
    small = lowered(text)
    for pattern in (_EACH, _RATE, _WHICH):
        if found := pattern.search(small):
            said = found.groupdict()
            unit = said["unit"] or said.get("twice") or said["adverb"]
            one = _named(unit)
            rest = f"{small[: found.start()]} ; {small[found.end() :]}"
            second = said.get("second") or _another(rest, one)
            return SaidBreakdown(one, _named(second) if second else None, pattern != _EACH)
    of_trend = _TREND.search(small) and not _LOOKS_AHEAD.search(small)
    return SaidBreakdown("month", of_trend=True) if of_trend else None


def _another(small: str, one: str) -> str | None:
    """A unit beside ``one`` that is named elsewhere: "by month by channel", "monthly by country"."""
    for pattern in (_EACH, _RATE, _WHICH):
        for found in pattern.finditer(small):
            said = found.groupdict()
            unit: str = said["unit"] or said.get("twice") or said["adverb"]
            if _named(unit) != one:
                return unit
    return None


def without_breakdown(text: str) -> str:
    """``text`` without what a figure is wanted for each of."""
    small = lowered(text)
    for pattern in (_EACH, _RATE, _WHICH, _TREND):
        small = pattern.sub(" ", small)
    return " ".join(small.split())


def is_none(said: SaidBreakdown, period: Period | None, intents: tuple[str, ...]) -> bool:
    """Whether it is no breakdown after all: what is asked is told so anyhow; or it only says how a rate
    is meant, as "burn per month" of no period or a single month; or is the trend of no series of months.
    """
    if said.of_trend:
        of_past = all(one.startswith("finance.") and one not in _AHEAD for one in intents)
        return not of_past or (period is not None and _within_one(period, said.unit))
    if intents and set(intents) <= TOLD_BY_ITSELF.get(said.unit, set()):
        return True
    short = period is None or said.unit not in _USUAL or _within_one(period, said.unit)
    return said.is_loose and short and bool(intents) and set(intents) <= _RATES


def usual_period(unit: str | None, today: date) -> Period | None:
    """The days of which parts are told where none are said; none for what is no time."""
    if unit not in _USUAL:
        return None
    return Period(first=moved(unit_begun(unit, today), unit, 1 - _USUAL[unit]), last=today)


def one_of(units: tuple[str, ...]) -> str:
    """As a list of which one counts: "month, quarter or year"."""
    return " or ".join(filter(None, (", ".join(units[:-1]), *units[-1:])))


def told_by(unit: str | None) -> Breakdown | None:
    """The unit, if there are figures for each of it."""
    return Breakdown(unit) if unit in set(Breakdown) else None


def _named(said: str) -> str:
    last = said.rsplit(maxsplit=1)[-1]
    one = re.sub(r"ies$", "y", last) if last.endswith("ies") else last.removesuffix("s")
    return _NAMES.get(one, _ADVERBS.get(one, one))


def _within_one(period: Period, unit: str) -> bool:
    return unit_begun(unit, period.first) == unit_begun(unit, period.last)
