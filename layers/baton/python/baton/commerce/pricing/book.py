"""What prices depend on beside the catalogue: a company's rules, promotions, tax rates and policy."""

from functools import cached_property
from typing import Annotated

from pydantic import ConfigDict, Field

from baton.commerce.ids import Sku
from baton.commerce.pricing.dynamic import CompetitorRule, CompetitorStrategy
from baton.commerce.pricing.promotion import Promotion
from baton.commerce.pricing.rules import PriceRule
from baton.commerce.pricing.tax import TaxRate
from baton.core.contract import Contract, UtcDatetime, Versioned, digest_of
from baton.core.money import Currency, Money


class PricePolicy(Versioned):
    """What a company decided once for all prices."""

    least_margin: Annotated[int, Field(ge=0, lt=10_000)] = Field(
        default=0, description="basis points of a price without tax"
    )
    day_step: Annotated[int, Field(ge=0, le=10_000)] = Field(
        default=1_000, description="basis points by which a dynamic price moves within a day"
    )
    follows_demand: bool = Field(default=False, description="and stock, within the limits")
    competitors: CompetitorRule = CompetitorRule()
    days_wanted: Annotated[float, Field(gt=0, le=730)] = Field(
        default=60, description="of stock, beyond twice of which a price falls"
    )
    pauses_promotions: bool = Field(
        default=True, description="those that apply by themselves, of what is low in stock"
    )

    flat_shipping: tuple[Money, ...] = Field(
        default=(),
        max_length=20,
        description="what a parcel costs while no carrier can be asked; none: it cannot be ordered",
    )

    @property
    def is_dynamic(self) -> bool:
        """Whether prices are set that are not in the catalogue."""
        return self.follows_demand or self.competitors.strategy is not CompetitorStrategy.IGNORE


class DynamicPrice(Versioned):
    """A unit price that the pricing agent set, until ``valid_until`` or the next one. A day's step is
    measured from ``day_price``, however often it is set in the day from ``day_since`` on.
    """

    sku: Sku
    currency: Currency
    base: int = Field(description="the list price it was made for: of another one it says nothing")
    price: int
    kind: str = Field(pattern="^(competitor|dynamic)$")
    why: str = Field(max_length=300)
    day_price: int
    day_since: UtcDatetime
    set_at: UtcDatetime
    valid_until: UtcDatetime


class PriceBook(Contract):
    """Rules, promotions, rates and policy as they stand together."""

    model_config = ConfigDict(ignored_types=(cached_property,))

    rules: tuple[PriceRule, ...] = ()
    promotions: tuple[Promotion, ...] = ()
    rates: tuple[TaxRate, ...] = ()
    policy: PricePolicy = PricePolicy()

    @cached_property
    def mark(self) -> str:
        """Changes whenever something in it does: 16 characters of a hash of it."""
        return digest_of(self)[:16]
