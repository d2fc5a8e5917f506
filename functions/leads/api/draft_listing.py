"""The route of drafts over all leads: what waits for approval, and what was said of the others."""

from typing import Annotated, Self

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.params import Query

from baton.core.contract import Contract, Ulid
from baton.http.openapi_responses import described
from baton.http.parameters import Cursor, Limit, NextCursor
from baton.http.request_context import request_of
from baton.http.responses import page_of
from baton.leads.lead import Lead, LeadStatus
from baton.leads.lead_repository import LeadRepository
from functions.leads.api.drafts import ApprovalState, DraftService, DraftView

State = Annotated[ApprovalState, Query(description="what was said of the drafts, or is awaited")]
Campaign = Annotated[Ulid | None, Query(description="drafts to leads of this campaign")]


class ListedDraft(Contract):
    """A draft with whom it is to. ``version`` is the lead's, for the decision's ``If-Match``."""

    lead_id: Ulid
    version: int
    name: str
    draft: DraftView

    @classmethod
    def of(cls, lead: Lead, draft: DraftView) -> Self:
        """A lead's draft."""
        details = lead.details
        names = " ".join(filter(None, (details.first_name, details.last_name)))
        name = names or details.company or details.external_id or lead.lead_id
        return cls(lead_id=lead.lead_id, version=lead.version, name=name, draft=draft)


class DraftPage(Contract):
    """The drafts of ``leads`` leads that were looked at, the newest lead first. There may be none among
    them and more behind ``next_cursor``.
    """

    items: tuple[ListedDraft, ...]
    leads: int
    next_cursor: str | None = NextCursor


class DraftListingRoutes:
    """Shows drafts over all leads."""

    def __init__(
        self, app: APIGatewayHttpResolver, leads: LeadRepository, drafts: DraftService
    ) -> None:
        self._app = app
        self._leads = leads
        self._drafts = drafts

    def register(self) -> None:
        """Adds the route to the app."""
        self._app.get(
            "/api/v1/drafts",
            tags=["drafts"],
            operation_id="list_all_drafts",
            description="Drafts by what was said of them, over all leads that are processed or of one "
            "campaign. A page looks at `limit` leads, and has those of their drafts that fit.",
            responses=described(200, DraftPage, "A page of drafts", "Link"),
        )(self.page)

    def page(
        self,
        approval: State = ApprovalState.AWAITED,
        campaign_id: Campaign = None,
        limit: Limit = 50,
        cursor: Cursor = None,
    ) -> "Response[str]":
        """Drafts of the next leads."""
        status = None if campaign_id else LeadStatus.PROCESSED
        found = self._leads.page(status=status, campaign_id=campaign_id, cursor=cursor, limit=limit)
        items = tuple(
            ListedDraft.of(lead, draft)
            for lead in found.items
            for draft in self._drafts.of(lead).items
            if draft.approval is approval and not (draft.settled and _waits(approval))
        )
        request_of(self._app).touched = tuple(dict.fromkeys(one.lead_id for one in items))
        page = DraftPage(items=items, leads=len(found.items), next_cursor=found.cursor)
        return page_of(request_of(self._app), page, found.cursor)


def _waits(approval: ApprovalState) -> bool:
    return approval is ApprovalState.AWAITED
