"""What the ad platforms say of each day. Pure."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

from infra.local.company.calendar import Calendar
from infra.local.company.sales import POUND, Sale


@dataclass(frozen=True, slots=True)
class AdCampaign:
    """A campaign that runs all the time; ``euros`` are spent on a mean day at the end."""

    campaign_id: str
    platform: str
    country: str
    euros: float
    click_rate: float

    @property
    def currency(self) -> str:
        """What it is paid in."""
        return "GBP" if self.country == "GB" else "EUR"


CAMPAIGNS = (
    AdCampaign("01JD0TWDE0G00G1E0000000001", "google", "DE", 48, 0.034),
    AdCampaign("01JD0TWGB0G00G1E0000000002", "google", "GB", 31, 0.031),
    AdCampaign("01JD0TWDE0META000000000003", "meta", "DE", 34, 0.012),
    AdCampaign("01JD0TWDE01NKED1N000000004", "linkedin", "DE", 26, 0.006),
)

_DAYS = 400
"""Before that, nothing was advertised."""

_EURO_A_CLICK = {"google": 1.1, "meta": 0.8, "linkedin": 3.4}


@dataclass(frozen=True, slots=True)
class AdDay:
    """One campaign's day; money in minor units of its currency."""

    campaign: AdCampaign
    day: date
    impressions: int
    clicks: int
    spend: int
    conversions: int
    revenue: int


def ad_days(calendar: Calendar, sold: Sequence[Sale], draw: Random) -> Iterator[AdDay]:
    """Every campaign's every day. First orders count for the campaign that brought the customer; a
    platform without a campaign in a country says so of the other's.
    """
    firsts: defaultdict[tuple[date, str], list[Sale]] = defaultdict(list)
    for one in sold:
        if one.day == one.customer.came:
            firsts[one.day, one.customer.channel].append(one)
    for day in calendar.days[-_DAYS:]:
        for campaign in CAMPAIGNS:
            theirs = [one for one in firsts[day, campaign.platform] if _is_of(campaign, one)]
            yield _day(campaign, day, theirs, calendar, draw)


def _is_of(campaign: AdCampaign, sale: Sale) -> bool:
    both = campaign.platform == "google"
    return not both or sale.customer.country == campaign.country


def _day(
    campaign: AdCampaign, day: date, won: Sequence[Sale], calendar: Calendar, draw: Random
) -> AdDay:
    euros = campaign.euros * (0.45 + 0.55 * calendar.grown(day)) * draw.uniform(0.85, 1.15)
    clicks = max(len(won), round(euros / _EURO_A_CLICK[campaign.platform]))
    here = POUND if campaign.currency == "GBP" else 1.0
    brought = sum(
        one.amount / (POUND if one.customer.currency == "GBP" else 1) * here for one in won
    )
    return AdDay(
        campaign=campaign,
        day=day,
        impressions=round(clicks / campaign.click_rate * draw.uniform(0.9, 1.1)),
        clicks=clicks,
        spend=round(100 * euros * here),
        conversions=len(won),
        revenue=round(brought),
    )
