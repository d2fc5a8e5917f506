"""When to order, and how much. Pure. Demand and lead time by the day, stock in pieces.

* Safety stock by cycle service, and the point at which to order: Chopra and Meindl, Supply Chain
  Management, ch. "Managing uncertainty in a supply chain: safety inventory"; Silver, Pyke and Thomas,
  Inventory and Production Management in Supply Chains, 4th ed. 2017, ch. 6.
* Spread of demand over a lead time that itself spreads: sqrt(L s_D^2 + D^2 s_L^2), same sources.
* Economic order quantity: Harris 1913.
* The level by the share of demand served is in ``replenishment.up_to``.
"""

import math
from dataclasses import dataclass

from baton.statistics.distributions import normal_density, normal_quantile, normal_tail


@dataclass(frozen=True, slots=True)
class Lot:
    """In which quantities a supplier delivers: at least ``least`` pieces, in packs of ``pack``."""

    least: int = 1
    pack: int = 1


def spread_over(days: float, deviation: float, daily: float, lead_deviation: float) -> float:
    """The standard deviation of demand over ``days`` of which the lead time spreads by
    ``lead_deviation``, for a ``daily`` demand that spreads by ``deviation``.
    """
    return math.sqrt(days * deviation**2 + (daily * lead_deviation) ** 2)


def with_lead_spread(deviation: float, daily: float, lead_deviation: float) -> float:
    """The same where the deviation over the days is known."""
    return math.hypot(deviation, daily * lead_deviation)


def safety_stock(spread: float, service: float) -> float:
    """Stock against a demand that spreads, so that a share ``service`` of all cycles sees no stock-out;
    above 0, below 1.
    """
    return normal_quantile(service) * spread


def reorder_point(daily: float, days: float, spread: float, service: float) -> float:
    """Position at which to order: with ``days`` of the lead time if stock is watched all the time, and
    those of the review period besides if it is looked at once a period. At least 0.
    """
    return max(daily * days + safety_stock(spread, service), 0.0)


def expected_shortage(safety: float, spread: float) -> float:
    """Pieces short in a cycle with normally distributed demand: s_L f(z) - SS (1 - F(z)), z = SS/s_L."""
    if spread <= 0:
        return max(-safety, 0.0)
    z = safety / spread
    return spread * normal_density(z) - safety * normal_tail(z)


def economic_quantity(yearly: float, order_cost: float, held_cost: float) -> float:
    """The quantity at which ordering and holding cost least together: sqrt(2 D S / H), for what an order
    costs, and a piece held for a year.
    """
    return math.sqrt(2 * yearly * order_cost / held_cost)


def quantity(point: float, position: int, lot: Lot, economic: float = 0.0) -> int:
    """Pieces to order at a ``position`` (on hand and coming, without what is promised): nothing at the
    point or above; else what is missing, or the economic quantity if that is more, in the supplier's
    lots.
    """
    if position >= math.ceil(point):
        return 0
    wanted = max(math.ceil(point) - position, round(economic), lot.least)
    return math.ceil(wanted / lot.pack) * lot.pack
