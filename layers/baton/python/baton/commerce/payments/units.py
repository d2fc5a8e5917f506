"""Amounts as Stripe writes them, which is not everywhere in minor units of ISO 4217. Pure.

After docs.stripe.com/currencies: two currencies without minor units are written with two zeros, one
with two digits is written without, and those with three digits must end in a zero.
"""

from baton.core.amounts import minor_digits
from baton.core.errors import FieldError, InvalidInput

_WITH_TWO_ZEROS = frozenset(("ISK", "UGX"))
_WITHOUT_DIGITS = frozenset(("MGA",))
_THREE_DIGITS = 3


def charge_unit(currency: str) -> int:
    """Minor units of which everything that is charged or paid back is a multiple: mostly 1."""
    if currency in _WITHOUT_DIGITS:
        return 100
    return 10 if minor_digits(currency) == _THREE_DIGITS else 1


def to_stripe(amount: int, currency: str) -> int:
    """Minor units as Stripe takes them. Raises ``InvalidInput`` for an amount that it cannot take."""
    if currency in _WITH_TWO_ZEROS:
        return amount * 100
    whole = _whole(amount, charge_unit(currency), currency)
    return whole // 100 if currency in _WITHOUT_DIGITS else whole


def from_stripe(amount: int, currency: str) -> int:
    """What Stripe says, in minor units; of a hundredth that a currency has not, nothing is kept."""
    if currency in _WITH_TWO_ZEROS:
        return amount // 100
    return amount * 100 if currency in _WITHOUT_DIGITS else amount


def _whole(amount: int, of: int, currency: str) -> int:
    if amount % of:
        detail = f"payments in {currency} are in multiples of {of} minor units"
        raise InvalidInput([FieldError("/amount", detail, "multiple_of")])
    return amount
