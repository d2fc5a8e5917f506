"""The settings of campaigns."""

from pydantic import Field

from baton.core.environment import EnvironmentSettings


class CampaignSettings(EnvironmentSettings):
    """What functions that deal with campaigns are told: ``platform.area(Campaigns).settings``."""

    optimise_above_potential: float = Field(default=75, ge=0, le=100)
    analytics_wait_seconds: int = Field(default=86_400, ge=1, le=604_800)
    report_recipients: str = Field(default="", description="of reports by mail, commas between")
