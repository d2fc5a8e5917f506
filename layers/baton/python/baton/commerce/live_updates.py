"""What subscribers of the topic ``orders`` hear (requirement C3)."""

from collections.abc import Sequence
from typing import Literal

from baton.commerce.events import ORDER_CHANGED, OrderChanged
from baton.core.contract import Contract, Ulid, UtcDatetime
from baton.core.message import AgentName, Message
from baton.messaging.live_updates import LiveUpdates


class OrderUpdate(Contract):
    """An order has another state. It may be told more than once, with one ``message_id``."""

    type: Literal["order"] = "order"
    message_id: Ulid
    agent_id: AgentName
    order: OrderChanged
    correlation_id: str
    timestamp: UtcDatetime


class OrderUpdates(Contract):
    """Changes of a burst, in one message."""

    type: Literal["orders"] = "orders"
    orders: tuple[OrderUpdate, ...]


def order_update(message: Message, changed: OrderChanged) -> OrderUpdate:
    """The update that the event ``commerce.order_changed`` is worth."""
    return OrderUpdate(
        message_id=message.message_id,
        agent_id=message.sender,
        order=changed,
        correlation_id=message.correlation_id,
        timestamp=message.timestamp,
    )


def order_updates(updates: Sequence[OrderUpdate]) -> OrderUpdates:
    """Many updates in one message."""
    return OrderUpdates(orders=tuple(updates))


UPDATES = (
    LiveUpdates(
        topic="orders",
        scope="baton/commerce.read",
        event=ORDER_CHANGED,
        update=order_update,
        summary=order_updates,
    ),
)
