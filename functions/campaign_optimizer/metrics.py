"""A campaign's figures over a window of days. Pure; money is in minor units of one currency."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from baton.contracts.campaign import DailyMetrics, Totals


@dataclass(frozen=True, slots=True)
class Ratios:
    """What the totals mean; ``None`` where nothing can be divided by.

    ``cpc``, ``cpl`` and ``cpa`` are the cost of a click, lead and conversion in minor units,
    ``ctr`` clicks per impression, ``conversion_rate`` conversions per click, ``roas`` revenue per
    spend. ``roas`` is ``None`` too if no revenue was reported at all, since a platform that is not
    told of revenue reports nothing.
    """

    ctr: float | None
    cpc: float | None
    cpl: float | None
    cpa: float | None
    conversion_rate: float | None
    roas: float | None


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


def ratios_of(totals: Totals) -> Ratios:
    """The ratios of totals."""
    return Ratios(
        ctr=_ratio(totals.clicks, totals.impressions),
        cpc=_ratio(totals.spend, totals.clicks),
        cpl=_ratio(totals.spend, totals.leads),
        cpa=_ratio(totals.spend, totals.conversions),
        conversion_rate=_ratio(totals.conversions, totals.clicks),
        roas=_ratio(totals.revenue, totals.spend) if totals.revenue else None,
    )


def _ratio(numerator: int, denominator: int) -> float | None:
    return numerator / denominator if denominator else None
