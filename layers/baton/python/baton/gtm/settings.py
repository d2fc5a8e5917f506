"""The settings of the go-to-market agents."""

from pydantic import Field

from baton.core.environment import EnvironmentSettings
from baton.core.money import Currency


class GtmSettings(EnvironmentSettings):
    """What these functions are told: ``platform.area(Gtm).settings``."""

    reporting_currency: Currency = Field(
        default="EUR", description="of figures, unless the question says another"
    )
    weekly_report_recipients: str = Field(
        default="", description="of the weekly report by mail, commas between"
    )
    customer_history_days: int = Field(
        default=1_095,
        ge=90,
        le=2_920,
        description="before a period; whoever bought in them is no new customer of it",
    )
    most_discount_percent: int = Field(
        default=15, ge=0, le=90, description="the most that marketing may offer off an order"
    )
    message_cost_micros: int = Field(
        default=400,
        ge=0,
        le=10_000_000,
        description="of sending one message, in 10^-6 of the reporting currency's unit",
    )
    win_back_response_low: float = Field(default=0.0, ge=0, le=1)
    win_back_response_high: float = Field(
        default=0.03,
        ge=0,
        le=1,
        description="share of customers written to who buy because of it, where nothing was measured",
    )
    answer_reuse_minutes: int = Field(
        default=60, ge=0, le=1_440, description="for which the same answer is told again"
    )
    word_answers: bool = Field(default=False, description="by a model, if one is configured")
