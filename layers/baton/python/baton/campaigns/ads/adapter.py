"""What the adapters of all platforms do alike."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from baton.campaigns.ads import formats
from baton.campaigns.ads.client import ApiClient
from baton.campaigns.ads.faults import ErrorAction, PlatformFault
from baton.campaigns.ads.model import (
    Account,
    AdCreative,
    CampaignKey,
    CampaignPlan,
    PlanFault,
    PlatformCampaign,
    PlatformStatus,
    Readings,
)
from baton.campaigns.ads.parts import in_parts
from baton.campaigns.brief import Platform


@dataclass(frozen=True, slots=True)
class PlacedAd:
    """An ad of a campaign: our key (empty if it has none), where it is, and whether it runs."""

    key: str
    place: str
    runs: bool


class PlatformAdapter(ABC):
    """Most of ``baton.campaigns.ads.port.AdPlatform``, over what a platform does in its own way."""

    name: ClassVar[Platform]

    def __init__(self, client: ApiClient, version: str) -> None:
        self._client = client
        self._version = version
        self._known_currency = ""

    def account(self) -> Account:
        """See ``AdPlatform``."""
        account = self._account_now()
        self._known_currency = account.currency
        return account

    def faults_in(self, plan: CampaignPlan) -> tuple[PlanFault, ...]:
        """See ``AdPlatform``: our own limits first, then the platform's word."""
        if found := formats.faults_in(plan, self.name):
            return found
        try:
            self._try(plan)
        except PlatformFault as fault:
            if fault.do is not ErrorAction.PERMANENT:
                raise
            return (PlanFault(pointer="", text=str(fault)),)
        return ()

    def create(self, plan: CampaignPlan) -> PlatformCampaign:
        """See ``AdPlatform``. It looks first: an earlier attempt may have come further than was told."""
        there = self.find(plan.key)
        if there and there.whole:
            return there
        external_id = there.external_id if there else self._begin(plan)
        try:
            self._complete(plan, external_id)
        except PlatformFault as fault:
            if fault.do is ErrorAction.PERMANENT:
                self._discard(external_id)
            raise
        return PlatformCampaign(
            external_id=external_id,
            status=PlatformStatus.PAUSED,
            daily_budget=plan.daily_budget,
            bid=plan.bid,
        )

    def activate(self, external_id: str) -> None:
        """See ``AdPlatform``."""
        self._set_status(external_id, runs=True)

    def pause(self, external_id: str) -> None:
        """See ``AdPlatform``."""
        self._set_status(external_id, runs=False)

    def add_creative(self, external_id: str, creative: AdCreative) -> None:
        """See ``AdPlatform``."""
        if creative.key not in self.creatives(external_id):
            self._add(external_id, creative)

    def creatives(self, external_id: str) -> frozenset[str]:
        """See ``AdPlatform``."""
        return frozenset(ad.key for ad in self._ads(external_id) if ad.runs and ad.key)

    def retire_creative(self, external_id: str, key: str) -> None:
        """See ``AdPlatform``."""
        for ad in self._ads(external_id):
            if ad.runs and ad.key == key:
                self._stop_ad(ad.place)

    def metrics(self, external_id: str, since: date, until: date) -> Readings:
        """See ``AdPlatform``."""
        return in_parts(lambda first, last: self._days(external_id, first, last), since, until)

    @property
    def _currency(self) -> str:
        return self._known_currency or self.account().currency

    @abstractmethod
    def find(self, key: CampaignKey) -> PlatformCampaign | None:
        """See ``AdPlatform``."""

    @abstractmethod
    def _account_now(self) -> Account:
        """The account as the platform tells it."""

    @abstractmethod
    def _try(self, plan: CampaignPlan) -> None:
        """Asks the platform whether it would take a plan. Raises ``PlatformFault``."""

    @abstractmethod
    def _begin(self, plan: CampaignPlan) -> str:
        """Creates the campaign, and all of it where one request does that. Gives its id."""

    @abstractmethod
    def _complete(self, plan: CampaignPlan, external_id: str) -> None:
        """Adds what the campaign lacks; last of all what makes it whole."""

    @abstractmethod
    def _discard(self, external_id: str) -> None:
        """Removes a campaign that cannot be completed."""

    @abstractmethod
    def _set_status(self, external_id: str, *, runs: bool) -> None: ...

    @abstractmethod
    def _ads(self, external_id: str) -> list[PlacedAd]: ...

    @abstractmethod
    def _stop_ad(self, place: str) -> None: ...

    @abstractmethod
    def _add(self, external_id: str, creative: AdCreative) -> None: ...

    @abstractmethod
    def _days(self, external_id: str, since: date, until: date) -> Readings: ...
