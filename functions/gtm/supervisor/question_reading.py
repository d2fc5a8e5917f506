"""What a question asks: which intents, of when and where. Pure; what judges a clause is given.

A question with several clauses has an intent each: "what did we pay for a customer, and who is
about to leave?" What goes on with the question before ("and in Germany?") takes over whatever it
does not say itself.
"""

import re
from datetime import date, timedelta

from baton.core.recognition.languages import written_in
from baton.core.recognition.personal import IN_LOGS, found_in
from baton.gtm.periods import Period, moved, unit_begun, unit_ended
from baton.gtm.request import RouteStage
from functions.gtm.supervisor.breakdown_words import (
    breakdown_in,
    is_none,
    is_share,
    told_by,
    without_breakdown,
    without_ranking,
)
from functions.gtm.supervisor.clause_reading import MOST_INTENTS, Judge, clauses, routed_of
from functions.gtm.supervisor.comparison import compared, of_whole_days, one_before
from functions.gtm.supervisor.follow_ups import leans, together, without_all
from functions.gtm.supervisor.formula_words import asks_formula, without_formula
from functions.gtm.supervisor.intents import Keywords, agent_of, is_answered
from functions.gtm.supervisor.place_words import places_in
from functions.gtm.supervisor.rise_words import asks_whether, asks_why, changed_most, premise
from functions.gtm.supervisor.said_period import without
from functions.gtm.supervisor.text_features import words_in
from functions.gtm.supervisor.time_words import before as before_it
from functions.gtm.supervisor.time_words import last_full_month, periods_in
from functions.gtm.supervisor.understanding import OF_PARTS, STANDS_OUT, STATES, Understanding
from functions.gtm.supervisor.unread import (
    MOST_NAMED,
    for_each,
    unread,
    unread_time,
    without_left_out,
)

MOST_LETTERS = 1_200
"""Of a question: what is longer is a letter, and asks too much at once."""

MOST_PLACES = 2
"""Countries and channels that are compared."""

_BLANKS = re.compile(r"[^\S\n]+")
_OF_WHOM = re.compile(
    r"\W*(?:(?:and|so|but)\s+)?(?:(?:what|when|where|why|who|which|how)\s+(?:\w+\s+){0,2})?"
    r"(?:do|does|did|are|were|is|was|have|has|had|will|would|can)\s+(?:they|he|she)\b",
    re.I,
)
"""Asks about somebody who was not named before."""
_WHOLE = {
    f"finance.{name}"
    for name in ("revenue", "orders", "gross_margin", "mrr", "arr", "gross_burn", "cash")
}
"""Figures that are of nobody and nothing alone, unlike the cost per customer."""
_NO_PARTS = {name: Understanding.model_fields[name].default for name in OF_PARTS}
_WRITTEN = {"marketing.emails", "marketing.concept"}
"""What is written: days and places that it is about are none of those to whom."""
_ABOUT = re.compile(r"\b(?:about|regarding|announcing|telling them of)\b.*", re.I | re.S)
_CUSTOMER = re.compile(
    r"\b(?:customer|client|user|account|subscriber|lead|contact)(?: ?(?:no\.?|number|id|#))? ?[#:]? ?"
    r"(?!20\d\d\b)(?=[\w-]{0,40}\d)[\w-]{3,40}",
    re.I,
)
_HELD_TO = re.compile(
    r"\b(?:vs\.?|versus|than|compared (?:to|with)|against)"
    r"(?: (?:it was|we did))?(?: (?:in|for|during))? *$"
)
_SHORT_WORD, _SEVERAL = 2, 3


def understood(
    text: str, *, keywords: Keywords, judge: Judge, before: Understanding | None, today: date
) -> Understanding:
    """What ``text`` asks. ``before`` is what was asked last in the conversation."""
    said, text = text, keywords.spelling.as_meant(text)
    by = breakdown_in(text)
    found = _understood(text, keywords, judge, before, today)
    if by and is_none(by, found.period, found.intents, goes_on=found.goes_on):
        found = found.model_copy(update=_NO_PARTS)
    elif by and by.in_turn:
        found = found.model_copy(update={"compared": None, "asks_whether": True})
    if not found.goes_on:
        found = _with_reasons(_against_said(found, text, today), keywords, today)
    found = _with_who_left(found, today)
    if found.period and found.compared:
        period, other = of_whole_days(found.period, found.compared, today)
        found = found.model_copy(update={"period": period, "compared": other})
    return found.model_copy(update={"words": said})


