"""The way to a buyer, as the carrier offers it now, or what takes its place while none can be asked."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from baton.commerce.catalogue import Product
from baton.commerce.container import Commerce
from baton.commerce.ids import Sku
from baton.commerce.orders.order import ShippingChoice
from baton.commerce.orders.parcel_rating import ParcelRating, chosen
from baton.commerce.places import PostalAddress
from baton.commerce.pricing.book import PricePolicy
from baton.commerce.pricing.quotes import PriceRequest
from baton.commerce.shipping.kept_rates import KeptRates, way_of
from baton.commerce.shipping.port import Rate, RatedShipment
from baton.core.clock import Clock
from baton.core.contract import Ulid
from baton.core.errors import FieldError, InvalidInput, Unavailable
from baton.core.money import Currency
from baton.core.observability import logger

if TYPE_CHECKING:
    from baton.runtime.platform import Platform

FLAT = "flat rate"


@dataclass(frozen=True, slots=True)
class ShippingOffers:
    """Asks the carrier, if one is connected. While it cannot be asked, what it offered for such a parcel
    in the last week counts, and else the flat rate of the price policy.
    """

    rating: ParcelRating
    kept: KeptRates
    policy: Callable[[], PricePolicy]
    clock: Clock

    @classmethod
    def of(cls, platform: "Platform") -> Self:
        """Those of a platform."""
        area = platform.area(Commerce)
        return cls(
            ParcelRating(area.carriers, area.settings),
            area.kept_rates,
            lambda: area.pricing.book().policy,
            platform.clock,
        )

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
        an address that nobody serves, and ``Unavailable`` if no carrier can be asked and nothing takes
        its place.
        """
        currency = asked.currency
        parcel = self.rating.parcel(asked.lines, products)
        if parcel is None:
            return None
        way = way_of(self.rating.sender(), ship_to, parcel)
        try:
            rated = self.rating.asked(reference, ship_to, parcel)
        except Unavailable:
            instead = self._before(way, currency, service) or self._flat(currency)
            if instead is None:
                raise
            return instead
        self._keep(way, rated)
        fitting = _fitting(rated, currency, service)
        if not fitting:
            why = rated.unserved or f"no such service in {currency}"
            raise InvalidInput([FieldError("/ship_to", why, "not_served")])
        return chosen(fitting, rated.shipment_id)

    def _keep(self, way: str, rated: RatedShipment) -> None:
        """Keeps rates for a worse day: an order does not depend on that."""
        if not rated.rates:
            return
        try:
            self.kept.keep(way, rated, self.clock())
        except Unavailable:
            logger("commerce").warning("Rates could not be kept.")

    def _before(self, way: str, currency: Currency, service: str | None) -> ShippingChoice | None:
        rated = self.kept.find(way, self.clock())
        fitting = _fitting(rated, currency, service) if rated else []
        return chosen(fitting, None) if fitting else None

    def _flat(self, currency: Currency) -> ShippingChoice | None:
        prices = (one for one in self.policy().flat_shipping if one.currency == currency)
        price = next(prices, None)
        return ShippingChoice(carrier=FLAT, service=FLAT, price=price) if price else None


def _fitting(rated: RatedShipment, currency: Currency, service: str | None) -> list[Rate]:
    return [
        rate
        for rate in rated.rates
        if rate.price.currency == currency and service in (None, rate.service_name)
    ]
