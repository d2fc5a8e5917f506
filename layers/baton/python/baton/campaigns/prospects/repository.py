"""Whom runs of campaigns found."""

from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from baton.campaigns.prospects.prospect import Prospect
from baton.core.clock import Clock
from baton.core.errors import AlreadyExists, NotFound
from baton.persistence.database import Database, database_errors
from baton.persistence.listing import Listing
from baton.persistence.page import Page
from baton.persistence.timestamps import epoch_seconds
from baton.persistence.transaction import DynamoTransaction, Transaction

if TYPE_CHECKING:
    from baton.campaigns.prospects.items import ProspectItem


class ProspectRepository(Protocol):
    """Where prospects are kept, until they end: what has ended is not there any more."""

    def add(self, prospect: Prospect, within: Transaction) -> None:
        """Keeps a prospect. The commit raises ``AlreadyExists`` if its id is taken."""
        ...

    def get(self, prospect_id: str) -> Prospect:
        """The prospect, read consistently. Raises ``NotFound``."""
        ...

    def forget(self, prospect_id: str) -> bool:
        """Deletes it. Says whether it was there."""
        ...

    def page(self, run_id: str, *, cursor: str | None = None, limit: int = 50) -> Page[Prospect]:
        """Those of a run, the best first, 1 to 100 a page."""
        ...


def prospects_query(run_id: str) -> str:
    """The listing's name, to which cursors are tied."""
    return f"prospects of {run_id}"


def taken(prospect: Prospect) -> AlreadyExists:
    """The error for one that is kept already."""
    return AlreadyExists(f"The prospect {prospect.prospect_id} was found before.")


class DynamoProspects:
    """Prospects in DynamoDB."""

    def __init__(self, database: Database, table: str, clock: Clock) -> None:
        from baton.campaigns.prospects.items import ProspectItem

        self._items = database.bound(ProspectItem, table)
        self._clock = clock
        self._listing = Listing(database, self._items, lambda item: (item.prospect_id,), _read)

    def add(self, prospect: Prospect, within: Transaction) -> None:
        """See ``ProspectRepository``."""
        item = self._items(
            prospect.prospect_id,
            run_id=prospect.run_id,
            listed_at=prospect.rank,
            document=prospect.model_dump_json(exclude_none=True),
            expires_at=epoch_seconds(prospect.ends_at),
        )
        of = self._items
        free = of.prospect_id.does_not_exist() | (of.expires_at <= epoch_seconds(self._clock()))
        DynamoTransaction.of(within).put(item, free, taken(prospect))

    def get(self, prospect_id: str) -> Prospect:
        """See ``ProspectRepository``."""
        try:
            with database_errors():
                item = self._items.get(prospect_id, consistent_read=True)
        except self._items.DoesNotExist:
            raise NotFound("prospect", prospect_id) from None
        if _ended(item, self._clock()):
            raise NotFound("prospect", prospect_id)
        return _read(item)

    def forget(self, prospect_id: str) -> bool:
        """See ``ProspectRepository``."""
        from pynamodb.exceptions import DeleteError

        from baton.persistence.database import condition_failed

        try:
            with database_errors():
                self._items(prospect_id).delete(self._items.prospect_id.exists())
        except DeleteError as error:
            if condition_failed(error):
                return False
            raise
        return True

    def page(self, run_id: str, *, cursor: str | None = None, limit: int = 50) -> Page[Prospect]:
        """See ``ProspectRepository``."""
        now = self._clock()
        return self._listing.page(
            prospects_query(run_id),
            self._items.by_run,
            [run_id],
            cursor=cursor,
            limit=limit,
            belongs=lambda item: item.run_id == run_id and not _ended(item, now),
        )


def _ended(item: "ProspectItem", now: datetime) -> bool:
    return item.expires_at <= epoch_seconds(now)


def _read(item: "ProspectItem") -> Prospect:
    return Prospect.model_validate_json(item.document)
