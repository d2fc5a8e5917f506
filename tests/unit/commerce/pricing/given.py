"""A shop to price in: a shirt and a book in Austria, with tax in the prices."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from baton.commerce.catalogue import ListPrice, Product, ProductVariant
from baton.commerce.pricing.book import PriceBook
from baton.commerce.pricing.promotion import Promotion
from baton.commerce.pricing.quotes import PriceRequest
from baton.commerce.pricing.rules import PriceRule
from baton.commerce.pricing.tax import TaxRate
from baton.commerce.pricing.unit_prices import Known
from baton.core.money import Money

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
QUOTE = "01J00000000000000000000000"

RATES = (
    TaxRate(country="AT", name="VAT", rate=Decimal("0.20")),
    TaxRate(country="AT", name="VAT", rate=Decimal("0.10"), tax_class="reduced"),
    TaxRate(country="CA", name="GST", rate=Decimal("0.05")),
    TaxRate(country="CA", region="QC", name="QST", rate=Decimal("0.09975")),
    TaxRate(country="JP", name="JCT", rate=Decimal("0.10")),
    TaxRate(country="BH", name="VAT", rate=Decimal("0.10")),
)


def money(amount: int, currency: str = "EUR") -> Money:
    return Money(amount=amount, currency=currency)


def product(
    sku: str = "SHIRT", price: int = 2_000, cost: int | None = 1_000, **more: Any
) -> Product:
    """One product of one variant, in euros and in every other currency for the same number."""
    currencies = ("EUR", "JPY", "BHD", "CAD", "USD")
    variant = ProductVariant(
        sku=sku,
        title=sku,
        prices=tuple(ListPrice(money=money(price, currency)) for currency in currencies),
        cost=None if cost is None else money(cost),
    )
    fields: dict[str, object] = {
        "product_id": sku.lower(),
        "title": sku,
        "variants": (variant.model_copy(update=more.pop("variant", {})),),
        "updated_at": NOW,
    }
    return Product.model_validate({**fields, **more})


SHIRT = product(categories=("clothes/shirts",), brand="Own")
BOOK = product("BOOK", 1_100, 600, categories=("books",), variant={"tax_class": "reduced"})


def known(
    *products: Product,
    rules: tuple[PriceRule, ...] = (),
    promotions: tuple[Promotion, ...] = (),
    includes_tax: bool = True,
    **more: object,
) -> Known:
    book = PriceBook(rules=rules, promotions=promotions, rates=RATES)
    every = {one.sku: of for of in products or (SHIRT, BOOK) for one in of.variants}
    return Known(
        book=book,
        products=every,
        now=NOW,
        day=date(2026, 11, 30),
        includes_tax=includes_tax,
        **more,  # type: ignore[arg-type]
    )


def request(**given: object) -> PriceRequest:
    """Two shirts and a book, unless told otherwise."""
    lines = given.pop("lines", {"SHIRT": 2, "BOOK": 1})
    fields = {
        "lines": [{"sku": sku, "quantity": count} for sku, count in lines.items()],  # type: ignore[attr-defined]
        "currency": "EUR",
        "country": "AT",
    }
    return PriceRequest.model_validate({**fields, **given})
