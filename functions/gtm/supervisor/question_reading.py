"""What a question asks: which intents, of when and where. Pure; what judges a clause is given.

A question with several clauses has an intent each: "what did we pay for a customer, and who is
about to leave?" What goes on with the question before ("and in Germany?") takes over whatever it
does not say itself.
"""

import re
from collections.abc import Callable, Iterable
from datetime import date
from typing import Literal

from baton.core.recognition.languages import written_in
from baton.core.recognition.personal import IN_LOGS, found_in
from baton.gtm.request import RouteStage
from functions.gtm.supervisor.comparison import compared
from functions.gtm.supervisor.follow_ups import leans, together, without_all
from functions.gtm.supervisor.formula_words import asks_formula, without_formula
from functions.gtm.supervisor.intents import NOTHING, PLAN, UNTOLD, Keywords, agent_of, is_answered
from functions.gtm.supervisor.place_words import places_in
from functions.gtm.supervisor.router import Judgement
from functions.gtm.supervisor.said_period import without
from functions.gtm.supervisor.text_features import words_in
from functions.gtm.supervisor.time_words import before as before_it
from functions.gtm.supervisor.time_words import last_full_month, periods_in
from functions.gtm.supervisor.understanding import STANDS_OUT, Understanding
from functions.gtm.supervisor.unread import (
    MOST_NAMED,
    broken_down_by,
    for_each,
    unread,
    unread_time,
    without_breakdown,
    without_left_out,
)

MOST_LETTERS = 1_200
"""Of a question: what is longer is a letter, and asks too much at once."""

MOST_CLAUSES = 6
MOST_INTENTS = 8
MOST_PLACES = 2
"""Countries and channels that are compared."""

_ASKS = (
    r"(?:what|who|whom|which|how|when|where|why|is|are|do|does|did|can|could|will|give|show|tell|write|"
    r"draft|make|create|compare|list)\b"
)
_BLANKS = re.compile(r"[^\S\n]+")
_SHORTENED = r"(?<!\bvs)(?<!\bexcl)(?<!\bincl)"
_BORDER = re.compile(
    rf"[?;\n]+|{_SHORTENED}[.!]\s|,? (?:and|then|also) (?={_ASKS})|, (?={_ASKS})", re.I
)
"""Of a text whose blanks are single, as the next one: so both are linear."""

_OF_WHOM = re.compile(
    r"\W*(?:(?:and|so|but)\s+)?(?:(?:what|when|where|why|who|which|how)\s+(?:\w+\s+){0,2})?"
    r"(?:do|does|did|are|were|is|was|have|has|had|will|would|can)\s+(?:they|he|she)\b",
    re.I,
)
"""Asks about somebody who was not named before."""
_WHY = re.compile(
    r"\bwhy\b|\bhow come\b|\bwhat (?:caused|made|drove)\b|\breasons? (?:for|why)\b", re.I
)
_WHOLE = {f"finance.{name}" for name in ("revenue", "gross_margin", "mrr", "arr", "gross_burn")}
"""Figures that are of nobody and nothing alone, unlike the cost per customer."""
_WRITTEN = {"marketing.emails", "marketing.concept"}
"""What is written: days and places that it is about are none of those to whom."""
_ABOUT = re.compile(r"\b(?:about|regarding|announcing|telling them of)\b.*", re.I | re.S)
_ONLY_WHY = re.compile(r"(?:and\s+)?(?:why|how come)(?:\s+so)?", re.I)
_WHETHER = re.compile(
    r"^\W*(?:is|are|was|were|did|does|do|has|have|hasn't|isn't|didn't)\b.*\b(?:up|down|gr[eo]w\w*|ris(?:e|en|"
    r"ing)|rose|fall(?:en|ing)?|fell|drop\w*|(?:in|de)creas\w*|declin\w*|shr[aiu]nk\w*|improv\w*|better|"
    r"worse|higher|lower|cheaper|dearer|faster|slower)\b",
    re.I,
)
_FELL = re.compile(
    r"\b(?:fall|fell|fallen|falling|drop(?:ped|ping|s)?|declin\w+|decreas\w+|down|sank|shr[aiu]nk\w*|"
    r"worse|lower|less|slump\w*|crash\w*)\b",
    re.I,
)
_ROSE = re.compile(
    r"\b(?:rise|rose|risen|rising|gr[eo]w\w*|increas\w+|up|jump\w*|better|higher|more|climb\w*|soar\w*)\b",
    re.I,
)
_CUSTOMER = re.compile(
    r"\b(?:customer|client|user|account|subscriber|lead|contact)(?: ?(?:no\.?|number|id|#))? ?[#:]? ?"
    r"(?!20\d\d\b)(?=[\w-]{0,40}\d)[\w-]{3,40}",
    re.I,
)
_LISTS = re.compile(r",|&|\+|\b(?:and|plus|also|as well as|or|vs|versus|against|than)\b", re.I)
"""What joins two things that are asked at once."""
_ANY_DAY = date(2026, 6, 15)
"""Where only the words of periods matter."""
_SHORT_WORD, _SEVERAL = 2, 3
_MOST_TOLD = 80
"""Letters of a clause that is named again."""

