"""What platforms report of campaigns, kept as their daily metrics."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Self

from baton.campaigns.ads.changes import platform_of
from baton.campaigns.ads.connections import AdPlatforms
from baton.campaigns.ads.faults import PlatformFault
from baton.campaigns.ads.model import AdGoal, DayReading, Readings
from baton.campaigns.campaign import Campaign, CampaignStatus, DailyMetrics
from baton.campaigns.campaign_repository import CampaignRepository
from baton.campaigns.container import Campaigns
from baton.campaigns.events import CAMPAIGN_METRICS_RECORDED, CampaignMetricsRecorded
from baton.campaigns.fact_kinds import AD_METRICS_DAY, AdMetricsDay
from baton.campaigns.overspend import overspent
from baton.core.clock import Clock, NewId
from baton.core.errors import Unavailable
from baton.core.message import MessageType
from baton.core.observability import record
from baton.facts.fact import Fact
from baton.facts.publishing import fact_announcements
from baton.messaging.announcements import announcement
from baton.messaging.outbox import Outbox, OutboxEntry
from baton.persistence.transaction import Transactions
from baton.resilience.outgoing_http import in_its_form

if TYPE_CHECKING:
    from baton.runtime.platform import Platform

DAYS = 30
"""The days that are read every time: platforms correct what they reported."""


@dataclass(frozen=True, slots=True)
class Read:
    """What was read of a campaign: how many days, up to which one, what the platform does not tell, what
    is doubtful about it, and what day it was on the platform; ``None`` if that was not told.
    """

    days: int = 0
    until: date | None = None
    unknown: tuple[str, ...] = ()
    doubt: str | None = None
    told_on: date | None = None


class AdReadings:
    """Reads campaigns' days from their platforms and keeps what has changed."""

    def __init__(
        self,
        *,
        platforms: AdPlatforms,
        campaigns: CampaignRepository,
        outbox: Outbox,
        transactions: Transactions,
        clock: Clock,
        new_id: NewId,
    ) -> None:
        self._platforms = platforms
        self._campaigns = campaigns
        self._outbox = outbox
        self._transactions = transactions
        self._clock = clock
        self._new_id = new_id

    @classmethod
    def of(cls, platform: "Platform") -> Self:
        """Over a platform's parts."""
        area = platform.area(Campaigns)
        return cls(
            platforms=area.ads,
            campaigns=area.campaigns,
            outbox=platform.outbox,
            transactions=platform.transactions,
            clock=platform.clock,
            new_id=platform.new_id,
        )

    def refresh(self, campaign: Campaign) -> Read:
        """Keeps the last ``DAYS`` days of a campaign. What cannot be read now is said, not raised."""
        name, number = platform_of(campaign), campaign.details.external_id
        ads = self._platforms.to(name) if name else None
        if name is None or number is None:
            return Read(doubt="the campaign is not on an advertising platform yet")
        if ads is None:
            return Read(doubt=self._platforms.why_not(name))
        today = self._clock().date()
        try:
            with in_its_form(name.value):
                told = ads.metrics(number, today - timedelta(days=DAYS - 1), today)
        except (PlatformFault, Unavailable) as fault:
            return Read(doubt=str(fault))
        if told.currency != campaign.details.daily_budget.currency:
            return Read(
                doubt=f"{name.value} reports in {told.currency}, not the campaign's currency"
            )
        goal = campaign.ad_plan.goal if campaign.ad_plan else AdGoal.LEADS
        days = [daily_metrics(one, goal) for one in told.days]
        unknown = unknown_in(told, goal)
        self._keep(campaign, days, unknown)
        return Read(
            days=len(days),
            until=max((one.day for one in days), default=None),
            unknown=unknown,
            doubt=told.doubt,
            told_on=told.told_on,
        )

    def _keep(
        self, campaign: Campaign, days: Sequence[DailyMetrics], unknown: Sequence[str]
    ) -> None:
        """Writes the days that are new or corrected, and tells of it. There are at most ``DAYS``. Once a
        figure is told for the first time, the days before are facts anew: what was unknown of them is
        none.
        """
        if not days:
            return
        kept = self._campaigns.metrics(campaign.campaign_id, days[0].day, days[-1].day)
        known = {one.day: one.model_copy(update={"ads": ()}) for one in kept}
        fresh = [one for one in days if known.get(one.day) != one]
        if not fresh:
            return
        now, told = self._clock(), self._new_id()
        as_facts = days if _first_told(kept, days) else fresh
        with self._transactions.begin() as within:
            for one in fresh:
                self._campaigns.put_metrics(campaign.campaign_id, one, within)
            entry = announcement(
                CAMPAIGN_METRICS_RECORDED,
                CampaignMetricsRecorded(campaign_id=campaign.campaign_id),
                sender="ad_manager",
                message_id=told,
                subject_id=campaign.campaign_id,
                correlation_id=told,
                receiver="campaign_optimizer",
                message_type=MessageType.TASK_REQUEST,
                now=now,
                available_at=now,
            )
            for told_of in (entry, *self._facts(campaign, as_facts, unknown, now)):
                self._outbox.add(told_of, within)
        running = campaign.details.status is CampaignStatus.ACTIVE
        if running and overspent(campaign.details.daily_budget, fresh, now.date()):
            counts, number = {"Overspent": 1}, campaign.campaign_id
            record("campaigns", "a campaign overspends", counts=counts, campaign_id=number)

    def _facts(
        self,
        campaign: Campaign,
        days: Sequence[DailyMetrics],
        unknown: Sequence[str],
        now: datetime,
    ) -> tuple[OutboxEntry, ...]:
        """What tells other areas of the days, each a fact that takes the place of the one before."""
        number = self._new_id()
        return fact_announcements(
            (metrics_fact(campaign, one, now, unknown) for one in days),
            sender="ad_manager",
            message_id=number,
            subject_id=campaign.campaign_id,
            correlation_id=number,
            now=now,
        )


