"""What a review of stock finds: levels, forecast, proposals and alerts, each with its reasons. Pure."""

import math
from collections.abc import Sequence
from datetime import datetime, timedelta

from pydantic import Field

from baton.commerce.ids import LocationId, Sku
from baton.commerce.inventory.forecasting import Expectation
from baton.commerce.inventory.reorder import (
    Lot,
    economic_quantity,
    quantity,
    reorder_point,
    with_lead_spread,
)
from baton.commerce.inventory.replenishment import Policy, up_to
from baton.commerce.inventory.stock import StockLevel
from baton.commerce.inventory.stocking import (
    SkuForecast,
    StockingPolicy,
    StockState,
    StockWatch,
)
from baton.commerce.inventory.suppliers import Reliability, Supplier, reliability
from baton.core.contract import Contract, Ulid

HELD_A_YEAR = 0.25
"""What a piece costs that is held for a year, as a share of its own cost."""

FORECAST_HOURS = 20
"""A forecast that is older is made anew."""

SOONEST = timedelta(minutes=10)
LATEST = timedelta(days=1)

MOST_PIECES = 100_000
"""That a line of a purchase order holds."""

_PATIENCE = 4
"""A SKU is looked at again in that part of the time in which it might become low."""


class ReorderProposal(Contract):
    """What should be ordered, and why."""

    quantity: int = Field(ge=1)
    supplier_id: str | None
    location: LocationId
    lead_days: int
    why: tuple[str, ...]
    purchase_id: Ulid | None = Field(default=None, description="the draft it became, if any")


class SkuReview(Contract):
    """A SKU as a review found it."""

    sku: Sku
    available: int
    reserved: int
    on_hand: int
    awaited: int = Field(description="in purchase orders, drafts too")
    state: StockState
    changed: bool = Field(description="whether its state is another than last time")
    order_below: int
    forecast: SkuForecast | None
    supplier: Reliability | None
    proposal: ReorderProposal | None


def supplier_of(policy: StockingPolicy, supplier: Supplier | None) -> Reliability:
    """What to expect of a SKU's supplier, by its policy and what was observed."""
    seen = supplier.deliveries if supplier else ()
    return reliability(seen, float(policy.lead_days), policy.lead_deviation)


def replenished(policy: StockingPolicy, lead_days: float) -> Policy:
    """How the SKU is replenished, with the lead time that is to be expected."""
    return Policy(math.ceil(lead_days - 0.01), policy.review_days, policy.service)


def forecast_of(expected: Expectation, policy: Policy, history: int, now: datetime) -> SkuForecast:
    """The forecast as it is kept."""
    return SkuForecast(
        method=expected.method,
        kind=expected.kind,
        days=policy.protected,
        mean=expected.awaited.mean,
        low=expected.low,
        high=expected.high,
        deviation=expected.awaited.deviation,
        history_days=history,
        made_at=now,
    )


def points(forecast: SkuForecast, policy: Policy, supplier: Reliability) -> tuple[int, int]:
    """Below how many available a SKU is low, and below how many awaited it is ordered."""
    daily = forecast.daily
    spread = with_lead_spread(forecast.deviation, daily, supplier.lead_deviation)
    order = math.ceil(up_to(forecast.mean, spread, policy) - 1e-9)
    share = policy.lead / policy.protected
    within_lead = math.hypot(forecast.deviation * math.sqrt(share), daily * supplier.lead_deviation)
    low = math.ceil(reorder_point(daily, policy.lead, within_lead, policy.fill) - 1e-9)
    return max(min(low, order), 1), order


def state_of(available: int, watch: StockWatch) -> StockState:
    """How much there is. What was low is enough again only with a day's demand more than that, so
    that nobody is told twice of one piece.
    """
    if available <= 0:
        return StockState.OUT
    daily = watch.forecast.daily if watch.forecast else 0.0
    more = math.ceil(daily) if watch.state is not StockState.OK else 0
    return StockState.LOW if available < watch.low_below + more else StockState.OK


def next_look(available: int, watch: StockWatch, now: datetime) -> datetime:
    """When the SKU is looked at again: the sooner the nearer it is to being low."""
    if watch.state is not StockState.OK:
        return now + SOONEST
    if watch.forecast is None or watch.forecast.high <= 0:
        return now + LATEST
    days = (available - watch.low_below) / (watch.forecast.high / watch.forecast.days)
    return now + min(max(timedelta(days=min(days / _PATIENCE, 1.0)), SOONEST), LATEST)


def is_old(forecast: SkuForecast | None, now: datetime) -> bool:
    """Whether a forecast is to be made anew."""
    return forecast is None or now - forecast.made_at >= timedelta(hours=FORECAST_HOURS)


def proposal(
    policy: StockingPolicy,
    watch: StockWatch,
    levels: Sequence[StockLevel],
    awaited: int,
    supplier: Reliability,
) -> ReorderProposal | None:
    """What to order; ``None`` if enough is there or coming."""
    if watch.forecast is None:
        return None
    available = sum(one.available for one in levels)
    lot = Lot(policy.least_quantity, policy.pack)
    economic = _economic(policy, watch.forecast.daily * 365)
    pieces = quantity(watch.order_below, available + awaited, lot, economic)
    if not pieces:
        return None
    position = (
        f"{available} are available and {awaited} on order, fewer than the {watch.order_below} "
        f"that serve {policy.service:.1%} of the demand until the next order can come"
    )
    lots = _lots(policy, economic, watch.order_below - available - awaited)
    return ReorderProposal(
        quantity=min(pieces, MOST_PIECES),
        supplier_id=policy.supplier_id,
        location=policy.location,
        lead_days=math.ceil(supplier.lead_days),
        why=(position, *_expected(watch.forecast, supplier), *lots),
    )


def _economic(policy: StockingPolicy, yearly: float) -> float:
    order, piece = policy.order_cost, policy.unit_cost
    if not order or not piece or order.currency != piece.currency or not piece.amount:
        return 0.0
    return economic_quantity(yearly, order.amount, piece.amount * HELD_A_YEAR)


def _expected(forecast: SkuForecast, supplier: Reliability) -> tuple[str, ...]:
    demand = (
        f"{forecast.mean:.1f} are expected in {forecast.days} days ({forecast.low:.1f} to "
        f"{forecast.high:.1f} in 8 of 10 cases), by {forecast.method}"
    )
    lead = (
        f"the lead time is {supplier.lead_days:.1f} days, give or take "
        f"{supplier.lead_deviation:.1f}"
    )
    if supplier.days_late is None:
        return demand, lead
    late = f"of {supplier.orders} orders, late ones came {supplier.days_late:.1f} days late"
    return demand, lead, late


def _lots(policy: StockingPolicy, economic: float, missing: int) -> tuple[str, ...]:
    found = list[str]()
    if economic > missing:
        found.append(f"{economic:.0f} at once cost least, orders and stock together")
    if policy.least_quantity > 1 or policy.pack > 1:
        found.append(f"at least {policy.least_quantity}, in packs of {policy.pack}")
    return tuple(found)
