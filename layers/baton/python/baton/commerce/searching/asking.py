"""What callers ask of the search of products, and what it answers."""

from collections.abc import Mapping
from typing import Annotated, Self

from pydantic import AfterValidator, Field, ValidationInfo, field_validator

from baton.commerce.catalogue import Product, ProductVariant
from baton.commerce.ids import ProductId, Sku
from baton.commerce.searching.price_bands import HIGHEST
from baton.core.contract import Contract
from baton.core.money import Currency, Money
from baton.core.text import plain_text

MOST_ASKED = 200
"""Characters of the words that are looked for."""

MOST_ON_PAGE = 50

MinorUnits = Annotated[int, Field(ge=0, le=HIGHEST)]


class ProductQuestion(Contract):
    """Words, of which a product need not have all, and filters, which must hold. Without words it lists
    what passes the filters, by id. Prices are in minor units of ``currency``.
    """

    q: Annotated[str, AfterValidator(plain_text)] = Field(default="", max_length=MOST_ASKED)
    category: str | None = Field(default=None, pattern=r"^[a-z0-9][a-z0-9_/-]{0,99}$")
    brand: str | None = Field(default=None, min_length=1, max_length=200)
    currency: Currency | None = None
    min_price: MinorUnits | None = None
    max_price: MinorUnits | None = None
    available: bool = False

    @field_validator("min_price", "max_price")
    @classmethod
    def _is_of_a_currency(cls, price: int | None, info: ValidationInfo) -> int | None:
        if price is not None and info.data.get("currency") is None:
            raise ValueError("needs a currency")
        return price

    @field_validator("max_price")
    @classmethod
    def _is_not_below(cls, most: int | None, info: ValidationInfo) -> int | None:
        least = info.data.get("min_price")
        if most is not None and least is not None and most < least:
            raise ValueError("is less than min_price")
        return most

    def allows(self, price: Money) -> bool:
        """Whether a list price passes the filters."""
        least = 0 if self.min_price is None else self.min_price
        most = HIGHEST if self.max_price is None else self.max_price
        return self.currency in (None, price.currency) and least <= price.amount <= most


class FoundVariant(Contract):
    """A SKU that is sold now. ``list_prices`` are those of the standard price list today, one a
    currency, before rules and promotions: a quote or a cart says what is paid. ``available`` are pieces
    over all locations at the time of the answer.
    """

    sku: Sku
    title: str
    options: Mapping[str, str] = {}
    list_prices: tuple[Money, ...]
    available: int = Field(ge=0)

    @classmethod
    def of(cls, variant: ProductVariant, prices: tuple[Money, ...], available: int) -> Self:
        """The variant as it is shown."""
        return cls(
            sku=variant.sku,
            title=variant.title,
            options=variant.options,
            list_prices=prices,
            available=available,
        )


class FoundProduct(Contract):
    """A product that was found, with those of its variants that pass the filters."""

    product_id: ProductId
    version: int = Field(ge=1)
    title: str
    brand: str | None = None
    categories: tuple[str, ...] = ()
    variants: tuple[FoundVariant, ...] = Field(min_length=1)

    @classmethod
    def of(cls, product: Product, variants: tuple[FoundVariant, ...]) -> Self:
        """The product as it is shown."""
        return cls(
            product_id=product.product_id,
            version=product.version,
            title=product.title,
            brand=product.brand,
            categories=product.categories,
            variants=variants,
        )


class ProductSearchPage(Contract):
    """Products, the best first. A page may have fewer than were asked for, and there be more:
    ``next_cursor`` says so. ``is_loose``: nothing has enough of the words as they are written; these
    have half of them, or words that differ by a letter.
    """

    items: tuple[FoundProduct, ...]
    next_cursor: str | None = Field(
        default=None, description="pass it as cursor to get the next page; absent at the end"
    )
    is_loose: bool = False
