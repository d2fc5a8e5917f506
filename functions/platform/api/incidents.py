"""Routes of incidents: what alarms led to, and what operations did about it (requirement G10)."""

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response

from baton.core.contract import Contract
from baton.http.openapi_responses import described
from baton.http.parameters import Cursor, Limit
from baton.http.request_context import request_of
from baton.http.responses import document, page_of
from baton.incidents.incident import Incident
from baton.incidents.repository import IncidentRepository
from baton.persistence.page import fitting


class IncidentPage(Contract):
    """Incidents, the newest first."""

    items: tuple[Incident, ...]
    next_cursor: str | None = None


class IncidentRoutes:
    """Shows incidents."""

    def __init__(self, app: APIGatewayHttpResolver, incidents: IncidentRepository) -> None:
        self._app = app
        self._incidents = incidents

    def register(self) -> None:
        """Adds the routes to the app."""
        tags = ["incidents"]
        self._app.get(
            "/api/v1/incidents",
            tags=tags,
            operation_id="list_incidents",
            description="What alarms led to, the newest first: evidence, diagnoses, recoveries and "
            "who was notified.",
            responses=described(200, IncidentPage, "A page of incidents", "Link"),
        )(self.page)
        self._app.get(
            "/api/v1/incidents/<incident_id>",
            tags=tags,
            operation_id="read_incident",
            responses=described(200, Incident, "The incident"),
        )(self.read)

    def page(self, limit: Limit = 50, cursor: Cursor = None) -> "Response[str]":
        """Incidents, the newest first."""
        found = fitting(lambda most: self._incidents.page(cursor=cursor, limit=most), limit)
        page = IncidentPage(items=found.items, next_cursor=found.cursor)
        return page_of(request_of(self._app), page, found.cursor)

    def read(self, incident_id: str) -> "Response[str]":
        """One incident. Raises ``NotFound``."""
        return document(self._incidents.get(incident_id))
