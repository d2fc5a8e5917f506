"""Money as integer minor units with its currency."""

from typing import Annotated

from pydantic import Field, StringConstraints

from baton.core.contract import Contract

Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
"""An ISO 4217 code, for example ``USD``."""


class Money(Contract):
    """An amount of money, for example ``{"amount": 1250, "currency": "USD"}`` for $12.50.

    ``amount`` is in minor units (cents for USD, yen for JPY), 0 to 10^15.
    """

    amount: int = Field(ge=0, le=10**15)
    currency: Currency
