"""A campaign's figures over a window of days. Pure; money is in minor units of one currency."""

import math
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from baton.campaigns.campaign import DailyMetrics, Totals


def window(today: date, days: int) -> tuple[date, date]:
    """The first and the last of ``days`` days that end with ``today``."""
    return today - timedelta(days=days - 1), today


def totals_of(metrics: Sequence[DailyMetrics], currency: str) -> Totals:
    """The sums; ``days`` counts the days that were reported. What corrections leave of a count is at
    least nothing; spend and revenue may be less.
    """
    return Totals(
        days=len(metrics),
        currency=currency,
        impressions=known_sum(day.impressions for day in metrics),
        clicks=known_sum(day.clicks for day in metrics),
        spend=sum(day.spend for day in metrics),
        leads=credited(day.leads for day in metrics),
        conversions=credited(day.conversions for day in metrics),
        revenue=sum(day.revenue for day in metrics),
    )


def known_sum(counts: Iterable[int | None]) -> int | None:
    """The sum of those that are known, at least nothing; ``None`` if none is."""
    known = [one for one in counts if one is not None]
    return max(sum(known), 0) if known else None


def credited(parts: Iterable[float]) -> float:
    """The sum of counts that may be fractions, to a millionth, which is finer than platforms report."""
    total = round(max(math.fsum(parts), 0.0), 6)
    return int(total) if total.is_integer() else total
