"""Routes of customers."""

from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.params import Body, Path

from baton.commerce.customers.customer import Customer, CustomerContent
from baton.commerce.customers.service import CustomerService
from baton.core.contract import Contract
from baton.http.openapi_responses import described
from baton.http.parameters import Cursor, Limit, NextCursor
from baton.http.request_context import request_of
from baton.http.responses import check_if_match, document, etag, page_of, version_of
from baton.persistence.page import fitting

CustomerName = Annotated[str, Path(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]


class CustomerPage(Contract):
    """Customers, in the order of their ids, the last first."""

    items: tuple[Customer, ...]
    next_cursor: str | None = NextCursor


class CustomerRoutes:
    """Takes customers in and shows them."""

    def __init__(self, app: APIGatewayHttpResolver, service: CustomerService) -> None:
        self._app = app
        self._service = service

    def register(self) -> None:
        """Adds the routes to the app."""
        one, tags = "/api/v1/customers/<customer_id>", ["customers"]
        self._app.put(
            one,
            tags=tags,
            operation_id="put_customer",
            description="Keeps the customer as they are given, whole. With `If-Match` only if that "
            "version is there.",
            responses={
                **described(200, Customer, "The customer as they are now", "ETag"),
                **described(201, Customer, "The customer, who is new", "ETag"),
            },
        )(self.put)
        self._app.get(
            one,
            tags=tags,
            operation_id="read_customer",
            responses={**described(200, Customer, "The customer", "ETag"), **described(304)},
        )(self.read)
        self._app.get(
            "/api/v1/customers",
            tags=tags,
            operation_id="list_customers",
            responses=described(200, CustomerPage, "A page of customers", "Link"),
        )(self.page)

    def put(
        self, customer_id: CustomerName, content: Annotated[CustomerContent, Body()]
    ) -> "Response[str]":
        """Adds or changes a customer."""
        request = request_of(self._app)
        before = self._service.customers.find(customer_id)
        check_if_match(request, before.version if before else 0)
        kept = self._service.put(customer_id, content, before)
        request.touched = (kept.record_id,)
        return document(kept, 200 if before else 201, {"ETag": etag(kept.version)})

    def read(self, customer_id: CustomerName) -> "Response[str]":
        """One customer."""
        customer, request = self._service.get(customer_id), request_of(self._app)
        request.touched = (customer.record_id,)
        return version_of(request, customer, customer.version)

    def page(self, limit: Limit = 50, cursor: Cursor = None) -> "Response[str]":
        """Customers."""
        found = fitting(lambda most: self._service.customers.page(cursor=cursor, limit=most), limit)
        request = request_of(self._app)
        request.touched = tuple(one.record_id for one in found.items)
        page = CustomerPage(items=found.items, next_cursor=found.cursor)
        return page_of(request, page, found.cursor)
