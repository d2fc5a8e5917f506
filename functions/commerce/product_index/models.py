"""The indexer's task and result."""

from pydantic import ConfigDict, Field

from baton.commerce.ids import ProductId, Sku
from baton.core.contract import Contract


class IndexTask(Contract):
    """Follow the product of ``commerce.product_changed``, or that of the SKU of
    ``commerce.stock_changed``; without either, look after the whole index, and write at most about
    ``most`` products to it anew.
    """

    model_config = ConfigDict(extra="ignore")

    product_id: ProductId | None = None
    sku: Sku | None = None
    most: int = Field(default=50_000, ge=1, le=1_000_000)


class IndexResult(Contract):
    """``changed`` are products of which the index says something else now; ``is_current`` says whether
    it is whole and as this version of the code wants it.
    """

    changed: int = Field(default=0, ge=0)
    is_current: bool = True
