"""Routes of stocking policies, reviews and purchase orders."""

from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.params import Body, Path, Query
from pydantic import Field

from baton.commerce.ids import Quantity, Sku
from baton.commerce.inventory.purchase_orders import MOST_PURCHASED, PurchaseOrder, Receipt
from baton.commerce.inventory.purchasing import Purchasing
from baton.commerce.inventory.purchasing_repository import PurchasingRepository
from baton.commerce.inventory.reviewing import StockReviews
from baton.commerce.inventory.reviews import SkuReview
from baton.commerce.inventory.stock import Key
from baton.commerce.inventory.stocking import StockingPolicy, StockingRules
from baton.core.clock import Clock
from baton.core.contract import Contract
from baton.http.openapi_responses import described
from baton.http.parameters import Cursor, Limit, NextCursor
from baton.http.request_context import request_of
from baton.http.responses import check_if_match, document, etag, page_of, version_of
from baton.persistence.page import Page, fitting

MOST_REVIEWED = 10
"""SKUs that are reviewed while the caller waits."""

SkuName = Annotated[str, Path(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
OfSku = Annotated[
    str | None,
    Query(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$", description="those with it, open or not"),
]
IsOpen = Annotated[bool, Query(alias="open", description="of which something is awaited")]


class ReviewRequest(Contract):
    """The SKUs to review now."""

    skus: tuple[Sku, ...] = Field(min_length=1, max_length=MOST_REVIEWED)


class ReviewAnswer(Contract):
    """What the review found, by SKU."""

    reviews: tuple[SkuReview, ...]


class NewReceipt(Contract):
    """What came of a purchase order at once."""

    receipt_id: Key = Field(description="the shop's own: the same one comes in once")
    pieces: dict[Sku, Quantity] = Field(min_length=1, max_length=MOST_PURCHASED)


class PurchasePage(Contract):
    """Purchase orders, the newest first."""

    items: tuple[PurchaseOrder, ...]
    next_cursor: str | None = NextCursor


class PurchasingRoutes:
    """Keeps stocking policies, reviews SKUs, and has purchase orders approved and received."""

    def __init__(
        self,
        app: APIGatewayHttpResolver,
        purchasing: Purchasing,
        repository: PurchasingRepository,
        reviews: StockReviews,
        clock: Clock,
    ) -> None:
        self._app = app
        self._purchasing = purchasing
        self._kept = repository
        self._reviews = reviews
        self._clock = clock

    def register(self) -> None:
        """Adds the routes to the app."""
        policy, tags = "/api/v1/stock/<sku>/policy", ["stock"]
        self._app.put(
            policy,
            tags=tags,
            operation_id="put_stocking_policy",
            responses=described(200, StockingPolicy, "The policy as it is now", "ETag"),
        )(self.put_policy)
        self._app.get(
            policy,
            tags=tags,
            operation_id="read_stocking_policy",
            responses={**described(200, StockingPolicy, "The policy", "ETag"), **described(304)},
        )(self.read_policy)
        self._app.post(
            "/api/v1/stock-reviews",
            tags=tags,
            operation_id="review_stock",
            responses=described(200, ReviewAnswer, "What was found"),
        )(self.review)
        self._register_purchases()

    def _register_purchases(self) -> None:
        one, tags = "/api/v1/purchase-orders/<purchase_id>", ["purchase orders"]
        found = described(200, PurchaseOrder, "The purchase order as it is now", "ETag")
        self._app.get(
            "/api/v1/purchase-orders",
            tags=tags,
            operation_id="list_purchase_orders",
            responses=described(200, PurchasePage, "A page of purchase orders", "Link"),
        )(self.page)
        self._app.get(
            one,
            tags=tags,
            operation_id="read_purchase_order",
            responses={**found, **described(304)},
        )(self.read)
        for path, operation, work in (
            ("approval", "approve_purchase_order", self.approve),
            ("cancellation", "cancel_purchase_order", self.cancel),
            ("receipts", "receive_purchase_order", self.receive),
        ):
            self._app.post(f"{one}/{path}", tags=tags, operation_id=operation, responses=found)(
                work
            )

    def put_policy(self, sku: SkuName, rules: Annotated[StockingRules, Body()]) -> "Response[str]":
        """Keeps how a SKU is stocked: lead time, service, lots and supplier. It is reviewed soon."""
        before = self._kept.policies(frozenset((sku,))).get(sku)
        version = before.version if before else 0
        check_if_match(request_of(self._app), version)
        kept = self._purchasing.put_policy(sku, rules, version)
        return document(kept, headers={"ETag": etag(kept.version)})

    def read_policy(self, sku: SkuName) -> "Response[str]":
        """How a SKU is stocked."""
        policy = self._purchasing.policy(sku)
        return version_of(request_of(self._app), policy, policy.version)

    def review(self, asked: Annotated[ReviewRequest, Body()]) -> "Response[str]":
        """Levels, a new forecast and what should be ordered, for SKUs that have a stocking policy. What
        should be ordered of a known supplier becomes a draft.
        """
        correlation_id = request_of(self._app).correlation_id
        found = self._reviews.review(asked.skus, correlation_id, anew=True)
        return document(ReviewAnswer(reviews=found))

    def page(
        self, is_open: IsOpen = True, sku: OfSku = None, limit: Limit = 50, cursor: Cursor = None
    ) -> "Response[str]":
        """Purchase orders, drafts among them; those that are done with `open=false`, all of a SKU's with
        `sku`.
        """

        def some(most: int) -> Page[PurchaseOrder]:
            if sku is not None:
                return self._kept.purchases_of(sku, cursor=cursor, limit=most)
            return self._kept.purchases(is_open=is_open, cursor=cursor, limit=most)

        found = fitting(some, limit)
        page = PurchasePage(items=found.items, next_cursor=found.cursor)
        return page_of(request_of(self._app), page, found.cursor)

    def read(self, purchase_id: str) -> "Response[str]":
        """One purchase order."""
        order = self._kept.purchase(purchase_id)
        return version_of(request_of(self._app), order, order.version)

    def approve(self, purchase_id: str) -> "Response[str]":
        """Orders what is drafted. The shop tells its supplier."""
        caller = request_of(self._app).caller_id
        return _answer(self._purchasing.approve(purchase_id, caller[:200]))

    def cancel(self, purchase_id: str) -> "Response[str]":
        """Awaits nothing more of it."""
        return _answer(self._purchasing.cancel(purchase_id))

    def receive(self, purchase_id: str, new: Annotated[NewReceipt, Body()]) -> "Response[str]":
        """Takes what came into stock. The same `receipt_id` again changes nothing."""
        receipt = Receipt(
            receipt_id=new.receipt_id,
            pieces=new.pieces,
            at=self._clock(),
            by=request_of(self._app).caller_id[:200],
        )
        return _answer(self._purchasing.receive(purchase_id, receipt))


def _answer(order: PurchaseOrder) -> "Response[str]":
    return document(order, headers={"ETag": etag(order.version)})