def _understood(
    text: str, keywords: Keywords, judge: Judge, before: Understanding | None, today: date
) -> Understanding:
    found, left = _read(text, today)
    routed = routed_of(text, keywords, judge, by=breakdown_in(text))
    if _WRITTEN & set(routed.intents):
        found, left = _read(" ; ".join(_ABOUT.sub("", one) for one in clauses(text)), today)
        found = found.model_copy(update={"words": text})
    by_keywords = routed.stage is RouteStage.KEYWORDS
    named = keywords.named(left) if by_keywords else ()
    beside = [
        *unread(text, without_ranking(left), keywords.knows, by_keywords=named),
        *(one for one in for_each(left) if _narrows(one, routed.intents, keywords)),
    ]
    beside = list(dict.fromkeys((*found.unread, *beside, *routed.unread)))
    found = found.model_copy(update={"unread": tuple(beside[:MOST_NAMED])})
    found = found.model_copy(update={"language": _language(text, left, keywords)})
    words_left = words_in(without_breakdown(without_all(left)))
    nothing_left = not any(map(keywords.means_something, words_left))
    if before is not None and leans(text, found, routed, nothing_left=nothing_left):
        says_what = not nothing_left and (by_keywords or any(map(is_answered, routed.intents)))
        found = together(found, routed if says_what else None, before, today)
        still = before.asks_share and found.intents == before.intents
        return found.model_copy(update={"asks_share": found.asks_share or still})
    if _OF_WHOM.match(text) and not by_keywords:
        guesses = (*routed.intents, *routed.guesses)
        routed = routed.model_copy(update={"intents": (), "guesses": guesses})
    return found.model_copy(update=_route_of(routed))


def _narrows(each: str, intents: tuple[str, ...], keywords: Keywords) -> bool:
    """Whether "by card" or the like is more than the name of a figure, as "cost per customer"."""
    known = all(map(keywords.has_heard, words_in(each)))
    return not keywords.said(each) and (set(intents) <= _WHOLE or not known)


def _read(text: str, today: date) -> tuple[Understanding, str]:
    """When and where, and the text without that."""
    said = periods_in(text, today)
    period, other = compared(text, said, today)
    places = places_in(without(without_left_out(text), said))
    by = breakdown_in(text)
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
            *([f"by {by.second}"] if by and by.second else ()),
        ),
        broken_down_by=by.unit if by else None,
        ranked=by.ranked if by else None,
        most=by.most if by else None,
        averaged=by.averaged if by else False,
        asks_share=is_share(text),
        changed_most=changed_most(text) if by else None,
        asks_whether=asks_whether(text),
        asks_why=asks_why(text),
        asks_formula=asks_formula(text),
        premise=premise(text),
        about_a_person=names_a_person(text),
        words=text,
    )
    return found, without_formula(places.left)


def _language(text: str, left: str, keywords: Keywords) -> str | None:
    """The language if it is none in which people ask here: ``und`` if it cannot be told which."""
    words = [word for word in words_in(left) if len(word) > _SHORT_WORD]
    known = sum(map(keywords.has_heard, words))
    if 2 * known >= len(words):
        return None
    told = written_in(text)
    return told or ("und" if not known and len(words) >= _SEVERAL else None)


def _with_reasons(found: Understanding, keywords: Keywords, today: date) -> Understanding:
    """Where it is asked whether a figure rose or fell, or why: it against the period before; with why,
    the days that stand out too.
    """
    if _agents(found) != {"finance"} or found.compared:
        return found
    if not found.asks_why:
        by = told_by(found.broken_down_by)
        asks = found.asks_whether or found.changed_most
        if not asks or (by and by.is_of_time):  # each beside the one before
            return found
        period = found.period or last_full_month(today)
        states = set(found.intents) <= STATES
        other = before_it(period) if states else one_before(period, found.words, today)
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


def _against_said(found: Understanding, text: str, today: date) -> Understanding:
    """Where the only month or quarter that is said is one to compare with, "more than in May", the last
    whole one is asked about.
    """
    said, period = periods_in(text, today), found.period
    if len(said) != 1 or period is None or found.compared:
        return found
    if not _HELD_TO.search(text.lower()[: said[0].begin]) or "finance" not in _agents(found):
        return found
    for unit in ("month", "quarter"):
        begun = unit_begun(unit, today)
        last = Period(first=moved(begun, unit, -1), last=begun - timedelta(days=1))
        one = Period(first=unit_begun(unit, period.first), last=unit_ended(unit, period.first))
        if period == one and period.last < last.first:
            return found.model_copy(update={"period": last, "compared": period})
    return found


def _agents(found: Understanding) -> set[str]:
    return {agent_of(name) for name in found.intents}


def _with_who_left(found: Understanding, today: date) -> Understanding:
    """Of days that are over, who left in them is told before how likely customers are to leave."""
    over = found.period is not None and found.period.last <= today
    if not over or found.intents != ("insights.churn",):
        return found
    return found.model_copy(update={"intents": ("finance.customer_churn", *found.intents)})


def names_a_person(text: str) -> bool:
    """Whether it asks about somebody by an address, a number or a customer's id."""
    if _CUSTOMER.search(_BLANKS.sub(" ", text)):
        return True
    return any(one.kind in IN_LOGS for one in found_in(text))


def _route_of(routed: Understanding) -> dict[str, object]:
    names = ("intents", "guesses", "unsure", "untold", "stage", "confidence")
    return {name: getattr(routed, name) for name in names}
