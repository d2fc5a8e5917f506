"""Figures in a text: numbers, amounts of money and shares, in digits and in words. Pure."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from baton.campaigns.content.claim_words import claim_words, content_stems
from baton.campaigns.content.text import WORD
from baton.language.guards.money import compiled as money_words

_PART = "\u00bc-\u00be\u2150-\u215e"
"""Signs that are fractions, as ½."""

_DIGITS = re.compile(
    rf"(?<![\d.,])\d[\d.,'\u2019\u00a0\u202f]{{0,24}}(?<=\d)[{_PART}]?|\d[{_PART}]?|[{_PART}]"
)
_AFTER = re.compile(r"[ \t\u00a0\u202f-]{0,2}([^\W\d_]+|[%‰€$£¥₹])")
_BEFORE = re.compile(r"([^\W\d_]{2,10}|[%‰€$£¥₹])[ \t\u00a0\u202f.:]{0,2}$")
_TWO_WORDS = re.compile(r"[ \t\u00a0]{0,2}(per cent|pour cent|por ciento?)\b", re.IGNORECASE)
_DECIMAL_COMMA = frozenset({"de", "fr", "es", "it", "pt", "nl", "pl"})
_LOOK = 40
_THREE = 3
NEXT_WORDS = 2

PLAIN, SHARE = "number", "share"


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure: its value if it can be told, else its words; ``unit`` is ``number``, ``share`` or a
    currency; ``of`` are the stems of the words right after it, which say what there are so many of.
    """

    begin: int
    end: int
    value: Decimal | None
    words: str
    unit: str
    of: frozenset[str]

    def says_the_same(self, other: "Figure") -> bool:
        """Whether both are the same figure, of the same kind of thing."""
        same = self.words == other.words if self.value is None else self.value == other.value
        if not same or self.unit != other.unit:
            return False
        return self.unit != PLAIN or not self.of or bool(self.of & other.of)


def figures_in(text: str, language: str) -> Iterator[Figure]:
    """The figures of ``text``, as its language writes numbers."""
    taken: list[tuple[int, int]] = []
    for one in _DIGITS.finditer(text):
        figure = _in_digits(text, one, language)
        taken.append((figure.begin, figure.end))
        yield figure
    for figure in _in_words(text):
        if not any(begin < figure.end and figure.begin < end for begin, end in taken):
            yield figure


def _in_digits(text: str, found: re.Match[str], language: str) -> Figure:
    value, end = _with_part(found[0], language), found.end()
    after = _AFTER.match(text, end)
    times = claim_words().multiples.get(after[1].casefold()) if after else None
    if after and times:
        value, end = value * times, after.end()
    begin, end, unit = _unit(text, found.start(), end)
    return Figure(begin, end, value, found[0], unit, _next(text, end))


def _with_part(said: str, language: str) -> Decimal:
    """A number that may end with a fraction's sign, or be one."""
    part = Decimal(str(unicodedata.numeric(said[-1]))) if not said[-1].isdecimal() else Decimal()
    digits = said if said[-1].isdecimal() else said[:-1]
    return (_value(digits, language) if digits else Decimal()) + part


def _value(digits: str, language: str) -> Decimal:
    """What digits say. A last mark is the decimal one if the language has it so and it does not part
    thousands, as every other mark does.
    """
    decimal = "," if language in _DECIMAL_COMMA else "."
    whole, mark, rest = digits.rpartition(decimal)
    other_after = any(not one.isdigit() for one in rest)
    if mark and not other_after and decimal not in whole:
        return Decimal(f"{_only_digits(whole) or '0'}.{_only_digits(rest) or '0'}")
    last = re.search(r"[.,](\d+)$", digits)
    if last and len(last[1]) != _THREE:
        return Decimal(f"{_only_digits(digits[: last.start()]) or '0'}.{last[1]}")
    return Decimal(_only_digits(digits))


def _only_digits(text: str) -> str:
    return "".join(str(int(one)) for one in text if one.isdecimal())


def _unit(text: str, begin: int, end: int) -> tuple[int, int, str]:
    words = claim_words()
    if two := _TWO_WORDS.match(text, end):
        return begin, two.end(), SHARE
    if after := _AFTER.match(text, end):
        word = after[1].casefold()
        if word in words.shares:
            return begin, after.end(), SHARE
        if word in words.currencies:
            return begin, after.end(), words.currencies[word]
    if before := _BEFORE.search(text, max(0, begin - _LOOK), begin):
        word = before[1].casefold()
        if word in words.currencies:
            return before.start(1), end, words.currencies[word]
    return begin, end, PLAIN


def _next(text: str, end: int) -> frozenset[str]:
    rest = re.split(r"[.!?\n;:]", text[end : end + _LOOK * 2], maxsplit=1)[0]
    return frozenset(content_stems(rest)[:NEXT_WORDS])


def _in_words(text: str) -> Iterator[Figure]:
    numbers, compound = claim_words().numbers, money_words().number
    run: list[re.Match[str]] = []
    for word in WORD.finditer(text):
        said = word[0].casefold()
        parts = said.split("-")
        if all(part in numbers for part in parts):
            if run and text[run[-1].end() : word.start()].strip(" \t\u00a0"):
                yield _of_run(text, run)
                run = []
            run.append(word)
            continue
        if run:
            yield _of_run(text, run)
            run = []
        if len(said) > len("hundert") and compound.fullmatch(_unaccented(said)):
            begin, end, unit = _unit(text, word.start(), word.end())
            yield Figure(begin, end, None, said, unit, _next(text, end))
    if run:
        yield _of_run(text, run)


def _of_run(text: str, run: list[re.Match[str]]) -> Figure:
    total, current = 0, 0
    for word in run:
        for part in word[0].casefold().split("-"):
            number = claim_words().numbers[part]
            if number >= 1_000:  # noqa: PLR2004 (thousands close a group)
                total, current = total + max(current, 1) * number, 0
            elif number == 100:  # noqa: PLR2004 (so many hundreds)
                current = max(current, 1) * number
            else:
                current += number
    said = text[run[0].start() : run[-1].end()].casefold()
    begin, end, unit = _unit(text, run[0].start(), run[-1].end())
    return Figure(begin, end, Decimal(total + current), said, unit, _next(text, end))


def _unaccented(word: str) -> str:
    from baton.core.text import folded

    return folded(word).replace("ß", "ss")
