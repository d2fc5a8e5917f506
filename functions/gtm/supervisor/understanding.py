"""What a question asks: which intents, of when and where. Pure; what judges a clause is given.

A question with several clauses has an intent each: "what did we pay for a customer, and who is
about to leave?" What goes on with the question before ("and in Germany?") takes over whatever it
does not say itself.
"""

import re
from collections.abc import Callable, Iterable
from datetime import date

from pydantic import Field

from baton.core.contract import Contract
from baton.core.recognition.personal import IN_LOGS, found_in
from baton.gtm.periods import Period
from baton.gtm.request import RouteStage
from functions.gtm.supervisor.comparison import compared
from functions.gtm.supervisor.intents import NOTHING, PLAN, Keywords, agent_of
from functions.gtm.supervisor.place_words import (
    channel_in,
    countries_in,
    currency_in,
    without_places,
)
from functions.gtm.supervisor.router import Judgement
from functions.gtm.supervisor.text_features import words_in
from functions.gtm.supervisor.time_words import before as before_it
from functions.gtm.supervisor.time_words import periods_in, year_before

MOST_LETTERS = 1_200
"""Of a question: what is longer is a letter, and asks too much at once."""

MOST_CLAUSES = 6
MOST_INTENTS = 8
MOST_COUNTRIES = 2

_ASKS = (
    r"(?:what|who|whom|which|how|when|where|why|is|are|do|does|did|can|could|will|give|show|tell|write|"
    r"draft|make|create|compare|list)\b"
)
_BLANKS = re.compile(r"[^\S\n]+")
_BORDER = re.compile(rf"[?;\n]+|[.!]\s|,? (?:and|then|also) (?={_ASKS})|, (?={_ASKS})", re.I)
"""Of a text whose blanks are single, as the next one: so both are linear."""

_GOES_ON = re.compile(
    r"(?:and|but|or|also|what about|how about|now|same|the same|then|only|instead|ok|okay)\b", re.I
)
_CUSTOMER = re.compile(
    r"\b(?:customer|client|user|account|subscriber|lead|contact)(?: ?(?:no\.?|number|id|#))? ?[#:]? ?"
    r"(?!20\d\d\b)(?=[\w-]{0,40}\d)[\w-]{3,40}",
    re.I,
)
_LISTS = re.compile(r",|&|\+|\b(?:and|plus|also|as well as)\b", re.I)
"""What joins two things that are asked at once."""
_YEAR_BEFORE = re.compile(r"\b(?:(?:the|a|one) year (?:before|earlier|ago)|previous year)\b", re.I)
_ONE_BEFORE = re.compile(
    r"\b(?:the (?:month|quarter|week|day|period|one) (?:before|earlier)|before that)\b", re.I
)
_SHORT = 7
"""Words of a question that may lean on the one before."""

Judge = Callable[[str], Judgement]


class Understanding(Contract):
    """What was understood. Empty ``intents`` mean that it was not."""

    intents: tuple[str, ...] = ()
    guesses: tuple[str, ...] = Field(default=(), description="the best intents of what is unclear")
    stage: RouteStage = RouteStage.NONE
    confidence: float = Field(default=0.0, ge=0, le=1)
    period: Period | None = None
    compared: Period | None = None
    countries: tuple[str, ...] = ()
    channel: str | None = None
    currency: str | None = None
    wrong: str | None = Field(default=None, description="a period that is none, in words")
    about_a_person: bool = False
    goes_on: bool = False
    words: str = Field(default="", description="the question, without what is personal")


def understood(
    text: str, *, keywords: Keywords, judge: Judge, before: Understanding | None, today: date
) -> Understanding:
    """What ``text`` asks. ``before`` is what was asked last in the conversation."""
    said = periods_in(text, today)
    period, other = compared(text, said)
    found = Understanding(
        period=period,
        compared=other,
        countries=countries_in(text)[:MOST_COUNTRIES],
        channel=channel_in(text),
        currency=currency_in(text),
        wrong=next((one.wrong for one in said if one.wrong), None),
        about_a_person=names_a_person(text),
        words=text,
    )
    routed = _routed(text, keywords, judge)
    if before is not None and _leans(text, found, routed):
        return _together(found, routed if routed.stage is RouteStage.KEYWORDS else None, before)
    return found.model_copy(update=_route_of(routed))


