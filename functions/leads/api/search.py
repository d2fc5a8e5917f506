"""The route that finds a person's leads by what is known of the person."""

from typing import Annotated, Self

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.params import Body
from pydantic import Field, model_validator

from baton.core.contract import Contract
from baton.core.email import Email
from baton.core.errors import NotFound
from baton.core.phone import PhoneOfCountry
from baton.core.text import Label
from baton.http.openapi_responses import described
from baton.http.request_context import request_of
from baton.http.responses import document
from baton.leads.lead import Lead
from baton.leads.lead_repository import LeadRepository
from baton.persistence.page import MAX_LIMIT
from baton.privacy.subject import email_key, external_key, phone_key
from baton.privacy.subject_repository import SubjectRepository
from functions.leads.api.views import LeadPage, LeadSummary


class LeadQuestion(Contract):
    """Whose leads are meant. It is a body, since addresses do not belong into addresses of pages, which
    are logged.
    """

    email: Email | None = Field(default=None, max_length=254)
    external_id: Label | None = None
    phone: PhoneOfCountry | None = Field(default=None, description="international, as +43 664 …")

    @model_validator(mode="after")
    def _names_somebody(self) -> Self:
        if not (self.email or self.external_id or self.phone):
            raise ValueError("needs email, external_id or phone")
        return self

    def person_keys(self) -> tuple[str, ...]:
        """The keys of what is known; the leads that are meant have one of them."""
        return tuple(
            key_of(given)
            for key_of, given in (
                (email_key, self.email),
                (external_key, self.external_id),
                (phone_key, self.phone),
            )
            if given
        )


class SearchRoutes:
    """Finds leads by person."""

    def __init__(
        self, app: APIGatewayHttpResolver, leads: LeadRepository, subjects: SubjectRepository
    ) -> None:
        self._app = app
        self._leads = leads
        self._subjects = subjects

    def register(self) -> None:
        """Adds the route to the app."""
        self._app.post(
            "/api/v1/leads/search",
            tags=["leads"],
            operation_id="search_leads",
            description="The leads of a person, by e-mail address, phone number or external id, which "
            f"are sent in the body so that no log has them; the newest {MAX_LIMIT}.",
            responses=described(200, LeadPage, "The leads, the newest first"),
        )(self.search)

    def search(self, question: Annotated[LeadQuestion, Body()]) -> "Response[str]":
        """A person's leads; none of somebody who is not known."""
        found = self._found(question)
        request_of(self._app).touched = tuple(lead.lead_id for lead in found)
        return document(LeadPage(items=tuple(map(LeadSummary.of, found))))

    def _found(self, question: LeadQuestion) -> list[Lead]:
        ids = {tie.record_id for key in question.person_keys() for tie in self._subjects.ties(key)}
        newest = sorted(ids, reverse=True)[:MAX_LIMIT]  # ids sort by the time they were made
        leads = (self._there(lead_id) for lead_id in newest)
        found = [lead for lead in leads if lead is not None]
        return sorted(found, key=lambda lead: (lead.received_at, lead.lead_id), reverse=True)

    def _there(self, lead_id: str) -> Lead | None:
        try:
            return self._leads.get(lead_id)
        except NotFound:  # erased a moment ago, or a record of another kind
            return None
