"""Runs of campaigns: one versioned item each."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from baton.campaigns.run import CampaignRun
from baton.core.errors import AlreadyExists, NotFound, StaleVersion
from baton.persistence.database import Database, database_errors
from baton.persistence.page import Page, checked_limit, cursor_after, position
from baton.persistence.transaction import DynamoTransaction, Transaction

if TYPE_CHECKING:
    from baton.campaigns.items import CampaignItem

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
        """The campaign's runs, the newest first, 1 to 100 a page."""
        ...


def runs_query(campaign_id: str) -> str:
    """The listing's name, to which cursors are tied."""
    return f"runs of {campaign_id}"


class DynamoRuns:
    """Runs in DynamoDB, beside their campaign."""

    def __init__(self, database: Database, table: str) -> None:
        from baton.campaigns.items import CampaignItem

        self._items = database.bound(CampaignItem, table)

    def add(self, run: CampaignRun, within: Transaction) -> None:
        """See ``RunRepository``."""
        refusal = AlreadyExists(f"There is already a run with the id {run.run_id}.")
        condition = self._items.campaign_id.does_not_exist()
        DynamoTransaction.of(within).put(self._item(run), condition, refusal)

    def replace(self, run: CampaignRun, within: Transaction) -> None:
        """See ``RunRepository``."""
        refusal = StaleVersion(f"The run {run.run_id} was changed since it was read.")
        condition = self._items.version == run.version - 1
        DynamoTransaction.of(within).put(self._item(run), condition, refusal)

    def get(self, campaign_id: str, run_id: str) -> CampaignRun:
        """See ``RunRepository``."""
        try:
            with database_errors():
                return _read(self._items.get(campaign_id, PART + run_id, consistent_read=True))
        except self._items.DoesNotExist:
            raise NotFound("run", run_id) from None

    def page(
        self, campaign_id: str, *, cursor: str | None = None, limit: int = 50
    ) -> Page[CampaignRun]:
        """See ``RunRepository``."""
        checked_limit(limit)
        query = runs_query(campaign_id)
        part = self._items.part
        after = position(query, cursor)
        keys = part.between(PART, after) if after else part.startswith(PART)
        with database_errors():
            found = list(
                self._items.query(
                    campaign_id, keys, scan_index_forward=False, limit=limit + 1 + bool(after)
                )
            )
        items = [item for item in found if item.part != after]
        more = cursor_after(query, items[limit - 1].part) if len(items) > limit else None
        return Page(tuple(map(_read, items[:limit])), more)

    def _item(self, run: CampaignRun) -> "CampaignItem":
        return self._items(
            run.campaign_id,
            PART + run.run_id,
            version=run.version,
            document=run.model_dump_json(exclude_none=True),
        )


def _read(item: "CampaignItem") -> CampaignRun:
    return CampaignRun.model_validate_json(item.document)


Change = Callable[[CampaignRun], CampaignRun]
"""From what is kept to the next version."""