Judge = Callable[[str], Judgement]


def understood(
    text: str, *, keywords: Keywords, judge: Judge, before: Understanding | None, today: date
) -> Understanding:
    """What ``text`` asks. ``before`` is what was asked last in the conversation."""
    found, left = _read(text, today)
    routed = _routed(text, keywords, judge, by=found.broken_down_by)
    if _WRITTEN & set(routed.intents):
        found, left = _read(" ; ".join(_ABOUT.sub("", one) for one in clauses(text)), today)
        found = found.model_copy(update={"words": text})
    by_keywords = routed.stage is RouteStage.KEYWORDS
    named = keywords.named(left) if by_keywords else ()
    beside = [
        *unread(text, left, keywords.knows, by_keywords=named),
        *(for_each(left) if set(routed.intents) <= _WHOLE else ()),
    ]
    found = found.model_copy(update={"unread": (*found.unread, *beside)[:MOST_NAMED]})
    found = found.model_copy(update={"language": _language(text, left, keywords)})
    words_left = words_in(without_breakdown(without_all(left)))
    nothing_left = not any(map(keywords.means_something, words_left))
    if before is not None and leans(text, found, routed, nothing_left=nothing_left):
        says_what = not nothing_left and (by_keywords or any(map(is_answered, routed.intents)))
        return together(found, routed if says_what else None, before, today)
    if _OF_WHOM.match(text) and not by_keywords:
        guesses = (*routed.intents, *routed.guesses)
        routed = routed.model_copy(update={"intents": (), "guesses": guesses})
    return _with_reasons(found.model_copy(update=_route_of(routed)), keywords, today)


def _read(text: str, today: date) -> tuple[Understanding, str]:
    """When and where, and the text without that."""
    said = periods_in(text, today)
    period, other = compared(text, said)
    places = places_in(without(without_left_out(text), said))
    spoken_of = [one.words for one in said if one.period and one.period not in {period, other}]
    found = Understanding(
        period=period,
        compared=other,
        countries=places.countries[:MOST_PLACES],
        channels=places.channels[:MOST_PLACES],
        currency=places.currency,
        wrong=next((one.wrong for one in said if one.wrong), None),
        unread_time=unread_time(text, said),
        unread=(
            *spoken_of[: len(said) - 2],
            *places.countries[MOST_PLACES:],
            *places.channels[MOST_PLACES:],
        ),
        broken_down_by=broken_down_by(text),
        asks_why=bool(_WHY.search(text)),
        asks_formula=asks_formula(text),
        premise=_premise(text),
        about_a_person=names_a_person(text),
        words=text,
    )
    return found, without_formula(places.left)


def _language(text: str, left: str, keywords: Keywords) -> str | None:
    """The language if it is none in which people ask here: ``und`` if it cannot be told which."""
    words = [word for word in words_in(left) if len(word) > _SHORT_WORD]
    known = sum(map(keywords.knows, words))
    if 2 * known >= len(words):
        return None
    told = written_in(text)
    return told or ("und" if not known and len(words) >= _SEVERAL else None)


def _premise(text: str) -> Literal["rose", "fell"] | None:
    if not _WHY.search(text):
        return None
    fell, rose = _FELL.search(text), _ROSE.search(text)
    return None if bool(fell) is bool(rose) else "fell" if fell else "rose"


def _with_reasons(found: Understanding, keywords: Keywords, today: date) -> Understanding:
    """Where it is asked whether a figure rose or fell, or why: it against the period before; with why,
    the days that stand out too.
    """
    agents = {agent_of(name) for name in found.intents}
    if agents != {"finance"} or found.compared:
        return found
    if not found.asks_why:
        other = (
            before_it(found.period or last_full_month(today))
            if _WHETHER.search(found.words)
            else None
        )
        return found.model_copy(update={"compared": other}) if other else found
    said = [name for name in keywords.said(found.words) if agent_of(name) == "finance"]
    period = found.period or last_full_month(today)
    return found.model_copy(
        update={
            "intents": tuple(dict.fromkeys((*said, *found.intents, STANDS_OUT)))[:MOST_INTENTS],
            "period": period,
            "compared": before_it(period),
        }
    )


