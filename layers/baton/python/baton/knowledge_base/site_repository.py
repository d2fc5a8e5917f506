"""Where the registered sites are kept: beside the documents, of which they are the source."""

from typing import TYPE_CHECKING, Protocol

from baton.core.errors import StaleVersion
from baton.knowledge_base.site import MOST_SITES, Site
from baton.persistence.database import Database, database_errors
from baton.persistence.timestamps import listed_at
from baton.persistence.transaction import DynamoTransaction, Transaction

if TYPE_CHECKING:
    from baton.knowledge_base.items import DocumentItem

_LISTING, _SITE = "sites", "site#"


class SiteRepository(Protocol):
    """Where sites are kept. All methods raise ``Unavailable``."""

    def find(self, site_id: str) -> Site | None:
        """The site, read consistently."""
        ...

    def every(self) -> tuple[Site, ...]:
        """All of them, in no order; one that was kept a moment ago may be missing."""
        ...

    def keep(self, site: Site, within: Transaction) -> None:
        """Keeps the next version: one more than what is kept, 1 of a new one. The commit raises
        ``StaleVersion`` otherwise.
        """
        ...

    def forget(self, site: Site, within: Transaction) -> None:
        """Deletes a site as it was seen. The commit raises ``StaleVersion`` if it changed since."""
        ...


def stale(site: Site) -> StaleVersion:
    """The error for a site that is another by now."""
    return StaleVersion(f"The site {site.site_id} was changed since it was read.")


class DynamoSites:
    """Sites in DynamoDB."""

    def __init__(self, database: Database, table: str) -> None:
        from baton.knowledge_base.items import DocumentItem

        self._database = database
        self._items = database.bound(DocumentItem, table)

    def find(self, site_id: str) -> Site | None:
        """See ``SiteRepository``."""
        try:
            with database_errors():
                return _read(self._items.get(f"{_SITE}{site_id}", consistent_read=True))
        except self._items.DoesNotExist:
            return None

    def every(self) -> tuple[Site, ...]:
        """See ``SiteRepository``."""
        with database_errors():
            found = self._items.newest.query(_LISTING, limit=2 * MOST_SITES)
            keys = [(item.document_id,) for item in found]
        return tuple(map(_read, self._database.fetch(self._items, keys))) if keys else ()

    def keep(self, site: Site, within: Transaction) -> None:
        """See ``SiteRepository``."""
        of, new = self._items, site.version == 1
        seen = of.document_id.does_not_exist() if new else of.version == site.version - 1
        item = self._items(
            f"{_SITE}{site.site_id}",
            version=site.version,
            listing=_LISTING,
            listed_at=listed_at(site.registered_at, site.site_id),
            document=site.model_dump_json(exclude_none=True),
        )
        DynamoTransaction.of(within).put(item, seen, stale(site))

    def forget(self, site: Site, within: Transaction) -> None:
        """See ``SiteRepository``."""
        item, seen = self._items(f"{_SITE}{site.site_id}"), self._items.version == site.version
        DynamoTransaction.of(within).delete(item, seen, stale(site))


def _read(item: "DocumentItem") -> Site:
    return Site.model_validate_json(item.document)
