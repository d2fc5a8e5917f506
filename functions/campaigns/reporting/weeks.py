"""This week's totals beside last week's, each currency by itself. Pure."""

from collections.abc import Iterable
from datetime import date, timedelta

from baton.campaigns.campaign import DailyMetrics
from baton.campaigns.report import WeekTotals
from baton.campaigns.totals import credited

WEEK = timedelta(days=7)


def weeks_of(
    reported: Iterable[tuple[str, DailyMetrics]], today: date
) -> tuple[tuple[WeekTotals, ...], tuple[WeekTotals, ...]]:
    """The seven whole days before ``today``, and the seven before those, of days by currency. A
    currency is in both if it is in one of them.
    """
    days = list(reported)
    currencies = sorted({currency for currency, _ in days})
    ends = (today - timedelta(days=1), today - timedelta(days=1) - WEEK)
    this, last = (
        tuple(_week(of, [one for its, one in days if its == of], end) for of in currencies)
        for end in ends
    )
    return this, last


def _week(currency: str, days: Iterable[DailyMetrics], until: date) -> WeekTotals:
    within = [one for one in days if until - WEEK < one.day <= until]
    return WeekTotals(
        currency=currency,
        spend=sum(one.spend for one in within),
        leads=credited(one.leads for one in within),
        conversions=credited(one.conversions for one in within),
        revenue=sum(one.revenue for one in within),
        days=len({one.day for one in within}),
    )
