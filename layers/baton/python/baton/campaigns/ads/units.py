"""Money in the units of the platforms. Exact both ways: what a platform cannot take is refused.

Google Ads counts in millionths of a currency unit, Meta in an offset of 100 or 1 to a unit (Marketing
API, "Currencies"), LinkedIn writes decimal numbers.
"""

from decimal import Decimal, InvalidOperation

from baton.core.amounts import is_currency, minor_digits, to_whole
from baton.core.money import Money

_MICROS = 6
"""Decimal digits of a millionth."""

_MOST_DIGITS = 18
"""Of an amount in currency units; of more, a platform's answer would take minutes to be an integer."""

_META_OFFSETS = {
    1: "CLP COP CRC HUF IDR ISK JPY KRW PYG TWD VND",
    100: "AED ARS AUD BDT BOB BRL CAD CHF CNY CZK DKK DZD EGP EUR GBP GTQ HKD HNL ILS INR KES LKR MOP "
    "MXN MYR NGN NIO NOK NZD PEN PHP PKR PLN QAR RON SAR SEK SGD THB TRY UAH USD UYU ZAR",
}
META_OFFSETS = {code: offset for offset, codes in _META_OFFSETS.items() for code in codes.split()}
"""Meta's units in one currency unit, for the currencies that an account can have."""


def known(currency: str) -> str:
    """The currency. Raises ``ValueError`` if ISO 4217 has none of that code."""
    if not is_currency(currency):
        raise ValueError(f"{currency} is no currency of ISO 4217")
    return currency


def to_micros(money: Money) -> int:
    """Millionths of the currency's unit. Raises ``ValueError`` for an unknown currency."""
    return int(money.amount * 10 ** (_MICROS - minor_digits(known(money.currency))))


def from_micros(micros: int, currency: str) -> int:
    """Minor units, to the nearest one, halves away from zero."""
    return to_whole(Decimal(micros).scaleb(minor_digits(known(currency)) - _MICROS))


def to_meta(money: Money) -> int:
    """Meta's units. Raises ``ValueError`` for a currency that Meta does not have, and for an amount
    that is not a whole number of them.
    """
    step = meta_step(money.currency)
    if money.amount % step:
        raise ValueError(f"Meta takes multiples of {step} minor units of {money.currency}")
    digits = minor_digits(money.currency)
    return int(money.amount * META_OFFSETS[money.currency] // 10**digits)


def from_meta(units: int, currency: str) -> int:
    """Minor units. Raises ``ValueError`` for a currency that Meta does not have."""
    return int(units * 10 ** minor_digits(currency) // _offset(currency))


def meta_step(currency: str) -> int:
    """Minor units in one of Meta's units, or 1 where Meta's are finer."""
    return max(int(10 ** minor_digits(currency) // _offset(currency)), 1)


def to_decimal(money: Money) -> str:
    """The amount in currency units, with the digits of its minor unit."""
    digits = minor_digits(known(money.currency))
    return f"{Decimal(money.amount).scaleb(-digits):.{digits}f}"


def from_decimal(text: str, currency: str) -> int:
    """Minor units, to the nearest one, halves away from zero. Raises ``ValueError`` for what is no
    number.
    """
    try:
        amount = Decimal(text)
    except InvalidOperation:
        raise ValueError("is no decimal number") from None
    if not amount.is_finite() or amount.adjusted() > _MOST_DIGITS:
        raise ValueError("is no amount of money")
    return to_whole(amount.scaleb(minor_digits(known(currency))))


def _offset(currency: str) -> int:
    if currency not in META_OFFSETS:
        raise ValueError(f"Meta has no accounts in {currency}")
    return META_OFFSETS[currency]
