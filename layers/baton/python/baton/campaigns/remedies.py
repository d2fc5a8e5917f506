"""A campaign that spends too much is paused by operations."""

from datetime import date
from typing import TYPE_CHECKING

from baton.campaigns.ads.effects import stop_on_platform
from baton.campaigns.campaign import SUBJECT, CampaignStatus
from baton.campaigns.container import Campaigns
from baton.campaigns.overspend import RECENT, overspent
from baton.core.errors import NotFound, StaleVersion
from baton.effects.sender import ProviderUnavailable, Rejected
from baton.incidents.incident import Evidence
from baton.incidents.remedies import AreaRemedy, Finding

if TYPE_CHECKING:
    from baton.runtime.platform import Platform

_CAMPAIGNS = 100


class OverspendingCampaigns:
    """See ``baton.incidents.remedies.RemedyPolicy``. The target is a campaign's id."""

    def __init__(self, platform: "Platform") -> None:
        self._platform = platform

    def find(self, today: date) -> tuple[Finding, ...]:
        """Running campaigns whose last two days have one that was much too dear."""
        found: list[Finding] = []
        campaigns = self._platform.area(Campaigns).campaigns
        for campaign in campaigns.page(status=CampaignStatus.ACTIVE, limit=_CAMPAIGNS).items:
            budget, campaign_id = campaign.details.daily_budget, campaign.campaign_id
            days = campaigns.metrics(campaign_id, today - RECENT, today + RECENT)
            if spent := overspent(budget, days, today):
                found.append(_finding(campaign_id, spent, budget.amount, budget.currency))
        return tuple(found)

    def carry_out(self, target: str) -> str:
        """Pauses the campaign, on its advertising platform too if Baton runs it there."""
        campaigns = self._platform.area(Campaigns).campaigns
        try:
            campaign = campaigns.get(target)
        except NotFound as error:
            raise Rejected(str(error)) from error
        details = campaign.details.model_copy(update={"status": CampaignStatus.PAUSED})
        now = self._platform.clock()
        paused = campaign.next_version(now, details=details)
        try:
            with self._platform.transactions.begin() as within:
                campaigns.replace(paused, within)
                if stop := stop_on_platform(paused, now):
                    self._platform.effects.put(stop, within)
        except StaleVersion as error:
            raise ProviderUnavailable(str(error)) from error
        return "the campaign is paused"

    def is_done(self, target: str) -> bool:
        """Whether the campaign runs no more."""
        try:
            campaign = self._platform.area(Campaigns).campaigns.get(target)
        except NotFound:
            return False
        return campaign.details.status is not CampaignStatus.ACTIVE


def _finding(campaign_id: str, spent: int, budget: int, currency: str) -> Finding:
    """Both amounts are in minor units."""
    text = f"spent {spent} of {budget} {currency} (minor units) on a day"
    return Finding(
        target=campaign_id,
        text=f"the campaign {campaign_id} spends more than it may",
        evidence=Evidence(source=f"campaign:{campaign_id}", text=text),
    )


REMEDIES = (
    AreaRemedy(
        alarm="overspend",
        rule="overspent",
        kind="pause_campaign",
        heading="a-campaign-spends-too-much",
        subject=SUBJECT,
        policy=OverspendingCampaigns,
    ),
)
