"""The pricing agent's task and result."""

from pydantic import Field

from baton.commerce.ids import Sku
from baton.core.contract import Contract
from baton.core.money import Currency


class PricingTask(Contract):
    """Review the named SKUs, or all that are sold."""

    skus: tuple[Sku, ...] = Field(default=(), max_length=100)


class PriceSet(Contract):
    """A price that was set, in minor units, and why."""

    sku: Sku
    currency: Currency
    base: int
    price: int
    why: str


class PricingResult(Contract):
    """How many prices were reviewed, how many are shown anew, and the first of those that were set."""

    reviewed: int = 0
    shown: int = 0
    prices_set: int = 0
    first: tuple[PriceSet, ...] = Field(default=(), max_length=40)
