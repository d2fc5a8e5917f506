"""Numbers in texts, as people and programs write them. Every pattern is linear in the text."""

import re
from typing import Literal

Decimal = Literal[".", ","]
"""The sign before a number's decimals."""

MAX_LENGTH = 40
"""A text with more characters is no number."""

_GROUP_SIGNS = " '\u00a0\u202f\u2019"
_GROUPED = {
    decimal: re.compile(
        rf"[+-]?\d{{1,3}}(?:[{_GROUP_SIGNS}{other}]\d{{3}})+(?:{point}\d+)?"
        rf"|[+-]?\d{{1,2}}(?:{other}\d\d)+{other}\d{{3}}(?:{point}\d+)?"  # lakhs: 1,23,456
    )
    for decimal, point, other in ((".", r"\.", ","), (",", ",", r"\."))
}
_WITH_COMMA = re.compile(r"[+-]?\d*,\d+(?:[eE][+-]?\d{1,3})?")
_BY_COMMA_ONLY = re.compile(
    rf"[+-]?\d{{1,3}}(?:[{_GROUP_SIGNS}.]\d{{3}})+,\d+|[+-]?\d{{1,3}}(?:\.\d{{3}}){{2,}}"
)
_BY_POINT_ONLY = re.compile(
    rf"[+-]?\d{{1,3}}(?:[{_GROUP_SIGNS},]\d{{3}})+\.\d+|[+-]?\d{{1,3}}(?:,\d{{3}}){{2,}}"
)
_EITHER = re.compile(r"(?<![\d.,])[1-9]\d{0,2}[.,]\d{3}(?![\d.,])")
_SHORT_DECIMALS = re.compile(
    r"[+-]?\d*(?P<sign>[.,])(?:\d{1,2}|\d{4,})|[+-]?(?:0{0,9}|\d{4,})(?P<first>[.,])\d{3}"
)
"""Thousands stand in threes, after one to three digits that do not begin with a zero."""


_MONEY = (
    "(?:US|A|C|R|HK|NZ|S)?[$]|[€£¥₹₺₽₩₪]|Rs[.]?|kr[.]?|zł|Kč|Ft|lei"
    "|AED|AUD|BRL|CAD|CHF|CNY|CZK|DKK|EUR|GBP|HKD|HUF|ILS|INR|JPY|KRW|MXN|NOK|NZD|PLN|RON|RUB|SAR|SEK"
    "|SGD|TRY|TWD|USD|ZAR"
)
_BEFORE = re.compile(rf"(?:[<>~≈≤≥]=?\s?)?([+-]?)\s?(?:(?:{_MONEY})\s?)?(?=[\d.,+-])")
_AFTER = re.compile(rf"(?<=[\w.,])\s?(?:%|{_MONEY})$")
_TIMES = {"k": 1e3, "m": 1e6, "mio": 1e6, "mn": 1e6, "million": 1e6, "bn": 1e9, "billion": 1e9}
_MULTIPLIED = re.compile(r"([\d.,+-]+)\s?(k|K|M|[Mm]io|mn|[Mm]illion|bn|[Bb]illion)\.?")
_CLOCK = re.compile(r"([+-]?)(\d{1,6}):([0-5]\d)(?::([0-5]\d))?(?:[.,]\d+)?")
_PART = re.compile(r"(\d{1,9})\s?([a-z]{1,7})\.?[\s,]{0,2}")
_DURATION = re.compile(
    r"P(?:(?P<d>\d{1,5})D)?(?:T(?:(?P<h>\d{1,5})H)?(?:(?P<m>\d{1,6})M)?(?:(?P<s>\d{1,9})(?:[.,]\d{1,9})?S)?)?"
)
"""As ISO 8601 writes them, without months and years, which have no length."""

_SECONDS = {
    **dict.fromkeys(("d", "day", "days"), 86_400),
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours"), 3_600),
    **dict.fromkeys(("m", "min", "mins", "minute", "minutes"), 60),
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds"), 1),
}


