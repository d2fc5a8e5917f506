"""Amounts of money as people write them: ``€ 1.250,50``, ``US$ 10k``, ``Rs. 5,000``, ``500.-``.

What is known is read; anything else is refused, since an amount that is read wrongly is worse than none.
Pure, and linear in the length of the text, which is bounded.
"""

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

MOST_CHARACTERS = 60

_BY_DIGITS = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}
_MINOR_DIGITS = {code: digits for digits, codes in _BY_DIGITS.items() for code in codes.split()}
"""Decimal digits of a currency's minor unit where it is not 2 (ISO 4217, list one)."""

_ISO_4217 = """
AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN
BWP BYN BZD CAD CDF CHF CLF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR
FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD
JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT
MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG
QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS
TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYI UYU UYW UZS VED VES VND VUV WST XAF XCD XOF
XPF YER ZAR ZMW ZWG
"""
_CODES = frozenset(_ISO_4217.split())
"""ISO 4217, list one: the codes of currencies in use."""

_SIGNS = {
    "€": ("EUR",),
    "£": ("GBP", "EGP", "FKP", "GIP", "LBP", "SHP", "SYP"),
    "¥": ("JPY", "CNY"),
    "円": ("JPY",),
    "元": ("CNY",),
    "$": ("USD", "CAD", "AUD", "NZD", "HKD", "SGD", "MXN", "CLP", "COP", "ARS", "TWD", "BRL"),
    "us$": ("USD",),
    "usd$": ("USD",),
    "c$": ("CAD",),
    "ca$": ("CAD",),
    "a$": ("AUD",),
    "au$": ("AUD",),
    "nz$": ("NZD",),
    "hk$": ("HKD",),
    "s$": ("SGD",),
    "mx$": ("MXN",),
    "r$": ("BRL",),
    "nt$": ("TWD",),
    "₹": ("INR",),
    "rs": ("INR", "PKR", "LKR", "NPR", "MUR"),
    "rs.": ("INR", "PKR", "LKR", "NPR", "MUR"),
    "₽": ("RUB",),
    "₺": ("TRY",),
    "tl": ("TRY",),
    "₴": ("UAH",),
    "₩": ("KRW",),
    "₪": ("ILS",),
    "₫": ("VND",),
    "₦": ("NGN",),
    "₱": ("PHP",),
    "฿": ("THB",),
    "zł": ("PLN",),
    "kč": ("CZK",),
    "ft": ("HUF",),
    "lei": ("RON",),
    "лв": ("BGN",),
    "kr": ("SEK", "NOK", "DKK", "ISK"),
    "kr.": ("SEK", "NOK", "DKK", "ISK"),
    "mex$": ("MXN",),
    "rp": ("IDR",),
    "rm": ("MYR",),
    "fr.": ("CHF",),
    "sfr.": ("CHF",),
    "dhs": ("AED", "MAD"),
    "руб": ("RUB",),  # noqa: RUF001
    "руб.": ("RUB",),  # noqa: RUF001
    "грн": ("UAH",),
    "грн.": ("UAH",),
    "лв.": ("BGN",),
    "pesos": ("MXN", "ARS", "CLP", "COP", "PHP"),
    "/-": ("INR", "PKR", "LKR", "NPR"),
    ":-": ("SEK",),
    "euro": ("EUR",),
    "euros": ("EUR",),
    "dollars": ("USD", "CAD", "AUD", "NZD"),
    "pounds": ("GBP",),
}
"""Signs and words by the currencies that they may stand for."""

_BY_MULTIPLE = {
    1: ("",),
    1_000: ("k", "tsd", "tsd.", "thousand", "tausend", "tys.", "тыс", "тыс."),
    10**4: ("万",),
    10**5: ("lakh", "lakhs"),
    10**6: ("m", "mm", "mn", "mio", "mio.", "million", "millions", "millionen", "millones", "milioni",
            "млн", "млн."),
    10**7: ("crore", "crores"),
    10**8: ("億", "亿"),
    10**9: ("mrd", "mrd.", "bn"),
}  # fmt: skip
_MULTIPLES = {word: multiple for multiple, words in _BY_MULTIPLE.items() for word in words}
_NUMBER = {
    decimal: re.compile(rf"(\d+|\d{{1,3}}(?:{group}\d{{3}})+|\d{{1,2}}(?:{group}\d\d)*{group}\d{{3}})"
                        rf"(?:{point}(\d+|-{{1,2}}|\u2013|\u2014))?")
    for decimal, point, group in ((".", r"\.", ","), (",", ",", r"\."))
}  # fmt: skip
_PIECES = re.compile(
    r"(?P<before>[^\d\-\u2212]*)(?P<minus>[\-\u2212]?)"
    r"(?P<number>\d[\d.,]*+(?:-{1,2}|\u2013|\u2014)?)(?P<after>\D*)"
)
_THOUSANDS = re.compile(r"[1-9]\d{0,2}\.\d{3}")
"""What is a thousand where people group by points, and has three decimals where they do not."""

