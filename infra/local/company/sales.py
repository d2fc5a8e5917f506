"""What was sold day by day: orders of the shop, and subscriptions paid for. Pure."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

from infra.local.company.calendar import Calendar
from infra.local.company.customers import Customer, PlanState

POUND = 0.8338
"""What a euro was worth."""

PARTNER = Customer("TW-PARTNER", "DE", "partner", date.min, date.max, 1, 210)
"""Who sells on to fleets of its own, from one day on."""

_FIRST_ORDER = 2
_PARTNER_ORDERS = 7
_BIG_ORDER = 60
"""Baskets of the day that stands out."""

_PRODUCTS = {
    "label-roll": 0.52,
    "phone-mount": 0.47,
    "pallet-strap": 0.58,
    "barcode-scanner": 0.61,
    "cool-box": 0.55,
}
"""What the shop has, and what share of its price it cost."""

_PLAN_COST = 0.18


@dataclass(frozen=True, slots=True)
class Sale:
    """One line of an order or an invoice; money in minor units of the customer's currency."""

    fact_id: str
    day: date
    customer: Customer
    amount: int
    cost: int
    product: str
    pieces: int


def sales(
    calendar: Calendar, everybody: Sequence[Customer], states: Sequence[PlanState], draw: Random
) -> Iterator[Sale]:
    """Everything sold, day by day."""
    worth = _worth(states)
    for day in calendar.days:
        number = 0
        busy = calendar.busy(day)
        for one in everybody:
            if one.came == day or (one.came < day < one.leaves and _orders(one, busy, draw)):
                number += 1
                yield _order(one, day, number, _FIRST_ORDER if one.came == day else 1, draw)
        for one, amount in _due(worth, day):
            number += 1
            yield _invoice(one, day, number, amount)
        for pieces in _planted(calendar, day):
            number += 1
            yield _order(PARTNER, day, number, pieces, draw)


def _planted(calendar: Calendar, day: date) -> list[int]:
    """The partner's orders, and the big one of the day that stands out, in baskets."""
    if day < calendar.partner_since:
        return []
    steady = [1] * max(2, round(_PARTNER_ORDERS * calendar.busy(day)))
    return [*steady, _BIG_ORDER] if day == calendar.big_day else steady


def _orders(one: Customer, busy: float, draw: Random) -> bool:
    return draw.random() < busy / one.every


def _order(one: Customer, day: date, number: int, baskets: int, draw: Random) -> Sale:
    product = draw.choice(tuple(_PRODUCTS))
    pieces = draw.randint(1, 6) * baskets
    euros = one.basket * baskets * draw.uniform(0.75, 1.25)
    amount = round(100 * euros * (POUND if one.currency == "GBP" else 1))
    back = draw.random() < 0.015 and baskets == 1  # noqa: PLR2004 (of a hundred orders)
    sign = -1 if back and one.came < day else 1
    cost = round(amount * _PRODUCTS[product])
    return Sale(_named(day, number), day, one, sign * amount, sign * cost, product, sign * pieces)


def _invoice(one: Customer, day: date, number: int, amount: int) -> Sale:
    return Sale(_named(day, number), day, one, amount, round(amount * _PLAN_COST), "route-plan", 1)


def _named(day: date, number: int) -> str:
    return f"TW-{day:%y%m%d}-{number:03}"


Worth = Mapping[str, Sequence[PlanState]]


def _worth(states: Sequence[PlanState]) -> Worth:
    found: defaultdict[str, list[PlanState]] = defaultdict(list)
    for one in states:
        found[one.customer.customer_id].append(one)
    return found


def _due(worth: Worth, day: date) -> Iterator[tuple[Customer, int]]:
    """Who is invoiced: every month on a day of their own, from the 1st to the 28th."""
    for number, changes in enumerate(worth.values()):
        now = [one for one in changes if one.since <= day]
        if now and now[-1].monthly and number % 28 + 1 == day.day:
            yield now[-1].customer, now[-1].monthly
