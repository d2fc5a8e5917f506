"""One SKU in a review: what is kept of it, what is to be kept, and what it leads to. Pure."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from baton.commerce.events import StockChanged
from baton.commerce.ids import ProductId
from baton.commerce.inventory.demand import Demand
from baton.commerce.inventory.forecasting import expectation
from baton.commerce.inventory.purchase_orders import PurchaseLine, PurchaseOrder
from baton.commerce.inventory.replenishment import Policy
from baton.commerce.inventory.reviews import (
    SkuReview,
    forecast_of,
    next_look,
    points,
    proposal,
    state_of,
)
from baton.commerce.inventory.stock import StockLevel
from baton.commerce.inventory.stocking import StockingPolicy, StockState, StockWatch
from baton.commerce.inventory.suppliers import Reliability
from baton.core.contract import Ulid

_TOLD = {StockState.LOW: "low", StockState.OUT: "out", StockState.OK: "back"}


@dataclass(frozen=True, slots=True)
class ReviewedSku:
    """What a review found of a SKU, and its watch as it is to be kept."""

    policy: StockingPolicy
    watch: StockWatch
    review: SkuReview


def looked(
    policy: StockingPolicy,
    watch: StockWatch,
    levels: Sequence[StockLevel],
    awaited: int,
    supplier: Reliability,
    *,
    now: datetime,
) -> ReviewedSku:
    """The SKU as it is now, after ``watch``, of which the next version is made."""
    available = sum(one.available for one in levels)
    state = state_of(available, watch)
    review = SkuReview(
        sku=policy.sku,
        available=available,
        reserved=sum(one.reserved for one in levels),
        on_hand=sum(one.on_hand for one in levels),
        awaited=awaited,
        state=state,
        changed=state is not watch.state,
        order_below=watch.order_below,
        forecast=watch.forecast,
        supplier=supplier if policy.supplier_id else None,
        proposal=proposal(policy, watch, levels, awaited, supplier),
    )
    seen = watch.model_copy(update={"state": state})
    return ReviewedSku(policy, seen.next_version(due_at=next_look(available, seen, now)), review)


def expecting(
    watch: StockWatch,
    known: Demand,
    plan: Policy,
    supplier: Reliability,
    *,
    method: str,
    now: datetime,
) -> StockWatch:
    """The watch with a new forecast; without one where nothing is known yet."""
    if not known.values:
        return watch
    expected = expectation(known.values, plan, method)
    forecast = forecast_of(expected, plan, len(known.values), now)
    low, order = points(forecast, plan, supplier)
    changes = {"forecast": forecast, "low_below": low, "order_below": order}
    return watch.model_copy(update=changes)


def draft_of(looks: Sequence[ReviewedSku], purchase_id: Ulid, now: datetime) -> PurchaseOrder:
    """The purchase order of proposals for one supplier and location."""
    wanted = [(one.policy.sku, one.review.proposal) for one in looks if one.review.proposal]
    first = wanted[0][1]
    return PurchaseOrder(
        purchase_id=purchase_id,
        supplier_id=first.supplier_id or "",
        location=first.location,
        lines=tuple(
            PurchaseLine(sku=sku, quantity=one.quantity, why="; ".join(one.why)[:500])
            for sku, one in wanted
        ),
        lead_days=min(max(math.ceil(one.lead_days) for _, one in wanted), 365),
        created_at=now,
        updated_at=now,
    )


def drafted(review: SkuReview, draft: PurchaseOrder | None) -> SkuReview:
    """The review, with the draft that its proposal became."""
    if draft is None or review.proposal is None:
        return review
    proposed = review.proposal.model_copy(update={"purchase_id": draft.purchase_id})
    return review.model_copy(update={"proposal": proposed})


def change_told(look: ReviewedSku, product_id: ProductId | None) -> StockChanged:
    """What is told of a SKU whose state changed. Of one that was out and has few pieces now: ``low``."""
    return StockChanged(
        sku=look.policy.sku,
        product_id=product_id,
        level=_TOLD[look.review.state],
        available=max(look.review.available, 0),
    )
