"""The facts that campaigns publish."""

from typing import Annotated

from pydantic import Field

from baton.core.contract import Ulid
from baton.core.money import Currency
from baton.facts.kind import FactKind, FactRow, Unit

Count = Annotated[int, Field(ge=-(10**12), le=10**12), Unit("times")]
"""Platforms correct what they counted, and give credits: a day's figure may be negative."""

Signed = Annotated[int, Field(ge=-(10**15), le=10**15), Unit("minor units of currency")]
MinorUnits = Annotated[int, Field(ge=0, le=10**15), Unit("minor units of currency")]


class AdMetricsDay(FactRow):
    """What an advertising platform says of one of its campaigns and a day, which is that of ``at``: the
    platform's day, as midnight UTC. Platforms correct their figures for weeks.
    """

    campaign_id: Ulid
    platform: str = Field(pattern=r"^[a-z]{2,20}$", description="as google")
    external_id: str = Field(min_length=1, max_length=200, description="the platform's own id")
    impressions: Count
    clicks: Count
    spend: Signed
    currency: Currency = Field(description="of spend and revenue")
    conversions: Annotated[float, Field(ge=0, le=1e12), Unit("times")] | None = Field(
        default=None,
        description="fractional where the platform attributes so; unknown if it has none",
    )
    revenue: Signed | None = Field(default=None, description="that the platform attributes")


class CampaignTouch(FactRow):
    """That a lead met a campaign: what attribution goes by."""

    campaign_id: Ulid
    lead_id: Ulid
    channel: str = Field(min_length=1, max_length=40, description="as google or email")
    content_id: str | None = Field(default=None, max_length=200)


class LeadOutcome(FactRow):
    """What became of a campaign's lead, and what it brought."""

    campaign_id: Ulid
    lead_id: Ulid
    outcome: str = Field(pattern=r"^[a-z_]{2,40}$", description="as converted or lost")
    revenue: MinorUnits | None = None
    currency: Currency | None = Field(default=None, description="of revenue")


AD_METRICS_DAY = FactKind(
    "ad_metrics_day",
    AdMetricsDay,
    means="what was spent and reached a day, by each campaign on a platform",
    key=("platform", "external_id", "day"),
    restated=True,
)
CAMPAIGN_TOUCH = FactKind(
    "campaign_touch", CampaignTouch, means="that a lead met a campaign", subject="lead_id"
)
LEAD_OUTCOME = FactKind(
    "lead_outcome",
    LeadOutcome,
    means="what became of a campaign's lead",
    restated=True,
    subject="lead_id",
)

FACT_KINDS = (AD_METRICS_DAY, CAMPAIGN_TOUCH, LEAD_OUTCOME)
