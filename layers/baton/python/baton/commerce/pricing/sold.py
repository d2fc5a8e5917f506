"""What was sold of SKUs, from the facts, and what demand that is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, cast

from baton.commerce.ids import Sku
from baton.commerce.inventory.stocking import StockingPolicy, StockState, StockWatch
from baton.commerce.pricing.book import PricePolicy
from baton.commerce.pricing.dynamic import Demand
from baton.commerce.pricing.elasticity import NotLearned, Sale, elasticity
from baton.core.money import Currency
from baton.facts.partitions import Days
from baton.facts.query import Facts
from baton.facts.registered_kinds import fact_kinds

LEARNED_DAYS = 365
DEMAND_DAYS = 28

_SALES = (
    "SELECT product_id AS sku, day, SUM(quantity) AS pieces, SUM(amount) AS paid FROM transaction "
    "WHERE currency = ? AND amount > 0 AND quantity > 0 AND product_id >= ? AND product_id <= ? "
    "GROUP BY product_id, day"
)


@dataclass(frozen=True, slots=True)
class Sold:
    """Pieces that were sold on a day so many days ago, and what was paid for them."""

    ago: int
    pieces: float
    paid: float


def sold_of(
    facts: Facts, skus: frozenset[Sku], currency: Currency, last: date
) -> Mapping[Sku, list[Sold]]:
    """What was sold of SKUs by day, where an area registers such facts. Raises ``Unavailable``."""
    if "transaction" not in fact_kinds() or not skus:
        return {}
    days = Days(first=last - timedelta(days=LEARNED_DAYS), last=last)
    rows = facts.query(_SALES, [currency, min(skus), max(skus)], days=days).by_name()
    found: dict[Sku, list[Sold]] = {}
    for row in cast("list[dict[str, Any]]", rows):
        if row["sku"] in skus:
            sold = Sold((last - row["day"]).days, float(row["pieces"]), float(row["paid"]))
            found.setdefault(row["sku"], []).append(sold)
    return found


def demand_of(
    sold: Sequence[Sold],
    available: int,
    policy: PricePolicy,
    stocking: StockingPolicy | None = None,
    watch: StockWatch | None = None,
) -> Demand:
    """What is known of a SKU's demand and stock. What inventory expects counts before what was sold;
    that stock ends before a delivery is said only of what inventory calls low, so that a price moves
    with that and not with every piece. Pure.
    """
    daily = sum(one.pieces for one in sold if one.ago < DEMAND_DAYS) / DEMAND_DAYS
    if watch and watch.forecast:
        daily = watch.forecast.daily
    low = watch is not None and watch.state is not StockState.OK
    known = Demand(
        days_of_stock=available / daily if daily else None,
        days_to_delivery=float(stocking.lead_days) if stocking and low else None,
        days_wanted=policy.days_wanted,
    )
    try:
        learned = elasticity([Sale(one.pieces, one.paid / one.pieces) for one in sold])
    except NotLearned:
        return known
    return known.model_copy(
        update={"elasticity": learned.pooled, "elasticity_error": learned.pooled_error}
    )
