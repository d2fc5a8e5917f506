"""The order agent's task."""

from baton.core.contract import Contract, Ulid


class OrderTask(Contract):
    """Bring an order as far as it comes now."""

    order_id: Ulid
