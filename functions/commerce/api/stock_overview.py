"""Routes that show what there is of many SKUs at once, and what is expected of one."""

import re
from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.params import Query

from baton.commerce.inventory.purchasing_repository import PurchasingRepository
from baton.commerce.inventory.repository import StockRepository
from baton.commerce.inventory.stock import SkuStock
from baton.commerce.inventory.stocking import StockState, StockWatch
from baton.core.contract import Contract
from baton.core.errors import FieldError, InvalidInput, NotFound
from baton.http.openapi_responses import described
from baton.http.responses import document
from functions.commerce.api.stock import SkuName

MOST_SKUS = 100

_SKU = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")

Skus = Annotated[
    str, Query(min_length=1, max_length=6_500, description=f"1 to {MOST_SKUS}, with commas between")
]


class SkuOverview(Contract):
    """What there is of a SKU, and whether it is enough; ``state`` is absent if it has no policy."""

    stock: SkuStock
    state: StockState | None = None


class StockOverview(Contract):
    """Of all that were asked for; one that was never in stock has no levels."""

    items: tuple[SkuOverview, ...]


class StockOverviewRoutes:
    """Shows stock in tables."""

    def __init__(
        self, app: APIGatewayHttpResolver, stock: StockRepository, purchasing: PurchasingRepository
    ) -> None:
        self._app = app
        self._stock = stock
        self._purchasing = purchasing

    def register(self) -> None:
        """Adds the routes to the app."""
        tags = ["stock"]
        self._app.get(
            "/api/v1/stock",
            tags=tags,
            operation_id="list_stock",
            responses=described(200, StockOverview, "The stock of the SKUs, in their order"),
        )(self.overview)
        self._app.get(
            "/api/v1/stock/<sku>/forecast",
            tags=tags,
            operation_id="read_forecast",
            responses=described(200, StockWatch, "What was last worked out"),
        )(self.forecast)

    def overview(self, skus: Skus) -> "Response[str]":
        """The stock of up to 100 SKUs, by location, each with the state that its last review found."""
        names = tuple(dict.fromkeys(skus.split(",")))
        wrong = [name for name in names if not _SKU.fullmatch(name)]
        if wrong or len(names) > MOST_SKUS:
            text = f"{wrong[0][:70]!r} is no SKU" if wrong else f"at most {MOST_SKUS} at once"
            raise InvalidInput([FieldError("query:skus", text, "not_skus")])
        asked = frozenset(names)
        levels, watches = self._stock.levels(asked), self._purchasing.watches(asked)
        items = tuple(
            SkuOverview(
                stock=SkuStock.of(sku, levels.get(sku, ())),
                state=watches[sku].state if sku in watches else None,
            )
            for sku in names
        )
        return document(StockOverview(items=items))

    def forecast(self, sku: SkuName) -> "Response[str]":
        """The demand that is expected of a SKU, below how many it is low and is ordered, and when it is
        looked at again. A review works it out anew.
        """
        found = self._purchasing.watches(frozenset((sku,))).get(sku)
        if found is None:
            raise NotFound("forecast", sku)
        return document(found)
