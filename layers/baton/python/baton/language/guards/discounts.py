"""Whether a text names a share of a price without a percentage: ``half the cost``, ``2x cheaper``,
``ein Drittel günstiger``, ``buy one get one``. Asked of text as ``brand.as_read`` gives it.
"""

import re
from functools import cache

from baton.language.guards.vocabulary import one_of, words

_HYPHENS = re.compile(r"[-\u2010]")
_WORDS = r"(?: [^\W\d_]{1,12})"


@cache
def compiled() -> re.Pattern[str]:
    """All of them in one pattern, made of the words."""
    said, money = words()["discounts"], words()["money"]
    part = rf"\b(?:\d{{1,3}} ?[/\u2044] ?\d{{1,3}}|{one_of(said['parts'])})"
    numbers, times = one_of(money["numbers"]), one_of(said["times"])
    multiple = (
        rf"(?:\b\d{{1,4}}(?:[.,]\d{{1,2}})? ?(?:[x\u00d7]|fach|{times})"
        rf"|\b{numbers} ?(?:fach|{times})|\b{one_of(said['multiples'])})"
    )
    price = rf"(?: {one_of(said['before_price'])}){{0,4}} {one_of(said['prices'])}\b"
    cheaper = rf"(?: {one_of(said['before_cheaper'])}){{0,2}} {one_of(said['cheaper'])}\b"
    no_time = rf"(?!(?: {one_of(said['before_time'])})? {one_of(money['not_a_price'])}\b)"
    return re.compile(
        rf"(?:{part}|{multiple})(?:{price}|{cheaper})"
        rf"|\b{one_of(said['cost'])} {part}\b{no_time}"
        rf"|\b{one_of(said['save'])}{_WORDS}{{0,3}}? {part}\b{no_time}"
        rf"|\b{one_of(said['halve'])}{price}"
        rf"|\b{one_of(said['cut'])}{_WORDS}{{1,4}}? {one_of(said['by_half'])}\b"
        rf"|(?<!\w){one_of(said['offers'])}(?![^\W_])(?! ?{one_of(money['not_a_price'])}\b)"
    )


def names_discount(plain: str) -> bool:
    """Whether a share or a multiple of a price, or one thing for another's price, is named."""
    return compiled().search(_HYPHENS.sub(" ", plain)) is not None
