"""What was spent, planned and in the bank. Pure."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from infra.local.company.advertising import AdDay
from infra.local.company.calendar import Calendar
from infra.local.company.sales import POUND, Sale

_FRIDAY, _SUNDAY = 4, 6

_WEEKLY = {
    "marketing": (1_100, 1_700),
    "sales": (1_900, 3_000),
    "research_and_development": (4_900, 10_900),
    "general_and_administrative": (1_900, 2_600),
}
"""Euros a week, at the beginning and at the end: wages and all else are booked on Fridays."""

_BRITISH = {"marketing": 0.35, "sales": 0.4, "general_and_administrative": 0.3}
"""The share of a cost that is paid in pounds."""

_PLANNED = {"revenue": 1.7}
_OTHERWISE = 1.15
_AD_PLAN = 390_000
"""Of every month."""
_OPENING = {"main": (320_000_00, "EUR"), "uk": (40_000_00, "GBP")}
_RAISED = 250_000_00


@dataclass(frozen=True, slots=True)
class CostLine:
    """One cost; money in minor units."""

    fact_id: str
    day: date
    category: str
    amount: int
    currency: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What was planned for a month, in minor units of euros."""

    month: date
    category: str
    amount: int


@dataclass(frozen=True, slots=True)
class Balance:
    """What is in an account at the end of a day."""

    day: date
    account: str
    balance: int
    currency: str
    financing: int


def costs(calendar: Calendar, draw: Random) -> Iterator[CostLine]:
    """Every Friday's. Advertising is not among them: the platforms tell it."""
    for day in calendar.days:
        if day.weekday() != _FRIDAY:
            continue
        for category, (first, last) in _WEEKLY.items():
            euros = (first + (last - first) * calendar.grown(day)) * draw.uniform(0.95, 1.07)
            british = _BRITISH.get(category, 0.0)
            for share, worth, currency in ((1 - british, 1, "EUR"), (british, POUND, "GBP")):
                if amount := round(100 * euros * share * worth):
                    yield CostLine(f"{category}-{day}-{currency}", day, category, amount, currency)


def plans_made(
    calendar: Calendar, sold: Sequence[Sale], spent: Sequence[CostLine]
) -> Iterator[Plan]:
    """A year is planned from the one before, in whole hundreds; of the first year there is no plan. The
    day that stood out and the partner were in nobody's plan.
    """
    then: defaultdict[tuple[date, str], float] = defaultdict(float)
    for sale in sold:
        if sale.customer.channel != "partner":
            then[_year_on(sale.day), "revenue"] += _euros(sale.amount, sale.customer.currency)
    for cost in spent:
        then[_year_on(cost.day), cost.category] += _euros(cost.amount, cost.currency)
    begin, end = _year_on(calendar.first + timedelta(days=31)), calendar.last + timedelta(days=31)
    for (month, category), amount in sorted(then.items()):
        if begin <= month <= end:
            planned = round(amount * _PLANNED.get(category, _OTHERWISE), -4)
            yield Plan(month, category, int(planned))
            if category == "revenue":
                yield Plan(month, "advertising", _AD_PLAN)


def balances(
    calendar: Calendar, sold: Sequence[Sale], spent: Sequence[CostLine], ads: Sequence[AdDay]
) -> Iterator[Balance]:
    """At the end of every Sunday, of the first day, and of the day on which money was raised."""
    moved = _moved(sold, spent, ads)
    held = {account: amount for account, (amount, _) in _OPENING.items()}
    for day in calendar.days:
        raised = _RAISED if day == calendar.financed else 0
        for account, (_, currency) in _OPENING.items():
            financing = raised if account == "main" else 0
            held[account] += moved[day, currency] + financing
            if day.weekday() == _SUNDAY or day in {calendar.first, calendar.financed}:
                yield Balance(day, account, held[account], currency, financing)


def _moved(
    sold: Sequence[Sale], spent: Sequence[CostLine], ads: Sequence[AdDay]
) -> Mapping[tuple[date, str], int]:
    """What came in less what went out, by day and currency; goods are paid for when they are sold."""
    found: defaultdict[tuple[date, str], int] = defaultdict(int)
    for sale in sold:
        found[sale.day, sale.customer.currency] += sale.amount - sale.cost
    for cost in spent:
        found[cost.day, cost.currency] -= cost.amount
    for ad in ads:
        found[ad.day, ad.campaign.currency] -= ad.spend
    return found


def _euros(minor: int, currency: str) -> float:
    return minor / POUND if currency == "GBP" else float(minor)


def _year_on(day: date) -> date:
    """The month of a day, a year later."""
    return date(day.year + 1, day.month, 1)
