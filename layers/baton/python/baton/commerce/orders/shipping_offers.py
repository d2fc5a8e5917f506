"""The way to a buyer, as the carrier offers it now."""

from collections.abc import Mapping
from dataclasses import dataclass

from baton.commerce.catalogue import Product
from baton.commerce.ids import Sku
from baton.commerce.orders.order import ShippingChoice
from baton.commerce.places import PostalAddress
from baton.commerce.pricing.quotes import PriceRequest
from baton.commerce.settings import CommerceSettings
from baton.commerce.shipping.packing import packed
from baton.commerce.shipping.port import CarrierProvider
from baton.core.contract import Ulid
from baton.core.errors import FieldError, InvalidInput


@dataclass(frozen=True, slots=True)
class ShippingOffers:
    """Asks the carrier, if one is connected."""

    carriers: CarrierProvider | None
    settings: CommerceSettings

    def best(
        self,
        asked: PriceRequest,
        products: Mapping[Sku, Product],
        ship_to: PostalAddress,
        *,
        service: str | None,
        reference: Ulid,
    ) -> ShippingChoice | None:
        """The cheapest offer, of a ``service`` if one is named, as Post/Ground; ``None`` if nothing is
        sent, or no carrier is connected. ``products`` are those of the SKUs. Raises ``InvalidInput`` for
        an address that nobody serves.
        """
        pieces = [
            (variant.dimensions, line.quantity)
            for line in asked.lines
            if (product := products.get(line.sku)) and (variant := product.variant(line.sku))
            if variant.is_shipped and variant.dimensions
        ]
        if not pieces or self.carriers is None:
            return None
        sender = self.settings.sender_address()
        rated = self.carriers.rates(reference, sender, ship_to, packed(pieces))
        fitting = [
            rate
            for rate in rated.rates
            if rate.price.currency == asked.currency
            and service in (None, f"{rate.carrier}/{rate.service}")
        ]
        if not fitting:
            why = rated.unserved or f"no such service in {asked.currency}"
            raise InvalidInput([FieldError("/ship_to", why, "not_served")])
        best = min(fitting, key=lambda rate: (rate.price.amount, rate.days or 99, rate.rate_id))
        return ShippingChoice(
            shipment_id=rated.shipment_id,
            rate_id=best.rate_id,
            carrier=best.carrier,
            service=best.service,
            price=best.price,
        )
