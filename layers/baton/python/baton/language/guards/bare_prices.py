"""Whether a number without a currency is a price by what stands around it: ``only 49 a month``,
``nur 49``, ``49 plus IVA``, ``49 Fr.``. Asked of text as ``brand.as_read`` gives it.

A number before a noun counts things (``nur 49 Plätze``), and one that is read as a year, a day or a time
of day is none of a price.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from baton.language.guards.vocabulary import one_of, words

_DIGITS = r"\d{1,3}(?:[.,'\u2019 ]\d{3}){1,3}(?:[.,]\d\d)?|\d{1,6}(?:[.,]\d\d)?"
_STOPS = r" ?(?:$|[;!?)\]\"\u00bb\u201d\u2026]|[-\u2013\u2014] |,(?! ?\d)|[.:](?!\d))"
_ENDS = re.compile(_STOPS)
_MONTH = re.compile(r"\. ?[^\W\d_]")
_YEAR = re.compile(r"(?:19|20)\d\d")
_CENTS = re.compile(r"\d{1,6}[.,](?P<cents>\d\d)")
_WITH_CENTS = re.compile(r"[.,]\d\d\Z")
_ORDINAL = re.compile(
    r"\b(?:l[ae]s?|du|au|une?|ce|cette|[mtsn]a|[mts]on|[nv]otre|arrondissement) ?:? ?\Z"
)
_PRICE_ENDS = frozenset({"90", "95", "99"})
_BEFORE = 32
"""Characters before a number that may call it something else than a price."""

_LEAST_HOURLY = 25
"""Less an hour or a day is rather how often something is done."""

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
    alone: re.Pattern[str]
    no_price: re.Pattern[str]
    thousand: re.Pattern[str]
    hourly: re.Pattern[str]
    no_rate: re.Pattern[str]
    piecemeal: re.Pattern[str]
    cost_in_words: re.Pattern[str]
    of_euros: re.Pattern[str]
    slang: re.Pattern[str]


class _Parts(NamedTuple):
    """What the patterns are made of."""

    number: str
    several: str
    times: str
    in_words: str
    sum_in_words: str
    priced: str
    counted: str
    rate: str
    ranged: str
    before_none: str


def _parts() -> _Parts:
    """The parts, made of the words."""
    bare, money = words()["bare_prices"], words()["money"]
    number = rf"(?<![\w.,:/-])(?P<number>{_DIGITS})(?![\d.,]\d)"
    few, several = one_of(bare["few"]), one_of(money["numbers"])
    times = one_of(money["times"])
    link = r"(?:[ -](?:and |y |et |e )?)"
    vague = one_of(bare["vague"])
    words_of_number = rf"(?:{several}(?:und|en|e)?){{1,8}}(?:{link}{several}){{0,3}}"
    in_words = rf"(?!(?:{few}|{vague})\b){words_of_number}"
    sum_in_words = rf"(?:(?:an?|une?|ein) )?(?!{few}{_STOPS})(?:{vague}|{words_of_number})"
    priced = one_of([*money["costs"], *bare["only"], *bare["paid"], *bare["at"].split()])
    counted = rf"(?:\d|\b{one_of(bare['some'])}|\b{several})"
    rate = rf"(?: ?/ ?{one_of(bare['units'])}| {one_of(bare['rates'])}| ?{one_of(bare['taxes'])})\b"
    ranged = number.replace("(?P", r"(?:\d{1,6} ?[-\u2013] ?)?(?P", 1)
    before_none = (
        rf"\b{one_of(bare['no_price'])}\.?(?: {one_of(bare['before_no_price'])})?[ :]{{1,2}}\Z"
    )
    return _Parts(
        number, several, times, in_words, sum_in_words, priced, counted, rate, ranged, before_none
    )


@cache
def compiled() -> _Patterns:
    """The patterns, made of the words."""
    bare, money, part = words()["bare_prices"], words()["money"], _parts()
    return _Patterns(
        rate=re.compile(rf"{part.ranged}{part.rate}|\b{part.in_words}{part.rate}"),
        said=re.compile(
            rf"\b{one_of([*bare['only'], *bare['paid']])} {part.number}(?P<times> ?{part.times}\b)?"
        ),
        at_a_price=re.compile(rf"\b{one_of(bare['at'])} {part.number}"),
        since=re.compile(rf"\b{one_of(bare['since'])} {part.number}"),
        francs=re.compile(
            rf"{part.number} ?frs?\b(?!\.? ?\d)"
            rf"|\bfrs?\.? ?(?P<franc>{_DIGITS})(?![\d.,:]|[-\u2013]\d| ?(?:uhr|h)\b)"
        ),
        alone=re.compile(part.number),
        no_price=re.compile(part.before_none),
        thousand=re.compile(
            rf"(?:(?<![\w.,:/#-])(?![048]k)\d{{1,6}}(?:[.,]\d{{1,2}})? ?|\b{part.several} )"
            rf"{one_of(bare['thousand'])}(?={_STOPS})"
        ),
        hourly=re.compile(rf"{part.number} ?{one_of(bare['hourly'])}(?![\w-])"),
        no_rate=re.compile(rf"\b{one_of(bare['no_rate'])}(?: (?:is|of|ist|von|de|est))? \Z"),
        piecemeal=re.compile(
            rf"(?<![\w.,:/-])(?P<number>\d{{1,6}}[.,]\d\d) {one_of(bare['piecemeal'])}\b"
        ),
        cost_in_words=re.compile(
            rf"\b{one_of(money['costs'])} (?:[a-z]{{2,9}} )?{part.sum_in_words}"
            rf"(?={_STOPS}|{part.rate}| or\b)"
        ),
        of_euros=re.compile(
            rf"(?P<euros>(?<![\w.,:/-]){_DIGITS}) ?e(?={_STOPS}|{part.rate})"
            rf"|(?:^|: |\b{part.priced} )e ?{part.number}(?={_STOPS}|{part.rate})"
            rf"|\be ?\d{{1,6}}[.,]\d\d(?![\d.,]\d)"
        ),
        slang=re.compile(
            rf"{part.counted}(?: of)? "
            rf"{one_of([*money['slang'].split(), *money['notes'].split()])}\b(?!-)"
            rf"(?={_STOPS}| {one_of(bare['after_slang'])}\b)"
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
        or any(_stands_alone(found, plain) for found in _ended(patterns.alone, plain))
        or any(_is_hourly(found, plain) for found in patterns.hourly.finditer(plain))
        or any(not _is_called_else(found, plain) for found in patterns.piecemeal.finditer(plain))
        or any(_is_of_euros(found, plain) for found in patterns.of_euros.finditer(plain))
        or patterns.cost_in_words.search(plain) is not None
        or patterns.thousand.search(plain) is not None
        or patterns.slang.search(plain) is not None
    )


def _ended(pattern: re.Pattern[str], plain: str) -> Iterator[re.Match[str]]:
    """Where nothing that is counted follows, nor a month after a day's point."""
    for found in pattern.finditer(plain):
        if _ENDS.match(plain, found.end()) and not _is_a_day(found, plain):
            yield found


