"""Routes of handoffs: with what context a lead went from one agent to the next (requirement A5)."""

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response

from baton.http.openapi_responses import described
from baton.http.parameters import Cursor, Limit
from baton.http.request_context import request_of
from baton.http.responses import page_of
from baton.leads.lead_repository import LeadRepository
from baton.messaging.handoff_repository import HandoffRepository
from baton.persistence.page import fitting
from functions.leads.api.views import HandoffPage


class HandoffRoutes:
    """Shows handoffs."""

    def __init__(
        self, app: APIGatewayHttpResolver, leads: LeadRepository, handoffs: HandoffRepository
    ) -> None:
        self._app = app
        self._leads = leads
        self._handoffs = handoffs

    def register(self) -> None:
        """Adds the route to the app."""
        self._app.get(
            "/api/v1/leads/<lead_id>/handoffs",
            tags=["leads"],
            operation_id="list_handoffs",
            description="The lead's handoffs between agents, each whole: the quality of its context "
            "and, under `context.memory`, what the four memories brought. A lead's report shows the "
            "same handoffs without the memories.",
            responses=described(200, HandoffPage, "A page of handoffs", "Link"),
        )(self.page)

    def page(self, lead_id: str, limit: Limit = 50, cursor: Cursor = None) -> "Response[str]":
        """A lead's handoffs. There are some once the lead is processed or escalated."""
        self._leads.get(lead_id)
        found = fitting(lambda most: self._handoffs.page(lead_id, cursor=cursor, limit=most), limit)
        page = HandoffPage(items=found.items, next_cursor=found.cursor)
        return page_of(request_of(self._app), page, found.cursor)
