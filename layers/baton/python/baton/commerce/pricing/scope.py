"""Which products, customers and days a rule or a promotion is for. Pure."""

from datetime import datetime
from typing import Annotated, Self

from pydantic import Field, model_validator

from baton.commerce.catalogue import Product
from baton.commerce.ids import ProductId, Sku
from baton.commerce.places import CountryCode
from baton.core.contract import Contract, UtcDatetime

Names = Annotated[tuple[Annotated[str, Field(max_length=100)], ...], Field(max_length=1_000)]


class Scope(Contract):
    """What is named must fit; what is empty fits everything. A category holds those below it."""

    skus: Annotated[tuple[Sku, ...], Field(max_length=1_000)] = ()
    products: Annotated[tuple[ProductId, ...], Field(max_length=1_000)] = ()
    categories: Names = ()
    brands: Names = ()

    def holds(self, sku: Sku, product: Product) -> bool:
        """Whether a SKU of a product belongs to it."""
        return (
            (not self.skus or sku in self.skus)
            and (not self.products or product.product_id in self.products)
            and (not self.brands or product.brand in self.brands)
            and (
                not self.categories
                or any(
                    own == wanted or own.startswith(f"{wanted}/")
                    for own in product.categories
                    for wanted in self.categories
                )
            )
        )


class Window(Contract):
    """From when until when something holds; ``until`` is the first moment at which it does not."""

    since: UtcDatetime | None = None
    until: UtcDatetime | None = None

    @model_validator(mode="after")
    def _has_a_length(self) -> Self:
        if self.since and self.until and self.until <= self.since:
            raise ValueError("until must come after since")
        return self

    def has_begun(self, now: datetime) -> bool:
        """Whether its beginning is over."""
        return self.since is None or self.since <= now

    def is_over(self, now: datetime) -> bool:
        """Whether its end has come."""
        return self.until is not None and self.until <= now

    def holds(self, now: datetime) -> bool:
        """Whether a moment is in it."""
        return self.has_begun(now) and not self.is_over(now)


class Buyer(Contract):
    """What is known of who buys, where prices depend on it."""

    segments: tuple[str, ...] = ()
    country: CountryCode
    is_new: bool = False
    """has ordered nothing before"""