def names_a_person(text: str) -> bool:
    """Whether it asks about somebody by an address, a number or a customer's id."""
    if _CUSTOMER.search(_BLANKS.sub(" ", text)):
        return True
    return any(one.kind in IN_LOGS for one in found_in(text))


def clauses(text: str) -> tuple[str, ...]:
    """The questions in a question."""
    parts = (part.strip(" ,") for part in _BORDER.split(_BLANKS.sub(" ", text)))
    return tuple(part for part in parts if words_in(part))[:MOST_CLAUSES]


def _routed(text: str, keywords: Keywords, judge: Judge) -> Understanding:
    """The intents of all clauses; a pattern of several agents is all that there is beside it."""
    if plans := [one for one in keywords.said(text) if agent_of(one) == PLAN]:
        return Understanding(intents=(plans[0],), stage=RouteStage.KEYWORDS, confidence=1.0)
    judged = [_of_clause(clause, keywords, judge) for clause in clauses(text)]
    sure = [one for one in judged if one.intents]
    if not sure:
        return max(judged, key=lambda one: one.confidence, default=Understanding())
    intents = tuple(dict.fromkeys(name for one in sure for name in one.intents))
    if plan := next((name for name in intents if agent_of(name) == PLAN), None):
        intents = (plan,)
    real = tuple(name for name in intents if name != NOTHING)
    return Understanding(
        intents=(real or intents)[:MOST_INTENTS],
        guesses=tuple(name for one in judged for name in one.guesses if not one.intents),
        stage=_latest(one.stage for one in sure),
        confidence=min(one.confidence for one in sure),
    )


_ORDER = tuple(RouteStage)


def _latest(stages: Iterable[RouteStage]) -> RouteStage:
    return max(stages, key=_ORDER.index)


def _of_clause(clause: str, keywords: Keywords, judge: Judge) -> Understanding:
    said = keywords.said(clause)
    if said and not keywords.may_be_hints(without_places(clause)):
        return Understanding(intents=said, stage=RouteStage.KEYWORDS, confidence=1.0)
    found = judge(clause)
    if found.intent in said:
        meant = said if _LISTS.search(clause) or not found.sure else (found.intent,)
        return Understanding(intents=meant, stage=RouteStage.KEYWORDS, confidence=1.0)
    return Understanding(
        intents=(found.intent,) if found.sure else (),
        guesses=tuple(dict.fromkeys((*found.guesses[:1], *said, *found.guesses[1:]))),
        stage=found.stage,
        confidence=found.confidence,
    )


def _leans(text: str, found: Understanding, routed: Understanding) -> bool:
    """Whether it goes on with the question before: it begins so, or is short, says where or when,
    and nothing says what.
    """
    if _GOES_ON.match(text):
        return True
    says_which = found.period or found.countries or found.channel or found.currency
    short = len(words_in(text)) <= _SHORT
    return bool(
        short and says_which and routed.stage is not RouteStage.KEYWORDS and not routed.intents
    )


def _together(
    found: Understanding, said: Understanding | None, before: Understanding
) -> Understanding:
    """The question before with what this one changes."""
    if before.period and not found.period:
        found = found.model_copy(update=_relative(found.words, before.period))
    new = {
        "intents": said.intents if said else before.intents,
        "stage": RouteStage.FOLLOW_UP,
        "confidence": said.confidence if said else before.confidence,
        "period": found.period or before.period,
        "compared": found.compared or (None if found.period else before.compared),
        "countries": found.countries or before.countries,
        "channel": found.channel or before.channel,
        "currency": found.currency or before.currency,
        "goes_on": True,
    }
    return found.model_copy(update=new)


def _relative(text: str, period: Period) -> dict[str, Period]:
    """The period before the one that was spoken of, if that is what ``text`` asks about and there is
    one."""
    found = None
    if _YEAR_BEFORE.search(text):
        found = year_before(period)
    elif _ONE_BEFORE.search(text):
        found = before_it(period)
    return {"period": found} if found else {}


def _route_of(routed: Understanding) -> dict[str, object]:
    names = ("intents", "guesses", "stage", "confidence")
    return {name: getattr(routed, name) for name in names}
