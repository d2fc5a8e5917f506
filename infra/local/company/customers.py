"""Who buys, from when until when, how often, and what they subscribe to. Pure, by a seeded generator."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from infra.local.company.calendar import Calendar

FIRST_A_DAY, LAST_A_DAY = 1.1, 2.0
"""New customers on a mean day, at the beginning and at the end."""

_BEFORE_DAYS = 300
_MEAN_STAY_DAYS = 330
_SUBSCRIBE = 0.3
_LATER = 21
_CHANGES_EVERY = 160

CHANNELS = {"google": 30, "organic": 25, "meta": 14, "email": 12, "referral": 11, "linkedin": 8}
"""What brings customers, out of a hundred."""

PRICES = {"EUR": 2_900, "GBP": 2_500}
"""Of a vehicle and month."""


@dataclass(frozen=True, slots=True)
class Customer:
    """One customer. ``every`` is how many days lie between two orders on average."""

    customer_id: str
    country: str
    channel: str
    came: date
    leaves: date
    every: float
    basket: float

    @property
    def currency(self) -> str:
        """What they pay in."""
        return "GBP" if self.country == "GB" else "EUR"


@dataclass(frozen=True, slots=True)
class PlanState:
    """What a customer's subscription is worth a month from a day on; 0 once it has ended."""

    customer: Customer
    since: date
    vehicles: int

    @property
    def monthly(self) -> int:
        """In minor units."""
        return self.vehicles * PRICES[self.customer.currency]


def customers(calendar: Calendar, draw: Random) -> tuple[Customer, ...]:
    """All of them, by the day they came: some before the first day."""
    found: list[Customer] = []
    for at in range(-_BEFORE_DAYS, len(calendar.days)):
        day = calendar.first + timedelta(days=at)
        expected = FIRST_A_DAY + (LAST_A_DAY - FIRST_A_DAY) * max(0.0, calendar.grown(day))
        many = poisson(expected * calendar.busy(day), draw)
        known = len(found)
        found += (_customer(f"TW-{known + one:04}", day, draw) for one in range(1, many + 1))
    return tuple(found)


def plans(calendar: Calendar, everybody: tuple[Customer, ...], draw: Random) -> Iterator[PlanState]:
    """Every change of a subscription, a customer's in the order of their days."""
    for one in everybody:
        if draw.random() > _SUBSCRIBE:
            continue
        states = _states(one, min(one.leaves, calendar.last), draw)
        yield from (
            PlanState(one, day, vehicles)
            for day, vehicles in sorted(states.items())
            if day <= calendar.last
        )


def _states(one: Customer, until: date, draw: Random) -> dict[date, int]:
    """Vehicles by the Monday from which on they are paid for."""
    found: dict[date, int] = {}
    day = one.came + timedelta(days=draw.randint(0, _LATER))
    vehicles = 2 + int(draw.expovariate(1 / 5))
    while day < until:
        found[_monday_after(day)] = vehicles
        day += timedelta(days=1 + int(draw.expovariate(1 / _CHANGES_EVERY)))
        vehicles = max(1, vehicles + draw.choice((-2, -1, 1, 2, 3, 4)))
    return {**found, _monday_after(one.leaves): 0} if found else {}


def poisson(mean: float, draw: Random) -> int:
    """A number of events where ``mean`` are expected (Knuth 1969, vol. 2, 3.4.1)."""
    limit, product, count = math.exp(-mean), draw.random(), 0
    while product > limit:
        product *= draw.random()
        count += 1
    return count


def _monday_after(day: date) -> date:
    """The day itself if it is one: plans begin, change and end on Mondays."""
    return day + timedelta(days=-day.weekday() % 7)


def _customer(named: str, came: date, draw: Random) -> Customer:
    channel = draw.choices(tuple(CHANNELS), tuple(CHANNELS.values()))[0]
    loyal = 1.5 if channel in {"referral", "organic"} else 0.8 if channel == "meta" else 1.0
    stays = 1 + draw.expovariate(1 / (_MEAN_STAY_DAYS * loyal))
    return Customer(
        customer_id=named,
        country="GB" if draw.random() < 0.35 else "DE",  # noqa: PLR2004 (a third is British)
        channel=channel,
        came=came,
        leaves=came + timedelta(days=1 + int(stays)),
        every=draw.gammavariate(3, 12) + 6,
        basket=draw.lognormvariate(4.45, 0.25),
    )
