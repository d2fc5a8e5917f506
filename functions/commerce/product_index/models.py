"""The indexer's task and result."""

from collections.abc import Sequence

from pydantic import Field

from baton.commerce.ids import ProductId, Sku
from baton.core.contract import Contract


class IndexTask(Contract):
    """Follow the products and SKUs that changed; without any, look after the whole index, and write at
    most about ``most`` products to it anew.
    """

    product_ids: tuple[ProductId, ...] = Field(default=(), max_length=1_000)
    skus: tuple[Sku, ...] = Field(default=(), max_length=1_000)
    most: int = Field(default=50_000, ge=1, le=1_000_000)

    @classmethod
    def of(cls, product_ids: Sequence[ProductId], skus: Sequence[Sku]) -> "IndexTask":
        """The task of what was told, each once."""
        return cls(product_ids=tuple(dict.fromkeys(product_ids)), skus=tuple(dict.fromkeys(skus)))


class IndexResult(Contract):
    """``changed`` are products of which the index says something else now; ``is_current`` says whether
    it is whole and as this version of the code wants it.
    """

    changed: int = Field(default=0, ge=0)
    is_current: bool = True
