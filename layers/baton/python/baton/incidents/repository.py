"""Incidents as they are kept."""

from typing import TYPE_CHECKING, Protocol

from baton.core.errors import NotFound, StaleVersion
from baton.incidents.incident import Incident
from baton.persistence.database import Database, condition_failed, database_errors
from baton.persistence.listing import Listing
from baton.persistence.page import Page
from baton.persistence.timestamps import listed_at

if TYPE_CHECKING:
    from baton.incidents.items import IncidentItem

LISTING = "incidents"
"""The one partition of the index ``newest``, and the listing's name, to which cursors are tied."""


class IncidentRepository(Protocol):
    """Where incidents are kept."""

    def get(self, incident_id: str) -> Incident:
        """The incident, read consistently. Raises ``NotFound``."""
        ...

    def keep(self, incident: Incident) -> None:
        """Keeps the next version: one more than what is kept, 1 of a new one. Raises
        ``StaleVersion`` otherwise.
        """
        ...

    def page(self, *, cursor: str | None = None, limit: int = 50) -> Page[Incident]:
        """Incidents, the newest first, 1 to 100 a page."""
        ...


class DynamoIncidents:
    """Incidents in DynamoDB."""

    def __init__(self, database: Database, table: str) -> None:
        from baton.incidents.items import IncidentItem

        self._items = database.bound(IncidentItem, table)
        self._listing = Listing(database, self._items, lambda item: (item.incident_id,), _read)

    def get(self, incident_id: str) -> Incident:
        """See ``IncidentRepository``."""
        try:
            with database_errors():
                return _read(self._items.get(incident_id, consistent_read=True))
        except self._items.DoesNotExist:
            raise NotFound("incident", incident_id) from None

    def keep(self, incident: Incident) -> None:
        """See ``IncidentRepository``."""
        from pynamodb.exceptions import PutError

        of = self._items
        item = of(
            incident.incident_id,
            version=incident.version,
            listing=LISTING,
            listed_at=listed_at(incident.opened_at, incident.incident_id),
            document=incident.model_dump_json(exclude_none=True),
        )
        new = incident.version == 1
        condition = of.incident_id.does_not_exist() if new else of.version == incident.version - 1
        try:
            with database_errors():
                item.save(condition)
        except PutError as error:
            if condition_failed(error):
                text = f"The incident {incident.incident_id} was changed since it was read."
                raise StaleVersion(text) from error
            raise

    def page(self, *, cursor: str | None = None, limit: int = 50) -> Page[Incident]:
        """See ``IncidentRepository``."""
        return self._listing.page(
            LISTING,
            self._items.newest,
            [LISTING],
            cursor=cursor,
            limit=limit,
            belongs=lambda _: True,
        )


def _read(item: "IncidentItem") -> Incident:
    return Incident.model_validate_json(item.document)
