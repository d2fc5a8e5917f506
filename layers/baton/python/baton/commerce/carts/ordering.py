"""What becomes of a cart when its order is placed."""

from dataclasses import dataclass

from baton.commerce.carts.cart import Cart, CartState, checked_open
from baton.commerce.carts.repository import CartRepository, changed_since
from baton.commerce.pricing.quotes import QuotedCart
from baton.core.clock import Clock
from baton.core.contract import Ulid
from baton.persistence.transaction import Transaction


@dataclass(frozen=True, slots=True)
class CartOrdering:
    """Ends carts, each with one order: in the transaction that places it."""

    carts: CartRepository
    clock: Clock

    def ordered(self, quoted: QuotedCart, order_id: Ulid) -> Cart:
        """The quoted cart, ordered. Raises ``Conflict`` if it was changed, ordered or expired since."""
        cart = self.carts.find(quoted.cart_id)
        if cart is None or checked_open(cart).version != quoted.version:
            raise changed_since(quoted.cart_id)
        return cart.next_version(self.clock(), state=CartState.ORDERED, order_id=order_id)

    def keep(self, cart: Cart, within: Transaction) -> None:
        """Keeps it so. The commit raises ``Conflict`` if another was faster."""
        self.carts.order(cart, within)
