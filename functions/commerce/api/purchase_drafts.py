"""The route by which a person drafts a purchase order, beside those that reviews draft."""

from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.params import Body
from pydantic import Field

from baton.commerce.catalogue import Catalogue
from baton.commerce.ids import LocationId, Quantity, Sku
from baton.commerce.inventory.purchase_orders import MOST_PURCHASED, PurchaseLine, PurchaseOrder
from baton.commerce.inventory.purchasing import Purchasing
from baton.commerce.inventory.suppliers import SupplierId
from baton.core.clock import Clock
from baton.core.contract import Contract
from baton.core.errors import FieldError, InvalidInput
from baton.http.openapi_responses import described
from baton.http.request_context import request_of
from baton.http.responses import document, etag


class NewPurchase(Contract):
    """What is to be ordered from a supplier, and where it comes in."""

    supplier_id: SupplierId
    location: LocationId
    lead_days: int = Field(ge=0, le=365, description="that it is expected to take")
    pieces: dict[Sku, Quantity] = Field(min_length=1, max_length=MOST_PURCHASED)
    why: str = Field(default="", max_length=500)


class PurchaseDraftRoutes:
    """Takes drafts of purchase orders."""

    def __init__(
        self,
        app: APIGatewayHttpResolver,
        purchasing: Purchasing,
        catalogue: Catalogue,
        clock: Clock,
    ) -> None:
        self._app = app
        self._purchasing = purchasing
        self._catalogue = catalogue
        self._clock = clock

    def register(self) -> None:
        """Adds the route to the app."""
        self._app.post(
            "/api/v1/purchase-orders",
            tags=["purchase orders"],
            operation_id="draft_purchase_order",
            responses=described(201, PurchaseOrder, "The draft", "ETag", "Location"),
        )(self.draft)

    def draft(self, new: Annotated[NewPurchase, Body()]) -> "Response[str]":
        """Drafts a purchase order. It is ordered once it is approved."""
        known = self._catalogue.of_skus(frozenset(new.pieces))
        if unknown := [sku for sku in new.pieces if sku not in known]:
            text = "no product has this SKU"
            raise InvalidInput([FieldError(f"/pieces/{sku}", text, "unknown") for sku in unknown])
        now = self._clock()
        lines = (PurchaseLine(sku=sku, quantity=of, why=new.why) for sku, of in new.pieces.items())
        kept = self._purchasing.draft(
            PurchaseOrder(
                purchase_id=request_of(self._app).resource_id,
                supplier_id=new.supplier_id,
                location=new.location,
                lines=tuple(lines),
                lead_days=new.lead_days,
                created_at=now,
                updated_at=now,
            )
        )
        location = f"/api/v1/purchase-orders/{kept.purchase_id}"
        return document(kept, 201, {"ETag": etag(kept.version), "Location": location})
