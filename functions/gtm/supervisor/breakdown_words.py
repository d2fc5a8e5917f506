"""What a figure is wanted for each of: "by month", "per country", "which product". English. Pure."""

import re
from dataclasses import dataclass
from datetime import date

from baton.gtm.breakdown import TIMES, Breakdown
from baton.gtm.periods import Period, moved, unit_begun
from functions.gtm.supervisor.calendar_days import SMALL_NUMBERS
from functions.gtm.supervisor.said_period import lowered
from functions.gtm.supervisor.understanding import Ranking

_QUALIFIED = (
    r"(?:(?:single|individual|separate|calendar|iso|sales|marketing|acquisition|customer|of|our|the|different)"
    r"\s+){0,3}"
)
_UNITS = (
    r"(?:(?:cost|expense|product)\s+(?:categor(?:y|ies)|types?)|channels?|platforms?|countr(?:y|ies)|markets?|"
    r"regions?|cit(?:y|ies)|products?|articles?|items?|skus?|categor(?:y|ies)|currenc(?:y|ies)|segments?|"
    r"campaigns?|days?|weeks?|weekdays?|months?|quarters?(?![\s-]hours?\b)|years?|(?:quarter[\s-])?hours?|fortnights?)"
)
_AND = (
    rf"(?:\s*(?:,|&|\band)\s+(?:by\s+|per\s+)?{_QUALIFIED}(?P<second>{_UNITS})(?![\w-]|\s+to\b))?"
)
_EVERY = re.compile(
    rf"\bevery\s+(?P<count>other|second|third|\d{{1,2}}|two|three|four|six)\s+(?P<unit>{_UNITS})\b"
)
_EACH = re.compile(
    r"\b(?:by|for\s+each|for\s+every|in\s+each|in\s+every|of\s+each|of\s+every|for\s+all|of\s+all|across)\s+"
    rf"{_QUALIFIED}(?P<unit>{_UNITS})\b{_AND}"
    rf"|\beach\s+of\s+(?:the\s+)?(?:last|past|previous)\s+(?:\w+\s+)?(?P<several>{_UNITS})\b"
    r"|\b(?P<twice>day|week|month|quarter|year)[\s-](?:by|for|after|(?P<in_turn>(?<!year[\s-])(?:over|on|to)))[\s-](?P=twice)\b"
)
_A = "".join(
    rf"(?<!\b{word} )"
    for word in (
        *("in", "for", "within", "half", "of", "over", "after", "than", "about", "once", "twice"),
        *("such", "is", "was", "as", "not", "to", "until", "what", "from", "during", "on", "have"),
        *("under", "above", "below", "least", "most"),
    )
)
"""What no unit follows that a figure is wanted for each of: "for a month", "half a year"."""
_RATE = re.compile(
    rf"\b(?:per|each|every)\s+{_QUALIFIED}(?P<unit>{_UNITS})\b{_AND}"
    rf"|{_A}\ba\s+(?P<one>day|week|month|quarter|year)\b(?!\s+(?:ago|earlier|before|later|from|and)\b)"
    r"|\b(?:average|typical|usual|normal)\s+(?P<typical>day|week|month|quarter|year)\b"
    r"|\b(?P<adverb>daily|weekly|fortnightly|monthly|quarterly|yearly)\b"
    r"(?!\s+(?:recurring|report|summary|update|overview|numbers|review|gtm|active))"
)
"""A rate as well: "how much do we burn per month"."""
_RANKS: dict[str, Ranking] = {
    "best": "best", "strongest": "best", "top": "most", "most": "most", "highest": "most",
    "biggest": "most", "largest": "most", "greatest": "most", "busiest": "most", "worst": "worst",
    "weakest": "worst", "poorest": "worst", "bottom": "least", "least": "least",
    "fewest": "least", "lowest": "least", "smallest": "least", "cheapest": "least",
    "slowest": "least",
}  # fmt: skip
_RANK = re.compile(rf"(?<!\bat )\b(?:{'|'.join(_RANKS)})\b")
_RANKED = "|".join(
    (
        *sorted(_RANKS.keys() - {"most", "least"}),
        r"(?:most|least)\s+(?:expensive|costly|popular|profitable|successful|valuable)",
    )
)
_COUNT = rf"(?:\d{{1,2}}|{'|'.join(sorted(SMALL_NUMBERS.keys() - {'a', 'an'}))})"
_WHICH = re.compile(
    rf"\b(?:(?:which|what)(?:\s+(?P<of_them>{_COUNT}))?|(?:(?P<before>{_COUNT})\s+)?(?:{_RANKED})"
    rf"(?:[\s-](?:selling|performing))?(?:\s+(?P<count>{_COUNT}))?(?:[\s-](?:selling|performing))?)\s+"
    rf"(?:{_QUALIFIED}(?P<unit>{_UNITS})\b(?!\s+ago\b)|(?<!what )(?=(?P<cost>costs?|expenses?)\b))"
)
"""Of the biggest cost it stays said that it is a cost."""
_TREND = re.compile(
    r"\b(?:develop(?:ed|ing|ment|s)?|evolv(?:e|ed|es|ing)|evolution|trends?|over time)\b"
)
_SPLIT = re.compile(
    r"\b(?:break(?:ing)?\s*down|broken\s+down|breakdown\s+of|breakdown|split(?:ting)?(?:\s+up)?|grouped|"
    r"sorted|ranked)\b"
)
_AVERAGE = re.compile(
    r"\b(?:average[ds]?|avg|mean|typical(?:ly)?|usual|normal)\b(?!\s+(?:order|basket|cart|purchase)\b)"
)
"""An average of parts: an average order is a figure of its own."""
_SHARE = re.compile(
    r"(?:%|\b(?:percent(?:age)?|per cent|share|proportion|portion|fraction))\s+of\b|\bhow much of\b"
)
_LOOKS_AHEAD = re.compile(
    r"\b(?:will|going to|next|coming|upcoming|forecast\w*|expect\w*|predict\w*|outlook)\b"
)
_ADVERBS = {
    "daily": "day", "weekly": "week", "fortnightly": "fortnight", "monthly": "month",
    "quarterly": "quarter", "yearly": "year",
}  # fmt: skip
_NAMES = {
    "platform": "channel", "market": "country", "article": "product", "item": "product",
    "sku": "product", "type": "category", "cost": "category", "expense": "category",
}  # fmt: skip
_OTHER = {"other": "two", "second": "two", "third": "three"}
_USUAL = {"day": 14, "week": 12, "month": 12, "quarter": 8, "year": 2}
"""Parts up to today that are told where no period is said."""