def metrics_fact(
    campaign: Campaign, day: DailyMetrics, now: datetime, unknown: Collection[str] = ()
) -> Fact:
    """A day of a platform's campaign as a fact, of what was known at ``now``; ``unknown`` names the
    figures that its platform does not tell.
    """
    details = campaign.details
    row = AdMetricsDay(
        campaign_id=details.parent_id or campaign.campaign_id,
        platform=details.platform,
        external_id=details.external_id or "",
        impressions=day.impressions or 0,
        clicks=day.clicks or 0,
        spend=day.spend,
        currency=details.daily_budget.currency,
        conversions=None if "conversions" in unknown else max(0.0, float(day.conversions)),
        revenue=None if "revenue" in unknown else day.revenue,
    )
    midnight = datetime.combine(day.day, time(), UTC)
    return AD_METRICS_DAY.fact(row, at=midnight, version=int(now.timestamp() * 1000))


def daily_metrics(reading: DayReading, goal: AdGoal) -> DailyMetrics:
    """A day as it is kept. Where a campaign is for leads and its platform tells no leads apart, its
    conversions are leads; what is not told at all stays out, and is named by ``unknown_in``.
    """
    conversions, leads = reading.conversions, reading.leads
    if leads is None and goal is AdGoal.LEADS:
        leads = conversions
    return DailyMetrics(
        day=reading.day,
        impressions=reading.impressions,
        clicks=reading.clicks,
        spend=reading.spend,
        conversions=_plain(conversions or 0),
        leads=_plain(leads or 0),
        revenue=reading.revenue or 0,
    )


def _first_told(kept: Sequence[DailyMetrics], days: Sequence[DailyMetrics]) -> bool:
    """Whether a figure stands in ``days`` of which the days that are kept had nothing."""
    return any(
        any(getattr(one, name) for one in days) and not any(getattr(one, name) for one in kept)
        for name in ("conversions", "revenue")
    )


def unknown_in(told: Readings, goal: AdGoal) -> tuple[str, ...]:
    """The figures that a platform tells on none of its days."""
    if not told.days:
        return ("impressions", "clicks", "spend", "conversions", "leads", "revenue")
    missing = [
        name
        for name in ("conversions", "leads", "revenue")
        if all(getattr(one, name) is None for one in told.days)
    ]
    if goal is AdGoal.LEADS and "conversions" not in missing and "leads" in missing:
        missing.remove("leads")
    return tuple(missing)


def _plain(count: float) -> float:
    return int(count) if float(count).is_integer() else count
