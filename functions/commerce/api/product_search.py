"""The route that finds products by words and filters."""

from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.params import Query
from pydantic import ValidationError

from baton.commerce.searching.asking import (
    MOST_ASKED,
    MOST_ON_PAGE,
    MinorUnits,
    ProductQuestion,
    ProductSearchPage,
)
from baton.commerce.searching.service import ProductSearch
from baton.core.field_errors import invalid_input
from baton.core.money import Currency
from baton.http.openapi_responses import described
from baton.http.parameters import Cursor
from baton.http.request_context import request_of
from baton.http.responses import page_of

Words = Annotated[str, Query(max_length=MOST_ASKED, description="words of it; none lists by id")]
OfCategory = Annotated[
    str | None,
    Query(pattern=r"^[a-z0-9][a-z0-9_/-]{0,99}$", description="in which it is, or below which"),
]
OfBrand = Annotated[str | None, Query(min_length=1, max_length=200, description="in any case")]
InCurrency = Annotated[Currency | None, Query(description="in which it has a list price today")]
Price = Annotated[MinorUnits | None, Query(description="list price in minor units of currency")]
Available = Annotated[bool, Query(description="only what is in stock now")]
Limit = Annotated[int, Query(ge=1, le=MOST_ON_PAGE, description="items a page")]


class ProductSearchRoutes:
    """Finds products that can be bought."""

    def __init__(self, app: APIGatewayHttpResolver, search: ProductSearch) -> None:
        self._app = app
        self._search = search

    def register(self) -> None:
        """Adds the route to the app."""
        self._app.get(
            "/api/v1/products/search",
            tags=["products"],
            operation_id="search_products",
            responses=described(200, ProductSearchPage, "Products, the best first", "Link"),
        )(self.search)

    def search(
        self,
        *,
        q: Words = "",
        category: OfCategory = None,
        brand: OfBrand = None,
        currency: InCurrency = None,
        min_price: Price = None,
        max_price: Price = None,
        available: Available = False,
        limit: Limit = 20,
        cursor: Cursor = None,
    ) -> "Response[str]":
        """Products that are sold now, by words, beginnings of words, or, if nothing has them, words that
        differ by a letter. Stock and list prices are those of this moment; what is paid a quote says.
        """
        try:
            question = ProductQuestion(
                q=q,
                category=category,
                brand=brand,
                currency=currency,
                min_price=min_price,
                max_price=max_price,
                available=available,
            )
        except ValidationError as error:  # what one parameter cannot tell by itself
            raise invalid_input(error) from None
        page = self._search.find(question, limit=limit, cursor=cursor)
        return page_of(request_of(self._app), page, page.next_cursor)
