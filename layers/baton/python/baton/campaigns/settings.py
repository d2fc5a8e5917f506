"""The settings of campaigns."""

from pydantic import Field

from baton.core.environment import EnvironmentSettings


class CampaignSettings(EnvironmentSettings):
    """What functions that deal with campaigns are told: ``platform.area(Campaigns).settings``."""

    optimise_above_potential: float = Field(default=75, ge=0, le=100)
    analytics_wait_seconds: int = Field(default=86_400, ge=1, le=604_800)
    report_recipients: str = Field(default="", description="of reports by mail, commas between")
    sources_base_url: str = Field(default="", description="instead of the lead sources' own hosts")
    companies_house_secret: str = Field(default="", description="the secret with its key")
    people_data_labs_secret: str = Field(default="", description="the secret with its key")
    apollo_secret: str = Field(default="", description="the secret with its key")
    hunter_secret: str = Field(default="", description="the secret with its key")
    gleif: bool = Field(default=True, description="whether the open register of GLEIF is asked")
    dns_server: str = Field(default="", description="instead of the machine's own, as host:port")
    source_credits_per_run: int = Field(default=500, ge=0, le=1_000_000)
    ads_base_url: str = Field(
        default="", description="of stand-ins of the ad platforms; empty: the platforms themselves"
    )
    google_ads_secret: str = Field(default="", description="the secret of the Google Ads account")
    meta_ads_secret: str = Field(default="", description="the secret of the Meta ad account")
    linkedin_ads_secret: str = Field(
        default="", description="the secret of the LinkedIn ad account"
    )
    ads_change_percent: float = Field(
        default=50,
        ge=0,
        le=1_000,
        description="of a campaign's daily budget, that one change moves",
    )
    ads_day_percent: float = Field(
        default=100, ge=0, le=1_000, description="of it, that a day's changes move together"
    )
