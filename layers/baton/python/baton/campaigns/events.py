"""The events of this area."""

from pydantic import Field

from baton.campaigns.campaign import ReviewOutcome
from baton.campaigns.run import RunState, RunStepName
from baton.core.contract import Contract, Ulid, UtcDatetime
from baton.messaging.events import Event


class CampaignMetricsRecorded(Contract):
    """New daily metrics of a campaign are in; the optimiser looks at them."""

    campaign_id: Ulid


class CampaignReviewed(Contract):
    """The optimiser reviewed a campaign. ``escalation_id`` is the case about it, if there is one."""

    campaign_id: Ulid
    review_id: Ulid
    outcome: ReviewOutcome
    escalation_id: Ulid | None = None


class CampaignRunChanged(Contract):
    """A run of a campaign has another version. ``why`` says what it waits for, or why it ended."""

    campaign_id: Ulid
    run_id: Ulid
    version: int
    state: RunState
    step: RunStepName
    revision: int
    why: str | None = None


CAMPAIGN_METRICS_RECORDED = Event("campaign.metrics_recorded", CampaignMetricsRecorded)
CAMPAIGN_REVIEWED = Event("campaign.reviewed", CampaignReviewed)
CAMPAIGN_RUN_CHANGED = Event("campaign.run_changed", CampaignRunChanged)


class ToldField(Contract):
    """Where one field of a found person was read."""

    field: str = Field(max_length=40)
    source: str = Field(max_length=40)
    where: str | None = Field(default=None, max_length=500)


class LeadFound(Contract):
    """A run found a person, or an address of a company, that qualifies. It holds personal data, since
    whoever takes it is the one to keep it; ``notice_by`` is when the person must have been told
    (GDPR, article 14). ``prospect_id`` is the same for the same person in the same campaign, always.
    """

    prospect_id: Ulid
    campaign_id: Ulid
    run_id: Ulid
    email: str = Field(max_length=320)
    is_role: bool = False
    first_name: str | None = Field(default=None, max_length=300)
    last_name: str | None = Field(default=None, max_length=300)
    title: str | None = Field(default=None, max_length=300)
    phone: str | None = Field(default=None, max_length=300)
    company: str | None = Field(default=None, max_length=300)
    company_size: int | None = Field(default=None, ge=1)
    industry: str | None = Field(default=None, max_length=300)
    country: str | None = Field(default=None, max_length=300)
    city: str | None = Field(default=None, max_length=300)
    basis: str = Field(max_length=40)
    told: tuple[ToldField, ...] = Field(default=(), max_length=200)
    least: float = Field(ge=0, le=1)
    most: float = Field(ge=0, le=1)
    found_at: UtcDatetime
    notice_by: UtcDatetime


LEAD_FOUND = Event("campaign.lead_found", LeadFound)
