"""The route of what a SKU was shown and set to cost."""

from datetime import timedelta, tzinfo
from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.params import Query

from baton.commerce.pricing.book import DynamicPrice
from baton.commerce.pricing.dynamic import CompetitorPrice
from baton.commerce.pricing.lowest_price import PricePoint, prior_price
from baton.commerce.pricing.quotes import MinorUnits
from baton.commerce.pricing.repository import PriceRepository
from baton.core.clock import Clock
from baton.core.contract import Contract
from baton.core.money import Currency
from baton.http.openapi_responses import described
from baton.http.responses import document
from functions.commerce.api.stock import SkuName

HISTORY = timedelta(days=90)


class SkuPrices(Contract):
    """Prices of one piece in minor units. ``shown`` are those of the last 90 days, the first first, as
    everybody saw them; ``set`` is what the pricing agent set last.
    """

    sku: str
    currency: Currency
    shown: tuple[PricePoint, ...]
    lowest_in_30_days: MinorUnits | None = None
    set: DynamicPrice | None = None
    competitors: tuple[CompetitorPrice, ...]


class SkuPriceRoutes:
    """Shows how a SKU's price came and went."""

    def __init__(
        self, app: APIGatewayHttpResolver, prices: PriceRepository, clock: Clock, zone: tzinfo
    ) -> None:
        self._app = app
        self._prices = prices
        self._clock = clock
        self._zone = zone

    def register(self) -> None:
        """Adds the route to the app."""
        self._app.get(
            "/api/v1/prices/skus/<sku>",
            tags=["prices"],
            operation_id="read_sku_prices",
            responses=described(200, SkuPrices, "What it was shown and set to cost"),
        )(self.read)

    def read(self, sku: SkuName, currency: Annotated[Currency, Query()]) -> "Response[str]":
        """What everybody was shown, the lowest of it in 30 days (EU 98/6, 6a), what the pricing agent
        set, and what competitors ask.
        """
        now, one = self._clock(), frozenset((sku,))
        kept = self._prices.shown(one, currency).get(sku)
        points = kept.since(now - HISTORY) if kept else ()
        shown = [point for point in points if point.since <= now]
        return document(
            SkuPrices(
                sku=sku,
                currency=currency,
                shown=tuple(shown),
                lowest_in_30_days=prior_price(shown, now, self._zone),
                set=self._prices.dynamic(one, currency).get(sku),
                competitors=self._prices.competitors(sku, currency),
            )
        )