def names_a_person(text: str) -> bool:
    """Whether it asks about somebody by an address, a number or a customer's id."""
    if _CUSTOMER.search(_BLANKS.sub(" ", text)):
        return True
    return any(one.kind in IN_LOGS for one in found_in(text))


def clauses(text: str) -> tuple[str, ...]:
    """The questions in a question."""
    parts = (part.strip(" ,") for part in _BORDER.split(_BLANKS.sub(" ", text)))
    return tuple(part for part in parts if words_in(part))[:MOST_CLAUSES]


def _routed(text: str, keywords: Keywords, judge: Judge, *, by: str | None) -> Understanding:
    """The intents of all clauses; a pattern of several agents is all that there is beside it. What a
    figure is wanted for each of is no intent where the figure is named.
    """
    found = _of_clauses(text, keywords, judge)
    plain = without_breakdown(text)
    if by and (not found.intents or keywords.said(plain)):
        bare = _of_clauses(plain, keywords, judge)
        return bare if bare.intents else found
    return found


def _of_clauses(text: str, keywords: Keywords, judge: Judge) -> Understanding:
    if plans := [one for one in keywords.said(text) if agent_of(one) == PLAN]:
        return Understanding(intents=(plans[0],), stage=RouteStage.KEYWORDS, confidence=1.0)
    parts = clauses(text)
    judged = [_of_clause(clause, keywords, judge) for clause in parts]
    sure = [one for one in judged if one.intents]
    if not sure:
        return max(judged, key=lambda one: one.confidence, default=Understanding())
    intents = tuple(dict.fromkeys(name for one in sure for name in one.intents))
    if plan := next((name for name in intents if agent_of(name) == PLAN), None):
        intents = (plan,)
    real = tuple(filter(is_answered, intents))
    return Understanding(
        intents=(real or intents)[:MOST_INTENTS],
        guesses=tuple(name for one in judged for name in one.guesses if not one.intents),
        unsure=tuple(
            clause[:_MOST_TOLD]
            for clause, one in zip(parts, judged, strict=True)
            if _is_left(one, beside=bool(real)) and not _ONLY_WHY.fullmatch(clause)
        ),
        stage=_latest(one.stage for one in sure),
        confidence=min(one.confidence for one in sure),
    )


def _is_left(clause: Understanding, *, beside: bool) -> bool:
    """Whether it is left over: unclear, or a number that nobody tells, ``beside`` one that is told."""
    if clause.intents:
        return beside and agent_of(clause.intents[0]) == UNTOLD
    return clause.guesses[:1] != (NOTHING,)


_ORDER = tuple(RouteStage)


def _latest(stages: Iterable[RouteStage]) -> RouteStage:
    return max(stages, key=_ORDER.index)


def _judged(clause: str, plain: str, said: tuple[str, ...], judge: Judge) -> Judgement:
    """What a clause is about; once more without its days and places where that differs from what its
    keywords say, or is not sure.
    """
    found = judge(clause)
    if (found.sure and (found.intent in said or not said)) or plain == clause.lower():
        return found
    again = judge(plain)
    agrees = again.intent in said or (not found.sure and again.intent == found.intent)
    return again if again.sure and agrees else found


def _of_clause(clause: str, keywords: Keywords, judge: Judge) -> Understanding:
    clause = without_formula(clause)
    plain = places_in(without(without_left_out(clause), periods_in(clause, _ANY_DAY))).left
    said = keywords.said(plain)
    if said and not keywords.may_be_hints(plain):
        return Understanding(intents=said, stage=RouteStage.KEYWORDS, confidence=1.0)
    found = _judged(clause, " ".join(plain.split()), said, judge)
    if found.intent in said:
        lists = _LISTS.search(clause) is not None
        if lists or found.sure or len(said) == 1:
            meant = said if lists or not found.sure else (found.intent,)
            return Understanding(intents=meant, stage=RouteStage.KEYWORDS, confidence=1.0)
    return Understanding(
        intents=(found.intent,) if found.sure else (),
        guesses=tuple(dict.fromkeys((*found.guesses[:1], *said, *found.guesses[1:]))),
        stage=found.stage,
        confidence=found.confidence,
    )


def _route_of(routed: Understanding) -> dict[str, object]:
    names = ("intents", "guesses", "unsure", "stage", "confidence")
    return {name: getattr(routed, name) for name in names}
