"""Telling that customers left their carts, once a cart."""

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Self

from baton.commerce.carts.cart import Cart
from baton.commerce.carts.pricing import CartPricing
from baton.commerce.carts.repository import CartRepository
from baton.commerce.container import Commerce
from baton.commerce.events import CART_LEFT, CartLeft
from baton.core.clock import Clock, NewId
from baton.core.errors import BatonError, StaleVersion
from baton.core.message import AgentName
from baton.core.money import Money
from baton.core.observability import logger
from baton.messaging.announcements import announcement
from baton.messaging.outbox import Outbox
from baton.persistence.transaction import Transactions

if TYPE_CHECKING:
    from baton.runtime.platform import Platform


@dataclass(frozen=True, slots=True)
class LeftCarts:
    """Announces the carts of known customers that were not touched for ``after``. That it was told is
    kept with the cart in one transaction, so that a cart is told of once, whoever dies or comes twice.
    """

    sender: AgentName
    carts: CartRepository
    pricing: CartPricing
    outbox: Outbox
    transactions: Transactions
    clock: Clock
    new_id: NewId
    after: timedelta

    @classmethod
    def of(cls, sender: AgentName, platform: "Platform") -> Self:
        """The service of a platform; ``sender`` is who announces."""
        area = platform.area(Commerce)
        return cls(
            sender=sender,
            carts=area.carts,
            pricing=CartPricing.of(platform),
            outbox=platform.outbox,
            transactions=platform.transactions,
            clock=platform.clock,
            new_id=platform.new_id,
            after=timedelta(minutes=area.settings.cart_left_minutes),
        )

    def tell(self, most: int) -> int:
        """Tells of up to ``most`` carts, and says of how many. What cannot be told now stays due."""
        told = 0
        for cart in self.carts.idle(self.clock() - self.after, most):
            try:
                told += self._tell(cart)
            except StaleVersion:
                continue  # it was touched, ordered or erased just now
            except BatonError as error:
                extra = {"cart_id": cart.cart_id, "why": str(error)}
                logger("commerce").warning(
                    "A cart that was left could not be told of.", extra=extra
                )
        return told

    def _tell(self, cart: Cart) -> int:
        """Gives 1; 0 for a cart of which nothing can be bought any more, which is not told of."""
        quote, _ = self.pricing.quoted(cart)
        now = self.clock()
        with self.transactions.begin() as within:
            self.carts.replace(cart.next_version(now, left_at=now), within)
            if quote is not None:
                left = CartLeft(
                    cart_id=cart.cart_id,
                    customer_id=cart.customer_id or "",
                    lines=len(quote.lines),
                    total=Money(amount=quote.total, currency=quote.currency),
                )
                number = self.new_id()
                entry = announcement(
                    CART_LEFT,
                    left,
                    sender=self.sender,
                    message_id=number,
                    subject_id=cart.cart_id,
                    correlation_id=number,
                    now=now,
                )
                self.outbox.add(entry, within)
        return int(quote is not None)
