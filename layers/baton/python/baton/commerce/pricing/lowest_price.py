"""The prior price that a reduction is claimed from: the lowest of the 30 days before it, by article 6a
of Directive 98/6/EC as amended by Directive (EU) 2019/2161, and the Commission's guidance on it
(2021/C 526/02). Pure.

    what was                                             the prior price of a reduction that begins now
    ───────────────────────────────────────────────────  ─────────────────────────────────────────────
    prices of the last 30 days, for however short        the lowest of them
    a reduction that grows without a break: 6a (5)       that of its first step
    a reduction that shrinks, or comes again             the lowest, the earlier reduction's among them
    not sold for a while: nothing was shown              the lowest of what was shown; no growing on
    sold for less than 30 days                           the lowest since then
    never sold before                                    none: no reduction can be claimed

The 30 days are whole days of the shop's zone: they begin at midnight, so they are never shorter.
"""

from collections.abc import Sequence
from datetime import datetime, time, timedelta, tzinfo

from pydantic import Field

from baton.commerce.ids import Sku
from baton.core.contract import Contract, UtcDatetime, Versioned
from baton.core.money import Currency

DAYS = timedelta(days=30)
MOST_POINTS = 500
"""Kept of a SKU and currency: five changes a day for 90 days."""


class PricePoint(Contract):
    """A unit price that was shown from a moment on, until the next one."""

    since: UtcDatetime
    price: int | None = Field(
        default=None, description="null, or left out, from when it was not sold any more"
    )
    reduced: bool = Field(default=False, description="shown as a reduction")
    prior: int | None = Field(default=None, description="from which that reduction was claimed")


class PriceHistory(Versioned):
    """What everybody was shown, in the order of time."""

    sku: Sku
    currency: Currency
    points: tuple[PricePoint, ...] = Field(default=(), max_length=MOST_POINTS)

    def since(self, moment: datetime) -> tuple[PricePoint, ...]:
        """The prices shown since a moment and the one that held then."""
        first = sum(point.since < moment for point in self.points)
        return self.points[max(first - 1, 0) :]


def joined(points: Sequence[PricePoint], most: int = MOST_POINTS) -> tuple[PricePoint, ...]:
    """At most so many (2 or more): the first ones as one at their lowest price, from which never too
    great a reduction is claimed.
    """
    first, rest = points[: 1 - most], points[1 - most :]
    if len(first) <= 1:
        return tuple(points)
    lowest = min((one.price for one in first if one.price is not None), default=None)
    return (PricePoint(since=first[0].since, price=lowest), *rest)


def next_point(
    history: Sequence[PricePoint],
    price: int | None,
    now: datetime,
    zone: tzinfo,
    *,
    reduced: bool = False,
) -> PricePoint | None:
    """What is to be kept if this is shown from now on; ``None`` if it was shown already. ``history`` is
    in the order of time.
    """
    last = history[-1] if history else None
    if (last is None and price is None) or (last is not None and last.price == price):
        return None
    if price is None or not reduced:
        return PricePoint(since=now, price=price)
    grows = last is not None and last.reduced and last.price is not None and price <= last.price
    prior = last.prior if last and grows else _lowest(history, now, zone)
    return PricePoint(since=now, price=price, reduced=True, prior=prior)


def prior_price(history: Sequence[PricePoint], now: datetime, zone: tzinfo) -> int | None:
    """The price from which the reduction that holds now is claimed, or one that would begin now."""
    points = [point for point in history if point.since <= now]
    if points and points[-1].reduced:
        return points[-1].prior
    return _lowest(points, now, zone)


def first_moment(now: datetime, zone: tzinfo) -> datetime:
    """When the 30 days before a moment begin."""
    day = now.astimezone(zone).date() - DAYS
    return datetime.combine(day, time(), zone)


def _lowest(points: Sequence[PricePoint], now: datetime, zone: tzinfo) -> int | None:
    """The lowest price that was shown at any moment of the 30 days before."""
    first = first_moment(now, zone)
    return min(
        (
            point.price
            for index, point in enumerate(points)
            if point.price is not None
            and (index + 1 == len(points) or points[index + 1].since > first)
        ),
        default=None,
    )
