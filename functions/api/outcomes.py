"""Routes of outcomes: what happened after a lead was engaged (requirements A6, A7)."""

from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.params import Body, Query

from baton.contracts.interaction import Interaction, InteractionKind, NewOutcome
from baton.messaging.outcomes import OutcomeDesk
from baton.records.interactions import InteractionStore
from baton.records.leads import LeadStore
from functions.api.answers import document
from functions.api.call import call_of
from functions.api.responses import described
from functions.api.views import OutcomeList, lead_path


class OutcomeRoutes:
    """Takes outcomes in and shows them."""

    def __init__(
        self,
        app: APIGatewayHttpResolver,
        desk: OutcomeDesk,
        leads: LeadStore,
        interactions: InteractionStore,
    ) -> None:
        self._app = app
        self._desk = desk
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
        call = call_of(self._app)
        interaction = self._desk.record(
            lead_id,
            outcome,
            outcome_id=call.resource_id,
            correlation_id=call.correlation_id,
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
