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
from baton.campaigns.campaign_service import CampaignService
from baton.campaigns.container import Campaigns
from baton.core.contract import Contract, Ulid
from baton.http.methods import CallContext, Method, PreviousCursor, refused
from baton.http.own_ids import OwnId

if TYPE_CHECKING:
    from baton.runtime.platform import Platform

READ = ("db.campaigns", "campaigns.read")
"""The scopes of whoever may read a campaign."""

MOST_DAYS = 366
Metric = Literal["ctr", "cpc", "cpl", "cpa", "conversion_rate", "roas"]
Timeframe = Literal["last_7_days", "last_30_days", "last_90_days", "last_365_days"]


class CampaignId(Contract):
    """Which campaign."""

    campaign_id: Ulid


class ListCampaigns(Contract):
    """Which campaigns."""

    status: CampaignStatus | None = None
    limit: int = Field(default=20, ge=1, le=50)
    cursor: str | None = PreviousCursor


class CampaignPage(Contract):
    """A page of campaigns, the newest first."""

    items: tuple[Campaign, ...]
    next_cursor: str | None = None


class CreateCampaign(Contract):
    """A campaign to register."""

    campaign: NewCampaign
    campaign_id: OwnId = None


class Period(Contract):
    """A campaign's days: from ``since`` to ``until``, both included, or a ``timeframe`` that ends
    today; the last 30 days if nothing is said.
    """

    campaign_id: Ulid
    timeframe: Timeframe | None = None
    since: date | None = None
    until: date | None = None


class DailyMetricsList(Contract):
    """A campaign's days, the oldest first."""

    campaign_id: Ulid
    items: tuple[DailyMetrics, ...]


class GetPerformance(Period):
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
        yield from self._of_campaigns()
        yield from self._of_figures()

    def _of_campaigns(self) -> Iterator[Method]:
        yield Method(
            name="db.campaigns.get",
            of_nobody="a campaign is no person",
            title="Read a campaign",
            description="One campaign with its last review and the changes agreed to.",
            scopes=READ,
            params=CampaignId,
            result=Campaign,
            handler=self.campaign,
        )
        yield Method(
            name="db.campaigns.list",
            of_nobody="a campaign is no person",
            title="List campaigns",
            description="Campaigns, the newest first, by status, in pages.",
            scopes=READ,
            params=ListCampaigns,
            result=CampaignPage,
            handler=self.campaigns,
        )
        yield Method(
            name="db.campaigns.create",
            of_nobody="a campaign is no person",
            title="Register a campaign",
            description="Registers a campaign, whose daily metrics can be reported from then on.",
            scopes=("db.campaigns", "campaigns.write"),
            params=CreateCampaign,
            result=Campaign,
            handler=self.register,
            changes=True,
            idempotent=False,
        )

    def _of_figures(self) -> Iterator[Method]:
        yield Method(
            name="db.campaigns.metrics",
            of_nobody="sums of many",
            title="Read a campaign's days",
            description="The daily metrics of a campaign over a period, the oldest first.",
            scopes=READ,
            params=Period,
            result=DailyMetricsList,
            handler=self.days,
        )
        yield Method(
            name="analytics.performance",
            of_nobody="sums of many",
            title="A campaign's performance",
            description="CTR, CPC, CPL, CPA, conversion rate and ROAS of a campaign over a period, each "
            "with the interval in which the true value lies.",
            scopes=("analytics", "campaigns.read"),
            params=GetPerformance,
            result=Performance,
            handler=self.performance,
        )

    def campaign(self, params: CampaignId, _context: CallContext) -> Campaign:
        """One campaign. Raises ``NotFound``."""
        return self._platform.area(Campaigns).campaigns.get(params.campaign_id)

    def campaigns(self, params: ListCampaigns, _context: CallContext) -> CampaignPage:
        """A page of campaigns."""
        found = self._platform.area(Campaigns).campaigns.page(
            status=params.status, cursor=params.cursor, limit=params.limit
        )
        return CampaignPage(items=found.items, next_cursor=found.cursor)

    def register(self, params: CreateCampaign, context: CallContext) -> Campaign:
        """Registers a campaign. Raises ``IdTaken``."""
        service = CampaignService.of(self._platform)
        campaign_id = params.campaign_id or self._platform.new_id()
        return service.register(params.campaign, campaign_id, again=context.again)

    def days(self, params: Period, _context: CallContext) -> DailyMetricsList:
        """A campaign's days. Raises ``NotFound``, ``InvalidInput`` for a period that is none."""
        since, until = self._span(params)
        self._platform.area(Campaigns).campaigns.get(params.campaign_id)
        items = self._platform.area(Campaigns).campaigns.metrics(params.campaign_id, since, until)
        return DailyMetricsList(campaign_id=params.campaign_id, items=items)

    def performance(self, params: GetPerformance, _context: CallContext) -> Performance:
        """The figures of a period. Raises as ``days``."""
        from baton.campaigns.estimates import METRICS, estimates_of
        from baton.campaigns.totals import totals_of

        since, until = self._span(params)
        campaign = self._platform.area(Campaigns).campaigns.get(params.campaign_id)
        days = self._platform.area(Campaigns).campaigns.metrics(params.campaign_id, since, until)
        estimates = estimates_of(days, params.confidence)
        figures = []
        for metric in METRICS:
            if not params.metrics or metric in params.metrics:
                estimate = getattr(estimates, metric)
                figures.append(
                    {"metric": metric, "value": estimate.value, "interval": estimate.interval}
                )
        return Performance(
            campaign_id=campaign.campaign_id,
            since=since,
            until=until,
            confidence=params.confidence,
            totals=totals_of(days, campaign.details.daily_budget.currency),
            figures=tuple(map(Figure.model_validate, figures)),
        )

    def _span(self, params: Period) -> tuple[date, date]:
        last = params.until or self._platform.clock().date()
        if params.timeframe and params.since:
            raise refused("/since", "give either a timeframe or since", "span")
        days = int(params.timeframe.split("_")[1]) if params.timeframe else 30
        first = params.since or last - timedelta(days=min(days - 1, (last - date.min).days))
        if first > last:
            raise refused("/since", "must not be after until", "span")
        if (last - first).days >= MOST_DAYS:
            raise refused("/since", f"the period may have {MOST_DAYS} days at most", "span")
        return first, last
