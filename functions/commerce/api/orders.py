"""Routes of orders."""

from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.params import Body, Query
from pydantic import Field

from baton.commerce.inventory.stock import OutOfStock
from baton.commerce.orders.amending import OrderAmendments
from baton.commerce.orders.changing import NewReturn, OrderChanges
from baton.commerce.orders.new_change import NewChange
from baton.commerce.orders.new_order import NewOrder
from baton.commerce.orders.order import Amount, Order, OrderState
from baton.commerce.orders.placing import OrderPlacing
from baton.commerce.orders.refunding import given_back
from baton.commerce.orders.repository import OrderRepository
from baton.commerce.orders.shortfall import NewShortfall, Shortfalls
from baton.commerce.orders.story import OrderStory, told
from baton.core.contract import Contract, UtcDatetime
from baton.core.errors import Conflict
from baton.core.money import Currency
from baton.effects.repository import EffectRepository
from baton.http.openapi_responses import described
from baton.http.parameters import Cursor, Limit, NextCursor
from baton.http.request_context import request_of
from baton.http.responses import document, etag, page_of, version_of
from baton.persistence.page import Page, fitting

Customer = Annotated[
    str | None, Query(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$", description="the shop's own id")
]
State = Annotated[OrderState | None, Query(description="orders that are in this state now")]
Since = Annotated[UtcDatetime | None, Query(description="placed then or later")]
Before = Annotated[UtcDatetime | None, Query(description="placed earlier")]


class OrderPage(Contract):
    """Orders, the newest first."""

    items: tuple[Order, ...]
    next_cursor: str | None = NextCursor


class Cancellation(Contract):
    """Why an order is canceled."""

    reason: str = Field(min_length=1, max_length=250)


class ReturnPreview(Contract):
    """What would be paid back for pieces, in minor units: their price with tax, without the shipping."""

    amount: Amount
    currency: Currency


class Card(Contract):
    """The payment provider's token of another card."""

    payment_method: str = Field(min_length=1, max_length=200)


class OrderRoutes:
    """Takes orders, shows and changes them."""

    def __init__(
        self,
        app: APIGatewayHttpResolver,
        *,
        placing: OrderPlacing,
        changes: OrderChanges,
        amendments: OrderAmendments,
        shortfalls: Shortfalls,
        orders: OrderRepository,
        effects: EffectRepository,
    ) -> None:
        self._effects = effects
        self._amendments = amendments
        self._shortfalls = shortfalls
        self._app = app
        self._placing = placing
        self._changes = changes
        self._orders = orders

    def register(self) -> None:
        """Adds the routes to the app."""
        one, tags = "/api/v1/orders/<order_id>", ["orders"]
        found = described(200, Order, "The order as it is now", "ETag")
        self._app.post(
            "/api/v1/orders",
            tags=tags,
            operation_id="place_order",
            responses=described(201, Order, "The order", "ETag", "Location"),
        )(self.place)
        self._app.get(
            "/api/v1/orders",
            tags=tags,
            operation_id="list_orders",
            responses=described(200, OrderPage, "A page of orders", "Link"),
        )(self.page)
        story = described(200, OrderStory, "The order with its whole story", "ETag")
        self._app.get(
            one, tags=tags, operation_id="read_order", responses={**story, **described(304)}
        )(self.read)
        for name, operation, act in (
            ("cancellation", "cancel_order", self.cancel),
            ("payment", "pay_order_with", self.pay_with),
            ("changes", "change_order", self.change),
            ("returns", "send_back", self.send_back),
            ("shortfall", "report_shortfall", self.report_shortfall),
        ):
            self._app.post(f"{one}/{name}", tags=tags, operation_id=operation, responses=found)(act)
        self._app.post(
            f"{one}/return-previews",
            tags=tags,
            operation_id="preview_return",
            responses=described(200, ReturnPreview, "What would be paid back"),
        )(self.preview)

    def place(self, new: Annotated[NewOrder, Body()]) -> "Response[str]":
        """Holds stock and price, and has the order paid and sent: its state tells how far it is. With
        ``allow_partial`` it is placed for what there is, and ``left_out`` tells what is not in it.
        """
        request = request_of(self._app)
        request.about = (request.resource_id,)
        try:
            order = self._placing.place(
                new,
                request.resource_id,
                by=request.caller_id,
                correlation_id=request.correlation_id,
            )
        except OutOfStock as error:
            raise Conflict(str(error)) from error
        location = f"/api/v1/orders/{order.order_id}"
        return document(order, 201, {"Location": location, "ETag": etag(order.version)})

    def page(
        self,
        *,
        customer_id: Customer = None,
        state: State = None,
        since: Since = None,
        before: Before = None,
        limit: Limit = 50,
        cursor: Cursor = None,
    ) -> "Response[str]":
        """Orders, of a customer, in a state and of a time as far as these are named."""

        def some(most: int) -> Page[Order]:
            return self._orders.page(
                customer_id, state=state, since=since, before=before, cursor=cursor, limit=most
            )

        found = fitting(some, limit)
        page = OrderPage(items=found.items, next_cursor=found.cursor)
        return page_of(request_of(self._app), page, found.cursor)

    def read(self, order_id: str) -> "Response[str]":
        """One order with its whole story: notes, payments, labels, mails, returns and refunds."""
        order, effects = self._orders.get(order_id), self._effects.of_subject(order_id)
        version = order.version + sum(one.version for one in effects)
        return version_of(request_of(self._app), told(order, effects), version)

    def cancel(self, order_id: str, given: Annotated[Cancellation, Body()]) -> "Response[str]":
        """Has everything undone, as long as the parcel was not handed over."""
        return self._answer(self._changes.cancel(order_id, given.reason, **self._who()))

    def pay_with(self, order_id: str, given: Annotated[Card, Body()]) -> "Response[str]":
        """Tries another card."""
        return self._answer(self._changes.pay_with(order_id, given.payment_method, **self._who()))

    def change(self, order_id: str, given: Annotated[NewChange, Body()]) -> "Response[str]":
        """Changes pieces, the address or the way to be sent, until the order is charged. What stays
        costs what it did; a conflict tells the total that the change would have.
        """
        change_id = request_of(self._app).resource_id
        try:
            changed = self._amendments.change(order_id, given, change_id, **self._who())
        except OutOfStock as error:
            raise Conflict(str(error)) from error
        return self._answer(changed)

    def send_back(self, order_id: str, given: Annotated[NewReturn, Body()]) -> "Response[str]":
        """Takes pieces back: they are put in stock, and what they cost is paid back."""
        return_id = request_of(self._app).resource_id
        return self._answer(self._changes.send_back(order_id, given, return_id, **self._who()))

    def report_shortfall(
        self, order_id: str, given: Annotated[NewShortfall, Body()]
    ) -> "Response[str]":
        """Takes out pieces that were not found when it was packed: what they cost is paid back, the
        buyer is told, and they are lost to stock.
        """
        shortfall_id = request_of(self._app).resource_id
        return self._answer(self._shortfalls.report(order_id, given, shortfall_id, **self._who()))

    def preview(self, order_id: str, given: Annotated[NewReturn, Body()]) -> "Response[str]":
        """What would be paid back now for pieces that come back. It changes nothing."""
        order = self._orders.get(order_id)
        amount = min(given_back(order, given.pieces), order.refundable)
        return document(ReturnPreview(amount=amount, currency=order.quote.currency))

    def _who(self) -> dict[str, str]:
        request = request_of(self._app)
        return {"by": request.caller_id, "correlation_id": request.correlation_id}

    def _answer(self, order: Order) -> "Response[str]":
        return document(order, headers={"ETag": etag(order.version)})
