"""Prices as terms: bands that grow with the price, so that a range of prices is a few terms. Pure."""

from baton.core.money import Currency

HIGHEST = 10**15
"""Minor units, as ``Money`` has them."""

_BITS = 3
_A_DOUBLING = 4
"""Bands from an amount to twice as much."""


def band(amount: int) -> int:
    """The number of the band of an amount in minor units, 0 to 195: each is a quarter of what doubles.
    A higher amount has no lower one.
    """
    shift = max(amount.bit_length() - _BITS, 0)
    return shift * _A_DOUBLING + (amount >> shift)


def term(currency: Currency, amount: int) -> str:
    """The term of a price, as ``EUR:33``."""
    return f"{currency}:{band(amount)}"


def terms_between(currency: Currency, least: int, most: int) -> list[str]:
    """The terms of all prices from ``least`` to ``most``, and of some beside them."""
    return [f"{currency}:{one}" for one in range(band(least), band(most) + 1)]
