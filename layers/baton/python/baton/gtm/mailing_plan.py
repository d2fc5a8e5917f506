"""What a campaign to known customers is expected to take and bring: what finance works out from."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from baton.core.contract import Contract
from baton.core.money import Currency

Share = Annotated[float, Field(ge=0, le=1)]


class MailingPlan(Contract):
    """A campaign before it is sent. Shares: 1 is 100 %. Amounts are in minor units of ``currency``.

    ``response_low`` to ``response_high`` is the share of recipients who buy because of it and would not
    have bought without it; ``assumption`` says where that is from.
    """

    segment_id: str = Field(max_length=80)
    recipients: int = Field(ge=0, le=10**9)
    currency: Currency
    cost_per_message: float = Field(ge=0, le=10**9)
    fixed_cost: int = Field(default=0, ge=0, le=10**13, description="people, agency, tools")
    discount: Share = Field(default=0.0, description="of the price of what they buy")
    response_low: Share
    response_high: Share
    assumption: str = Field(min_length=1, max_length=500)
    queries: tuple[str, ...] = Field(
        default=(), description="marketing's own, that the response is from"
    )

    @model_validator(mode="after")
    def _is_a_range(self) -> Self:
        if self.response_low > self.response_high:
            raise ValueError("response_low must not be above response_high")
        return self
