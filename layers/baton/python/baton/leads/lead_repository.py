"""Leads as they are kept."""

from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from baton.core.errors import AlreadyExists, NotFound, StaleVersion
from baton.leads.assessment import Category
from baton.leads.lead import Lead, LeadStatus
from baton.persistence.database import Database, database_errors, in_parallel
from baton.persistence.listing import Listing
from baton.persistence.page import Page
from baton.persistence.shards import every_shard
from baton.persistence.timestamps import listed_at, moment_text
from baton.persistence.transaction import DynamoTransaction, Transaction

if TYPE_CHECKING:
    from pynamodb.indexes import Index

    from baton.leads.items import LeadItem


class LeadRepository(Protocol):
    """Where leads are kept."""

    def add(self, lead: Lead, within: Transaction) -> None:
        """Keeps a new lead. The commit raises ``AlreadyExists`` if its id is taken."""
        ...

    def replace(self, lead: Lead, within: Transaction) -> None:
        """Keeps the next version of a lead: ``lead.version`` must be one more than what is kept.

        The commit raises ``StaleVersion`` otherwise.
        """
        ...

    def hold(self, lead_id: str, within: Transaction) -> None:
        """Has a transaction that does not write the lead itself commit only if it is there, else it
        raises ``StaleVersion``: nothing is kept about a lead that was erased.
        """
        ...

    def unchanged(self, lead: Lead, within: Transaction) -> None:
        """Has a transaction that does not write the lead itself commit only if it is still as it was
        read, else it raises ``StaleVersion``: what is decided by a lead holds for that lead.
        """
        ...

    def forget(self, lead_id: str, within: Transaction) -> None:
        """Deletes a lead, there or not. Its id is never used again: ``add`` refuses it."""
        ...

    def was_forgotten(self, lead_id: str) -> bool:
        """Whether a lead of this id was forgotten."""
        ...

    def release(self, lead: Lead, within: Transaction) -> None:
        """Ends that a lead is held; its version stays. The commit raises ``StaleVersion`` if it is not
        held, or was changed since it was read.
        """
        ...

    def held(self, before: datetime, limit: int = 25) -> tuple[str, ...]:
        """The ids of leads that were received before a moment and are held, of each shard the oldest
        ``limit``. One may have been released a moment ago.
        """
        ...

    def get(self, lead_id: str) -> Lead:
        """The lead, read consistently. Raises ``NotFound``."""
        ...

    def page(
        self,
        *,
        status: LeadStatus | None = None,
        category: Category | None = None,
        campaign_id: str | None = None,
        since: datetime | None = None,
        before: datetime | None = None,
        cursor: str | None = None,
        limit: int = 50,
    ) -> Page[Lead]:
        """Leads, the newest first, 1 to 100 a page; ``since`` leaves out those received earlier, and
        ``before`` those received at that moment or later. ``campaign_id`` goes with neither status nor
        category. Raises ``InvalidInput`` for a foreign cursor.
        """
        ...


def listing_query(
    status: LeadStatus | None,
    category: Category | None,
    before: datetime | None = None,
    *,
    campaign_id: str | None = None,
    since: datetime | None = None,
) -> str:
    """The listing's name with its filters, to which cursors are tied."""
    until = f" before={moment_text(before)}" if before else ""
    begins = f" since={moment_text(since)}" if since else ""
    of = f" campaign={campaign_id}" if campaign_id else ""
    return f"leads status={status or '*'} category={category or '*'}{of}{begins}{until}"


NO_CATEGORY = "none"
"""The category in a lead's standing before triage."""

HELD = f"{LeadStatus.RECEIVED}#held"
"""The standing of leads that are held: a partition of their own, so that a sweep finds those alone."""

LISTING = "lead"

SHARDS = 8
"""Partitions of each listing. A lead is written to the one of new leads twice, when it comes and when it
is processed: enough for 4,000 leads a second."""


