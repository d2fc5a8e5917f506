"""What marketing asks the facts, as SQL. Pure.

Costs and ad spend are counted as finance counts them (``baton.gtm.fact_reading``,
``baton.gtm.spending``).
"""

# ruff: noqa: S608 (nothing of a caller's is in the text)

from datetime import date, timedelta

from baton.facts.partitions import Days
from baton.facts.query import Parameter
from baton.gtm.fact_reading import Filters, Query, costs
from baton.gtm.periods import Period

EARLIEST = date(2000, 1, 1)


def before(period: Period) -> Period:
    """The period of as many days that ends where this one begins."""
    last = max(period.first - timedelta(days=1), EARLIEST)
    first = max(last - timedelta(days=period.days - 1), EARLIEST)
    return Period(first=first, last=last)


def channel_days(period: Period, filters: Filters) -> Query:
    """What ad platforms say of each day, of the period and the one before."""
    more, values = Filters(channel=filters.channel).where(channel="platform")
    sql = (
        "SELECT day, platform AS channel, currency, SUM(spend) AS spend, "
        "SUM(impressions) AS impressions, SUM(clicks) AS clicks, SUM(conversions) AS conversions, "
        "SUM(CASE WHEN conversions IS NULL THEN spend ELSE 0 END) AS spend_without_conversions, "
        "SUM(CASE WHEN conversions IS NULL THEN clicks ELSE 0 END) AS clicks_without_conversions, "
        "SUM(revenue) AS revenue, "
        "SUM(CASE WHEN revenue IS NULL THEN spend ELSE 0 END) AS spend_without_revenue "
        f"FROM ad_metrics_day WHERE day BETWEEN ? AND ?{more} GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"
    )
    days = Days(first=before(period).first, last=period.last)
    return Query("channel_days", "ad_metrics_day", sql, (days.first, days.last, *values), days)


def channel_sales(period: Period, filters: Filters) -> Query:
    """What was sold through each channel, in the period and in the one before."""
    more, values = filters.where()
    sql = (
        "SELECT channel, currency, CASE WHEN day >= ? THEN 1 ELSE 0 END AS is_now, "
        "SUM(amount) AS revenue, "
        "COUNT(DISTINCT CASE WHEN amount > 0 THEN COALESCE(order_id, fact_id) END) AS orders "
        f"FROM transaction WHERE day BETWEEN ? AND ?{more} GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"
    )
    days = Days(first=before(period).first, last=period.last)
    parameters: tuple[Parameter, ...] = (period.first, days.first, days.last, *values)
    return Query("channel_sales", "transaction", sql, parameters, days)


def channel_costs(period: Period, filters: Filters) -> tuple[Query, Query]:
    """Booked costs of the period, and of the one before."""
    return costs(period, filters), costs(before(period), filters, "costs_before")
