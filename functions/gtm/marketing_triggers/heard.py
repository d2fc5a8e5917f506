"""What an event says, told apart by its fields: those of this area, and those of Baton's own shop.

Areas meet by events alone, and take of them what they know: ``commerce.order_changed`` and
``commerce.cart_left`` are understood as far as messages follow from them. Pure.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from pydantic import ConfigDict

from baton.core.contract import Contract
from baton.gtm.customer_contact import CustomerContact, CustomerId
from baton.gtm.events import MessageDue, MessagesApproved
from baton.gtm.shop_event import ShopEvent, ShopEventKind

Heard = CustomerContact | ShopEvent | MessageDue | MessagesApproved

HAPPENED: Mapping[str, ShopEventKind] = {
    "placed": ShopEventKind.ORDER_PLACED,
    "confirmed": ShopEventKind.ORDER_CONFIRMED,
    "delivered": ShopEventKind.ORDER_DELIVERED,
    "undoing": ShopEventKind.ORDER_UNDONE,
    "canceled": ShopEventKind.ORDER_UNDONE,
    "failed": ShopEventKind.ORDER_UNDONE,
}
"""What an order's states say to its buyer; of the others no message follows."""


class _Order(Contract):
    model_config = ConfigDict(extra="ignore")

    order_id: str
    customer_id: CustomerId
    state: str


class _Cart(Contract):
    model_config = ConfigDict(extra="ignore")

    cart_id: str
    customer_id: CustomerId


def heard(given: Mapping[str, Any], now: datetime) -> Heard | None:
    """What came, ``None`` if no message follows from it. Raises ``ValidationError``."""
    for field, read in _KINDS.items():
        if field in given:
            return read(given, now)
    return CustomerContact.model_validate(given)


def _order(given: Mapping[str, Any], now: datetime) -> ShopEvent | None:
    if not given.get("customer_id"):
        return None
    order = _Order.model_validate(given)
    happening = HAPPENED.get(order.state)
    if happening is None:
        return None
    return _shop_event(happening, order.order_id, order.customer_id, now)


def _cart(given: Mapping[str, Any], now: datetime) -> ShopEvent:
    cart = _Cart.model_validate(given)
    return _shop_event(ShopEventKind.CART_LEFT, cart.cart_id, cart.customer_id, now)


def _shop_event(happening: ShopEventKind, about: str, customer_id: str, now: datetime) -> ShopEvent:
    return ShopEvent(
        event_id=f"{happening}/{about}",
        happening=happening,
        at=now,
        customer_id=customer_id,
        about=about,
    )


_KINDS: Mapping[str, Callable[[Mapping[str, Any], datetime], Heard | None]] = {
    "happening": lambda given, _: ShopEvent.model_validate(given),
    "happened_at": lambda given, _: MessageDue.model_validate(given),
    "set_id": lambda given, _: MessagesApproved.model_validate(given),
    "order_id": _order,
    "cart_id": _cart,
    "sku": lambda *_: None,
}
"""By a field that each has alone. What became of stock says of nobody that they wait for it."""
