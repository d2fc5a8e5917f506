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
