"""What a shop sells: products, and the SKUs that each comes in."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Annotated, Protocol

from pydantic import AfterValidator, Field

from baton.commerce.ids import ProductId, Sku
from baton.core.contract import Contract, UtcDatetime, Versioned
from baton.core.money import Currency, Money
from baton.persistence.page import Page
from baton.persistence.transaction import Transaction

PriceListName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,39}$")]
TaxClass = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$", description="as standard")]

STANDARD_LIST = "standard"


class ListPrice(Contract):
    """What a SKU costs by a price list, before rules and promotions; with or without tax as the shop
    shows its prices (``prices_include_tax``)."""

    money: Money
    price_list: PriceListName = STANDARD_LIST
    valid_from: date | None = Field(default=None, description="the first day, in the shop's zone")
    valid_until: date | None = Field(default=None, description="the last day, in the shop's zone")


class Dimensions(Contract):
    """How big a packed piece is, in millimetres, and how heavy, in grams."""

    length: int = Field(ge=1, le=10_000)
    width: int = Field(ge=1, le=10_000)
    height: int = Field(ge=1, le=10_000)
    weight: int = Field(ge=1, le=1_000_000)


class SellingState(StrEnum):
    """Whether something is sold."""

    ACTIVE = "active"
    DRAFT = "draft"
    ENDED = "ended"


class ProductVariant(Contract):
    """One thing that is sold and kept in stock."""

    sku: Sku
    title: str = Field(min_length=1, max_length=300, description="as Red, M")
    options: Mapping[str, str] = Field(default={}, max_length=10)
    prices: tuple[ListPrice, ...] = Field(default=(), max_length=50)
    cost: Money | None = Field(default=None, description="of one piece, for margins and limits")
    minimum_advertised: Money | None = Field(default=None, description="the supplier's MAP")
    tax_class: TaxClass = "standard"
    dimensions: Dimensions | None = Field(default=None, description="needed if it is shipped")
    is_shipped: bool = True
    state: SellingState = SellingState.ACTIVE

    def list_price(self, currency: Currency, price_list: PriceListName, day: date) -> Money | None:
        """What it costs on a day by a price list, or by the standard one where that has none."""
        for name in dict.fromkeys((price_list, STANDARD_LIST)):
            for price in self.prices:
                begun = price.valid_from is None or price.valid_from <= day
                over = price.valid_until is not None and price.valid_until < day
                fits = price.price_list == name and price.money.currency == currency
                if fits and begun and not over:
                    return price.money
        return None


def _each_once(variants: tuple[ProductVariant, ...]) -> tuple[ProductVariant, ...]:
    skus = [variant.sku for variant in variants]
    if twice := {sku for sku in skus if skus.count(sku) > 1}:
        raise ValueError(f"{min(twice)} is there twice")
    return variants


Variants = Annotated[
    tuple[ProductVariant, ...], Field(min_length=1, max_length=45), AfterValidator(_each_once)
]
"""The variants of a product, each SKU once. At most 45: exchanging all of them is one transaction."""

Categories = Annotated[
    tuple[Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_/-]{0,99}$")], ...], Field(max_length=20)
]
"""As ``clothes/shirts``: a category holds those below it."""


class Product(Versioned):
    """A product with all its variants: one document, changed as a whole."""

    product_id: ProductId
    title: str = Field(min_length=1, max_length=300)
    description: str = Field(default="", max_length=10_000)
    categories: Categories = ()
    brand: str | None = Field(default=None, max_length=200)
    variants: Variants
    state: SellingState = SellingState.ACTIVE
    sold_from: UtcDatetime | None = None
    sold_until: UtcDatetime | None = None
    updated_at: UtcDatetime

    def is_sold(self, sku: Sku, now: UtcDatetime) -> bool:
        """Whether the SKU can be ordered now, stock aside."""
        begun = self.sold_from is None or self.sold_from <= now
        over = self.sold_until is not None and self.sold_until <= now
        variant = self.variant(sku)
        return (
            begun
            and not over
            and self.state is SellingState.ACTIVE
            and variant is not None
            and variant.state is SellingState.ACTIVE
        )

    def variant(self, sku: Sku) -> ProductVariant | None:
        """The variant with this SKU; ``None`` if there is none."""
        return next((variant for variant in self.variants if variant.sku == sku), None)


class Catalogue(Protocol):
    """The products there are. A SKU belongs to one product."""

    def put(self, product: Product, before: Product | None, within: Transaction) -> None:
        """Keeps a product, or its next version after ``before``. The commit raises ``StaleVersion``
        unless that is kept, and ``AlreadyExists`` if a SKU of it is another product's.
        """
        ...

    def get(self, product_id: ProductId) -> Product:
        """The product. Raises ``NotFound``."""
        ...

    def of_ids(self, product_ids: frozenset[ProductId]) -> Mapping[ProductId, Product]:
        """Up to 100 products by their ids; without those that there are not."""
        ...

    def of_skus(self, skus: frozenset[Sku]) -> Mapping[Sku, Product]:
        """The products of up to 100 SKUs, by SKU; without those that nobody sells."""
        ...

    def page(self, *, cursor: str | None = None, limit: int = 50) -> Page[Product]:
        """Products, 1 to 100 a page, in the order of their ids."""
        ...
