"""Checking a cart out: its price with shipping, as an order takes it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from pydantic import Field

from baton.commerce.carts.cart import Cart, checked_open
from baton.commerce.carts.pricing import CartPricing
from baton.commerce.catalogue import Catalogue
from baton.commerce.container import Commerce
from baton.commerce.inventory.stock import OutOfStock
from baton.commerce.orders.shipping_offers import ShippingOffers
from baton.commerce.places import PostalAddress
from baton.commerce.pricing.quotes import Quote, QuotedCart
from baton.core.clock import NewId
from baton.core.contract import Contract
from baton.core.errors import Conflict, FieldError, InvalidInput

if TYPE_CHECKING:
    from baton.runtime.platform import Platform


class NewCheckout(Contract):
    """Where what is in a cart is sent to, and how."""

    ship_to: PostalAddress
    shipping_service: str | None = Field(
        default=None, max_length=100, description="as Post/Ground; the cheapest by default"
    )
    allow_partial: bool = Field(
        default=False,
        strict=True,
        description="quote all of it also if some of it is short, for an order that allows it, too",
    )


@dataclass(frozen=True, slots=True)
class CartCheckout:
    """Makes quotes of carts. Nothing is reserved: the order does that."""

    catalogue: Catalogue
    pricing: CartPricing
    offers: ShippingOffers
    new_id: NewId

    @classmethod
    def of(cls, platform: "Platform") -> Self:
        """The service of a platform."""
        area = platform.area(Commerce)
        offers = ShippingOffers.of(platform)
        return cls(area.catalogue, CartPricing.of(platform), offers, platform.new_id)

    def quote(self, cart: Cart, new: NewCheckout) -> Quote:
        """The quote of the cart as it is, kept under its id. Raises ``Conflict`` for a cart that is
        empty, ordered or merged, ``InvalidInput`` for lines that are not for sale and for an address
        in another country or that nobody serves, and ``OutOfStock``; where a part is allowed, only if
        there is nothing of it.
        """
        to = new.ship_to
        if not checked_open(cart).lines:
            raise Conflict("There is nothing in the cart.")
        if (to.country, to.region) != (cart.country, cart.region):
            detail = (
                "the cart is for another country or region, whose tax it has: begin one for this"
            )
            raise InvalidInput([FieldError("/ship_to/country", detail, "not_as_priced")])
        self._check_stock(cart, new)
        asked = self.pricing.request(cart, cart.lines)
        products = self.catalogue.of_skus(frozenset(line.sku for line in cart.lines))
        choice = self.offers.best(
            asked,
            products,
            to,
            service=new.shipping_service,
            reference=self.new_id(),
        )
        costs = choice.price.amount if choice else 0
        request = asked.model_copy(update={"shipping": costs})
        return self.pricing.pricing.quote(
            request, QuotedCart(cart_id=cart.cart_id, version=cart.version), products
        )

    def _check_stock(self, cart: Cart, new: NewCheckout) -> None:
        available = self.pricing.stock.available(frozenset(line.sku for line in cart.lines))
        short = {
            line.sku: available[line.sku]
            for line in cart.lines
            if available[line.sku] < line.quantity
        }
        is_some = any(available[line.sku] for line in cart.lines)
        if short and not (new.allow_partial and is_some):
            raise OutOfStock(short)
