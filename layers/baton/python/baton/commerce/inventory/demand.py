"""What was asked for of a SKU, day by day, and of which kind that demand is. Pure."""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from statistics import fmean, pstdev

from baton.commerce.inventory.stock import Movement, MovementReason

MOST_DAYS = 1_092
"""Days that are looked at, the latest: three years of whole weeks."""

SEASONS_NEEDED = 3
"""Seasons that are known before one is looked for."""

_INTERVAL_BORDER = 1.32
_SIZE_BORDER = 0.49


class DemandKind(StrEnum):
    """Kinds of demand by its mean interval (ADI) and the squared variation of its sizes (CV²)."""

    NONE = "none"
    SMOOTH = "smooth"
    ERRATIC = "erratic"
    INTERMITTENT = "intermittent"
    LUMPY = "lumpy"


@dataclass(frozen=True, slots=True)
class Demand:
    """Pieces asked for on each day from ``first`` on, each at least 0."""

    first: date
    values: tuple[float, ...]

    @property
    def demands(self) -> int:
        """Days on which any was asked for."""
        return sum(value > 0 for value in self.values)


def demand(movements: Iterable[Movement], until: date) -> Demand:
    """Demand from what was sold, up to and without the day ``until``, from the first day on which
    anything moved.

    What came back is taken off the day of the same order's sale, and never more than was sold then. Days
    in UTC on which nothing was there to sell, from begin to end, tell nothing about demand: they have
    the mean of the days that do.
    """
    sold, back, hand = defaultdict[str, int](int), defaultdict[str, int](int), dict[date, int]()
    sold_on = dict[str, date]()
    for one in movements:
        day = one.at.date()
        hand[day] = hand.get(day, 0) + one.on_hand
        if one.reason is MovementReason.SOLD:
            sold[one.by] -= one.on_hand
            sold_on[one.by] = min(day, sold_on.get(one.by, day))
        elif one.reason is MovementReason.RETURNED:
            back[one.by] += one.on_hand
    if not hand or min(hand) >= until:
        return Demand(until, ())
    first = max(min(hand), until - timedelta(days=MOST_DAYS))
    by_day = defaultdict[date, int](int)
    for order, pieces in sold.items():
        by_day[sold_on[order]] += max(pieces - back[order], 0)
    days = [first + timedelta(days=number) for number in range((until - first).days)]
    empty = _empty(days, hand, {day for day, pieces in by_day.items() if pieces})
    known = [float(by_day[day]) for day in days if day not in empty]
    usual = fmean(known) if known else 0.0
    values = tuple(usual if day in empty else float(by_day[day]) for day in days)
    return Demand(first, values)


def _empty(days: Sequence[date], hand: dict[date, int], selling: set[date]) -> set[date]:
    """The days on which nothing was on hand from begin to end."""
    level = sum(pieces for day, pieces in hand.items() if day < days[0])
    found = set[date]()
    for day in days:
        before, level = level, level + hand.get(day, 0)
        if before <= 0 and level <= 0 and day not in selling and day not in hand:
            found.add(day)
    return found


def kind_of(values: Sequence[float]) -> DemandKind:
    """The kind of a demand (Syntetos, Boylan and Croston, J. Oper. Res. Soc. 56, 2005): intermittent and
    lumpy ones come in intervals of at least 1.32 days on average, erratic and lumpy ones differ in size
    by a squared coefficient of variation of at least 0.49.
    """
    sizes = [value for value in values if value > 0]
    if not sizes:
        return DemandKind.NONE
    even = (pstdev(sizes) / fmean(sizes)) ** 2 < _SIZE_BORDER
    if len(values) / len(sizes) < _INTERVAL_BORDER:
        return DemandKind.SMOOTH if even else DemandKind.ERRATIC
    return DemandKind.INTERMITTENT if even else DemandKind.LUMPY


def has_season(values: Sequence[float], season: int) -> bool:
    """Whether a series of at least three seasons, each of two days or more, repeats itself: its
    autocorrelation at that distance is beyond the 90 % limit of Bartlett's formula, as the M4
    competition tested it.
    """
    if len(values) < SEASONS_NEEDED * season:
        return False
    mean = fmean(values)
    off = [value - mean for value in values]
    whole = sum(one * one for one in off)
    if whole == 0:
        return False

    def correlation(lag: int) -> float:
        return sum(one * other for one, other in zip(off, off[lag:], strict=False)) / whole

    before = sum(correlation(lag) ** 2 for lag in range(1, season))
    limit = 1.645 * math.sqrt((1 + 2 * before) / len(values))
    return correlation(season) > limit
