"""Whether a text names an amount of money or a share: in figures, in words, in any currency.

Both are asked of text in small letters without accents (``brand.as_read``).
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

from baton.language.guards.bare_prices import names_bare_price
from baton.language.guards.discounts import names_discount
from baton.language.guards.vocabulary import one_of, words

_SYMBOL = r"[$¢-¥\u058f\u060b\u09f2\u09f3\u0af1\u0bf9\u0e3f\u17db\u20a0-\u20cf\ufdfc]"
"""Every sign of a currency (Unicode, category Sc)."""

_HAN = r"[\d一二三四五六七八九十百千万億两]{1,12} ?(?:元|円|圆|块钱|ドル)"
_DIGITS = r"\d(?:[ .,'\u2019]?\d){0,24}"
_TOKEN = re.compile(r"[^\W_]+|[^\w\s]")
_BETWEEN = frozenset(
    ["us", "de", "d", "of", "-", "di", "canadian", "australian", "swiss", "british"]
)
"""Small words between a number and its currency."""

_BESIDE = 24
"""Characters around a number of figures that may say what has so many."""


@dataclass(frozen=True, slots=True)
class _Patterns:
    amount: re.Pattern[str]
    in_capitals: re.Pattern[str]
    cost: re.Pattern[str]
    number: re.Pattern[str]
    currency: re.Pattern[str]
    symbol: re.Pattern[str]
    code: re.Pattern[str]
    several: re.Pattern[str]
    share: re.Pattern[str]
    share_word: re.Pattern[str]
    by_length: re.Pattern[str]
    not_a_sum: re.Pattern[str]
    in_other_scripts: re.Pattern[str]


@cache
def compiled() -> _Patterns:
    """The patterns, made of the words."""
    money, share = words()["money"], one_of(words()["share"])
    currency = one_of(f"{money['codes']} {money['currencies']}")
    times, capitals = one_of(money["times"]), one_of(money["codes_that_are_words"]).upper()
    unit = rf"(?:{_SYMBOL}|{currency}(?![^\W\d_]))"
    costs, other_units = one_of(money["costs"]), one_of(money["not_a_price"])
    two_words, few = words()["share_in_two_words"], one_of(words()["bare_prices"]["few"])
    return _Patterns(
        amount=re.compile(
            rf"{_SYMBOL} ?[.,]?\d|{_SYMBOL} ?{_SYMBOL}|\b(?:us|a|c|r|s|hk|nz)\$|\b{currency}[.:]? ?\d"
            rf"|\d[,.:/][-\u2013](?!\d)|{_HAN}"
            rf"|{_DIGITS}(?:[.,]-{{1,2}})? ?(?:{times}\b\.? ?)?(?:(?:of|de|di|f) )?{unit}"
            rf"|\b{times}\b ?{unit}|(?<![\d.,])\d{{1,2}}p\b(?!\.?m)|\b(?:fiver|tenner)s?\b"
        ),
        in_capitals=re.compile(
            rf"\b{capitals} ?\d{{2}}|\d {capitals}\b"
            r"|(?<![\w.,:/#-])\d{1,4}(?:[.,]\d{1,2})?M"
            r"(?=[.,;!?)]?(?:\s|\Z))(?! (?!last|this|next|per)[^\W\d_]{3})"
        ),
        cost=re.compile(
            rf"\b{costs} (?:[a-z]{{2,9}} ){{0,2}}{_DIGITS}(?![ .,']?\d)"
            rf"(?! ?(?:%|{other_units}\b))"
        ),
        number=re.compile(rf"(?:{one_of(money['numbers'])}(?:und|en|e)?){{1,8}}"),
        currency=re.compile(currency),
        symbol=re.compile(_SYMBOL),
        code=re.compile(one_of(money["codes"])),
        several=re.compile(rf"(?!{few}$)(?:{one_of(money['numbers'])}(?:und|en|e)?){{1,8}}"),
        share=re.compile(rf"\d ?(?:{share}|{two_words})|\dpc\b|[%‰٪] ?\d|\byuzde \d"),
        share_word=re.compile(rf"{share}|{two_words}"),
        by_length=re.compile(rf"\b{one_of(money['sums_by_length'])}\b"),
        not_a_sum=re.compile(rf"\b{one_of(money['not_a_sum'])}\b"),
        in_other_scripts=_in_other_scripts(money),
    )


def _in_other_scripts(money: Mapping[str, Any]) -> re.Pattern[str]:
    """Amounts in scripts whose vowels are marks, which ``brand.as_read`` takes away: of a text as it
    is written. Lakhs and crores without a currency are of money unless a thing follows.
    """
    unit = unicodedata.normalize("NFC", one_of(money["in_other_scripts"]))
    times = unicodedata.normalize("NFC", one_of(money["times_in_other_scripts"]))
    return re.compile(
        rf"(?<![^\W\d_]|[\u0900-\u097f]){unit}[.:]? ?\d"
        rf"|\d(?:[.,]?\d){{0,20}} ?(?:{times} ?){{0,2}}{unit}|{times} ?{unit}"
        rf"|\d(?:[.,]?\d){{0,20}} ?(?:लाख|करोड\u093c|lakhs?|crores?)(?= {{0,3}}(?:[।,.;!?)\n]|\Z))",
        re.IGNORECASE,
    )


def names_money(text: str, plain: str) -> bool:
    """Whether an amount of money is named. ``plain`` is ``text`` as it is read."""
    patterns = compiled()
    if patterns.amount.search(plain) or patterns.cost.search(plain):
        return True
    if patterns.in_capitals.search(unicodedata.normalize("NFKC", text)):
        return True
    if patterns.in_other_scripts.search(unicodedata.normalize("NFC", text)):
        return True
    if _names_sum_by_length(plain) or names_bare_price(plain):
        return True
    return any(
        (patterns.number.fullmatch(one) and patterns.currency.fullmatch(other))
        or (patterns.number.fullmatch(other) and patterns.symbol.fullmatch(one))
        or (patterns.several.fullmatch(other) and patterns.code.fullmatch(one))
        for one, other in _neighbours(plain)
    )


def _names_sum_by_length(plain: str) -> bool:
    """``Six figures``, ``sechsstellig``: unless a code, a number or a page stands beside it."""
    patterns = compiled()
    return any(
        not patterns.not_a_sum.search(plain, max(0, one.start() - _BESIDE), one.end() + _BESIDE)
        for one in patterns.by_length.finditer(plain)
    )


def names_share(plain: str) -> bool:
    """Whether a percentage is named, or a part or multiple of a price."""
    patterns = compiled()
    if patterns.share.search(plain) or names_discount(plain):
        return True
    tokens = [one for one in _TOKEN.findall(plain) if one != "-"] + [""]
    return any(
        patterns.number.fullmatch(number)
        and (
            patterns.share_word.fullmatch(word) or patterns.share_word.fullmatch(f"{word} {after}")
        )
        for number, word, after in zip(tokens, tokens[1:], tokens[2:], strict=False)
    )


def _neighbours(plain: str) -> Iterator[tuple[str, str]]:
    """Words side by side, and those with a small word between: ``fifty US dollars``."""
    tokens = [one for one in _TOKEN.findall(plain) if one not in {"'", "\u2019"}]
    yield from pairwise(tokens)
    for one, middle, other in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if middle in _BETWEEN:
            yield one, other
