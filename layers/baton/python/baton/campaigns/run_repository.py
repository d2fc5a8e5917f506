"""Runs of campaigns: one versioned item each."""

from collections.abc import Callable
from typing import Protocol

from baton.campaigns.campaign_parts import DynamoParts
from baton.campaigns.run import CampaignRun
from baton.persistence.page import Page
from baton.persistence.transaction import Transaction

PART = "run#"
"""Before a run's id, in the items of its campaign."""


class RunRepository(Protocol):
    """Where runs are kept."""

    def add(self, run: CampaignRun, within: Transaction) -> None:
        """Keeps a new run. The commit raises ``AlreadyExists`` if its id is taken."""
        ...

    def replace(self, run: CampaignRun, within: Transaction) -> None:
        """Keeps the next version. The commit raises ``StaleVersion`` if that is not one more than the
        version that is kept.
        """
        ...

    def get(self, campaign_id: str, run_id: str) -> CampaignRun:
        """The run, read consistently. Raises ``NotFound``."""
        ...

    def page(
        self, campaign_id: str, *, cursor: str | None = None, limit: int = 50
    ) -> Page[CampaignRun]:
        """The campaign's runs, the newest first, 1 to 100 a page, read consistently."""
        ...


def runs_query(campaign_id: str) -> str:
    """The listing's name, to which cursors are tied."""
    return f"runs of {campaign_id}"


class DynamoRuns(DynamoParts[CampaignRun]):
    """Runs in DynamoDB, beside their campaign."""

    model = CampaignRun
    word = "run"
    full_name = "run"
    prefix = PART
    query = staticmethod(runs_query)


Change = Callable[[CampaignRun], CampaignRun]
"""From what is kept to the next version."""
