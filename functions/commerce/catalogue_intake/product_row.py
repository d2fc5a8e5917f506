"""A row of a file of products: one SKU, and what the file says of it and of its product. Pure.

What a row does not say stays as it is. So a file may have prices alone, or stock alone.
"""

from collections.abc import Iterable
from typing import Any

from pydantic import Field

from baton.commerce.catalogue import (
    Dimensions,
    ListPrice,
    Product,
    ProductVariant,
    SellingState,
)
from baton.commerce.catalogue_service import ProductContent
from baton.commerce.ids import LocationId, ProductId, Sku
from baton.commerce.inventory.stock import Pieces
from baton.core.contract import Contract


class ProductRow(Contract):
    """``product`` and ``variant`` are the fields that the row gives a value, by their own names;
    ``stock`` is what was counted at ``location``.
    """

    product_id: ProductId
    sku: Sku
    product: dict[str, Any] = Field(default_factory=dict)
    variant: dict[str, Any] = Field(default_factory=dict)
    price: ListPrice | None = None
    stock: Pieces | None = None
    location: LocationId | None = Field(default=None, description="of the stock")


def content_with(before: Product | None, rows: Iterable[ProductRow]) -> ProductContent:
    """The product as it is to be kept: as it was, with what its rows say. Raises ``ValueError``."""
    content: dict[str, Any] = {"state": SellingState.ACTIVE}
    variants: dict[Sku, ProductVariant] = {}
    if before is not None:
        content = {name: getattr(before, name) for name in ProductContent.model_fields}
        variants = {one.sku: one for one in before.variants}
    for row in rows:
        content |= row.product
        variants[row.sku] = _variant(variants.get(row.sku), row, content.get("title"))
    return ProductContent.model_validate({**content, "variants": tuple(variants.values())})


def _variant(before: ProductVariant | None, row: ProductRow, title: object) -> ProductVariant:
    given: dict[str, Any] = {"sku": row.sku, "title": title or row.sku}
    if before is not None:
        given = {name: getattr(before, name) for name in ProductVariant.model_fields}
    given |= row.variant
    if row.price is not None:
        given["prices"] = _with(tuple(given.get("prices", ())), row.price)
    if given.get("dimensions") is not None:
        given["dimensions"] = Dimensions.model_validate(given["dimensions"])
    return ProductVariant.model_validate(given)


def _with(prices: tuple[ListPrice, ...], price: ListPrice) -> tuple[ListPrice, ...]:
    """The prices with one more, in the place of that of the same list, currency and days."""

    def place(one: ListPrice) -> tuple[object, ...]:
        return one.price_list, one.money.currency, one.valid_from, one.valid_until

    others = tuple(one for one in prices if place(one) != place(price))
    if len(others) == len(prices):
        return (*prices, price)
    return tuple(price if place(one) == place(price) else one for one in prices)
