"""Whether a number without a currency is a price by what stands around it: ``only 49 a month``,
``nur 49``, ``49 plus IVA``, ``49 Fr.``. Asked of text as ``brand.as_read`` gives it.

A number before a noun counts things (``nur 49 Plätze``), and one that is read as a year, a day or a time
of day is none of a price.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from baton.language.guards.vocabulary import one_of, words

_DIGITS = r"\d{1,3}(?:[.,'\u2019 ]\d{3}){1,3}(?:[.,]\d\d)?|\d{1,6}(?:[.,]\d\d)?"
_ENDS = re.compile(r" ?(?:$|[;!?)\]\"\u00bb\u201d\u2026]|[-\u2013\u2014] |,(?! ?\d)|[.:](?!\d))")
_MONTH = re.compile(r"\. ?[^\W\d_]")
_YEAR = re.compile(r"(?:19|20)\d\d")
_CENTS = re.compile(r"\d{1,6}[.,](?P<cents>\d\d)")
_FEWEST = 5
"""Fewer of something are rarely what it costs."""

_HOURS, _DAYS, _MINUTES = 24, 31, 60


@dataclass(frozen=True, slots=True)
class _Patterns:
    rate: re.Pattern[str]
    said: re.Pattern[str]
    at_a_price: re.Pattern[str]
    since: re.Pattern[str]
    francs: re.Pattern[str]


@cache
def compiled() -> _Patterns:
    """The patterns, made of the words."""
    bare, money = words()["bare_prices"], words()["money"]
    number = rf"(?<![\w.,:/-])(?P<number>{_DIGITS})(?![\d.,]\d)"
    few, several = one_of(bare["few"]), one_of(money["numbers"])
    in_words = rf"(?!{few}\b)(?:{several}(?:und|en|e)?){{1,8}}(?:[ -]{several}){{0,3}}"
    rate = rf"(?: ?/ ?{one_of(bare['units'])}| {one_of(bare['rates'])}| ?{one_of(bare['taxes'])})\b"
    only = one_of(bare["only"])
    return _Patterns(
        rate=re.compile(rf"{number}{rate}|\b{only} {in_words}{rate}|\b{in_words}{rate} {only}\b"),
        said=re.compile(rf"\b{one_of([*bare['only'], *bare['paid']])} {number}"),
        at_a_price=re.compile(rf"\b{one_of(bare['at'])} {number}"),
        since=re.compile(rf"\b{one_of(bare['since'])} {number}"),
        francs=re.compile(
            rf"{number} ?frs?\b(?!\.? ?\d)"
            rf"|\bfrs?\.? ?(?P<franc>{_DIGITS})(?![\d.,:]|[-\u2013]\d| ?(?:uhr|h)\b)"
        ),
    )


def names_bare_price(plain: str) -> bool:
    """Whether a number is a price though nothing says of which currency."""
    patterns = compiled()
    return (
        any(_is_enough(found) for found in patterns.rate.finditer(plain))
        or any(_is_enough(found) for found in _ended(patterns.said, plain))
        or any(_has_cents(found) for found in _ended(patterns.at_a_price, plain))
        or any(_is_no_time(found) for found in _ended(patterns.since, plain))
        or any(_is_of_francs(found) for found in patterns.francs.finditer(plain))
    )


def _ended(pattern: re.Pattern[str], plain: str) -> Iterator[re.Match[str]]:
    """Where nothing that is counted follows, nor a month after a day's point."""
    for found in pattern.finditer(plain):
        if _ENDS.match(plain, found.end()) and not _is_a_day(found, plain):
            yield found


def _is_a_day(found: re.Match[str], plain: str) -> bool:
    said = found["number"]
    return said.isdigit() and int(said) <= _DAYS and bool(_MONTH.match(plain, found.end()))


def _is_enough(found: re.Match[str]) -> bool:
    said = found["number"]
    return said is None or (_value(found) >= _FEWEST and not _YEAR.fullmatch(said))


def _has_cents(found: re.Match[str]) -> bool:
    """``For 9.99``, which is no time of day; ``for 9.30`` may be one."""
    cents = _CENTS.fullmatch(found["number"])
    return cents is not None and int(cents["cents"]) >= _MINUTES and _value(found) >= 1


def _is_no_time(found: re.Match[str]) -> bool:
    return _is_enough(found) and _value(found) > _HOURS


def _is_of_francs(found: re.Match[str]) -> bool:
    """``Fr`` is a Friday, too, which a day or an hour follows."""
    before = found["franc"]
    return before is None or int(re.sub(r"\D", "", before)) > _DAYS


def _value(found: re.Match[str]) -> float:
    said = re.sub(r"[.,](?=\d\d$)", "\0", found["number"])
    return float(re.sub(r"[^\d\0]", "", said).replace("\0", "."))
