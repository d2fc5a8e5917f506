"""Phone numbers in a text, told from dates, amounts, years and numbers of orders.

It is decided from the cheap to the dear: the word before it (``phone``, ``order no.``), the unit after
it, how it is written, and for what is left by libphonenumber: only that takes 60 ms to import.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from baton.core.recognition.number_words import (
    Said,
    said_before,
    unit_after,
    with_a_day,
    with_hyphens,
    without_moments,
)
from baton.core.recognition.vanity_numbers import vanity_numbers_in

if TYPE_CHECKING:
    from phonenumbers import PhoneNumber

_GAP = r"[ \t\u00a0\u2009\u202f().\-\u2010-\u2013/]"
_RUN = re.compile(rf"(?:\+ ?)?\(?\+?\d(?:{_GAP}{{0,3}}\d)*+")
_GROUP = re.compile(r"\d+")
_EXTENSION = re.compile(
    r"[ ,;]{0,3}(?:x|#|ext(?:ension|n)?|durchwahl|dw|kl(?:appe)?|poste|int|toestel|wew|anexo|;ext=)"
    r"[ .:=]{0,2}\d{1,7}(?![\w])",
    re.IGNORECASE,
)
_NEVER_BEFORE = frozenset(":#=&%/.,@^-_*~")

LEAST, MOST = 7, 15
"""Digits of a number with its country's code (ITU-T E.164), and of the shortest without."""

_LEAST_NAMED = 6
"""Digits of what is called a phone number."""

_TRUNK = range(8, 14)
"""Digits of a national number with its trunk zero."""

_NORTH_AMERICA = (3, 3, 4)
_PREFIXES = frozenset({"1", "001", "7", "8"})
"""Of North America; and of Russia, with the prefix for other places."""

_ABROAD = frozenset({"011", "0011", "010", "000"})
"""What is dialled before a country's code where that is not 00."""

_AFTER_PREFIX = frozenset({_NORTH_AMERICA, (3, 3, 2, 2)})
_AREA_FIRST = frozenset({(2, 3, 4), (1, 3, 4), (2, 4, 4), (2, 5, 4)})
"""An area's code, then a number with a hyphen or after a slash: 25/851-7812, 11 96123-4567."""

_LOCAL = frozenset({(3, 4), (3, 2, 2)})
"""Numbers within an area; they begin with one of ``_FIRST``."""

_FIRST = "23456789"
_REGIONS = (
    *("US", "GB", "DE", "FR", "ES", "IT", "IN", "BR", "AU", "NL", "PL"),
    *("SE", "CH", "SG", "DK", "NO", "HK", "PT", "HU", "CN"),
)
"""Where else a number may be from: those whose numbers are written unlike the others'."""


@dataclass(frozen=True, slots=True)
class _Number:
    """One candidate. ``groups`` are its digits as they stand together, ``gaps`` what is between."""

    text: str
    begin: int
    end: int
    groups: tuple[str, ...]
    gaps: tuple[str, ...]

    @property
    def digits(self) -> str:
        return "".join(self.groups)

    @property
    def sizes(self) -> tuple[int, ...]:
        return tuple(map(len, self.groups))


def phones_in(text: str, regions: Sequence[str] = ()) -> Iterator[tuple[int, int]]:
    """Where phone numbers stand, with their extensions. ``regions`` (ISO 3166) are those that numbers
    without a country's code may belong to.
    """
    text = with_hyphens(text)
    spelt, left = vanity_numbers_in(text)
    yield from sorted([*spelt, *_in_digits(left, regions)])


def _in_digits(text: str, regions: Sequence[str]) -> Iterator[tuple[int, int]]:
    if sum(map(text.count, "0123456789")) < _LEAST_NAMED:
        return
    plain = without_moments(text)
    taken = 0
    for run in _RUN.finditer(plain):
        if plain[run.start() - 1 : run.start()].isalnum() and not _is_named(plain, run.start()):
            continue  # a part of a word
        for number in _numbers_of(plain, run):
            if number.begin >= taken and _is_phone(plain, number, tuple(regions)):
                more = _EXTENSION.match(plain, number.end)
                taken = more.end() if more else number.end
                yield number.begin, taken


