"""Methods ``db.campaigns.*`` and ``analytics.performance``."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from baton.campaigns.campaign import (
    Campaign,
    CampaignStatus,
    DailyMetrics,
    Interval,
    NewCampaign,
    Totals,
)
from baton.campaigns.container import Campaigns
from baton.core.contract import Contract, Ulid
from baton.core.errors import AlreadyExists
from functions.platform.rpc.lead_methods import Cursor
from functions.platform.rpc.methods import CallContext, Method, refused

if TYPE_CHECKING:
    from baton.runtime.platform import Platform

MOST_DAYS = 366
Metric = Literal["ctr", "cpc", "cpl", "cpa", "conversion_rate", "roas"]
Timeframe = Literal["last_7_days", "last_30_days", "last_90_days", "last_365_days"]


class CampaignId(Contract):
    """Which campaign."""

    campaign_id: Ulid


class CampaignsWanted(Contract):
    """Which campaigns."""

    status: CampaignStatus | None = None
    limit: int = Field(default=20, ge=1, le=50)
    cursor: str | None = Cursor


class CampaignsFound(Contract):
    """A page of campaigns, the newest first."""

    items: tuple[Campaign, ...]
    next_cursor: str | None = None


class CampaignGiven(Contract):
    """A campaign to register. With a ``campaign_id`` of the caller's own, trying again is safe."""

    campaign: NewCampaign
    campaign_id: Ulid | None = None


class Period(Contract):
    """A campaign's days: from ``since`` to ``until``, both included, or a ``timeframe`` that ends
    today; the last 30 days if nothing is said.
    """

    campaign_id: Ulid
    timeframe: Timeframe | None = None
    since: date | None = None
    until: date | None = None


class DaysFound(Contract):
    """A campaign's days, the oldest first."""

    campaign_id: Ulid
    items: tuple[DailyMetrics, ...]


class PerformanceWanted(Period):
    """Whose figures. All ``metrics`` if none is named; ``confidence`` is that of the intervals."""

    metrics: tuple[Metric, ...] = ()
    confidence: float = Field(default=0.9, ge=0.5, le=0.999)


class Figure(Contract):
    """A ratio. ``interval`` holds the true value with the asked confidence; its upper end may be
    open. Costs are in minor units. ``None`` is what cannot be computed from these days.
    """

    metric: Metric
    value: float | None = None
    interval: Interval | None = None


class Performance(Contract):
    """What a campaign reached, and how sure that is."""

    campaign_id: Ulid
    since: date
    until: date
    confidence: float
    totals: Totals
    figures: tuple[Figure, ...]


class CampaignMethods:
    """Campaigns and their figures."""

    def __init__(self, platform: "Platform") -> None:
        self._platform = platform

    def all(self) -> Iterator[Method]:
        """The methods."""
        yield Method(
            name="db.campaigns.get",
            title="Read a campaign",
            does="One campaign with its last review and the changes agreed to.",
            scopes=("db.campaigns", "campaigns.read"),
            params=CampaignId,
            result=Campaign,
            work=self.campaign,
        )
        yield Method(
            name="db.campaigns.list",
            title="List campaigns",
            does="Campaigns, the newest first, by status, in pages.",
            scopes=("db.campaigns", "campaigns.read"),
            params=CampaignsWanted,
            result=CampaignsFound,
            work=self.campaigns,
        )
        yield Method(
            name="db.campaigns.create",
            title="Register a campaign",
            does="Registers a campaign, whose daily metrics can be reported from then on.",
            scopes=("db.campaigns", "campaigns.write"),
            params=CampaignGiven,
            result=Campaign,
            work=self.register,
            changes=True,
            repeatable=False,
        )
        yield Method(
            name="db.campaigns.metrics",
            title="Read a campaign's days",
            does="The daily metrics of a campaign over a period, the oldest first.",
            scopes=("db.campaigns", "campaigns.read"),
            params=Period,
            result=DaysFound,
            work=self.days,
        )
        yield Method(
            name="analytics.performance",
            title="A campaign's performance",
            does="CTR, CPC, CPL, CPA, conversion rate and ROAS of a campaign over a period, each "
            "with the interval in which the true value lies.",
            scopes=("analytics", "campaigns.read"),
            params=PerformanceWanted,
            result=Performance,
            work=self.performance,
        )

    def campaign(self, wanted: CampaignId, _asked: CallContext) -> Campaign:
        """One campaign. Raises ``NotFound``."""
        return self._platform.area(Campaigns).campaigns.get(wanted.campaign_id)

    def campaigns(self, wanted: CampaignsWanted, _asked: CallContext) -> CampaignsFound:
        """A page of campaigns."""
        found = self._platform.area(Campaigns).campaigns.page(
            status=wanted.status, cursor=wanted.cursor, limit=wanted.limit
        )
        return CampaignsFound(items=found.items, next_cursor=found.cursor)

    def register(self, given: CampaignGiven, _asked: CallContext) -> Campaign:
        """Registers a campaign; one that is there under this id is given as it is."""
        now = self._platform.clock()
        campaign = Campaign(
            campaign_id=given.campaign_id or self._platform.new_id(),
            created_at=now,
            updated_at=now,
            details=given.campaign,
        )
        try:
            with self._platform.transactions.begin() as within:
                self._platform.area(Campaigns).campaigns.add(campaign, within)
        except AlreadyExists:
            return self._platform.area(Campaigns).campaigns.get(campaign.campaign_id)
        return campaign

    def days(self, wanted: Period, _asked: CallContext) -> DaysFound:
        """A campaign's days. Raises ``NotFound``, ``InvalidInput`` for a period that is none."""
        since, until = self._span(wanted)
        self._platform.area(Campaigns).campaigns.get(wanted.campaign_id)
        items = self._platform.area(Campaigns).campaigns.metrics(wanted.campaign_id, since, until)
        return DaysFound(campaign_id=wanted.campaign_id, items=items)

    def performance(self, wanted: PerformanceWanted, _asked: CallContext) -> Performance:
        """The figures of a period. Raises as ``days``."""
        from baton.campaigns.estimates import METRICS, estimates_of
        from baton.campaigns.totals import totals_of

        since, until = self._span(wanted)
        campaign = self._platform.area(Campaigns).campaigns.get(wanted.campaign_id)
        days = self._platform.area(Campaigns).campaigns.metrics(wanted.campaign_id, since, until)
        estimates = estimates_of(days, wanted.confidence)
        figures = []
        for metric in METRICS:
            if not wanted.metrics or metric in wanted.metrics:
                estimate = getattr(estimates, metric)
                figures.append(
                    {"metric": metric, "value": estimate.value, "interval": estimate.interval}
                )
        return Performance(
            campaign_id=campaign.campaign_id,
            since=since,
            until=until,
            confidence=wanted.confidence,
            totals=totals_of(days, campaign.details.daily_budget.currency),
            figures=tuple(map(Figure.model_validate, figures)),
        )

    def _span(self, wanted: Period) -> tuple[date, date]:
        last = wanted.until or self._platform.clock().date()
        if wanted.timeframe and wanted.since:
            raise refused("/since", "give either a timeframe or since", "span")
        days = int(wanted.timeframe.split("_")[1]) if wanted.timeframe else 30
        first = wanted.since or last - timedelta(days=min(days - 1, (last - date.min).days))
        if first > last:
            raise refused("/since", "must not be after until", "span")
        if (last - first).days >= MOST_DAYS:
            raise refused("/since", f"the period may have {MOST_DAYS} days at most", "span")
        return first, last
