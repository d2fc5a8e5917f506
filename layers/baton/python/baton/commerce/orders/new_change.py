"""A change of an order as a buyer gives it."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from baton.commerce.ids import MOST_LINES, Sku
from baton.commerce.places import PostalAddress
from baton.core.contract import Contract

Remaining = Annotated[int, Field(ge=0, le=100_000, description="pieces that there are to be")]


class NewChange(Contract):
    """What is to be otherwise. A SKU that is not named stays as it is; 0 takes it out."""

    pieces: dict[Sku, Remaining] = Field(default={}, max_length=MOST_LINES)
    ship_to: PostalAddress | None = None
    shipping_service: str | None = Field(default=None, max_length=100, description="as Post/Ground")
    expected_total: int = Field(
        ge=0, description="what the buyer agrees to pay for all of it: another price is refused"
    )

    @model_validator(mode="after")
    def _changes_something(self) -> Self:
        if not (self.pieces or self.ship_to or self.shipping_service):
            raise ValueError("name pieces, an address or a way to be sent")
        return self
