"""Routes of quotes."""

from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.params import Body

from baton.commerce.pricing.quotes import PriceRequest, Quote
from baton.commerce.pricing.service import PricingService
from baton.http.openapi_responses import described
from baton.http.responses import document


class QuoteRoutes:
    """Works prices out, and shows what was worked out."""

    def __init__(self, app: APIGatewayHttpResolver, pricing: PricingService) -> None:
        self._app = app
        self._pricing = pricing

    def register(self) -> None:
        """Adds the routes to the app."""
        tags = ["prices"]
        self._app.post(
            "/api/v1/quotes",
            tags=tags,
            operation_id="quote_prices",
            responses=described(201, Quote, "What it costs, with the reasons", "Location"),
        )(self.quote)
        self._app.get(
            "/api/v1/quotes/<quote_id>",
            tags=tags,
            operation_id="read_quote",
            responses=described(200, Quote, "The quote"),
        )(self.read)

    def quote(self, asked: Annotated[PriceRequest, Body()]) -> "Response[str]":
        """What a purchase costs now. It holds until `valid_until`."""
        quote = self._pricing.quote(asked)
        return document(quote, 201, {"Location": f"/api/v1/quotes/{quote.quote_id}"})

    def read(self, quote_id: str) -> "Response[str]":
        """A quote that was made in the last days."""
        return document(self._pricing.quoted(quote_id))
