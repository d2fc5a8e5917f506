"""The parcel of an order, and what carriers ask for it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from baton.commerce.catalogue import Dimensions, Product
from baton.commerce.ids import Sku
from baton.commerce.orders.order import Order, ShippingChoice
from baton.commerce.places import PostalAddress
from baton.commerce.pricing.quotes import PriceLine, QuotedLine
from baton.commerce.settings import CommerceSettings
from baton.commerce.shipping.packing import packed
from baton.commerce.shipping.port import CarrierProvider, Rate, RatedShipment
from baton.core.contract import Ulid
from baton.core.errors import FieldError, InvalidInput


@dataclass(frozen=True, slots=True)
class ParcelRating:
    """Packs parcels, and asks the carrier for rates."""

    carriers: CarrierProvider | None
    settings: CommerceSettings

    def sender(self) -> PostalAddress:
        """Where parcels are sent from. Raises ``Unprocessable`` if that was not told."""
        return self.settings.sender_address()

    def parcel(
        self, lines: Iterable[PriceLine | QuotedLine], products: Mapping[Sku, Product]
    ) -> Dimensions | None:
        """The parcel of what is bought; ``None`` if nothing is sent, or no carrier is connected."""
        if self.carriers is None:
            return None
        pieces = [
            (variant.dimensions, line.quantity)
            for line in lines
            if (product := products.get(line.sku)) and (variant := product.variant(line.sku))
            if variant.is_shipped and variant.dimensions
        ]
        return packed(pieces) if pieces else None

    def asked(self, reference: Ulid, to: PostalAddress, parcel: Dimensions) -> RatedShipment:
        """The rates of a parcel. Raises ``Unavailable``."""
        if self.carriers is None:
            return RatedShipment(shipment_id="", unserved="No carrier is connected.")
        return self.carriers.rates(reference, self.sender(), to, parcel)

    def rated(
        self, order: Order, choice: ShippingChoice, products: Mapping[Sku, Product]
    ) -> ShippingChoice:
        """The choice of an order with a rate that a label can be bought for: of the service that was
        chosen where it is offered, else the cheapest. The buyer pays what the order says. Raises
        ``InvalidInput`` if nobody serves the address, and ``Unavailable``.
        """
        parcel = self.parcel(order.quote.lines, products)
        if parcel is None:
            raise InvalidInput([FieldError("/shipping", "nothing of it is sent", "not_sent")])
        rated = self.asked(order.order_id, order.ship_to, parcel)
        same = [one for one in rated.rates if one.service_name == choice.service_name]
        if not rated.rates:
            why = rated.unserved or "no carrier offers a way to it"
            raise InvalidInput([FieldError("/ship_to", why, "not_served")])
        found = chosen(same or rated.rates, rated.shipment_id)
        return found.model_copy(update={"price": choice.price})


def chosen(rates: Sequence[Rate], shipment_id: str | None) -> ShippingChoice:
    """The cheapest of rates, of which a label can be bought if they are a shipment's. Pure."""
    best = min(rates, key=lambda rate: (rate.price.amount, rate.days or 99, rate.rate_id))
    return ShippingChoice(
        shipment_id=shipment_id,
        rate_id=best.rate_id if shipment_id else None,
        carrier=best.carrier,
        service=best.service,
        price=best.price,
    )
