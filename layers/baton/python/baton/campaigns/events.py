"""The events of this area."""

from baton.campaigns.campaign import ReviewOutcome
from baton.campaigns.run import RunState, RunStepName
from baton.core.contract import Contract, Ulid
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
