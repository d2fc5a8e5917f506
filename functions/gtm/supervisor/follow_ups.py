"""A question that goes on with the one before takes over whatever it does not say. Pure."""

import re
from datetime import date

from baton.gtm.periods import Period
from baton.gtm.request import RouteStage
from functions.gtm.supervisor.breakdown_words import told_by, usual_period
from functions.gtm.supervisor.intents import agent_of, is_answered
from functions.gtm.supervisor.text_features import words_in
from functions.gtm.supervisor.time_words import before as before_it
from functions.gtm.supervisor.time_words import last_full_month, last_full_week, year_before
from functions.gtm.supervisor.understanding import OF_PARTS, STANDS_OUT, Understanding

_IT = r"(?:it|that|this|them|those|these|they)"
_GOES_ON = re.compile(
    r"(?:and|but|or|also|what about|how about|now|same|the same|then|only|just|instead|ok|okay|vs|"
    r"versus|compared?|without|excluding|except|as an? \w+|in an? (?:table|chart|list))\b"
    rf"|(?:why|how come)\W*$|(?:why )?(?:is|are|was|were|did|does|do|has|have) {_IT}(?: \w+){{0,3}}\W*$"
    rf"|[\w\s',]{{0,60}}\b(?:(?:of|on|for|with) {_IT}|overall|in total|altogether|worldwide)\W*$"
    r"|(?:total|everything)\W*$",
    re.I,
)
_AGAINST = re.compile(
    r"\W*(?:and )?(?:vs|versus|compared? (?:it )?(?:to|with)|against|than)\b", re.I
)
_YEAR_AGO = re.compile(r"\ba year (?:ago|earlier|before)\b|\bsame \w+ last year\b", re.I)
_SAME = re.compile(rf"\b(?:of|on|for|with) {_IT}\b|\bthe same\W*$|\bagain\W*$", re.I)
_ALL_CHANNELS = re.compile(r"\ball (?:the )?channels\b", re.I)
_ALL_COUNTRIES = re.compile(
    r"\b(?:all (?:the )?(?:countries|markets)|worldwide|globally|everywhere)\b", re.I
)
_EVERYTHING = re.compile(
    r"\b(?:overall|in total|total|everything|altogether|whole company)\b", re.I
)
_YEAR_BEFORE = re.compile(r"\b(?:(?:the|a|one) year (?:before|earlier|ago)|previous year)\b", re.I)
_ONE_BEFORE = re.compile(
    r"\b(?:the (?:month|quarter|week|day|period|one) (?:before|earlier)|before that)\b", re.I
)
_SHORT = 7
"""Words of a question that may lean on the one before."""


def leans(text: str, found: Understanding, routed: Understanding, *, nothing_left: bool) -> bool:
    """Whether it goes on with the question before: it begins so, or is short, says where or when,
    and nothing says what.
    """
    if _GOES_ON.match(text.strip()):
        return True
    says_which = (
        found.period
        or found.countries
        or found.channels
        or found.currency
        or found.broken_down_by
        or found.asks_formula
        or without_all(text) != text
    )
    short = len(words_in(text)) <= _SHORT
    unsaid = routed.stage is not RouteStage.KEYWORDS and not any(map(is_answered, routed.intents))
    return bool(short and says_which and (unsaid or nothing_left))


def without_all(text: str) -> str:
    """``text`` without words that take back what a question before was narrowed to."""
    for pattern in (_ALL_CHANNELS, _ALL_COUNTRIES, _EVERYTHING):
        text = pattern.sub(" ", text)
    return text


def together(
    found: Understanding, said: Understanding | None, before: Understanding, today: date
) -> Understanding:
    """The question before with what this one changes; one that changes nothing is not understood."""
    spoken_of = before.period or _usual(before, today)
    found = _in_time(found, spoken_of)
    in_parts = before.broken_down_by is not None
    whole = _EVERYTHING.search(found.words) is not None
    in_one, whole = whole and in_parts, whole and not in_parts
    any_channel = whole or _ALL_CHANNELS.search(found.words) is not None
    any_country = whole or _ALL_COUNTRIES.search(found.words) is not None
    if not (said or in_one or any_channel or any_country or _changes(found, before)):
        return found.model_copy(
            update={"goes_on": True, "guesses": before.intents, "unread": (), "intents": ()}
        )
    new = {
        "intents": _intents(found, said, before),
        "stage": RouteStage.FOLLOW_UP,
        "confidence": said.confidence if said else before.confidence,
        "period": found.period or before.period or _of_parts(before, today),
        "compared": found.compared or (None if found.period else before.compared),
        "countries": found.countries or (() if any_country else before.countries),
        "channels": found.channels or (() if any_channel else before.channels),
        "currency": found.currency or before.currency,
        **_parts_of(found, None if in_one else before),
        "goes_on": True,
    }
    if found.asks_why and not new["compared"]:
        new |= {"period": spoken_of, "compared": before_it(spoken_of)}
    return found.model_copy(update=new)


def _in_time(found: Understanding, spoken_of: Period) -> Understanding:
    """With days that are said against those that were spoken of, or beside them."""
    if found.period and _AGAINST.match(found.words):
        is_year = _YEAR_AGO.search(found.words) or found.period == spoken_of
        other = year_before(spoken_of) if is_year else found.period
        if found.compared:  # "against last year" alone: of what was spoken of
            other = year_before(spoken_of) if "year" in found.words else before_it(spoken_of)
        return found.model_copy(update={"period": spoken_of, "compared": other})
    if found.period:
        return found
    return found.model_copy(update=_relative(found.words, spoken_of))


def _changes(found: Understanding, before: Understanding) -> bool:
    """Whether it says anything that the question before did not."""
    said = (found.period, found.countries, found.channels, found.currency, found.broken_down_by)
    about_documents = {agent_of(name) for name in before.intents} == {"support"}
    points_at_it = _SAME.search(found.words) is not None
    asks_more = found.asks_why or found.asks_formula
    return any(said) or asks_more or about_documents or points_at_it


def _intents(
    found: Understanding, said: Understanding | None, before: Understanding
) -> tuple[str, ...]:
    names = said.intents if said else before.intents
    finance = all(agent_of(name) == "finance" for name in names)
    return tuple(dict.fromkeys((*names, STANDS_OUT))) if found.asks_why and finance else names


def _usual(asked: Understanding, today: date) -> Period:
    """The days that were taken where none were said."""
    if parts := _of_parts(asked, today):
        return parts
    weekly = "plan.weekly_report" in asked.intents
    return last_full_week(today) if weekly else last_full_month(today)


def _parts_of(found: Understanding, before: Understanding | None) -> dict[str, object]:
    """What figures are wanted for each of now, and which of these."""
    told = found if found.broken_down_by or before is None else before
    return {name: getattr(told, name) for name in (*OF_PARTS, "changed_most")}


def _of_parts(asked: Understanding, today: date) -> Period | None:
    """The days that were taken for each of some days."""
    return usual_period(told_by(asked.broken_down_by), today)


def _relative(text: str, period: Period) -> dict[str, Period]:
    """The period before the one that was spoken of, if that is what ``text`` asks about and there is
    one."""
    found = None
    if _YEAR_BEFORE.search(text):
        found = year_before(period)
    elif _ONE_BEFORE.search(text):
        found = before_it(period)
    return {"period": found} if found else {}