class DynamoLeads:
    """Leads in DynamoDB."""

    def __init__(self, database: Database, table: str) -> None:
        from baton.leads.items import LeadItem

        self._items = database.bound(LeadItem, table)
        self._listing = Listing(database, self._items, lambda item: (item.lead_id,), _read, SHARDS)

    def add(self, lead: Lead, within: Transaction) -> None:
        """See ``LeadRepository``."""
        refusal = AlreadyExists(f"There is already a lead with the id {lead.lead_id}.")
        condition = self._items.lead_id.does_not_exist()
        DynamoTransaction.of(within).put(self._item(lead), condition, refusal)

    def replace(self, lead: Lead, within: Transaction) -> None:
        """See ``LeadRepository``."""
        refusal = StaleVersion(f"The lead {lead.lead_id} was changed since it was read.")
        condition = self._items.version == lead.version - 1
        DynamoTransaction.of(within).put(self._item(lead), condition, refusal)

    def hold(self, lead_id: str, within: Transaction) -> None:
        """See ``LeadRepository``."""
        refusal = StaleVersion(f"The lead {lead_id} is gone.")
        there = self._items.version.exists()
        DynamoTransaction.of(within).check(self._items(lead_id), there, refusal)

    def unchanged(self, lead: Lead, within: Transaction) -> None:
        """See ``LeadRepository``."""
        refusal = StaleVersion(f"The lead {lead.lead_id} was changed since it was read.")
        same = self._items.version == lead.version
        DynamoTransaction.of(within).check(self._items(lead.lead_id), same, refusal)

    def forget(self, lead_id: str, within: Transaction) -> None:
        """See ``LeadRepository``."""
        of = self._items
        attributes = of.get_attributes().items()
        rest = [one for name, one in attributes if name not in {"lead_id", "forgotten"}]
        DynamoTransaction.of(within).update(
            of(lead_id), [*(one.remove() for one in rest), of.forgotten.set(1)]
        )

    def was_forgotten(self, lead_id: str) -> bool:
        """See ``LeadRepository``."""
        item = self._find(lead_id)
        return item is not None and item.forgotten is not None

    def release(self, lead: Lead, within: Transaction) -> None:
        """See ``LeadRepository``."""
        refusal = StaleVersion(
            f"The lead {lead.lead_id} was released or changed since it was read."
        )
        of, place = self._items, self._listing.place(HELD, lead.lead_id)
        released = self._item(lead.model_copy(update={"held": False}))
        same = (of.version == lead.version) & (of.standing == place)
        DynamoTransaction.of(within).put(released, same, refusal)

    def held(self, before: datetime, limit: int = 25) -> tuple[str, ...]:
        """See ``LeadRepository``."""
        of, until = self._items, moment_text(before)

        def of_shard(shard: str) -> "list[LeadItem]":
            with database_errors():
                return list(of.by_standing.query(shard, of.listed_at < until, limit=limit))

        shards = in_parallel(of_shard, every_shard(HELD, SHARDS))
        return tuple(item.lead_id for shard in shards for item in shard)

    def get(self, lead_id: str) -> Lead:
        """See ``LeadRepository``."""
        item = self._find(lead_id)
        if item is None or item.forgotten is not None:
            raise NotFound("lead", lead_id)
        return _read(item)

    def page(
        self,
        *,
        status: LeadStatus | None = None,
        category: Category | None = None,
        campaign_id: str | None = None,
        since: datetime | None = None,
        before: datetime | None = None,
        cursor: str | None = None,
        limit: int = 50,
    ) -> Page[Lead]:
        """See ``LeadRepository``."""
        listing: Index[LeadItem] = self._items.newest
        partitions = [LISTING]
        if campaign_id:
            listing, partitions = self._items.by_campaign, [campaign_id]
        elif status or category:
            listing, partitions = self._items.by_standing, _standings(status, category)
        return self._listing.page(
            listing_query(status, category, before, campaign_id=campaign_id, since=since),
            listing,
            partitions,
            cursor=cursor,
            limit=limit,
            belongs=lambda item: (
                item.forgotten is None
                and (not (status or category) or _unsharded(item) in partitions)
            ),
            before=before,
            since=since,
        )

    def _find(self, lead_id: str) -> "LeadItem | None":
        try:
            with database_errors():
                return self._items.get(lead_id, consistent_read=True)
        except self._items.DoesNotExist:
            return None

    def _item(self, lead: Lead) -> "LeadItem":
        campaign = lead.details.campaign_id
        return self._items(
            lead_id=lead.lead_id,
            version=lead.version,
            status=lead.status.value,
            listing=self._listing.place(LISTING, lead.lead_id),
            standing=self._listing.place(_standing_of(lead), lead.lead_id),
            campaign=self._listing.place(campaign, lead.lead_id) if campaign else None,
            listed_at=listed_at(lead.received_at, lead.lead_id),
            document=lead.model_dump_json(exclude_none=True),
        )


def _read(item: "LeadItem") -> Lead:
    lead = Lead.model_validate_json(item.document)
    return lead.model_copy(update={"held": True}) if _unsharded(item) == HELD else lead


def _standing_of(lead: Lead) -> str:
    if lead.held and lead.status is LeadStatus.RECEIVED:
        return HELD
    return _standing(lead.status, lead.report.category if lead.report else None)


def _unsharded(item: "LeadItem") -> str:
    return item.standing.rpartition("#")[0]


def _standing(status: LeadStatus, category: Category | None) -> str:
    return f"{status}#{category or NO_CATEGORY}"


def _standings(status: LeadStatus | None, category: Category | None) -> list[str]:
    """The partitions that hold the leads of a status, a category or both."""
    statuses = [status] if status else list(LeadStatus)
    categories = [category] if category else [*Category, None]
    held = [HELD] if category is None and LeadStatus.RECEIVED in statuses else []
    return [*held, *(_standing(one, other) for one in statuses for other in categories)]