def _is_a_day(found: re.Match[str], plain: str) -> bool:
    said = found["number"]
    return (
        found[0].endswith(said)
        and said.isdigit()
        and int(said) <= _DAYS
        and bool(_MONTH.match(plain, found.end()))
    )


def _is_enough(found: re.Match[str]) -> bool:
    said = found["number"]
    if said is None or found.groupdict().get("times") or _has_cents(found):
        return True
    return _value(found) >= _FEWEST and not _YEAR.fullmatch(said)


def _has_cents(found: re.Match[str]) -> bool:
    """``For 9.99``, which is no time of day; ``for 9.30`` may be one."""
    cents = _CENTS.fullmatch(found["number"])
    return cents is not None and int(cents["cents"]) >= _MINUTES and _value(found) >= 1


def _stands_alone(found: re.Match[str], plain: str) -> bool:
    """``49,00``, which is no time, no day, and not called anything else."""
    if not _WITH_CENTS.search(found["number"]):
        return False
    if _is_called_else(found, plain):
        return False
    value = _value(found)
    return value > _DAYS or (value >= 1 and found["number"][-2:] in _PRICE_ENDS)


def _is_called_else(found: re.Match[str], plain: str) -> bool:
    """``Version 49.00``, ``an AUC of 0.88 each``."""
    return bool(compiled().no_price.search(plain, max(0, found.start() - _BEFORE), found.start()))


def _is_hourly(found: re.Match[str], plain: str) -> bool:
    """``95 an hour``, and not ``up to 95 an hour``."""
    limit = compiled().no_rate.search(plain, max(0, found.start() - _BEFORE), found.start())
    return _value(found) >= _LEAST_HOURLY and limit is None


def _is_of_euros(found: re.Match[str], plain: str) -> bool:
    """``49e``, unless it is the forty-ninth."""
    ordinal = found["euros"] and _ORDINAL.search(
        plain, max(0, found.start() - _BEFORE), found.start()
    )
    return not ordinal


def _is_no_time(found: re.Match[str]) -> bool:
    return _is_enough(found) and _value(found) > _HOURS


def _is_of_francs(found: re.Match[str]) -> bool:
    """``Fr`` is a Friday, too, which a day or an hour follows."""
    before = found["franc"]
    return before is None or int(re.sub(r"\D", "", before)) > _DAYS


def _value(found: re.Match[str]) -> float:
    said = re.sub(r"[.,](?=\d\d$)", "\0", found["number"])
    return float(re.sub(r"[^\d\0]", "", said).replace("\0", "."))