def _numbers_of(text: str, run: re.Match[str]) -> Iterator[_Number]:
    """The candidates of a run: the whole, or, if that is too long for one number, pieces that begin
    with a zero or after a wider gap.
    """
    groups = [one.span() for one in _GROUP.finditer(text, run.start(), run.end())]
    whole = sum(end - begin for begin, end in groups) <= MOST
    first = digits = 0
    for at, (begin, end) in enumerate(groups):
        if not whole and digits >= LEAST and _begins_anew(text, groups[at - 1][1], begin):
            yield _number(text, run.start() if first == 0 else groups[first][0], groups[first:at])
            first, digits = at, 0
        digits += end - begin
    yield _number(text, run.start() if first == 0 else groups[first][0], groups[first:])


def _begins_anew(text: str, before: int, begin: int) -> bool:
    """Whether a group may be the first of a number, if the digits before it are one."""
    gap = text[before:begin]
    zero = text[begin] == "0" and text[begin + 1 : begin + 2].isdigit() and not gap.endswith("(")
    return zero or (len(gap) > 1 and not set(gap) & set("()"))


def _number(text: str, begin: int, groups: Sequence[tuple[int, int]]) -> _Number:
    spans = groups[: MOST + 3]  # longer is no number anyway
    whole = text[begin : spans[-1][1]]
    if whole[0] == "(" and whole.count("(") > whole.count(")"):  # all of it is in brackets
        begin, whole = begin + 1, whole[1:]
    return _Number(
        whole,
        begin,
        groups[-1][1],
        tuple(text[first:last] for first, last in spans),
        tuple(text[one[1] : other[0]] for one, other in pairwise(spans)),
    )


def _is_phone(text: str, number: _Number, regions: tuple[str, ...]) -> bool:
    count, before = len(number.digits), text[number.begin - 1 : number.begin]
    if not _LEAST_NAMED <= count <= MOST + 1 or _goes_on(text, number):
        return False
    said = said_before(text, number.begin)
    if said is Said.PHONE and not unit_after(text, number.end):
        return True
    if said is Said.OTHER and "+" not in number.text[:3]:
        return False
    if not set(number.text) & set("+()") and with_a_day(number.groups):
        return False
    if (international := _international(number)) is not None:
        return international
    return count >= LEAST and before not in _NEVER_BEFORE and _by_form(text, number, regions)


def _is_named(text: str, begin: int) -> bool:
    return said_before(text, begin) is Said.PHONE


def _goes_on(text: str, number: _Number) -> bool:
    """Whether it is a part of something longer, as a file's name."""
    after = text[number.end : number.end + 2]
    if after[:1].isalpha() or after[:1] in {"_", "\0"}:
        return _EXTENSION.match(text, number.end) is None
    return len(after) > 1 and after[0] in "-.:,/@=&" and (after[1].isalnum() or after[1] == "\0")


def _international(number: _Number) -> bool | None:
    """Whether it is a number with a country's code; ``None`` if it has none."""
    digits = number.digits
    if "+" not in number.text[:3]:
        if number.groups[0] in _ABROAD:
            return _parsed(f"+{''.join(number.groups[1:])}", None) is not None or None
        if digits[:2] != "00":
            return None
        digits = digits[2:]
    count = len(digits) - ("(0)" in number.text)
    if digits[:1] == "1":
        return count == 1 + sum(_NORTH_AMERICA)
    return digits[:1] != "0" and LEAST < count <= MOST


def _by_form(text: str, number: _Number, regions: tuple[str, ...]) -> bool:
    """Whether it is written as phone numbers are, where no word says what it is."""
    digits = number.digits
    if digits[0] == "0" and digits[1] != "0":
        return _area_in_brackets(number) or _with_trunk_zero(number)
    if unit_after(text, number.end):
        return False
    if _area_in_brackets(number) or _in_known_groups(number):
        return True
    if len(number.groups) == 1:
        return _exists(digits, regions)
    if _counts_thousands(number) or _is_a_list(number) or not _one_kind_of_gap(number):
        return False
    return _written_so_somewhere(number.groups, regions)


