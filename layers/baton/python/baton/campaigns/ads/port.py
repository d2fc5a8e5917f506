"""The port to an advertising platform."""

from datetime import date
from typing import Protocol

from baton.campaigns.ads.model import (
    Account,
    AdCreative,
    CampaignKey,
    CampaignPlan,
    PlanFault,
    PlatformCampaign,
    Readings,
)
from baton.campaigns.brief import Platform
from baton.core.money import Money


class AdPlatform(Protocol):
    """One account on one platform.

    Every method may raise ``PlatformFault``, which says what to do. A write that raises one with
    ``Do.LOOK_UP`` may have happened; with any other it has not.
    """

    @property
    def name(self) -> Platform:
        """Which platform it is."""
        ...

    def account(self) -> Account:
        """The account's currency and its least daily budget."""
        ...

    def step(self, currency: str) -> int:
        """The smallest amount that a budget can differ by, in minor units of the currency. Raises
        ``ValueError`` for a currency that the platform does not know.
        """
        ...

    def faults_in(self, plan: CampaignPlan) -> tuple[PlanFault, ...]:
        """What the platform would not take; nothing is created."""
        ...

    def find(self, key: CampaignKey) -> PlatformCampaign | None:
        """The campaign that was created under a key, removed ones left out."""
        ...

    def create(self, plan: CampaignPlan) -> PlatformCampaign:
        """Creates the campaign with its ads, paused. What an earlier attempt under the same key left is
        completed, and a refusal for good leaves nothing behind.
        """
        ...

    def read(self, external_id: str) -> PlatformCampaign | None:
        """The campaign as it is now; ``None`` if there is none."""
        ...

    def activate(self, external_id: str) -> None:
        """Lets the campaign run."""
        ...

    def pause(self, external_id: str) -> None:
        """Stops the campaign; it can run again."""
        ...

    def set_daily_budget(self, external_id: str, budget: Money) -> None:
        """What the campaign may spend a day from now on."""
        ...

    def set_bid(self, external_id: str, bid: Money) -> None:
        """What a click may cost at most from now on."""
        ...

    def creatives(self, external_id: str) -> frozenset[str]:
        """Our keys of the campaign's ads that run."""
        ...

    def add_creative(self, external_id: str, creative: AdCreative) -> None:
        """Adds an ad to the campaign, unless one with its key is there."""
        ...

    def retire_creative(self, external_id: str, key: str) -> None:
        """Stops the ad with that key; nothing if there is none that runs."""
        ...

    def metrics(self, external_id: str, since: date, until: date) -> Readings:
        """The days from ``since`` to ``until``, both included, that the platform reports."""
        ...
