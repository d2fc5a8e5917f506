"""Carts in memory."""

from datetime import datetime

from baton.commerce.carts.cart import Cart
from baton.commerce.carts.repository import cart_overtaken, cart_taken, changed_since
from baton.commerce.ids import CustomerId
from baton.core.contract import Ulid
from baton.core.errors import BatonError
from baton.persistence.transaction import Transaction
from tests.fakes.platform.transaction import Ground, stage


class FakeCarts:
    """See ``baton.commerce.carts.repository.CartRepository``."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self.kept: dict[Ulid, Cart] = {}
        self.currents: dict[CustomerId, Ulid] = {}

    def add(self, cart: Cart, within: Transaction) -> None:
        def check() -> None:
            if cart.cart_id in self.kept:
                raise cart_taken(cart)

        stage(within, ("carts", cart.cart_id), lambda: self._keep(cart), check)

    def replace(self, cart: Cart, within: Transaction) -> None:
        self._replace(cart, cart_overtaken(cart.cart_id), within)

    def order(self, cart: Cart, within: Transaction) -> None:
        self._replace(cart, changed_since(cart.cart_id), within)

    def find(self, cart_id: Ulid) -> Cart | None:
        with self._ground.faults.at("carts.find"), self._ground.lock:
            return self.kept.get(cart_id)

    def current(self, customer_id: CustomerId) -> Ulid | None:
        with self._ground.faults.at("carts.current"), self._ground.lock:
            return self.currents.get(customer_id)

    def make_current(
        self, customer_id: CustomerId, cart_id: Ulid, before: Ulid | None, within: Transaction
    ) -> None:
        def check() -> None:
            if self.currents.get(customer_id) != before:
                raise cart_overtaken(cart_id)

        def apply() -> None:
            self.currents[customer_id] = cart_id

        stage(within, ("carts", "customer", customer_id), apply, check)

    def idle(self, since: datetime, limit: int = 100) -> tuple[Cart, ...]:
        with self._ground.faults.at("carts.idle"), self._ground.lock:
            due = (one for one in self.kept.values() if one.may_be_left)
            return tuple(one for one in due if one.updated_at <= since)[:limit]

    def forget(self, cart: Cart) -> None:
        with self._ground.faults.at("carts.forget"), self._ground.lock:
            self.kept.pop(cart.cart_id, None)
            if cart.customer_id and self.currents.get(cart.customer_id) == cart.cart_id:
                del self.currents[cart.customer_id]

    def _replace(self, cart: Cart, refusal: BatonError, within: Transaction) -> None:
        def check() -> None:
            kept = self.kept.get(cart.cart_id)
            if kept is None or kept.version != cart.version - 1:
                raise refusal

        stage(within, ("carts", cart.cart_id), lambda: self._keep(cart), check)

    def _keep(self, cart: Cart) -> None:
        self.kept[cart.cart_id] = cart