def _in_known_groups(number: _Number) -> bool:
    """Whether nothing but a phone number is written in such groups."""
    sizes, gaps = number.sizes, number.gaps
    if number.groups[0] in _PREFIXES and sizes[1:] in _AFTER_PREFIX:
        return True
    if sizes == _NORTH_AMERICA:
        return gaps[1] in {"-", "."} or number.digits[0] in _FIRST
    if sizes in _AREA_FIRST:
        return gaps[-1] == "-" or gaps[0] == "/"
    return sizes in _LOCAL and number.digits[0] in _FIRST and set(gaps) <= {" ", "-"}


def _area_in_brackets(number: _Number) -> bool:
    """``(0512) 12 34 56``, ``(201) 555-0123``, ``8 (912) 345-67-89``."""
    opening = number.text.find("(")
    if opening < 0 or ")" not in number.text[opening:]:
        return False
    area = number.text[opening + 1 : number.text.index(")", opening)]
    return area.isdigit() and 2 <= len(area) <= 6 and len(number.digits) > LEAST  # noqa: PLR2004


def _with_trunk_zero(number: _Number) -> bool:
    """A zero, then the rest in groups or none. ``01310-100`` is a postal code, ``0.1234567`` a share,
    ``078-05-1120`` whom the state insures.
    """
    sizes = number.sizes
    if len(number.digits) not in _TRUNK or (number.groups[0] == "0" and number.gaps[:1] != ("-",)):
        return False
    return sizes not in {(5, 3), (3, 2, 4)}


def _counts_thousands(number: _Number) -> bool:
    """``1 500 000``, ``150 000 000``, ``123.456.789``."""
    sizes = number.sizes
    if len(sizes) == 1 or any(size != 3 for size in sizes[1:]) or sizes[0] > 3:  # noqa: PLR2004
        return False
    return sizes[0] < 3 or number.groups[-1] == "000" or set(number.gaps) == {"."}  # noqa: PLR2004


def _is_a_list(number: _Number) -> bool:
    """Numbers in rising order, or many short ones: a list, not one number."""
    values = [int(group) for group in number.groups]
    rising = len(values) > 3 and all(one < other for one, other in pairwise(values))  # noqa: PLR2004
    alike = len(set(number.sizes)) == 1
    return (rising and alike) or number.sizes.count(1) > 1


def _one_kind_of_gap(number: _Number) -> bool:
    """Of a space or hyphen between all groups, or of a space and then hyphens."""
    kinds = set(number.gaps)
    if kinds == {"."}:
        return len(number.groups) > 2  # noqa: PLR2004 (two are a number with decimals)
    return kinds <= {" ", "-", "\u00a0", "\u202f", "\u2009", "\u2011"}


def _written_so_somewhere(groups: tuple[str, ...], regions: tuple[str, ...]) -> bool:
    """Whether there is such a number that is written in these groups in one of the regions."""
    from phonenumbers import PhoneNumberFormat, format_number

    for region in (*regions, *_REGIONS):
        number = _parsed("".join(groups), region)
        if number is None:
            continue
        written = format_number(number, PhoneNumberFormat.NATIONAL)
        plain = format_number(number, PhoneNumberFormat.INTERNATIONAL).split(" ", 1)[-1]
        if groups in {tuple(_GROUP.findall(written)), tuple(_GROUP.findall(plain))}:
            return True
    return False


def _exists(digits: str, regions: tuple[str, ...]) -> bool:
    """Whether digits without any gap are a number: one of a region that is known; else one of North
    America, or of a mobile phone in China or with its country's code.
    """
    if any(_parsed(digits, region) for region in (*regions, "US")):
        return True
    elsewhere = len(digits) != sum(_NORTH_AMERICA)
    return elsewhere and (_is_mobile(digits, "CN") or _is_mobile(f"+{digits}", None))


def _is_mobile(digits: str, region: str | None) -> bool:
    from phonenumbers import PhoneNumberType, number_type

    number = _parsed(digits, region)
    return number is not None and number_type(number) == PhoneNumberType.MOBILE


def _parsed(digits: str, region: str | None) -> "PhoneNumber | None":
    """The number, if it exists."""
    from phonenumbers import NumberParseException, is_valid_number, parse

    try:
        number = parse(digits, region)
    except NumberParseException:
        return None
    return number if is_valid_number(number) else None
