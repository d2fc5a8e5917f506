"""Between what bounds a price stays: cost and margin, the supplier's minimum, a company's own bounds,
and how far it may move in a day. Pure.
"""

from collections.abc import Sequence
from decimal import ROUND_CEILING, Decimal
from typing import Annotated, NamedTuple

from pydantic import Field

from baton.commerce.catalogue import ProductVariant
from baton.commerce.pricing.tax import TaxRate
from baton.core.contract import Contract
from baton.core.money import Currency

Price = Annotated[int, Field(ge=0, le=10**15)]


class PriceLimits(Contract):
    """Bounds of a unit price, in minor units of one currency, as the shop shows prices: with tax if it
    includes tax, then also in the cost.
    """

    cost: Price | None = None
    least_margin: Annotated[int, Field(ge=0, lt=10_000)] = Field(
        default=0, description="basis points of the price that must be left over the cost"
    )
    minimum_advertised: Price | None = Field(default=None, description="the supplier's MAP")
    least: Price | None = None
    most: Price | None = None
    day_step: Annotated[int, Field(ge=0, le=10_000)] | None = Field(
        default=None, description="basis points that a price may move within a day"
    )


class Bounded(NamedTuple):
    """A price within its limits, and which of them moved it."""

    price: int
    by: tuple[str, ...]


def shown_cost(
    variant: ProductVariant, rates: Sequence[TaxRate], currency: Currency, *, includes_tax: bool
) -> int | None:
    """The cost as prices are shown: with tax where they include it; unknown in another currency."""
    cost = variant.cost
    if cost is None or cost.currency != currency:
        return None
    rate = sum((one.rate for one in rates), Decimal(0)) if includes_tax else Decimal(0)
    return int((cost.amount * (1 + rate)).to_integral_value(ROUND_CEILING))


def advertised(variant: ProductVariant, currency: Currency) -> int | None:
    """The supplier's minimum, if there is one in a currency."""
    told = variant.minimum_advertised
    return told.amount if told and told.currency == currency else None


def floor_of(limits: PriceLimits) -> int:
    """The lowest price that the cost and the company allow, promotions included."""
    least = limits.least or 0
    if limits.cost is None:
        return least
    exact = Decimal(limits.cost) * 10_000 / (10_000 - limits.least_margin)
    return max(least, int(exact.to_integral_value(ROUND_CEILING)))


def bounded(price: int, limits: PriceLimits, yesterday: int | None = None) -> Bounded:
    """The price nearest to the wanted one that keeps every limit.

    Where limits contradict each other the later of these wins: step, most, floor, MAP; so a price is
    never below cost, and never advertised below what the supplier allows.
    """
    by: list[str] = []
    if limits.day_step is not None and yesterday is not None:
        room = Decimal(yesterday) * limits.day_step / 10_000
        low = int((yesterday - room).to_integral_value(ROUND_CEILING))
        price = _kept(price, low, int(yesterday + room), "the most it may move in a day", by)
    price = _kept(price, None, limits.most, "the highest price", by)
    price = _kept(price, floor_of(limits), None, "cost and margin, or the lowest price", by)
    price = _kept(price, limits.minimum_advertised, None, "the supplier's minimum", by)
    return Bounded(price, tuple(by))


def _kept(price: int, low: int | None, high: int | None, by: str, told: list[str]) -> int:
    kept = price
    if high is not None:
        kept = min(kept, high)
    if low is not None:
        kept = max(kept, low)
    if kept != price:
        told.append(by)
    return kept