_AHEAD = {"finance.revenue_forecast", "finance.anomalies"}
_RATES = {
    unit: {f"finance.{name}" for name in names}
    for unit, names in {
        "month": ("burn_rate", "gross_burn", "customer_churn", "mrr", "payback", "runway"),
        "year": ("mrr", "arr", "payback", "runway"),
    }.items()
}
TOLD_BY_ITSELF = {
    "channel": {"marketing.channels"},
    "segment": {"insights.segments"},
    "category": {"finance.budget_variance"},
    "day": {"finance.anomalies"},
    "week": {"plan.weekly_report"},
    "month": {"insights.cohorts"},
}
"""What is told by these units anyhow."""


@dataclass(frozen=True, slots=True)
class SaidBreakdown:
    """A unit that figures are wanted for each of. ``second`` is one that is named beside it; a
    ``is_loose`` one may only say how a rate is meant, one ``of_trend`` was not named, and one
    ``in_turn`` ("month on month") may be a comparison. ``ranked`` says which are told first, ``most``
    how many.
    """

    unit: str
    second: str | None = None
    is_loose: bool = False
    of_trend: bool = False
    in_turn: bool = False
    ranked: Ranking | None = None
    most: int | None = None
    averaged: bool = False


def breakdown_in(text: str) -> SaidBreakdown | None:
    """What a figure is wanted for each of, the first that is named."""
    small = lowered(text)
    for pattern in (_EVERY, _EACH, _RATE, _WHICH):
        if found := pattern.search(small):
            said = found.groupdict()
            one = _unit_of(found)
            rest = f"{small[: found.start()]} ; {small[found.end() :]}"
            second = said.get("second") or _another(rest, one)
            which = _WHICH.search(small)
            rank = _RANK.search(small) if which and _unit_of(which) == one else None
            count = which and (which["count"] or which["before"] or which["of_them"])
            return SaidBreakdown(
                one,
                _named(second) if second else None,
                is_loose=pattern in (_RATE, _WHICH),
                in_turn=bool(said.get("in_turn")),
                ranked=_RANKS[rank[0]] if rank else None,
                most=(SMALL_NUMBERS.get(count) or int(count)) if count and rank else None,
                averaged=one in TIMES and is_average(small),
            )
    of_trend = _TREND.search(small) and not _LOOKS_AHEAD.search(small)
    return SaidBreakdown("month", of_trend=True) if of_trend else None


