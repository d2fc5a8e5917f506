"""Registering campaigns, changing them and having them reviewed, whoever asks for it."""

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from pydantic import Field, ValidationError

from baton.campaigns.brief import ApprovalMode, Title
from baton.campaigns.campaign import Campaign, CampaignReview, CampaignStatus, NewCampaign
from baton.campaigns.campaign_repository import CampaignRepository
from baton.campaigns.container import Campaigns
from baton.core.clock import Clock
from baton.core.contract import Contract
from baton.core.errors import AlreadyExists, FieldError, IdTaken, InvalidInput, Unavailable
from baton.core.json_text import faults_in
from baton.core.money import Money
from baton.messaging.workflows import Workflows
from baton.persistence.transaction import Transactions

if TYPE_CHECKING:
    from baton.runtime.platform import Platform


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

    @classmethod
    def of(cls, platform: "Platform") -> Self:
        """The service of a platform."""
        return cls(
            campaigns=platform.area(Campaigns).campaigns,
            transactions=platform.transactions,
            workflows=platform.workflows,
            clock=platform.clock,
        )

    def register(self, details: NewCampaign, campaign_id: str, *, again: bool) -> Campaign:
        """Stores a new campaign; ``again`` gives the one that an earlier attempt stored under this id.
        Raises ``IdTaken``.
        """
        now = self._clock()
        campaign = Campaign(
            campaign_id=campaign_id, created_at=now, updated_at=now, details=details
        )
        try:
            with self._transactions.begin() as within:
                self._campaigns.add(campaign, within)
        except AlreadyExists:
            if not again:
                raise IdTaken("a campaign", campaign_id) from None
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
