"""What is told of an order: where it is, how to follow it, and what comes next. Pure.

Nothing of its buyer is told but what they did: who reads it may be anybody who may ask.
"""

from functools import cache

from baton.commerce.orders.flow import may_cancel
from baton.commerce.orders.order import Order, OrderState
from baton.core.contract import Contract
from baton.core.packaged_yaml import packaged_yaml
from baton.runtime.asked_agents import WordsReference


class OrderWords(Contract):
    """The words of one language. ``states`` and what comes ``next`` by the order's state."""

    states: dict[OrderState, str]
    next: dict[OrderState, str]
    follow: str
    left_out: str
    coming_back: str
    may_cancel: str
    may_not_cancel: str
    is_over: str
    send_back: str


def status_of(order: Order, language: str) -> str:
    """Where an order is."""
    words, label = _words(language), order.label
    parts = [words.states[order.state].format(number=order.order_id)]
    if order.left_out:
        pieces = [f"{x.quantity} x {order.titles.get(x.sku, x.sku)}" for x in order.left_out]
        parts.append(words.left_out.format(pieces=", ".join(pieces)))
    if label and not label.voided and order.state is not OrderState.DELIVERED:
        where = label.tracking_url or label.tracking_code
        parts.append(words.follow.format(where=where))
    if open_ := sum(not (x.refunded or x.refused or x.missing) for x in order.returns):
        parts.append(words.coming_back.format(count=open_))
    parts.append(words.next.get(order.state, ""))
    return " ".join(part for part in parts if part)


def cancellation_of(order: Order, language: str) -> str:
    """Whether an order can be canceled. It is not canceled by being asked."""
    words = _words(language)
    if may_cancel(order) is None:
        return words.may_cancel.format(number=order.order_id)
    sent = order.state in (OrderState.SHIPPED, OrderState.DELIVERED)
    text = words.send_back if sent else words.is_over
    return f"{words.may_not_cancel.format(number=order.order_id)} {text}"


def reference_to(order: Order, *, cancels: bool = False) -> WordsReference:
    """An order by its id, and where the API has it, or has it canceled."""
    path = f"/api/v1/orders/{order.order_id}"
    if cancels and may_cancel(order) is None:
        return WordsReference(
            kind="cancellation", id=order.order_id, label="confirm", link=f"{path}/cancellation"
        )
    return WordsReference(kind="order", id=order.order_id, label=order.state, link=path)


def _words(language: str) -> OrderWords:
    every = _every()
    return every.get(language, every["en"])


@cache
def _every() -> dict[str, OrderWords]:
    words = packaged_yaml(__package__, "order_told.yaml")
    return {name: OrderWords.model_validate(one) for name, one in words.items()}
