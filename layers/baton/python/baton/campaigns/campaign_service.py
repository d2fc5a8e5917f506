"""Registering campaigns, changing them and having them reviewed, whoever asks for it."""

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from pydantic import Field, ValidationError

from baton.campaigns.ads.effects import status_on_platform
from baton.campaigns.brief import ApprovalMode, Title
from baton.campaigns.campaign import Campaign, CampaignReview, CampaignStatus, NewCampaign
from baton.campaigns.campaign_repository import CampaignRepository
from baton.campaigns.container import Campaigns
from baton.core.clock import Clock
from baton.core.contract import Contract
from baton.core.errors import AlreadyExists, FieldError, IdTaken, InvalidInput, Unavailable
from baton.core.json_text import faults_in
from baton.core.money import Money
from baton.effects.repository import EffectRepository
from baton.messaging.workflows import Workflows
from baton.persistence.retry_on_conflict import retry_on_conflict
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
        effects: EffectRepository,
        transactions: Transactions,
        workflows: Workflows,
        clock: Clock,
    ) -> None:
        self._campaigns = campaigns
        self._effects = effects
        self._transactions = transactions
        self._workflows = workflows
        self._clock = clock

    @classmethod
    def of(cls, platform: "Platform") -> Self:
        """The service of a platform."""
        return cls(
            campaigns=platform.area(Campaigns).campaigns,
            effects=platform.effects,
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
        """Stores the next version of a campaign; one that Baton runs on a platform is paused or goes on
        there too. Raises ``InvalidInput`` or ``StaleVersion``.
        """
        if change.daily_budget and campaign.ad_plan:
            text = "Baton divides this budget among platforms: begin a run with another one instead"
            raise InvalidInput([FieldError("/daily_budget", text, "divided")])
        now, details = self._clock(), changed_details(campaign.details, change)
        changed = campaign.next_version(now, details=details)
        with self._transactions.begin() as within:
            self._campaigns.replace(changed, within)
            if effect := status_on_platform(campaign, changed, now):
                self._effects.put(effect, within)
        return changed

    def pause(self, campaign_id: str) -> None:
        """Pauses a campaign that runs. One that is about to is written anew, so that whoever is about
        to write that it runs looks again. Raises ``NotFound``, ``Conflict``.
        """

        def attempt() -> None:
            campaign = self._campaigns.get(campaign_id)
            if campaign.details.status is CampaignStatus.ACTIVE:
                self.change(campaign, CampaignChange(status=CampaignStatus.PAUSED))
            elif campaign.ad_plan is not None:
                with self._transactions.begin() as within:
                    self._campaigns.replace(campaign.next_version(self._clock()), within)

        retry_on_conflict(attempt)

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