def is_average(text: str) -> bool:
    """Whether an average is asked for."""
    return _AVERAGE.search(lowered(text)) is not None


def is_share(text: str) -> bool:
    """Whether a share of a whole is asked for."""
    return _SHARE.search(lowered(text)) is not None


def _another(small: str, one: str) -> str | None:
    """A unit beside ``one`` that is named elsewhere: "by month by channel", "monthly by country"."""
    for pattern in (_EACH, _RATE, _WHICH):
        for found in pattern.finditer(small):
            if (unit := _unit_of(found)) != one:
                return unit
    return None


def without_breakdown(text: str) -> str:
    """``text`` without what a figure is wanted for each of."""
    small = lowered(text)
    for pattern in (_EVERY, _EACH, _RATE, _WHICH, _TREND, _SPLIT):
        small = pattern.sub(" ", small)
    return " ".join(small.split())


def without_ranking(text: str) -> str:
    """``text`` without what says which of several are told first."""
    return _RANK.sub(" ", text)


def is_none(
    said: SaidBreakdown, period: Period | None, intents: tuple[str, ...], *, goes_on: bool
) -> bool:
    """Whether it is no breakdown after all: what is asked is told so anyhow; or it only says how a rate
    is meant, as "burn per month" of no period or a single month; or compares one with the one before; or
    is the trend of no series of months. Where a question ``goes_on``, "and per month?" is one.
    """
    if said.of_trend:
        of_past = all(one.startswith("finance.") and one not in _AHEAD for one in intents)
        return not of_past or (period is not None and _within_one(period, said.unit))
    if intents and set(intents) <= TOLD_BY_ITSELF.get(said.unit, set()):
        return True
    short = period is None or said.unit not in _USUAL or _within_one(period, said.unit)
    return short and not goes_on and (said.in_turn or is_rate(said, intents))


def is_rate(said: SaidBreakdown, intents: tuple[str, ...]) -> bool:
    """Whether it may only say how a rate is meant."""
    return said.is_loose and bool(intents) and set(intents) <= _RATES.get(said.unit, set())


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


def _unit_of(found: re.Match[str]) -> str:
    """The unit that a pattern found, by its name."""
    said = found.groupdict()
    names = ("unit", "several", "twice", "adverb", "one", "typical", "cost")
    one = _named(next(said[name] for name in names if said.get(name)))
    if found.re is _EVERY:
        return f"{_OTHER.get(said['count'], said['count'])} {one}s"
    return one


def _named(said: str) -> str:
    last = said.rsplit(maxsplit=1)[-1]
    one = re.sub(r"ies$", "y", last) if last.endswith("ies") else last.removesuffix("s")
    return _NAMES.get(one, _ADVERBS.get(one, one))


def _within_one(period: Period, unit: str) -> bool:
    return unit_begun(unit, period.first) == unit_begun(unit, period.last)
