"""Routes of outcomes: what happened after a lead was engaged (requirements A6, A7)."""

from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.params import Body, Query

from baton.http.openapi_responses import described
from baton.http.request_context import request_of
from baton.http.responses import document
from baton.leads.interaction import Interaction, InteractionKind, NewOutcome
from baton.leads.interaction_repository import InteractionRepository
from baton.leads.lead import lead_path
from baton.leads.lead_repository import LeadRepository
from baton.leads.outcomes import OutcomeService
from functions.leads.api.views import OutcomeList


class OutcomeRoutes:
    """Takes outcomes in and shows them."""

    def __init__(
        self,
        app: APIGatewayHttpResolver,
        service: OutcomeService,
        leads: LeadRepository,
        interactions: InteractionRepository,
    ) -> None:
        self._app = app
        self._service = service
        self._leads = leads
        self._interactions = interactions

    def register(self) -> None:
        """Adds the routes to the app."""
        self._app.post(
            "/api/v1/leads/<lead_id>/outcomes",
            tags=["outcomes"],
            operation_id="record_outcome",
            description="Records what a person did. A reply, an opt-out or a conversion stops the "
            "lead's sequence. Report what was delivered as well as what was answered, each with its "
            "step: hours, channels and texts are chosen by how often one leads to the other.",
            responses=described(201, Interaction, "The outcome as it is kept", "Location"),
        )(self.record)
        self._app.get(
            "/api/v1/leads/<lead_id>/outcomes",
            tags=["outcomes"],
            operation_id="list_outcomes",
            responses=described(200, OutcomeList, "The outcomes, the oldest first"),
        )(self.listed)

    def record(self, lead_id: str, outcome: Annotated[NewOutcome, Body()]) -> "Response[str]":
        """Records one outcome."""
        request = request_of(self._app)
        interaction = self._service.record(
            lead_id,
            outcome,
            outcome_id=request.resource_id,
            correlation_id=request.correlation_id,
        )
        return document(interaction, 201, {"Location": f"{lead_path(lead_id)}/outcomes"})

    def listed(
        self, lead_id: str, limit: Annotated[int, Query(ge=1, le=100)] = 100
    ) -> "Response[str]":
        """The first outcomes of a lead, the oldest first."""
        self._leads.get(lead_id)
        found = self._interactions.of(lead_id, limit)
        items = tuple(entry for entry in found if entry.kind is not InteractionKind.PLANNED)
        return document(OutcomeList(items=items))
