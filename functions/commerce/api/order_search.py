"""The route that finds a buyer's orders by e-mail address."""

from itertools import islice
from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.params import Body
from pydantic import Field

from baton.commerce.orders.repository import OrderRepository
from baton.commerce.orders.tied import tied_orders
from baton.core.contract import Contract
from baton.core.email import Email
from baton.core.sizes import how_many_fit
from baton.http.openapi_responses import described
from baton.http.request_context import request_of
from baton.http.responses import document
from baton.privacy.subject import email_key
from baton.privacy.subject_repository import SubjectRepository
from functions.commerce.api.orders import OrderPage

MOST_FOUND = 50


class OrderQuestion(Contract):
    """Whose orders are meant. It is a body, since addresses do not belong into addresses of pages,
    which are logged.
    """

    email: Email = Field(max_length=254)


class OrderSearchRoutes:
    """Finds orders by their buyer."""

    def __init__(
        self, app: APIGatewayHttpResolver, orders: OrderRepository, subjects: SubjectRepository
    ) -> None:
        self._app = app
        self._orders = orders
        self._subjects = subjects

    def register(self) -> None:
        """Adds the route to the app."""
        self._app.post(
            "/api/v1/orders/search",
            tags=["orders"],
            operation_id="search_orders",
            description="The orders of a buyer, guests too, by the e-mail address that the order has; "
            f"the newest {MOST_FOUND}.",
            responses=described(200, OrderPage, "The orders, the newest first"),
        )(self.search)

    def search(self, question: Annotated[OrderQuestion, Body()]) -> "Response[str]":
        """A buyer's orders; none of somebody who is not known."""
        tied = tied_orders(email_key(question.email), self._orders, self._subjects)
        found = tuple(islice(tied, MOST_FOUND))
        found = found[: how_many_fit(found)]
        request_of(self._app).touched = tuple(order.order_id for order in found)
        return document(OrderPage(items=found))
