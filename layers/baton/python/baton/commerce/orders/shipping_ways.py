"""The ways in which an order can be sent, as carriers offer them now."""

from collections.abc import Sequence
from dataclasses import dataclass

from baton.commerce.catalogue import Catalogue
from baton.commerce.orders.order import ShippingChoice
from baton.commerce.places import PostalAddress
from baton.commerce.pricing.quotes import PriceLine
from baton.commerce.settings import CommerceSettings
from baton.commerce.shipping.packing import packed
from baton.commerce.shipping.port import CarrierProvider
from baton.core.contract import Ulid
from baton.core.errors import FieldError, InvalidInput


@dataclass(frozen=True, slots=True)
class ShippingWays:
    """Asks carriers. ``carriers`` is ``None`` if none is connected."""

    catalogue: Catalogue
    carriers: CarrierProvider | None
    settings: CommerceSettings

    def chosen(
        self,
        order_id: Ulid,
        lines: Sequence[PriceLine],
        to: PostalAddress,
        currency: str,
        service: str | None,
    ) -> ShippingChoice | None:
        """The ``service`` that is asked for, as ``Post/Ground``, or the cheapest; ``None`` if nothing is
        sent, or no carrier is connected. Raises ``InvalidInput`` for an address that nobody serves.
        """
        products = self.catalogue.of_skus(frozenset(line.sku for line in lines))
        pieces = [
            (variant.dimensions, line.quantity)
            for line in lines
            if (product := products.get(line.sku)) and (variant := product.variant(line.sku))
            if variant.is_shipped and variant.dimensions
        ]
        if not pieces or self.carriers is None:
            return None
        rated = self.carriers.rates(order_id, self.settings.sender_address(), to, packed(pieces))
        fitting = [
            rate
            for rate in rated.rates
            if rate.price.currency == currency
            and service in (None, f"{rate.carrier}/{rate.service}")
        ]
        if not fitting:
            why = rated.unserved or f"no such service in {currency}"
            raise InvalidInput([FieldError("/ship_to", why, "not_served")])
        best = min(fitting, key=lambda rate: (rate.price.amount, rate.days or 99, rate.rate_id))
        return ShippingChoice(
            shipment_id=rated.shipment_id,
            rate_id=best.rate_id,
            carrier=best.carrier,
            service=best.service,
            price=best.price,
        )