_SPACES = re.compile("[\\s'\u2019_]")


class Amount(NamedTuple):
    """An amount in major units; ``currency`` is an ISO 4217 code, ``None`` if nothing said which."""

    value: Decimal
    currency: str | None


def amount_in(text: str, *, decimal: str | None = None, currency: str | None = None) -> Amount:
    """The amount that a text says. ``decimal`` is the sign before decimals (``.`` or ``,``); if nobody
    said, it is the point, and what may as well be thousands is refused. ``currency`` is what the amount
    is said to be in, which a sign in the text must not contradict.

    Raises ``ValueError`` in words that follow a field's name and do not repeat the text.
    """
    if len(text) > MOST_CHARACTERS:
        raise ValueError(f"is longer than {MOST_CHARACTERS} characters, which no amount is")
    bare, negative = _unsigned(_SPACES.sub("", text))
    found = _PIECES.fullmatch(bare)
    if not found:
        raise ValueError("is not an amount of money")
    value = _number(found["number"], decimal or ".")
    negative = negative != bool(found["minus"])
    multiple, said = _after(found["after"], _sign(found["before"]))
    agreed = _agreed(said, currency)
    if decimal is None and multiple == 1 and _may_be_thousands(found["number"], agreed):
        raise ValueError(
            "may be thousands, or have three decimals: say in the mapping which sign stands before "
            'decimals, as decimal: "," or decimal: "."'
        )
    return Amount(-value * multiple if negative else value * multiple, agreed)


def is_currency(code: str) -> bool:
    """Whether ISO 4217 lists the code as a currency in use."""
    return code in _CODES


def minor_digits(currency: str) -> int:
    """Decimal digits of a currency's minor unit by ISO 4217: 2 for USD, 0 for JPY."""
    return _MINOR_DIGITS.get(currency.upper(), 2)


def minor_units(amount: Decimal, currency: str) -> int:
    """``amount`` in cents, yen, fils …, rounded half up."""
    return to_whole(amount.scaleb(minor_digits(currency)))


def to_whole(amount: Decimal) -> int:
    """The nearest whole number, halves away from zero: how every fraction of a minor unit is kept."""
    return int(amount.to_integral_value(rounding=ROUND_HALF_UP))


def _may_be_thousands(number: str, currency: str | None) -> bool:
    """Whether the point before three last digits may group them, as it cannot in a dinar's."""
    thousandths = currency is not None and minor_digits(currency) > 2  # noqa: PLR2004
    return not thousandths and bool(_THOUSANDS.fullmatch(number))


def _unsigned(text: str) -> tuple[str, bool]:
    """The text without its sign, and whether it is negative: a minus or, in books, parentheses."""
    if text.startswith("(") and text.endswith(")"):
        return text[1:-1], True
    for minus in ("-", "\u2212"):
        if text.startswith(minus):
            return text[1:], True
    return text.removeprefix("+"), False


def _number(text: str, decimal: str) -> Decimal:
    found = _NUMBER[decimal].fullmatch(text)
    if not found:
        other = "," if decimal == "." else "."
        raise ValueError(f'is not an amount (its decimals after "{decimal}", groups by "{other}")')
    whole = re.sub(r"\D", "", found[1])
    fraction = found[2] if found[2] and found[2].isdigit() else "0"
    return Decimal(f"{whole}.{fraction}")


def _sign(text: str) -> tuple[str, ...] | None:
    """The currencies that a text may stand for; ``None`` for an empty one."""
    if not text:
        return None
    if text.upper() in _CODES:
        return (text.upper(),)
    if (known := _SIGNS.get(text.casefold())) is None:
        raise ValueError("has something before it that is no currency known here")
    return known


def _after(text: str, before: tuple[str, ...] | None) -> tuple[int, tuple[str, ...] | None]:
    """What the number is multiplied with, and the currencies that both ends may stand for."""
    word = text.casefold()
    for name in sorted(_MULTIPLES, key=len, reverse=True):
        if word == name or (word.startswith(name) and _is_sign(text[len(name) :])):
            after = _sign(text[len(name) :])
            if before and after and not set(before) & set(after):
                raise ValueError("names two currencies")
            return _MULTIPLES[name], _both(before, after)
    raise ValueError("ends with what is neither a currency nor k, m or bn")


def _both(before: tuple[str, ...] | None, after: tuple[str, ...] | None) -> tuple[str, ...] | None:
    """What both ends may stand for: ``$ 500 CAD`` is in CAD."""
    if before and after:
        return tuple(one for one in before if one in after)
    return before or after


def _is_sign(text: str) -> bool:
    try:
        return _sign(text) is not None
    except ValueError:
        return False


def _agreed(said: tuple[str, ...] | None, currency: str | None) -> str | None:
    if said is None:
        return currency
    if currency is None:
        if len(said) > 1:
            raise ValueError(f"does not say which currency it is in: one of {', '.join(said)}")
        return said[0]
    if currency.upper() not in said:
        raise ValueError(f"is in {' or '.join(said[:3])}, not in {currency}")
    return currency
