"""Which intents the clauses of a question have. Pure; what judges a clause is given."""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date

from baton.gtm.request import RouteStage
from functions.gtm.supervisor.breakdown_words import (
    TOLD_BY_ITSELF,
    SaidBreakdown,
    is_rate,
    told_by,
    without_breakdown,
    without_ranking,
)
from functions.gtm.supervisor.formula_words import without_formula
from functions.gtm.supervisor.intents import NOTHING, PLAN, UNTOLD, Keywords, agent_of, is_answered
from functions.gtm.supervisor.place_words import places_in
from functions.gtm.supervisor.rise_words import asks_whether
from functions.gtm.supervisor.router import Judgement
from functions.gtm.supervisor.said_period import lowered, without
from functions.gtm.supervisor.text_features import words_in
from functions.gtm.supervisor.time_words import periods_in
from functions.gtm.supervisor.understanding import Understanding
from functions.gtm.supervisor.unread import for_each, without_each, without_left_out

MOST_CLAUSES = 6
MOST_INTENTS = 8

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

_ONLY_WHY = re.compile(r"(?:and\s+)?(?:why|how come)(?:\s+so)?", re.I)
_LISTS = re.compile(r",|&|\+|\b(?:and|plus|also|as well as|or|vs|versus|against|than)\b", re.I)
"""What joins two things that are asked at once."""
_LISTED = re.compile(r",|&|\+|\b(?:and|plus|as well as)\b", re.I)
_JOINS = frozenset({"in", "of", "for", "from", "with", "via", "by", "on", "at", "during"})
_USUAL_FIGURES = {"category": "finance.gross_burn"}
"""Of which the largest category is, where nothing else is said; the best month is one of revenue."""
_TOLD_OTHERWISE = {PLAN, NOTHING, "marketing", "insights"}
"""Where what a figure is wanted for each of may have misled."""
_ANY_DAY = date(2026, 6, 15)
"""Where only the words of periods matter."""
_MOST_TOLD = 80
"""Letters of a clause that is named again."""

Judge = Callable[[str], Judgement]


def clauses(text: str) -> tuple[str, ...]:
    """The questions in a question."""
    parts = (part.strip(" ,") for part in _BORDER.split(_BLANKS.sub(" ", text)))
    return tuple(part for part in parts if words_in(part))[:MOST_CLAUSES]


def routed_of(
    text: str, keywords: Keywords, judge: Judge, *, by: SaidBreakdown | None
) -> Understanding:
    """The intents of all clauses; a pattern of several agents is all that there is beside it. What a
    figure is wanted for each of is no intent where the figure is named, nor makes it one that is told.
    """
    found = _of_clauses(text, keywords, judge)
    if by is None:
        each = for_each(lowered(text))
        return found if found.intents or not each else _without(each, text, keywords, judge)
    return found if is_rate(by, found.intents) else _by_unit(text, by, found, keywords, judge)


def _by_unit(
    text: str, by: SaidBreakdown, found: Understanding, keywords: Keywords, judge: Judge
) -> Understanding:
    """The intents where it is taken into account that what is ``found`` is wanted for each of a unit."""
    plain = without_breakdown(text)
    bare, said = _of_clauses(plain, keywords, judge), keywords.said(plain)
    is_report = PLAN in map(agent_of, found.intents)
    may_be = is_report or not _tells_by_itself(found, by)
    if may_be and _names_nothing(plain, by, keywords):
        return _by_keywords((_USUAL_FIGURES.get(by.unit, "finance.revenue"),))
    if not bare.intents and not _are_figures(found):
        if named := _nearly(bare, said):
            return _by_keywords(named)
        return bare if is_report and told_by(by.unit) and not by.is_loose else found
    if bare.intents:
        return bare if said or _is_better(bare, found) else found
    return bare if said and found.stage is RouteStage.KEYWORDS else found


def _without(each: tuple[str, ...], text: str, keywords: Keywords, judge: Judge) -> Understanding:
    """What is asked beside "by department" and the like, which is named then."""
    bare = _of_clauses(without_each(text), keywords, judge)
    return bare.model_copy(update={"unread": each if bare.intents else ()})


def _tells_by_itself(found: Understanding, by: SaidBreakdown) -> bool:
    return bool(found.intents) and set(found.intents) <= TOLD_BY_ITSELF.get(by.unit, set())


def _names_nothing(plain: str, by: SaidBreakdown, keywords: Keywords) -> bool:
    """Whether a question for the best month or whether each grew does not say of what."""
    left = words_in(without_ranking(_plain(plain)))
    asks = by.ranked or asks_whether(plain)
    return bool(asks and told_by(by.unit)) and not any(map(keywords.means_something, left))


