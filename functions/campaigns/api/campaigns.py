"""Routes of campaigns: registering, reading and changing them, and having one reviewed."""

from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.params import Body

from baton.campaigns.briefed_campaign import BriefedCampaign, Registration
from baton.campaigns.campaign import Campaign, CampaignReview, CampaignStatus
from baton.campaigns.campaign_repository import CampaignRepository
from baton.campaigns.campaign_service import CampaignChange, CampaignService
from baton.campaigns.run_service import RunService
from baton.http.openapi_responses import described
from baton.http.parameters import Cursor, Limit
from baton.http.request_context import request_of
from baton.http.responses import check_if_match, document, etag, page_of, version_of
from baton.persistence.page import fitting
from functions.campaigns.api.views import CampaignPage


class CampaignRoutes:
    """Takes campaigns in, shows and changes them."""

    def __init__(
        self,
        app: APIGatewayHttpResolver,
        service: CampaignService,
        runs: RunService,
        campaigns: CampaignRepository,
    ) -> None:
        self._app = app
        self._service = service
        self._runs = runs
        self._campaigns = campaigns

    def register(self) -> None:
        """Adds the routes to the app."""
        one, tags = "/api/v1/campaigns/<campaign_id>", ["campaigns"]
        self._app.post(
            "/api/v1/campaigns",
            tags=tags,
            operation_id="register_campaign",
            responses=described(201, Campaign, "The campaign", "ETag", "Location"),
        )(self.add)
        self._app.get(
            "/api/v1/campaigns",
            tags=tags,
            operation_id="list_campaigns",
            responses=described(200, CampaignPage, "A page of campaigns", "Link"),
        )(self.page)
        self._app.get(
            one,
            tags=tags,
            operation_id="read_campaign",
            responses={**described(200, Campaign, "The campaign", "ETag"), **described(304)},
        )(self.read)
        self._app.patch(
            one,
            tags=tags,
            operation_id="change_campaign",
            description="Changes what is named and leaves the rest. Needs `If-Match`.",
            responses=described(200, Campaign, "The campaign as it is now", "ETag"),
        )(self.change)
        self._app.post(
            f"{one}/review",
            tags=tags,
            operation_id="review_campaign",
            description="Looks at the campaign's metrics now and says what should change.",
            responses=described(200, CampaignReview, "The optimiser's verdict"),
        )(self.review)

    def add(self, campaign: Annotated[Registration, Body()]) -> "Response[str]":
        """Registers a campaign. One with a brief begins a run, which is at `/runs` below it."""
        request = request_of(self._app)
        if isinstance(campaign, BriefedCampaign):
            stored = self._runs.register(
                campaign,
                request.resource_id,
                by=request.caller_id,
                correlation_id=request.correlation_id,
                again=request.taken_over,
            )
        else:
            stored = self._service.register(campaign, request.resource_id, again=request.taken_over)
        location = f"/api/v1/campaigns/{stored.campaign_id}"
        return document(stored, 201, {"Location": location, "ETag": etag(stored.version)})

    def page(
        self,
        status: CampaignStatus | None = None,
        limit: Limit = 50,
        cursor: Cursor = None,
    ) -> "Response[str]":
        """Campaigns, the newest first."""
        found = fitting(
            lambda most: self._campaigns.page(status=status, cursor=cursor, limit=most), limit
        )
        page = CampaignPage(items=found.items, next_cursor=found.cursor)
        return page_of(request_of(self._app), page, found.cursor)

    def read(self, campaign_id: str) -> "Response[str]":
        """One campaign with its last review."""
        campaign = self._campaigns.get(campaign_id)
        return version_of(request_of(self._app), campaign, campaign.version)

    def change(
        self, campaign_id: str, change: Annotated[CampaignChange, Body()]
    ) -> "Response[str]":
        """Changes a campaign that the caller has read."""
        campaign = self._campaigns.get(campaign_id)
        check_if_match(request_of(self._app), campaign.version, required=True)
        changed = self._service.change(campaign, change)
        return document(changed, headers={"ETag": etag(changed.version)})

    def review(self, campaign_id: str) -> "Response[str]":
        """Reviews a campaign while the caller waits."""
        request = request_of(self._app)
        return document(
            self._service.review(campaign_id, request.resource_id, request.correlation_id)
        )
