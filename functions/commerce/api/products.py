"""Routes of products."""

from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.params import Body, Path, Query

from baton.commerce.catalogue import Catalogue, Product
from baton.commerce.catalogue_service import CatalogueService, ProductContent
from baton.core.contract import Contract
from baton.http.openapi_responses import described
from baton.http.parameters import Cursor, Limit, NextCursor
from baton.http.request_context import request_of
from baton.http.responses import check_if_match, document, etag, page_of, version_of
from baton.persistence.page import fitting

ProductName = Annotated[str, Path(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
OfSku = Annotated[
    str | None, Query(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$", description="whose it is")
]


class ProductPage(Contract):
    """Products, in the order of their ids, the last first."""

    items: tuple[Product, ...]
    next_cursor: str | None = NextCursor


class ProductRoutes:
    """Takes products in and shows them."""

    def __init__(
        self, app: APIGatewayHttpResolver, service: CatalogueService, catalogue: Catalogue
    ) -> None:
        self._app = app
        self._service = service
        self._catalogue = catalogue

    def register(self) -> None:
        """Adds the routes to the app."""
        one, tags = "/api/v1/products/<product_id>", ["products"]
        self._app.put(
            one,
            tags=tags,
            operation_id="put_product",
            description="Keeps the product as it is given, whole. With `If-Match` only if that version "
            "is there.",
            responses={
                **described(200, Product, "The product as it is now", "ETag"),
                **described(201, Product, "The product, which is new", "ETag"),
            },
        )(self.put)
        self._app.get(
            one,
            tags=tags,
            operation_id="read_product",
            responses={**described(200, Product, "The product", "ETag"), **described(304)},
        )(self.read)
        self._app.get(
            "/api/v1/products",
            tags=tags,
            operation_id="list_products",
            responses=described(200, ProductPage, "A page of products", "Link"),
        )(self.page)

    def put(
        self, product_id: ProductName, content: Annotated[ProductContent, Body()]
    ) -> "Response[str]":
        """Adds or changes a product."""
        request = request_of(self._app)
        before = self._service.find(product_id)
        check_if_match(request, before.version if before else 0)
        kept = self._service.put(product_id, content, before, request.correlation_id)
        status = 200 if before else 201
        return document(kept, status, {"ETag": etag(kept.version)})

    def read(self, product_id: ProductName) -> "Response[str]":
        """One product."""
        product = self._catalogue.get(product_id)
        return version_of(request_of(self._app), product, product.version)

    def page(self, sku: OfSku = None, limit: Limit = 50, cursor: Cursor = None) -> "Response[str]":
        """Products; with `sku` the one that it belongs to, if any."""
        if sku is not None:
            one = self._catalogue.of_skus(frozenset((sku,)))
            return document(ProductPage(items=tuple(one.values())))
        found = fitting(lambda most: self._catalogue.page(cursor=cursor, limit=most), limit)
        page = ProductPage(items=found.items, next_cursor=found.cursor)
        return page_of(request_of(self._app), page, found.cursor)
