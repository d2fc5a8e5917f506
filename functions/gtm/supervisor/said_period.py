"""Periods that a text names, and those that are the ends of one: "3 May to 5 June". Pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from baton.gtm.periods import Period

TO = r"(?:up to|to|until|till|through|thru|\u2013|\u2014|-)"

_UP_TO = re.compile(rf"\s*{TO}\s*(?:the\s+)?")
_AND = re.compile(r"\s*and\s*(?:the\s+)?")
_BETWEEN = re.compile(r"\bbetween\s+(?:the\s+)?$")
_SINCE = re.compile(r"\bsince\s+(?:the\s+)?(?:(?:begin(?:ning)?|start|first)\s+of\s+)?(?:the\s+)?$")
_UP_TO_THE_END = re.compile(r"\b(?:by|until|till|up\s+to)\s+(?:the\s+)?end\s+of\s+(?:the\s+)?$")
_NO_BEGINNING = re.compile(r"\b(?:until|till|up to|before|after)\s+(?:the\s+)?$")
_ON = re.compile(r"\s+(?:on|onwards?)\b")
_A_FEW_WORDS = 40
"""Characters before a period that may say which of its days are meant."""


@dataclass(frozen=True, slots=True)
class SaidPeriod:
    """Days that a text names, and where; ``wrong`` says why they are no period."""

    begin: int
    end: int
    words: str
    period: Period | None
    wrong: str | None = None


def lowered(text: str) -> str:
    """In small letters, each in the place where it stood."""
    return "".join(small if len(small := one.lower()) == 1 else one for one in text)


def without(text: str, said: Iterable["SaidPeriod"]) -> str:
    """``text`` with blanks in the place of periods that it names."""
    for one in said:
        text = text[: one.begin] + " " * (one.end - one.begin) + text[one.end :]
    return text


def spans(text: str, found: Sequence[SaidPeriod], today: date) -> tuple[SaidPeriod, ...]:
    """The periods, those joined that are the ends of one: "3 May to 5 June", "since March"."""
    joined: list[SaidPeriod] = []
    for one in found:
        ahead_of_it = text[max(0, one.begin - _A_FEW_WORDS) : one.begin]
        if joined and _is_one_span(text, joined[-1], one):
            joined[-1] = _from_to(joined[-1], one)
        elif since := _SINCE.search(ahead_of_it):
            joined.append(_since(one, one.begin - len(since[0]), one.end, today))
        elif one.period and one.period.last < today and (end := _UP_TO_THE_END.search(ahead_of_it)):
            joined.append(_since_new_year(one, one.begin - len(end[0])))
        elif ahead_of_it.endswith("from ") and (on := _ON.match(text, one.end)):
            joined.append(_since(one, one.begin, on.end(), today))
        elif _NO_BEGINNING.search(ahead_of_it):
            why = f"“{one.words}” is only one end of a period: say both."
            joined.append(replace(one, period=None, wrong=one.wrong or why))
        else:
            joined.append(one)
    return tuple(joined)


def _is_one_span(text: str, begins: SaidPeriod, ends: SaidPeriod) -> bool:
    between = text[begins.end : ends.begin]
    if _UP_TO.fullmatch(between):
        return True
    before_it = text[max(0, begins.begin - _A_FEW_WORDS) : begins.begin]
    return _AND.fullmatch(between) is not None and _BETWEEN.search(before_it) is not None


def _from_to(begins: SaidPeriod, ends: SaidPeriod) -> SaidPeriod:
    """One period of two; the first may lie in the year before."""
    words = f"{begins.words} to {ends.words}"
    whole = replace(begins, end=ends.end, words=words)
    if begins.period is None or ends.period is None:
        return replace(whole, period=None, wrong=begins.wrong or ends.wrong)
    first, last = begins.period.first, ends.period.last
    if first > last and not re.search(r"\d{4}", begins.words):
        first = a_year_back(first)
    return of_days(whole, first, last)


def a_year_back(day: date) -> date:
    """The same day of the year before; of the 29th of February the 28th."""
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


def _since(one: SaidPeriod, begin: int, end: int, today: date) -> SaidPeriod:
    whole = replace(one, begin=begin, end=end, words=f"since {one.words}")
    return of_days(whole, one.period.first, today) if one.period else whole


def _since_new_year(one: SaidPeriod, begin: int) -> SaidPeriod:
    """The year up to the end of it: "by the end of May"."""
    if one.period is None:
        return one
    whole = replace(one, begin=begin, words=f"by the end of {one.words}")
    return of_days(whole, one.period.first.replace(month=1, day=1), one.period.last)


def of_days(said: SaidPeriod, first: date, last: date) -> SaidPeriod:
    """It with these days, if they are a period."""
    try:
        return replace(said, period=Period.read(f"{first}/{last}"))
    except ValueError as error:
        return replace(said, period=None, wrong=f"“{said.words[:60]}” {error}.")
