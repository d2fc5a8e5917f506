"""The books of a shop after anything: orders, payments, labels, stock, codes, messages and facts."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from baton.commerce.events import ORDER_CHANGED
from baton.commerce.orders.order import Order, OrderState
from baton.commerce.orders.refunding import missing
from baton.effects.effect import Effect
from baton.facts.events import FACTS_RECORDED

SOLD = (OrderState.CONFIRMED, OrderState.SHIPPED, OrderState.DELIVERED)


def wrong(platform: Any, pieces: Mapping[str, int]) -> list[str]:
    """What does not add up, of all orders together; ``pieces`` are those that came in, by SKU. Every
    order must have come to its end, or be sent.
    """
    orders = [platform.orders.get(one) for one in platform.orders.kept]
    found = [text for order in orders for text in _of_one(platform, order)]
    found += _stock(platform, orders, pieces)
    uses = Counter(use.subject for order in orders if order.state in SOLD for use in order.uses)
    counted = Counter({sub: n for (sub, _), n in platform.redemptions.used.items() if n})
    if uses != counted:
        found.append(f"codes used {dict(counted)}, by orders {dict(uses)}")
    return found


def _of_one(platform: Any, order: Order) -> Iterator[str]:
    name, sold = order.order_id[-2:], order.state in SOLD
    if not sold and not order.state.has_ended:
        yield f"{name} is {order.state}: {[note.text for note in order.history][-3:]}"
        return
    yield from _paid(platform, order, sold)
    bought = {
        one["id"]
        for one in platform.carrier_account.world.state["shipments"].values()
        if one["reference"] == order.order_id and one["postage_label"] and not one["refund_status"]
    }
    if len(bought) != (sold and order.shipping is not None):
        yield f"{name} is {order.state} with {len(bought)} labels"
    open_ = [
        one.effect_id
        for one in map(Effect.model_validate_json, platform.effects.kept.values())
        if one.subject_id == order.order_id and not one.state.settled
    ]
    if open_:
        yield f"{name} is {order.state}, and nobody settles {open_}"
    kept = sum(_facts(platform, order).values())
    if kept != (order.quote.net if sold else 0) and not (sold and order.returns):
        yield f"{name} is {order.state}, and facts say {kept} of {order.quote.net}"
    told = Counter(_states(platform, order))
    if any(
        count > 1 for state, count in told.items() if state in ("confirmed", "canceled", "failed")
    ):
        yield f"{name} was told {dict(told)}"
    if told[str(order.state)] < 1:
        yield f"{name} is {order.state}, which nobody was told: {dict(told)}"


def _paid(platform: Any, order: Order, sold: bool) -> Iterator[str]:
    name = order.order_id[-2:]
    intents = [
        one
        for one in platform.payment_account.world.state["intents"].values()
        if one["metadata"].get("order_id") == order.order_id
    ]
    paid = sum(one["amount_received"] for one in intents)
    back = sum((one["latest_charge"] or {}).get("amount_refunded", 0) for one in intents)
    given = sum(one.amount for one in order.returns if one.refunded)
    if paid - back != (order.quote.total - given if sold else 0):
        yield f"{name} is {order.state} of {order.quote.total}: {paid} paid, {back} back, {given} due"
    if (order.payment.captured, order.payment.refunded) != (paid, back):
        yield f"{name} says {order.payment.captured}, {order.payment.refunded} of {paid}, {back}"
    if open_ := [
        one["status"] for one in intents if one["status"] not in ("succeeded", "canceled")
    ]:
        yield f"{name} is {order.state}, and payments are {open_}"
    if sum(one["status"] == "succeeded" for one in intents) > 1:
        yield f"{name} was charged twice"


def _stock(platform: Any, orders: list[Order], pieces: Mapping[str, int]) -> Iterator[str]:
    for sku, there in pieces.items():
        levels = platform.stock_repository.levels(frozenset((sku,))).get(sku, ())
        sold = sum(_kept(order, sku) for order in orders if order.state in SOLD)
        available, reserved = sum(x.available for x in levels), sum(x.reserved for x in levels)
        moved = sum(x.on_hand for x in platform.stock_repository.moved.values() if x.sku == sku)
        sold += sum(missing(order).get(sku, 0) for order in orders if order.state not in SOLD)
        if (available, reserved, moved) != (there - sold, 0, there - sold):
            yield f"{sku}: {available} + {reserved}, {moved} moved, {sold} of {there} sold"


def _kept(order: Order, sku: str) -> int:
    back = sum(one.pieces.get(sku, 0) for one in order.returns if one.restocked)
    return sum(line.quantity for line in order.quote.lines if line.sku == sku) - back


def _states(platform: Any, order: Order) -> Iterator[str]:
    """The states that others were told of the order."""
    for entry in platform.outbox.entries.values():
        if entry.subject_id == order.order_id and entry.payload.get("event") == ORDER_CHANGED.name:
            yield str(entry.payload["message"]["payload"]["state"])


def _facts(platform: Any, order: Order) -> dict[str, int]:
    """What facts say that the order brought without tax, by the facts' ids."""
    found: dict[str, int] = {}
    for entry in platform.outbox.entries.values():
        if entry.payload.get("event") == FACTS_RECORDED.name:
            for fact in entry.payload["message"]["payload"]["facts"]:
                if fact["row"].get("order_id") == order.order_id:
                    found[fact["fact_id"]] = fact["row"]["amount"]
    return found
