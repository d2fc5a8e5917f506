"""Routes of campaigns: registering, reading and changing them, and having one reviewed."""

from datetime import date
from typing import Annotated, Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.params import Body
from pydantic import Field, ValidationError

from baton.campaigns.campaign import (
    ApprovalMode,
    Campaign,
    CampaignReview,
    CampaignStatus,
    NewCampaign,
    Title,
)
from baton.campaigns.campaign_repository import CampaignRepository
from baton.core.clock import Clock
from baton.core.contract import Contract
from baton.core.errors import AlreadyExists, FieldError, InvalidInput, Unavailable
from baton.core.json_text import faults_in
from baton.core.money import Money
from baton.messaging.workflows import Workflows
from baton.persistence.transaction import Transactions
from functions.platform.api.openapi_responses import described
from functions.platform.api.parameters import Cursor, Limit
from functions.platform.api.request_context import call_of
from functions.platform.api.responses import check_if_match, document, etag, page_of, version_of
from functions.platform.api.views import CampaignPage


class CampaignChange(Contract):
    """What may change in a campaign; what is not named stays. ``ends_on`` may be ``null``."""

    name: Title | None = None
    status: CampaignStatus | None = None
    daily_budget: Money | None = Field(default=None, description="in the campaign's currency")
    ends_on: date | None = None
    approval: ApprovalMode | None = None


class CampaignService:
    """Registers campaigns, changes them, and has them reviewed."""

    def __init__(
        self,
        *,
        campaigns: CampaignRepository,
        transactions: Transactions,
        workflows: Workflows,
        clock: Clock,
    ) -> None:
        self._campaigns = campaigns
        self._transactions = transactions
        self._workflows = workflows
        self._clock = clock

    def register(self, details: NewCampaign, campaign_id: str) -> Campaign:
        """Stores a new campaign; one that is there under this id is given as it is."""
        now = self._clock()
        campaign = Campaign(
            campaign_id=campaign_id, created_at=now, updated_at=now, details=details
        )
        try:
            with self._transactions.begin() as within:
                self._campaigns.add(campaign, within)
        except AlreadyExists:
            return self._campaigns.get(campaign_id)
        return campaign

    def change(self, campaign: Campaign, change: CampaignChange) -> Campaign:
        """Stores the next version of a campaign. Raises ``InvalidInput`` or ``StaleVersion``."""
        details = changed_details(campaign.details, change)
        changed = campaign.next_version(self._clock(), details=details)
        with self._transactions.begin() as within:
            self._campaigns.replace(changed, within)
        return changed

    def review(self, campaign_id: str, review_id: str, correlation_id: str) -> CampaignReview:
        """Has a campaign reviewed now. Raises ``NotFound``, or ``Unavailable`` if it fails."""
        self._campaigns.get(campaign_id)
        given = {
            "campaign_id": campaign_id,
            "review_id": review_id,
            "correlation_id": correlation_id,
        }
        result = self._workflows.run("campaign_review", given, name=review_id)
        if result.output is None:
            raise Unavailable("The review did not come to its end. Try again.")
        return CampaignReview.model_validate(result.output.get("review"))


class CampaignRoutes:
    """Takes campaigns in, shows and changes them."""

    def __init__(
        self, app: APIGatewayHttpResolver, desk: CampaignService, campaigns: CampaignRepository
    ) -> None:
        self._app = app
        self._desk = desk
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

    def add(self, campaign: Annotated[NewCampaign, Body()]) -> "Response[str]":
        """Registers a campaign."""
        stored = self._desk.register(campaign, call_of(self._app).resource_id)
        location = f"/api/v1/campaigns/{stored.campaign_id}"
        return document(stored, 201, {"Location": location, "ETag": etag(stored.version)})

    def page(
        self,
        status: CampaignStatus | None = None,
        limit: Limit = 50,
        cursor: Cursor = None,
    ) -> "Response[str]":
        """Campaigns, the newest first."""
        found = self._campaigns.page(status=status, cursor=cursor, limit=limit)
        page = CampaignPage(items=found.items, next_cursor=found.cursor)
        return page_of(call_of(self._app), page, found.cursor)

    def read(self, campaign_id: str) -> "Response[str]":
        """One campaign with its last review."""
        campaign = self._campaigns.get(campaign_id)
        return version_of(call_of(self._app), campaign, campaign.version)

    def change(
        self, campaign_id: str, change: Annotated[CampaignChange, Body()]
    ) -> "Response[str]":
        """Changes a campaign that the caller has read."""
        campaign = self._campaigns.get(campaign_id)
        check_if_match(call_of(self._app), campaign.version, required=True)
        changed = self._desk.change(campaign, change)
        return document(changed, headers={"ETag": etag(changed.version)})

    def review(self, campaign_id: str) -> "Response[str]":
        """Reviews a campaign while the caller waits."""
        call = call_of(self._app)
        return document(self._desk.review(campaign_id, call.resource_id, call.correlation_id))


def changed_details(details: NewCampaign, change: CampaignChange) -> NewCampaign:
    """The details with the change made. Raises ``InvalidInput`` if they do not fit together."""
    named: dict[str, Any] = {name: getattr(change, name) for name in change.model_fields_set}
    faults = [
        FieldError(f"/{name}", "cannot be taken away; leave it out to keep it", "null")
        for name, value in named.items()
        if value is None and name != "ends_on"
    ]
    budget = change.daily_budget
    if budget and budget.currency != details.daily_budget.currency:
        text = f"the campaign's currency is {details.daily_budget.currency} and stays so"
        faults.append(FieldError("/daily_budget/currency", text, "currency"))
    if faults:
        raise InvalidInput(faults)
    document = {**details.model_dump(), **change.model_dump(include=set(named))}
    try:
        return NewCampaign.model_validate(document)
    except ValidationError as error:
        raise InvalidInput(faults_in(document, error.errors(include_url=False))) from error
