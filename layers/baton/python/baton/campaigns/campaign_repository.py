"""Campaigns and their daily metrics."""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Protocol

from baton.campaigns.campaign import Campaign, CampaignStatus, DailyMetrics
from baton.campaigns.campaign_card import publish_card
from baton.core.errors import AlreadyExists, NotFound, StaleVersion
from baton.persistence.database import Database, database_errors
from baton.persistence.listing import Listing
from baton.persistence.page import Page
from baton.persistence.reference_data import ReferenceData
from baton.persistence.timestamps import listed_at
from baton.persistence.transaction import DynamoTransaction, Transaction

if TYPE_CHECKING:
    from baton.campaigns.items import CampaignItem


class CampaignRepository(Protocol):
    """Where campaigns are kept."""

    def add(self, campaign: Campaign, within: Transaction) -> None:
        """Keeps a new campaign and publishes its card.

        The commit raises ``AlreadyExists`` if its id is taken.
        """
        ...

    def replace(self, campaign: Campaign, within: Transaction) -> None:
        """Keeps the next version and publishes its card. The commit raises ``StaleVersion`` if that is
        not one more than the version that is kept.
        """
        ...

    def get(self, campaign_id: str) -> Campaign:
        """The campaign, read consistently. Raises ``NotFound``."""
        ...

    def page(
        self, *, status: CampaignStatus | None = None, cursor: str | None = None, limit: int = 50
    ) -> Page[Campaign]:
        """Campaigns, the newest first, 1 to 100 a page."""
        ...

    def put_metrics(self, campaign_id: str, metrics: DailyMetrics, within: Transaction) -> None:
        """Keeps a day's metrics; a later report of the same day replaces the earlier."""
        ...

    def metrics(self, campaign_id: str, since: date, until: date) -> tuple[DailyMetrics, ...]:
        """The days from ``since`` to ``until``, both included, the oldest first."""
        ...


def listing_query(status: CampaignStatus | None) -> str:
    """The listing's name with its filter, to which cursors are tied."""
    return f"campaigns status={status or '*'}"


ITSELF = "campaign"
"""The part of a campaign's items that is the campaign, beside its days."""


class DynamoCampaigns:
    """Campaigns in DynamoDB. ``references`` gives where cards are published; readers need none."""

    def __init__(
        self, database: Database, table: str, references: Callable[[], ReferenceData]
    ) -> None:
        from baton.campaigns.items import CampaignItem

        self._references = references
        self._items = database.bound(CampaignItem, table)
        self._listing = Listing(
            database, self._items, lambda item: (item.campaign_id, ITSELF), _read
        )

    def add(self, campaign: Campaign, within: Transaction) -> None:
        """See ``CampaignRepository``."""
        refusal = AlreadyExists(f"There is already a campaign with the id {campaign.campaign_id}.")
        condition = self._items.campaign_id.does_not_exist()
        DynamoTransaction.of(within).put(self._item(campaign), condition, refusal)
        publish_card(campaign, self._references(), within)

    def replace(self, campaign: Campaign, within: Transaction) -> None:
        """See ``CampaignRepository``."""
        text = f"The campaign {campaign.campaign_id} was changed since it was read."
        condition = self._items.version == campaign.version - 1
        DynamoTransaction.of(within).put(self._item(campaign), condition, StaleVersion(text))
        publish_card(campaign, self._references(), within)

    def get(self, campaign_id: str) -> Campaign:
        """See ``CampaignRepository``."""
        try:
            with database_errors():
                return _read(self._items.get(campaign_id, ITSELF, consistent_read=True))
        except self._items.DoesNotExist:
            raise NotFound("campaign", campaign_id) from None

    def page(
        self, *, status: CampaignStatus | None = None, cursor: str | None = None, limit: int = 50
    ) -> Page[Campaign]:
        """See ``CampaignRepository``."""
        partitions = [one.value for one in ([status] if status else CampaignStatus)]
        return self._listing.page(
            listing_query(status),
            self._items.by_status,
            partitions,
            cursor=cursor,
            limit=limit,
            belongs=lambda item: item.status in partitions,
        )

    def put_metrics(self, campaign_id: str, metrics: DailyMetrics, within: Transaction) -> None:
        """See ``CampaignRepository``."""
        document = metrics.model_dump_json(exclude_none=True)
        item = self._items(campaign_id, _day(metrics.day), document=document)
        DynamoTransaction.of(within).put(item)

    def metrics(self, campaign_id: str, since: date, until: date) -> tuple[DailyMetrics, ...]:
        """See ``CampaignRepository``."""
        if since > until:
            return ()
        days = self._items.part.between(_day(since), _day(until))
        with database_errors():
            found = list(self._items.query(campaign_id, days, consistent_read=True))
        return tuple(DailyMetrics.model_validate_json(item.document) for item in found)

    def _item(self, campaign: Campaign) -> "CampaignItem":
        return self._items(
            campaign.campaign_id,
            ITSELF,
            version=campaign.version,
            status=campaign.details.status.value,
            listed_at=listed_at(campaign.created_at, campaign.campaign_id),
            document=campaign.model_dump_json(exclude_none=True),
        )


def _read(item: "CampaignItem") -> Campaign:
    return Campaign.model_validate_json(item.document)


def _day(day: date) -> str:
    return f"metrics#{day.isoformat()}"
