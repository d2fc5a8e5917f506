"""Routes of carts."""

from collections.abc import Callable
from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.params import Body, Path
from pydantic import Field

from baton.commerce.carts.cart import Cart
from baton.commerce.carts.checkout import CartCheckout, NewCheckout
from baton.commerce.carts.pricing import PricedCart
from baton.commerce.carts.service import CartService, NewCart
from baton.commerce.ids import MOST_LINES, CustomerId, Quantity
from baton.commerce.inventory.stock import OutOfStock
from baton.commerce.pricing.quotes import CouponCode, PriceLine, Quote
from baton.core.contract import Contract
from baton.core.errors import Conflict
from baton.http.openapi_responses import described
from baton.http.request_context import request_of
from baton.http.responses import check_if_match, document, etag
from baton.persistence.retry_on_conflict import retry_on_conflict

SkuName = Annotated[str, Path(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
CustomerName = Annotated[str, Path(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
CodeName = Annotated[str, Path(pattern=r"^[A-Z0-9-]{1,40}$")]


class CartLines(Contract):
    """All that is in a cart."""

    lines: tuple[PriceLine, ...] = Field(max_length=MOST_LINES)


class LineQuantity(Contract):
    """How many pieces of a SKU are in a cart."""

    quantity: Quantity


class NewCode(Contract):
    """A coupon code."""

    code: CouponCode


class SignIn(Contract):
    """Who signed in."""

    customer_id: CustomerId


class CartRoutes:
    """Shows carts and changes them. Every answer has the prices of now; the ETag is of what the cart
    holds.
    """

    def __init__(
        self, app: APIGatewayHttpResolver, service: CartService, checkout: CartCheckout
    ) -> None:
        self._app = app
        self._service = service
        self._checkout = checkout

    def register(self) -> None:
        """Adds the routes to the app."""
        app, one, tags = self._app, "/api/v1/carts/<cart_id>", ["carts"]
        found = described(200, PricedCart, "The cart as it is now", "ETag")
        app.post(
            "/api/v1/carts",
            tags=tags,
            operation_id="begin_cart",
            responses={
                **described(200, PricedCart, "The open cart that the customer has", "ETag"),
                **described(201, PricedCart, "The cart, which is new", "ETag", "Location"),
            },
        )(self.begin)
        for method, path, operation, act in (
            (app.get, one, "read_cart", self.read),
            (app.put, f"{one}/lines", "put_cart_lines", self.put_lines),
            (app.put, f"{one}/lines/<sku>", "put_cart_line", self.put_line),
            (app.delete, f"{one}/lines/<sku>", "remove_cart_line", self.remove_line),
            (app.post, f"{one}/codes", "add_cart_code", self.add_code),
            (app.delete, f"{one}/codes/<code>", "remove_cart_code", self.remove_code),
            (app.post, f"{one}/customer", "merge_cart", self.sign_in),
            (app.get, "/api/v1/customers/<customer_id>/cart", "read_own_cart", self.own),
        ):
            method(path, tags=tags, operation_id=operation, responses=found)(act)
        app.post(
            f"{one}/checkout",
            tags=tags,
            operation_id="check_cart_out",
            responses=described(201, Quote, "What an order with it costs", "Location"),
        )(self.check_out)

    def begin(self, new: Annotated[NewCart, Body()]) -> "Response[str]":
        """Begins a cart; a customer who has an open one gets that."""
        request = request_of(self._app)
        cart = self._service.begin(request.resource_id, new)
        if cart.cart_id != request.resource_id:
            return self._answer(cart)
        return self._answer(cart, 201, {"Location": f"/api/v1/carts/{cart.cart_id}"})

    def read(self, cart_id: str) -> "Response[str]":
        """One cart, priced now: what changed, ended or is short is told by line."""
        return self._answer(self._service.get(cart_id))

    def own(self, customer_id: CustomerName) -> "Response[str]":
        """The open cart of a customer."""
        return self._answer(self._service.of_customer(customer_id))

    def put_lines(self, cart_id: str, given: Annotated[CartLines, Body()]) -> "Response[str]":
        """Has these lines in the cart, and no others."""
        return self._changed(cart_id, lambda cart: self._service.put_lines(cart, given.lines))

    def put_line(
        self, cart_id: str, sku: SkuName, given: Annotated[LineQuantity, Body()]
    ) -> "Response[str]":
        """Has so many pieces of a SKU in the cart."""
        line = PriceLine(sku=sku, quantity=given.quantity)
        return self._changed(cart_id, lambda cart: self._service.put_line(cart, line))

    def remove_line(self, cart_id: str, sku: SkuName) -> "Response[str]":
        """Takes a SKU out of the cart."""
        return self._changed(cart_id, lambda cart: self._service.remove_line(cart, sku))

    def add_code(self, cart_id: str, given: Annotated[NewCode, Body()]) -> "Response[str]":
        """Adds a coupon code, if it takes something off this cart."""
        return self._changed(cart_id, lambda cart: self._service.add_code(cart, given.code))

    def remove_code(self, cart_id: str, code: CodeName) -> "Response[str]":
        """Takes a coupon code out of the cart."""
        return self._changed(cart_id, lambda cart: self._service.remove_code(cart, code))

    def sign_in(self, cart_id: str, given: Annotated[SignIn, Body()]) -> "Response[str]":
        """Merges an anonymous cart into the cart of who signed in, once: quantities are added up."""
        return self._answer(self._service.sign_in(cart_id, given.customer_id))

    def check_out(self, cart_id: str, new: Annotated[NewCheckout, Body()]) -> "Response[str]":
        """A quote of the cart with its shipping: its `quote_id` is what an order takes."""
        cart = self._service.get(cart_id)
        try:
            quote = self._checkout.quote(cart, new)
        except OutOfStock as error:
            raise Conflict(str(error)) from error
        self._tells_of(cart)
        return document(quote, 201, {"Location": f"/api/v1/quotes/{quote.quote_id}"})

    def _changed(self, cart_id: str, change: Callable[[Cart], Cart]) -> "Response[str]":
        """The cart as changed: the version that the caller names, or the latest."""
        request = request_of(self._app)

        def attempt() -> Cart:
            cart = self._service.get(cart_id)
            check_if_match(request, cart.version)
            return change(cart)

        named = "if-match" in request.headers
        return self._answer(attempt() if named else retry_on_conflict(attempt))

    def _answer(
        self, cart: Cart, status: int = 200, headers: dict[str, str] | None = None
    ) -> "Response[str]":
        self._tells_of(cart)
        tags = {"ETag": etag(cart.version), **(headers or {})}
        return document(self._service.pricing.view(cart), status, tags)

    def _tells_of(self, cart: Cart) -> None:
        """An answer that is kept for repeats goes with its cart."""
        request_of(self._app).about = (cart.cart_id,) if cart.customer_id else ()
