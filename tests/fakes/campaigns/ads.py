"""Advertising platforms in memory."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from baton.campaigns.ads.faults import ErrorAction, PlatformFault
from baton.campaigns.ads.formats import faults_in
from baton.campaigns.ads.model import (
    Account,
    AdCreative,
    CampaignKey,
    CampaignPlan,
    DayReading,
    PlanFault,
    PlatformCampaign,
    PlatformStatus,
    Readings,
)
from baton.campaigns.ads.port import AdPlatform
from baton.campaigns.brief import Platform
from baton.core.money import Money
from tests.fakes.platform.transaction import Ground


class FakeAdPlatform:
    """See ``baton.campaigns.ads.port.AdPlatform``. ``campaigns`` are by id, ``names`` their names in
    the order of creation; ``writes`` is what was changed. ``days`` gives what is reported.
    """

    def __init__(self, ground: Ground, name: Platform = Platform.GOOGLE) -> None:
        self._ground = ground
        self.name = name
        self.currency, self.minimum, self.closed = "USD", 100, ""
        self.campaigns: dict[str, PlatformCampaign] = {}
        self.names: dict[str, str] = {}
        self.ads: dict[str, dict[str, bool]] = {}
        self.writes: list[tuple[str, str, object]] = []
        self.days: Callable[[str, date], DayReading | None] = lambda campaign, day: None
        self.doubt: str | None = None

    def account(self) -> Account:
        with self._at("account"):
            minimum = Money(amount=self.minimum, currency=self.currency)
            return Account(currency=self.currency, minimum=minimum, closed=self.closed or None)

    def step(self, currency: str) -> int:
        if len(currency) != 3 or currency == "XXX":
            raise ValueError(f"{currency} is no currency")
        return 1

    def faults_in(self, plan: CampaignPlan) -> tuple[PlanFault, ...]:
        with self._at("faults_in"):
            return faults_in(plan, self.name)

    def find(self, key: CampaignKey) -> PlatformCampaign | None:
        with self._at("find"):
            return next(
                (self.campaigns[i] for i, name in self.names.items() if name == key.name), None
            )

    def create(self, plan: CampaignPlan) -> PlatformCampaign:
        with self._at("create"):
            for number, name in self.names.items():
                if name == plan.key.name:
                    return self.campaigns[number]
            number = str(len(self.names) + 1)
            self.names[number] = plan.key.name
            self.ads[number] = {one.key: True for one in plan.creatives}
            self.campaigns[number] = PlatformCampaign(
                external_id=number,
                status=PlatformStatus.PAUSED,
                daily_budget=plan.daily_budget,
                bid=plan.bid,
            )
            self.writes.append((number, "create", plan.key.value))
            return self.campaigns[number]

    def read(self, external_id: str) -> PlatformCampaign | None:
        with self._at("read"):
            return self._there(external_id)

    def activate(self, external_id: str) -> None:
        with self._at("activate"):
            self._change(external_id, "status", PlatformStatus.ACTIVE)

    def pause(self, external_id: str) -> None:
        with self._at("pause"):
            self._change(external_id, "status", PlatformStatus.PAUSED)

    def set_daily_budget(self, external_id: str, budget: Money) -> None:
        with self._at("set_daily_budget"):
            self._change(external_id, "daily_budget", budget)

    def set_bid(self, external_id: str, bid: Money) -> None:
        with self._at("set_bid"):
            self._change(external_id, "bid", bid)

    def creatives(self, external_id: str) -> frozenset[str]:
        with self._at("creatives"):
            return frozenset(key for key, runs in self.ads.get(external_id, {}).items() if runs)

    def add_creative(self, external_id: str, creative: AdCreative) -> None:
        with self._at("add_creative"):
            self._there(external_id)
            if not self.ads[external_id].get(creative.key):
                self.ads[external_id][creative.key] = True
                self.writes.append((external_id, "add_creative", creative.key))

    def retire_creative(self, external_id: str, key: str) -> None:
        with self._at("retire_creative"):
            self._there(external_id)
            if self.ads[external_id].get(key):
                self.ads[external_id][key] = False

    def metrics(self, external_id: str, since: date, until: date) -> Readings:
        with self._at("metrics"):
            span = (since + timedelta(days=n) for n in range((until - since).days + 1))
            days = tuple(one for day in span if (one := self.days(external_id, day)))
            return Readings(currency=self.currency, days=days, doubt=self.doubt)

    def _at(self, method: str):  # type: ignore[no-untyped-def]
        return self._ground.faults.at(f"ads_{self.name.value}.{method}")

    def _there(self, external_id: str) -> PlatformCampaign:
        if external_id not in self.campaigns:
            raise PlatformFault(ErrorAction.PERMANENT, f"there is no campaign {external_id}")
        return self.campaigns[external_id]

    def _change(self, external_id: str, field: str, value: object) -> None:
        there = self._there(external_id)
        self.campaigns[external_id] = there.model_copy(update={field: value})
        self.writes.append((external_id, field, value))


class FakeAdPlatforms:
    """See ``baton.campaigns.ads.connections.AdPlatforms``: those in ``connected``."""

    def __init__(self, connected: Mapping[Platform, AdPlatform]) -> None:
        self.connected = dict(connected)

    def why_not(self, name: Platform) -> str | None:
        return None if name in self.connected else f"{name.value} is not connected"

    def to(self, name: Platform) -> AdPlatform | None:
        return self.connected.get(name)
