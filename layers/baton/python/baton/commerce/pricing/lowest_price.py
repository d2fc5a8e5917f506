"""The prior price that a reduction is claimed from: the lowest of the 30 days before it, by article 6a
of Directive 98/6/EC as amended by Directive (EU) 2019/2161. Pure.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from baton.core.contract import Contract, UtcDatetime

DAYS = timedelta(days=30)


class PricePoint(Contract):
    """A unit price that was shown from a moment on, until the next one."""

    since: UtcDatetime
    price: int
    reduced: bool = False
    """announced as a reduction: a series of them is claimed from the price before the first"""


def prior_price(history: Sequence[PricePoint], now: datetime) -> int | None:
    """The lowest price that held at any moment of the 30 days before the reduction that holds now, or
    that would begin now. ``history`` is in the order of time.

    Of reductions that follow each other without a break, the 30 days end with the first: article 6a (5).
    For less than 30 days on sale, the lowest of all. ``None`` if nothing was sold before.
    """
    points = [point for point in history if point.since <= now]
    begins = now
    while points and points[-1].reduced:
        begins = points.pop().since
    first = begins - DAYS
    in_force = [
        point.price
        for index, point in enumerate(points)
        if index + 1 == len(points) or points[index + 1].since > first
    ]
    return min(in_force, default=None)
