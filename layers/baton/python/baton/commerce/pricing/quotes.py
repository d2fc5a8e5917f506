"""What a purchase costs: worked out by pricing alone, valid until a moment, with the reasons."""

from enum import StrEnum
from typing import Annotated, Protocol

from pydantic import Field

from baton.commerce.catalogue import STANDARD_LIST, PriceListName
from baton.commerce.ids import MOST_LINES, CustomerId, Quantity, Sku
from baton.commerce.places import CountryCode, RegionCode
from baton.core.contract import Contract, Ulid, UtcDatetime
from baton.core.errors import Conflict
from baton.core.money import Currency

MOST_OF_A_LINE = 10**13
"""Minor units of all pieces of a line, or of the shipping, before promotions and tax: forty of them can
be added up."""

MinorUnits = Annotated[int, Field(ge=0, le=10**15, description="minor units of the currency")]
CouponCode = Annotated[str, Field(pattern=r"^[A-Z0-9-]{1,40}$")]


class PriceLine(Contract):
    """Pieces of a SKU to be priced."""

    sku: Sku
    quantity: Quantity


class PriceRequest(Contract):
    """What somebody would buy, and what its price depends on."""

    lines: tuple[PriceLine, ...] = Field(min_length=1, max_length=MOST_LINES)
    currency: Currency
    price_list: PriceListName = STANDARD_LIST
    country: CountryCode = Field(description="where it is sent to: its tax holds")
    region: RegionCode | None = None
    customer_id: CustomerId | None = None
    segments: tuple[str, ...] = Field(default=(), max_length=20)
    codes: tuple[CouponCode, ...] = Field(default=(), max_length=5)
    shipping: Annotated[int, Field(ge=0, le=MOST_OF_A_LINE)] = Field(
        default=0, description="of the chosen way, before promotions"
    )
    tax_exempt: bool = False


class PriceStepKind(StrEnum):
    """What changed a price, in the order in which it does."""

    BASE = "base"
    RULE = "rule"
    COMPETITOR = "competitor"
    DYNAMIC = "dynamic"
    LIMIT = "limit"
    PROMOTION = "promotion"
    ROUNDING = "rounding"


class PriceStep(Contract):
    """One step of a price's decision: what it made of one piece, and why."""

    kind: PriceStepKind
    by: str = Field(max_length=100, description="the rule, promotion or limit")
    unit_price: MinorUnits = Field(description="after this step")
    why: str = Field(max_length=300)


class Discount(Contract):
    """What a promotion takes off a line."""

    promotion_id: str = Field(max_length=64)
    code: str | None = None
    amount: MinorUnits


class TaxPart(Contract):
    """Tax of one rate in a line."""

    name: str = Field(max_length=60, description="as VAT 20 %")
    rate: str = Field(description="a decimal, as 0.20")
    amount: MinorUnits


class QuotedLine(Contract):
    """A line of a quote: ``total`` is ``unit_price`` by ``quantity``, less discounts, with the tax."""

    sku: Sku
    quantity: Quantity
    unit_price: MinorUnits
    lowest_in_30_days: MinorUnits | None = Field(
        default=None, description="the prior price that a reduction is claimed from (EU 98/6, 6a)"
    )
    discounts: tuple[Discount, ...] = ()
    net: MinorUnits = Field(description="without tax, after discounts")
    taxes: tuple[TaxPart, ...] = ()
    total: MinorUnits = Field(description="with tax, after discounts")
    steps: tuple[PriceStep, ...] = ()


class QuotedCart(Contract):
    """The cart that a quote is of, in the version that was checked out."""

    cart_id: Ulid
    version: int = Field(ge=1)


class Quote(Contract):
    """A price that holds until ``valid_until``. ``total`` = the lines' totals + shipping's total."""

    quote_id: Ulid
    request: PriceRequest
    lines: tuple[QuotedLine, ...]
    shipping_net: MinorUnits
    shipping_tax: tuple[TaxPart, ...] = ()
    shipping_promotions: tuple[str, ...] = ()
    net: MinorUnits
    tax: MinorUnits
    total: MinorUnits
    currency: Currency
    prices_include_tax: bool
    refused_codes: dict[str, str] = Field(default={}, description="why, by code")
    made_at: UtcDatetime
    valid_until: UtcDatetime
    version: str = Field(max_length=100, description="of rules, rates and promotions")
    cart: QuotedCart | None = Field(default=None, description="what is ordered with it")


class PriceChanged(Conflict):
    """The price is not what the buyer was shown."""


class Pricing(Protocol):
    """Works prices out."""

    def quote(self, request: PriceRequest) -> Quote:
        """The price now, kept under its id. Raises ``InvalidInput`` with a pointer to the line for a SKU
        that is not sold or has no price in the currency."""
        ...

    def quoted(self, quote_id: Ulid) -> Quote:
        """A quote that was made. Raises ``NotFound``."""
        ...