def _nearly(bare: Understanding, said: tuple[str, ...]) -> tuple[str, ...]:
    """The one figure that keywords name, where what is left of a question may well be about it."""
    may = len(said) == 1 and agent_of(said[0]) == "finance" and said[0] in bare.guesses
    return said if may and agent_of(bare.guesses[0]) != UNTOLD else ()


def _is_better(bare: Understanding, found: Understanding) -> bool:
    """Whether it is a number that nobody tells, or a figure where without it there is none."""
    if not found.intents or any(agent_of(one) == UNTOLD for one in bare.intents):
        return True
    told_otherwise = {agent_of(one) for one in found.intents} <= _TOLD_OTHERWISE
    return told_otherwise and _are_figures(bare)


def _are_figures(found: Understanding) -> bool:
    return {agent_of(one) for one in found.intents} == {"finance"}


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
            if not one.intents and one.guesses[:1] != (NOTHING,) and not _ONLY_WHY.fullmatch(clause)
        ),
        untold=tuple(
            left[:_MOST_TOLD]
            for clause, one in zip(parts, judged, strict=True)
            for left in (_untold(clause, one, keywords, judge) if real else ())
        ),
        stage=_latest(one.stage for one in sure),
        confidence=min(one.confidence for one in sure),
    )


def _untold(clause: str, read: Understanding, keywords: Keywords, judge: Judge) -> Iterator[str]:
    """The numbers that a clause asks for and that nobody tells: all of it, or of a list in which
    keywords decide, each.
    """
    if read.intents and {agent_of(one) for one in read.intents} == {UNTOLD}:
        yield clause
    elif read.stage is RouteStage.KEYWORDS:
        for one in _listed(clause):
            said = keywords.said(one)
            if not said and any(map(keywords.means_something, words_in(one))):
                found = judge(one)
                if found.sure and agent_of(found.intent) == UNTOLD:
                    yield one
            elif said and not any(map(is_answered, _of_figures(said, clause))):
                yield one


def _listed(clause: str) -> list[str]:
    """What a clause lists, without days and places; nothing, if that is one thing."""
    found = [_closed(one.split()) for one in _LISTED.split(_plain(clause))]
    return found if len(found) > 1 else []


def _closed(words: list[str]) -> str:
    """Without what at its end joined it with days or places."""
    while words and words[-1].lower() in _JOINS:
        words.pop()
    return " ".join(words)


def _of_figures(said: tuple[str, ...], clause: str) -> tuple[str, ...]:
    """What keywords say of a clause: of days there are figures, and no documents."""
    if not periods_in(clause, _ANY_DAY):
        return said
    return tuple(one for one in said if agent_of(one) != "support")


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


def _plain(clause: str) -> str:
    """A clause without its days and places."""
    return places_in(without(without_left_out(clause), periods_in(clause, _ANY_DAY))).left


def _of_clause(clause: str, keywords: Keywords, judge: Judge) -> Understanding:
    clause = without_formula(clause)
    plain = _plain(clause)
    said = _of_figures(keywords.said(plain), clause)
    if said and not keywords.may_be_hints(plain):
        return _by_keywords(said)
    found = _judged(clause, " ".join(plain.split()), said, judge)
    if found.intent in said:
        lists = _LISTS.search(clause) is not None
        if lists or found.sure or len(said) == 1:
            return _by_keywords(said if lists or not found.sure else (found.intent,))
    listed = _listed(clause)
    if agent_of(found.intent) == UNTOLD and (found.sure or _each_is_clear(listed, keywords, judge)):
        listed = [one for one in listed if not keywords.may_be_hints(one)]
        if among := tuple(
            name for one in listed for name in _of_figures(keywords.said(one), clause)
        ):
            return _by_keywords(among)
    return Understanding(
        intents=(found.intent,) if found.sure else (),
        guesses=tuple(dict.fromkeys((*found.guesses[:1], *said, *found.guesses[1:]))),
        stage=found.stage,
        confidence=found.confidence,
    )


def _each_is_clear(listed: list[str], keywords: Keywords, judge: Judge) -> bool:
    """Whether all that is no figure by its name is a number that nobody tells."""
    others = [judge(one) for one in listed if not keywords.said(one)]
    return all(one.sure and agent_of(one.intent) == UNTOLD for one in others)


def _by_keywords(intents: tuple[str, ...]) -> Understanding:
    return Understanding(
        intents=tuple(dict.fromkeys(intents)), stage=RouteStage.KEYWORDS, confidence=1.0
    )
