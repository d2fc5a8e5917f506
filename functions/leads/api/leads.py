"""Routes of leads."""

from typing import Annotated, Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.params import Body, Query

from baton.core.contract import Ulid, UtcDatetime
from baton.core.errors import FieldError, InvalidInput
from baton.http.openapi_responses import described
from baton.http.parameters import Cursor, Limit
from baton.http.request_context import RequestContext, request_of
from baton.http.responses import document, etag, page_of, version_of
from baton.leads.arrival import Arrival
from baton.leads.assessment import Category
from baton.leads.incoming import IncomingLead
from baton.leads.lead import Lead, LeadStatus, lead_path
from baton.leads.lead_intake import LeadIntake
from baton.leads.lead_repository import LeadRepository
from baton.persistence.page import fitting
from functions.leads.api.pipeline import LeadPipeline
from functions.leads.api.views import LeadPage, LeadReceipt, LeadSummary

CampaignId = Annotated[Ulid | None, Query(description="leads of this campaign")]
Since = Annotated[UtcDatetime | None, Query(description="received then or later")]
Before = Annotated[UtcDatetime | None, Query(description="received earlier")]

RETRY_AFTER = "2"
"""Seconds after which a lead that was only acknowledged is usually through."""


class LeadRoutes:
    """Takes leads in and shows them."""

    def __init__(
        self,
        app: APIGatewayHttpResolver,
        intake: LeadIntake,
        pipeline: LeadPipeline,
        leads: LeadRepository,
        *,
        worker: str,
    ) -> None:
        self._app = app
        self._intake = intake
        self._worker = worker
        self._pipeline = pipeline
        self._leads = leads

    def register(self) -> None:
        """Adds the routes to the app."""
        tags = ["leads"]
        self._app.post(
            "/api/v1/leads",
            tags=tags,
            operation_id="take_lead",
            description="Stores the lead, processes it and answers with its report. With "
            "`Prefer: respond-async`, or if processing takes too long, the answer is 202 with the "
            "place where the report will be.",
            responses={
                **described(200, Lead, "The lead with its report", "ETag", "Content-Location"),
                **described(202, LeadReceipt, "Stored, to be processed", "Location", "Retry-After"),
            },
        )(self.take)
        self._app.get(
            "/api/v1/leads/<lead_id>",
            tags=tags,
            operation_id="read_lead",
            responses={**described(200, Lead, "The lead", "ETag"), **described(304)},
        )(self.read)
        self._app.get(
            "/api/v1/leads",
            tags=tags,
            operation_id="list_leads",
            responses=described(200, LeadPage, "A page of leads", "Link"),
        )(self.page)

    def take(self, lead: Annotated[IncomingLead, Body()]) -> "Response[str]":
        """Stores and processes one lead."""
        request = request_of(self._app)
        request.about = (request.resource_id,)
        later = prefers_async(request)
        arrival = Arrival(
            details=lead.details,
            ignored=lead.ignored,
            lead_id=request.resource_id,
            correlation_id=request.correlation_id,
            held=not later,
        )
        stored = self._intake.take(arrival, again=request.taken_over)
        if not later:
            work = self._pipeline.take_over if request.taken_over else self._pipeline.process
            stored = work(stored)
        return _processed(stored) if stored.report else _acknowledged(stored, later=later)

    def read(self, lead_id: str) -> "Response[str]":
        """One lead with its report, if it has one by now."""
        lead = self._leads.get(lead_id)
        return version_of(request_of(self._app), lead, lead.version)

    def page(  # noqa: PLR0917 powertools calls it by name
        self,
        status: LeadStatus | None = None,
        category: Category | None = None,
        campaign_id: CampaignId = None,
        since: Since = None,
        before: Before = None,
        limit: Limit = 50,
        cursor: Cursor = None,
    ) -> "Response[str]":
        """Leads, the newest first. Raises ``InvalidInput`` for filters that no index answers."""
        if campaign_id and (status or category):
            text = "goes with since and before, not with status or category"
            raise InvalidInput([FieldError("query:campaign_id", text, "filters")])
        found = fitting(
            lambda most: self._leads.page(
                status=status,
                category=category,
                campaign_id=campaign_id,
                since=since,
                before=before,
                cursor=cursor,
                limit=most,
            ),
            limit,
        )
        request_of(self._app).touched = tuple(lead.lead_id for lead in found.items)
        items = tuple(map(LeadSummary.of, found.items))
        page = LeadPage(items=items, next_cursor=found.cursor)
        return page_of(request_of(self._app), page, found.cursor)


def prefers_async(request: RequestContext) -> bool:
    """Whether the caller prefers not to wait (RFC 7240)."""
    preferences = request.headers.get("prefer", "").replace(";", ",").split(",")
    return "respond-async" in {preference.strip().lower() for preference in preferences}


def _processed(lead: Lead) -> "Response[str]":
    headers = {"ETag": etag(lead.version), "Content-Location": lead_path(lead.lead_id)}
    return document(lead, headers=headers)


def _acknowledged(lead: Lead, *, later: bool) -> "Response[str]":
    headers: dict[str, Any] = {"Location": lead_path(lead.lead_id), "Retry-After": RETRY_AFTER}
    if later:
        headers["Preference-Applied"] = "respond-async"
    return document(LeadReceipt.of(lead), 202, headers)
