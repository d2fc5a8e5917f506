"""Promotions as a company sets them up."""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from baton.commerce.places import CountryCode
from baton.commerce.pricing.scope import Scope, Window
from baton.core.contract import Versioned
from baton.core.money import Currency

PromotionId = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")]
Code = Annotated[str, Field(pattern=r"^[A-Z0-9][A-Z0-9-]{0,39}$")]
Amount = Annotated[int, Field(ge=0, le=10**12)]


class PromotionKind(StrEnum):
    """What a promotion takes off."""

    PERCENT = "percent"
    """of each line"""
    AMOUNT = "amount"
    """of the lines together, divided by their amounts"""
    AMOUNT_EACH = "amount_each"
    """of every piece"""
    PRICE_EACH = "price_each"
    """every piece costs this, if it costs more"""
    FREE_PIECES = "free_pieces"
    """of every ``buy`` + ``free`` pieces the cheapest ``free`` cost nothing"""
    SHIPPING = "shipping"
    """percent of the shipping"""


class Promotion(Versioned):
    """One promotion. Without a code it applies by itself.

    Which of several apply: an ``exclusive`` one stands alone; of one ``group`` only the best; all others
    together, in the order of ``priority`` and id, each on what the ones before left. Of these
    possibilities the one that saves the buyer most is taken.
    """

    promotion_id: PromotionId
    name: str = Field(min_length=1, max_length=200, description="as buyers read it")
    kind: PromotionKind
    basis_points: Annotated[int, Field(ge=1, le=10_000)] | None = None
    amount: Amount | None = None
    currency: Currency | None = Field(default=None, description="of amount and least_spend")
    buy: Annotated[int, Field(ge=1, le=100)] | None = None
    free: Annotated[int, Field(ge=1, le=100)] | None = None
    scope: Scope = Scope()
    window: Window = Window()
    codes: tuple[Code, ...] = Field(default=(), max_length=10_000)
    segments: tuple[str, ...] = Field(default=(), max_length=50)
    countries: tuple[CountryCode, ...] = Field(default=(), max_length=250)
    first_order_only: bool = False
    least_spend: Amount = Field(default=0, description="minor units of what is in scope")
    most_uses: Annotated[int, Field(ge=1)] | None = Field(default=None, description="of all buyers")
    most_uses_each: Annotated[int, Field(ge=1)] | None = Field(
        default=None, description="of one customer"
    )
    once_per_code: bool = Field(default=False, description="each code is good for one order")
    group: str | None = Field(default=None, max_length=64)
    exclusive: bool = False
    priority: int = Field(default=100, ge=0, le=1_000)
    below_floor: bool = Field(
        default=False,
        description="may sell below cost; without codes never below a supplier's minimum",
    )
    while_low: bool = Field(
        default=False, description="goes on for what is low in stock, as a clearance sale does"
    )
    paused: bool = False

    @model_validator(mode="after")
    def _says_how_much(self) -> Self:
        needs = _NEEDS[self.kind]
        given = {name for name in _AMOUNTS if getattr(self, name) is not None}
        if given != needs:
            raise ValueError(f"a promotion of kind {self.kind} has {' and '.join(sorted(needs))}")
        if ("amount" in given or self.least_spend) and self.currency is None:
            raise ValueError("amounts need a currency")
        if self.once_per_code and not self.codes:
            raise ValueError("once_per_code needs codes")
        return self


_AMOUNTS = ("basis_points", "amount", "buy", "free")
_NEEDS = {
    PromotionKind.PERCENT: {"basis_points"},
    PromotionKind.SHIPPING: {"basis_points"},
    PromotionKind.AMOUNT: {"amount"},
    PromotionKind.AMOUNT_EACH: {"amount"},
    PromotionKind.PRICE_EACH: {"amount"},
    PromotionKind.FREE_PIECES: {"buy", "free"},
}
