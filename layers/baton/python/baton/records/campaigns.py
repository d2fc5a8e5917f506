"""Campaigns and their daily metrics."""

from datetime import date
from typing import Protocol

from baton.contracts.campaign import Campaign, CampaignStatus, DailyMetrics
from baton.records.page import Page
from baton.records.transaction import Transaction


class CampaignStore(Protocol):
    """Where campaigns are kept."""

    def add(self, campaign: Campaign, within: Transaction) -> None:
        """Keeps a new campaign. The commit raises ``AlreadyExists`` if its id is taken."""
        ...

    def replace(self, campaign: Campaign, within: Transaction) -> None:
        """Keeps the next version; the commit raises ``StaleVersion`` as for leads."""
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
