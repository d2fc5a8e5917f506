"""The inventory agent's task and answer."""

from pydantic import Field

from baton.commerce.ids import Sku
from baton.commerce.inventory.reviews import SkuReview
from baton.core.contract import Contract

MOST_NAMED = 100


class InventoryTask(Contract):
    """Review the named SKUs anew, or those that are due, ``most`` of them at once."""

    skus: tuple[Sku, ...] = Field(default=(), max_length=MOST_NAMED)
    most: int = Field(default=2_000, ge=1, le=10_000)
    correlation_id: str = Field(default="inventory-review", min_length=1, max_length=64)


class InventoryAnswer(Contract):
    """What a review found: all of it for named SKUs; else those whose state changed or of which
    something is to be ordered, at most 200.
    """

    reviewed: int = 0
    low: int = 0
    out: int = 0
    told: int = Field(default=0, description="changes of level that were told")
    drafted: int = Field(default=0, description="purchase orders")
    put_off: int = Field(default=0, description="SKUs that could not be reviewed now")
    reviews: tuple[SkuReview, ...] = ()
