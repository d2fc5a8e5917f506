"""The order agent's task and result."""

from pydantic import Field

from baton.commerce.orders.order import OrderState
from baton.core.contract import Contract, Ulid


class OrderTask(Contract):
    """Bring an order as far as it comes now."""

    order_id: Ulid


class OrderResult(Contract):
    """How far it is. ``wait_seconds`` is when to look again; nothing more is to be done if it is 0."""

    order_id: Ulid
    state: OrderState
    version: int
    did: tuple[str, ...] = Field(default=(), max_length=100)
    wait_seconds: int = Field(default=0, ge=0)
