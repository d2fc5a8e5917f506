"""Channels with days, for analytics' tests."""

from datetime import UTC, date, datetime, timedelta

from baton.campaigns.campaign import Campaign, DailyMetrics, NewCampaign
from baton.core.money import Money
from functions.campaigns.analytics.channels import Channel

CAMPAIGNS = {
    "google": "01KF0Z6T9QJ4T8W2M5V7X1C3D5",
    "linkedin": "01KF0Z6T9QJ4T8W2M5V7X1C3D6",
    "meta": "01KF0Z6T9QJ4T8W2M5V7X1C3D7",
}
START = date(2026, 3, 1)
TODAY = date(2026, 3, 11)
NOW = datetime(2026, 3, 11, 9, tzinfo=UTC)


def a_campaign(platform="meta", currency="USD", ad_kind=None):
    details = NewCampaign(
        name=platform,
        platform=platform,
        ad_kind=ad_kind,
        daily_budget=Money(amount=10_000, currency=currency),
    )
    return Campaign(
        campaign_id=CAMPAIGNS[platform], created_at=NOW, updated_at=NOW, details=details
    )


def some_days(count=10, start=START, **figures):
    """Days that are alike; meta's benchmarks are met if nothing is said: CTR 2.59 %, CPL USD 27.66."""
    day = {"impressions": 10_000, "clicks": 259, "spend": 55_320, "leads": 20, **figures}
    return tuple(DailyMetrics(day=start + timedelta(days=n), **day) for n in range(count))


def a_channel(platform="meta", days=None, since=START, **changes):
    found = some_days() if days is None else days
    return Channel.of(platform, a_campaign(platform, **changes), found, since)
