"""When a campaign spends too much. Advertising platforms may spend twice a day's budget on one day and
even it out over the month (Google Ads Help, "About average daily budgets"); half as much again is where
somebody should look, before it is twice.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from baton.campaigns.campaign import DailyMetrics
from baton.core.money import Money

OVERSPEND = 1.5
"""Times the daily budget."""

RECENT = timedelta(days=1)
"""Days before that are history: pausing changes nothing about them."""


def overspent(budget: Money, days: Iterable[DailyMetrics], today: date) -> int:
    """The most that was spent on one of the last days, in minor units, if it is too much; else 0."""
    spent = max((one.spend for one in days if one.day >= today - RECENT), default=0)
    return spent if budget.amount and spent > OVERSPEND * budget.amount else 0
