"""Campaigns in memory."""

from datetime import date

from baton.campaigns.campaign import Campaign, CampaignStatus, DailyMetrics
from baton.campaigns.campaign_card import publish_card
from baton.campaigns.campaign_repository import listing_query
from baton.core.errors import NotFound
from baton.persistence.page import Page
from baton.persistence.reference_data import ReferenceData
from baton.persistence.timestamps import listed_at
from baton.persistence.transaction import Transaction
from tests.fakes.platform.listings import newest_first
from tests.fakes.platform.transaction import Ground, stage
from tests.fakes.platform.versions import must_be_new, must_follow


class FakeCampaigns:
    """See ``baton.campaigns.campaign_repository.CampaignRepository``."""

    def __init__(self, ground: Ground, references: ReferenceData) -> None:
        self._ground = ground
        self._references = references
        self.kept: dict[str, str] = {}
        self.days: dict[tuple[str, date], str] = {}

    def add(self, campaign: Campaign, within: Transaction) -> None:
        key = campaign.campaign_id

        def check() -> None:
            must_be_new("campaign", key, self.kept)

        stage(within, ("campaigns", key), lambda: self._keep(campaign), check)
        publish_card(campaign, self._references, within)

    def replace(self, campaign: Campaign, within: Transaction) -> None:
        key = campaign.campaign_id

        def check() -> None:
            kept = self._find(key)
            must_follow("campaign", key, kept.version if kept else None, campaign.version)

        stage(within, ("campaigns", key), lambda: self._keep(campaign), check)
        publish_card(campaign, self._references, within)

    def get(self, campaign_id: str) -> Campaign:
        with self._ground.faults.at("campaigns.get"), self._ground.lock:
            campaign = self._find(campaign_id)
        if campaign is None:
            raise NotFound("campaign", campaign_id)
        return campaign

    def page(
        self, *, status: CampaignStatus | None = None, cursor: str | None = None, limit: int = 50
    ) -> Page[Campaign]:
        with self._ground.faults.at("campaigns.page"), self._ground.lock:
            found = [
                (listed_at(campaign.created_at, campaign.campaign_id), campaign)
                for campaign in map(Campaign.model_validate_json, self.kept.values())
                if status in (None, campaign.details.status)
            ]
        return newest_first(found, listing_query(status), cursor, limit)

    def put_metrics(self, campaign_id: str, metrics: DailyMetrics, within: Transaction) -> None:
        def apply() -> None:
            self.days[campaign_id, metrics.day] = metrics.model_dump_json(exclude_none=True)

        stage(within, ("campaigns", campaign_id, metrics.day.isoformat()), apply)

    def metrics(self, campaign_id: str, since: date, until: date) -> tuple[DailyMetrics, ...]:
        with self._ground.faults.at("campaigns.metrics"), self._ground.lock:
            found = sorted(
                (day, document)
                for (campaign, day), document in self.days.items()
                if campaign == campaign_id and since <= day <= until
            )
        return tuple(DailyMetrics.model_validate_json(document) for _, document in found)

    def _keep(self, campaign: Campaign) -> None:
        self.kept[campaign.campaign_id] = campaign.model_dump_json(exclude_none=True)

    def _find(self, campaign_id: str) -> Campaign | None:
        document = self.kept.get(campaign_id)
        return Campaign.model_validate_json(document) if document else None