def number_in_text(text: str, decimal: Decimal = ".") -> float | None:
    """The number in a text, or ``None``: ``1,250.5``, ``12 %``, ``$9``, ``10+``, ``(500)``, ``2.5k``,
    ``1.234,50``; a time such as ``4:35`` in its smaller unit, ``1 h 20 min`` and ``PT80M`` in
    seconds.

    ``decimal`` decides about ``1.234`` and ``1,234``, which both signs can make. The number may be
    infinite or not a number, where the text says so.
    """
    if decimal == ".":
        try:
            return float(text)
        except ValueError:
            pass
    text = text.strip()
    if not text or len(text) > MAX_LENGTH:
        return None
    text = _without_surroundings(text.replace("\u2212", "-"))
    if (number := _plain(text, decimal)) is not None:
        return number
    if found := _MULTIPLIED.fullmatch(text):
        number = _plain(found[1], decimal)
        return None if number is None else number * _TIMES[found[2].casefold()]
    if found := _CLOCK.fullmatch(text):
        return _clock(*found.groups())
    return _span(text.casefold()) if (seconds := _duration(text)) is None else seconds


def decimal_signs(text: str) -> str:
    """The decimal signs with which alone the text is the number that it looks like: ``.``, ``,`` or
    none, where both or neither would do.
    """
    if len(text) > MAX_LENGTH:
        return ""
    text = _without_surroundings(text.strip())
    if _BY_COMMA_ONLY.fullmatch(text):
        return ","
    if _BY_POINT_ONLY.fullmatch(text):
        return "."
    found = _SHORT_DECIMALS.fullmatch(text)
    return (found["sign"] or found["first"]) if found else ""


def may_be_grouped(text: str) -> bool:
    """Whether the number's only sign may stand before decimals or thousands: ``1.200``, ``€ 12,000``."""
    return _EITHER.search(text[:MAX_LENGTH]) is not None


def _without_surroundings(text: str) -> str:
    """The text without bounds, currencies and percent signs; in brackets, or with its sign
    after it, it is negative.
    """
    if text[:1] == "(" and text[-1:] == ")":
        text = f"-{text[1:-1].strip()}"
    elif text[-1:] == "-" and text[:1] not in "+-":
        text = f"-{text[:-1].rstrip()}"
    text = _BEFORE.sub(r"\1", text, count=1) if _BEFORE.match(text) else text
    return _AFTER.sub("", text.removesuffix("+").rstrip())


def _plain(text: str, decimal: Decimal) -> float | None:
    if _GROUPED[decimal].fullmatch(text):
        text = re.sub(rf"[{_GROUP_SIGNS}{',' if decimal == '.' else '.'}]", "", text)
    elif _BY_COMMA_ONLY.fullmatch(text):
        text = re.sub(rf"[{_GROUP_SIGNS}.]", "", text)
    elif _BY_POINT_ONLY.fullmatch(text):
        text = re.sub(rf"[{_GROUP_SIGNS},]", "", text)
    elif not _WITH_COMMA.fullmatch(text) and "," in text:
        return None
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return None


def _clock(sign: str, first: str, second: str, third: str | None) -> float:
    """``4:35`` as 275 and ``1:02:03`` as 3723: whatever the units are, more is more."""
    total = int(first) * 60 + int(second)
    if third is not None:
        total = total * 60 + int(third)
    return float(-total if sign == "-" else total)


def _duration(text: str) -> float | None:
    """The seconds of ``PT1H20M``."""
    found = _DURATION.fullmatch(text)
    parts = {name: part for name, part in found.groupdict().items() if part} if found else {}
    return float(sum(int(part) * _SECONDS[name] for name, part in parts.items())) if parts else None


def _span(text: str) -> float | None:
    """The seconds in ``1 h 20 min``; a single ``m`` may be anything."""
    total, at, smaller_than = 0, 0, float("inf")
    while at < len(text):
        found = _PART.match(text, at)
        unit = _SECONDS.get(found[2]) if found else None
        if found is None or unit is None or unit >= smaller_than:
            return None
        if found[2] == "m" and found.start() == 0 and found.end() == len(text):
            return None
        total += int(found[1]) * unit
        at, smaller_than = found.end(), unit
    return float(total) if at else None
