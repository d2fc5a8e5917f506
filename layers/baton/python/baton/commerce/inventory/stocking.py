"""How a SKU is kept in stock, and what was last seen of it."""

from enum import StrEnum

from pydantic import Field

from baton.commerce.ids import LocationId, Quantity, Sku
from baton.commerce.inventory.demand import DemandKind
from baton.commerce.inventory.suppliers import SupplierId
from baton.core.contract import Contract, UtcDatetime, Versioned
from baton.core.money import Money


class StockingRules(Contract):
    """What a shop decides about keeping a SKU."""

    location: LocationId = Field(description="where what is ordered comes in")
    supplier_id: SupplierId | None = Field(
        default=None, description="without one, orders are proposed but not drafted"
    )
    lead_days: int = Field(ge=0, le=365, description="from the order until it is there")
    lead_deviation: float = Field(
        default=0.0, ge=0, le=180, description="its standard deviation, in days"
    )
    review_days: int = Field(default=7, ge=1, le=90, description="between orders")
    service: float = Field(
        default=0.95, ge=0.5, le=0.999, description="share of demand to serve from stock"
    )
    least_quantity: Quantity = Field(default=1, description="that the supplier delivers")
    pack: Quantity = Field(default=1, description="pieces that come together")
    order_cost: Money | None = Field(default=None, description="of one order of the SKU")
    unit_cost: Money | None = Field(default=None, description="of a piece, in the same currency")


class StockingPolicy(StockingRules, Versioned):
    """The rules of a SKU, as they are kept."""

    sku: Sku
    updated_at: UtcDatetime


class StockState(StrEnum):
    """How much there is of a SKU: enough, less than the lead time may need, or nothing."""

    OK = "ok"
    LOW = "low"
    OUT = "out"


class SkuForecast(Contract):
    """The demand that is expected over ``days`` from ``made_at`` on: until the next order can come."""

    method: str = Field(max_length=60)
    kind: DemandKind
    days: int = Field(ge=1)
    mean: float = Field(ge=0)
    low: float = Field(ge=0, description="lower bound of its 80 % interval")
    high: float = Field(ge=0)
    deviation: float = Field(ge=0)
    history_days: int = Field(ge=0)
    made_at: UtcDatetime

    @property
    def daily(self) -> float:
        """Pieces a day."""
        return self.mean / self.days


class StockWatch(Versioned):
    """What was last seen of a SKU, and when it is looked at again."""

    sku: Sku
    state: StockState = StockState.OK
    low_below: int = Field(default=1, ge=1, description="it is low with fewer available")
    order_below: int = Field(default=0, ge=0, description="it is ordered with fewer awaited")
    forecast: SkuForecast | None = None
    due_at: UtcDatetime
