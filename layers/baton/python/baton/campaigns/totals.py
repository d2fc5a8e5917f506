"""A campaign's figures over a window of days. Pure; money is in minor units of one currency."""

from collections.abc import Sequence
from datetime import date, timedelta

from baton.campaigns.campaign import DailyMetrics, Totals


def window(today: date, days: int) -> tuple[date, date]:
    """The first and the last of ``days`` days that end with ``today``."""
    return today - timedelta(days=days - 1), today


def totals_of(metrics: Sequence[DailyMetrics], currency: str) -> Totals:
    """The sums; ``days`` counts the days that were reported."""
    return Totals(
        days=len(metrics),
        currency=currency,
        impressions=sum(day.impressions for day in metrics),
        clicks=sum(day.clicks for day in metrics),
        spend=sum(day.spend for day in metrics),
        leads=sum(day.leads for day in metrics),
        conversions=sum(day.conversions for day in metrics),
        revenue=sum(day.revenue for day in metrics),
    )
