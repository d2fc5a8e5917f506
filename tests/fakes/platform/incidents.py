"""Incidents in memory."""

from baton.core.errors import NotFound
from baton.incidents.incident import Incident
from baton.incidents.repository import LISTING
from baton.persistence.page import Page
from baton.persistence.timestamps import listed_at
from tests.fakes.platform.listings import newest_first
from tests.fakes.platform.transaction import Ground
from tests.fakes.platform.versions import must_follow


class FakeIncidents:
    """See ``baton.incidents.repository.IncidentRepository``."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self.kept: dict[str, str] = {}

    def get(self, incident_id: str) -> Incident:
        with self._ground.faults.at("incidents.get"), self._ground.lock:
            incident = self._find(incident_id)
        if incident is None:
            raise NotFound("incident", incident_id)
        return incident

    def keep(self, incident: Incident) -> None:
        with self._ground.faults.at("incidents.keep"), self._ground.lock:
            kept = self._find(incident.incident_id)
            version = kept.version if kept else 0
            must_follow("incident", incident.incident_id, version, incident.version)
            self.kept[incident.incident_id] = incident.model_dump_json(exclude_none=True)

    def page(self, *, cursor: str | None = None, limit: int = 50) -> Page[Incident]:
        with self._ground.faults.at("incidents.page"), self._ground.lock:
            found = [
                (listed_at(one.opened_at, one.incident_id), one)
                for one in map(Incident.model_validate_json, self.kept.values())
            ]
        return newest_first(found, LISTING, cursor, limit)

    def _find(self, incident_id: str) -> Incident | None:
        document = self.kept.get(incident_id)
        return Incident.model_validate_json(document) if document else None
