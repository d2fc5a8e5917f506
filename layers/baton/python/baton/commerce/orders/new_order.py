"""An order as a buyer gives it."""

from typing import Self

from pydantic import Field, model_validator

from baton.commerce.ids import MOST_LINES, CustomerId
from baton.commerce.languages import LanguageTag
from baton.commerce.places import PostalAddress
from baton.commerce.pricing.quotes import CouponCode, PriceLine, PriceRequest
from baton.core.contract import Contract, Ulid
from baton.core.email import Email
from baton.core.money import Currency


class NewOrder(Contract):
    """What is bought, by whom, and where it goes."""

    quote_id: Ulid | None = Field(
        default=None, description="of a quote or checkout, in the place of what it was made from"
    )
    lines: tuple[PriceLine, ...] = Field(default=(), max_length=MOST_LINES)
    currency: Currency | None = None
    customer_id: CustomerId | None = None
    email: Email
    language: LanguageTag | None = Field(
        default=None, description="of mails and papers; that of the country by default"
    )
    ship_to: PostalAddress
    shipping_service: str | None = Field(
        default=None, max_length=100, description="as Post/Ground; the cheapest by default"
    )
    codes: tuple[CouponCode, ...] = Field(default=(), max_length=5)
    segments: tuple[str, ...] = Field(default=(), max_length=20)
    payment_method: str | None = Field(
        default=None, max_length=200, description="the payment provider's token of a card"
    )
    expected_total: int | None = Field(
        default=None, ge=0, description="what the buyer was shown: another price is refused"
    )
    allow_partial: bool = Field(
        default=False,
        strict=True,
        description="send what there is: what is not available is left out, and the rest costs at "
        "most what all of it would",
    )

    @model_validator(mode="after")
    def _says_what_is_bought(self) -> Self:
        asked = bool(self.lines), self.currency is not None
        beside = any(asked) or bool(self.customer_id or self.codes or self.segments)
        if self.quote_id is None and not all(asked):
            raise ValueError("an order has lines and a currency, or a quote_id")
        if self.quote_id is not None and beside:
            raise ValueError("lines, currency, customer, codes and segments are the quote's")
        return self

    @property
    def request(self) -> PriceRequest:
        """What is bought, without its shipping, of an order that names no quote."""
        return PriceRequest.model_validate(
            {
                "lines": self.lines,
                "currency": self.currency,
                "country": self.ship_to.country,
                "region": self.ship_to.region,
                "customer_id": self.customer_id,
                "segments": self.segments,
                "codes": self.codes,
            }
        )
