"""The pricing agent's task and result."""

from pydantic import ConfigDict, Field

from baton.commerce.ids import Sku
from baton.commerce.inventory.stocking import StockState
from baton.core.contract import Contract, UtcDatetime
from baton.core.money import Currency


class PricingTask(Contract):
    """Review the named SKUs, or all that are sold; or the SKU of ``commerce.stock_changed``."""

    model_config = ConfigDict(extra="ignore")

    skus: tuple[Sku, ...] = Field(default=(), max_length=100)
    sku: Sku | None = Field(default=None, description="whose stock is at another level")

    @property
    def named(self) -> tuple[Sku, ...]:
        """All that are named."""
        return self.skus if self.sku is None else (self.sku,)


class PriceSet(Contract):
    """A price that was set, in minor units, and why; ``day`` is since when its step is measured."""

    sku: Sku
    currency: Currency
    base: int
    price: int
    why: str
    day: UtcDatetime


class StockAnswered(Contract):
    """What follows from a SKU's level of stock. ``version`` counts its changes."""

    sku: Sku
    state: StockState
    version: int = Field(ge=1)
    promotions_pause: bool = Field(description="those that apply by themselves")


class PricingResult(Contract):
    """How many prices were reviewed, how many are shown anew, and the first of those that were set."""

    reviewed: int = 0
    shown: int = 0
    prices_set: int = 0
    first: tuple[PriceSet, ...] = Field(default=(), max_length=40)
    stock: tuple[StockAnswered, ...] = Field(default=(), max_length=100)
