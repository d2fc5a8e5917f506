"""Orders in memory."""

from datetime import datetime
from functools import lru_cache

from baton.commerce.ids import CustomerId
from baton.commerce.orders.order import Order, OrderState
from baton.commerce.orders.repository import orders_query, overtaken, taken
from baton.core.contract import Ulid
from baton.core.errors import NotFound
from baton.persistence.page import Page
from baton.persistence.timestamps import listed_at
from baton.persistence.transaction import Transaction
from tests.fakes.platform.listings import newest_first
from tests.fakes.platform.transaction import Ground, stage

_read = lru_cache(256)(Order.model_validate_json)
"""An order does not change, and is read more often than it is written."""


class FakeOrders:
    """See ``baton.commerce.orders.repository.OrderRepository``."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self.kept: dict[Ulid, str] = {}

    def add(self, order: Order, within: Transaction) -> None:
        def check() -> None:
            if order.order_id in self.kept:
                raise taken(order)

        self._stage(order, within, check)

    def replace(self, order: Order, within: Transaction) -> None:
        def check() -> None:
            if self._version(order.order_id) != order.version - 1:
                raise overtaken(order)

        self._stage(order, within, check)

    def save(self, order: Order) -> None:
        with self._ground.faults.at("orders.save"), self._ground.lock:
            if self._version(order.order_id) != order.version - 1:
                raise overtaken(order)
            self.kept[order.order_id] = order.model_dump_json(exclude_none=True)

    def hold(self, order: Order, within: Transaction) -> None:
        def check() -> None:
            if self._version(order.order_id) != order.version:
                raise overtaken(order)

        stage(within, ("orders", order.order_id), lambda: None, check)

    def get(self, order_id: Ulid) -> Order:
        with self._ground.faults.at("orders.get"), self._ground.lock:
            text = self.kept.get(order_id)
        if text is None:
            raise NotFound("order", order_id)
        return _read(text)

    def page(
        self,
        customer_id: CustomerId | None = None,
        *,
        state: OrderState | None = None,
        since: datetime | None = None,
        before: datetime | None = None,
        cursor: str | None = None,
        limit: int = 50,
    ) -> Page[Order]:
        with self._ground.faults.at("orders.page"), self._ground.lock:
            every = [_read(text) for text in self.kept.values()]
            mine = [
                (listed_at(one.placed_at, one.order_id), one)
                for one in every
                if customer_id in (None, one.customer_id)
                and state in (None, one.state)
                and (since is None or one.placed_at >= since)
                and (before is None or one.placed_at < before)
            ]
            return newest_first(mine, orders_query(customer_id, state), cursor, limit)

    def _stage(self, order: Order, within: Transaction, check: object) -> None:
        text = order.model_dump_json(exclude_none=True)
        stage(
            within,
            ("orders", order.order_id),
            lambda: self.kept.update({order.order_id: text}),
            check,  # type: ignore[arg-type]
        )

    def _version(self, order_id: Ulid) -> int:
        text = self.kept.get(order_id)
        return _read(text).version if text else 0
