"""A price that follows demand, stock and competitors. Pure; the limits of ``limits`` hold afterwards."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, NamedTuple

from pydantic import Field

from baton.commerce.division import rounded
from baton.core.contract import Contract, UtcDatetime

MOST_AWAY = 0.3
"""The share of the base price by which demand and stock may move it together."""

SURE = 2.0
"""Standard errors that an elasticity must be below -1 to be priced by."""


class CompetitorStrategy(StrEnum):
    """How a company answers competitors' prices."""

    IGNORE = "ignore"
    MATCH = "match"
    UNDERCUT = "undercut"
    ABOVE = "above"


class CompetitorRule(Contract):
    """What is done with competitors' prices of a SKU."""

    strategy: CompetitorStrategy = CompetitorStrategy.IGNORE
    basis_points: Annotated[int, Field(ge=0, le=5_000)] = Field(
        default=0, description="by which the lowest is undercut, or stayed above"
    )
    at_least: Annotated[int, Field(ge=1, le=20)] = Field(
        default=1, description="competitors whose prices must be known"
    )
    most_age_hours: Annotated[int, Field(ge=1, le=720)] = 48


class CompetitorPrice(Contract):
    """What a competitor asked for the same thing, shipping included, in the same currency."""

    competitor: str = Field(min_length=1, max_length=100)
    price: Annotated[int, Field(ge=1, le=10**15)]
    in_stock: bool = True
    seen_at: UtcDatetime


class Suggestion(NamedTuple):
    """A price and why; the price is the given one where nothing speaks for another."""

    price: int
    why: str


def against_competitors(
    price: int, rule: CompetitorRule, seen: Sequence[CompetitorPrice], now: datetime
) -> Suggestion | None:
    """The price by what competitors ask who have it in stock; ``None`` if that says nothing."""
    if rule.strategy is CompetitorStrategy.IGNORE:
        return None
    since = now - timedelta(hours=rule.most_age_hours)
    asked = [one for one in seen if one.in_stock and since <= one.seen_at <= now]
    if len({one.competitor for one in asked}) < rule.at_least:
        return None
    lowest = min(asked, key=lambda one: (one.price, one.competitor))
    sign = {
        CompetitorStrategy.MATCH: 0,
        CompetitorStrategy.UNDERCUT: -1,
        CompetitorStrategy.ABOVE: 1,
    }[rule.strategy]
    wanted = rounded(Decimal(lowest.price) * (10_000 + sign * rule.basis_points) / 10_000)
    words = {
        CompetitorStrategy.MATCH: "as",
        CompetitorStrategy.UNDERCUT: "below",
        CompetitorStrategy.ABOVE: "above",
    }
    why = f"{words[rule.strategy]} the lowest of {len(asked)} competitors, {lowest.competitor}"
    return None if wanted == price else Suggestion(max(0, wanted), why)


class Demand(Contract):
    """What is known of a SKU's demand and stock. ``days_of_stock`` is what is available and on order
    before the next delivery, by the demand that is expected.
    """

    elasticity: float | None = None
    elasticity_error: float | None = None
    days_of_stock: Annotated[float, Field(ge=0)] | None = None
    days_to_delivery: Annotated[float, Field(ge=0)] | None = None
    days_wanted: Annotated[float, Field(gt=0)] | None = Field(
        default=None, description="of stock that the company wants to have"
    )


def demanded(price: int, cost: int | None, demand: Demand) -> Suggestion | None:
    """The price that demand and stock speak for; ``None`` where neither does.

    Where demand is surely elastic, the price of the greatest margin: cost · e / (1 + e), Lerner's rule
    (Lerner 1934). Stock that ends before the next delivery raises a price by up to a tenth, stock far
    above what is wanted lowers it by up to a tenth. Both together move it by at most ``MOST_AWAY``.
    """
    factor, why = 1.0, []
    error = demand.elasticity_error or 0.0
    if cost and demand.elasticity is not None and demand.elasticity + SURE * error < -1:
        best = cost * demand.elasticity / (1 + demand.elasticity)
        factor = best / price if price else 1.0
        why.append(f"an elasticity of {demand.elasticity:.1f} and the cost")
    stock = _by_stock(demand)
    if stock != 1:
        factor *= stock
        why.append("little stock" if stock > 1 else "much stock")
    factor = min(max(factor, 1 - MOST_AWAY), 1 + MOST_AWAY)
    wanted = rounded(Decimal(price) * Decimal(str(factor)))
    return Suggestion(wanted, " and ".join(why)) if why and wanted != price else None


def _by_stock(demand: Demand) -> float:
    days = demand.days_of_stock
    if days is None:
        return 1.0
    if demand.days_to_delivery is not None and days < demand.days_to_delivery:
        return 1 + 0.1 * (1 - days / demand.days_to_delivery)
    if demand.days_wanted is not None and days > 2 * demand.days_wanted:
        return 1 - 0.1 * min(1.0, days / (2 * demand.days_wanted) - 1)
    return 1.0
