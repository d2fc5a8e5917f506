"""Routes of stock."""

from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.params import Body, Path
from pydantic import Field

from baton.commerce.ids import LocationId
from baton.commerce.inventory.repository import StockRepository
from baton.commerce.inventory.service import StockService
from baton.commerce.inventory.stock import (
    Delta,
    Movement,
    MovementReason,
    OwnKey,
    Pieces,
    SkuStock,
)
from baton.core.clock import Clock
from baton.core.contract import Contract
from baton.core.errors import FieldError, InvalidInput
from baton.http.openapi_responses import described
from baton.http.parameters import Cursor, Limit, NextCursor
from baton.http.request_context import request_of
from baton.http.responses import document, page_of

SkuName = Annotated[str, Path(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]


class MovementPage(Contract):
    """What moved a SKU, the last first."""

    items: tuple[Movement, ...]
    next_cursor: str | None = NextCursor


class NewMovement(Contract):
    """Pieces that came, went, or cannot be sold any more."""

    movement_id: OwnKey = Field(description="the shop's own: the same one moves stock once")
    location: LocationId
    on_hand: Delta = Field(description="pieces that came; below 0, that went")
    unavailable: Delta = Field(default=0, description="pieces that cannot be sold from now on")
    reason: MovementReason
    note: str | None = Field(default=None, max_length=500)


class NewCount(Contract):
    """What was counted at a place, all that is there: reserved and unavailable pieces too."""

    movement_id: OwnKey
    location: LocationId
    counted: Pieces
    note: str | None = Field(default=None, max_length=500)


class StockRoutes:
    """Shows stock, moves and counts it."""

    def __init__(
        self,
        app: APIGatewayHttpResolver,
        service: StockService,
        stock: StockRepository,
        clock: Clock,
    ) -> None:
        self._app = app
        self._service = service
        self._stock = stock
        self._clock = clock

    def register(self) -> None:
        """Adds the routes to the app."""
        one, tags = "/api/v1/stock/<sku>", ["stock"]
        found = described(200, SkuStock, "The stock as it is now")
        self._app.get(one, tags=tags, operation_id="read_stock", responses=found)(self.read)
        self._app.get(
            f"{one}/movements",
            tags=tags,
            operation_id="list_movements",
            responses=described(200, MovementPage, "A page of movements", "Link"),
        )(self.movements)
        self._app.post(f"{one}/movements", tags=tags, operation_id="move_stock", responses=found)(
            self.move
        )
        self._app.post(f"{one}/counts", tags=tags, operation_id="count_stock", responses=found)(
            self.count
        )

    def read(self, sku: SkuName) -> "Response[str]":
        """The stock of a SKU."""
        return document(self._of(sku))

    def movements(self, sku: SkuName, limit: Limit = 50, cursor: Cursor = None) -> "Response[str]":
        """What moved a SKU, without what is only reserved."""
        found = self._stock.movements(sku, cursor=cursor, limit=limit)
        page = MovementPage(items=found.items, next_cursor=found.cursor)
        return page_of(request_of(self._app), page, found.cursor)

    def move(self, sku: SkuName, new: Annotated[NewMovement, Body()]) -> "Response[str]":
        """Adds to what is on hand, or takes from it. The same `movement_id` again changes nothing."""
        if new.on_hand == 0 and new.unavailable == 0:
            raise InvalidInput([FieldError("/on_hand", "a movement moves something", "zero")])
        self._service.move(self._movement(sku, new.reason, **new.model_dump(exclude={"reason"})))
        return document(self._of(sku))

    def count(self, sku: SkuName, new: Annotated[NewCount, Body()]) -> "Response[str]":
        """Sets what is on hand at a place to what was counted there."""
        given = new.model_dump(exclude={"counted"})
        movement = self._movement(sku, MovementReason.COUNTED, on_hand=0, **given)
        self._service.count(new.counted, movement)
        return document(self._of(sku))

    def _movement(self, sku: str, reason: MovementReason, **given: object) -> Movement:
        by, now = request_of(self._app).caller_id, self._clock()
        return Movement.model_validate({"sku": sku, "reason": reason, "by": by, "at": now, **given})

    def _of(self, sku: str) -> SkuStock:
        levels = self._stock.levels(frozenset((sku,))).get(sku)
        return SkuStock.of(sku, levels)
