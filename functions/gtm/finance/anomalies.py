"""Days whose revenue stands out, and days from which another level holds. Pure.

What is expected of a day is the level around it, times what its weekday usually is of that. How far it
lies from that is told in robust standard deviations (Iglewicz and Hoaglin 1993, "modified z-score").
"""

import math
import statistics
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate, pairwise

from functions.gtm.finance.series import WEEK, Series, spread

LEAST_DAYS = 56
"""Eight weeks: below that, nobody knows what is usual."""

FAR = 4.0
"""Deviations from which a day stands out; of a year's usual days, about one in forty years."""

SHIFT_FAR = 5.0
"""Deviations of a week from which a level has shifted."""

_SIDE = 4
"""Weeks on each side of a shift that are compared."""

_AROUND = 14
"""Days before and after one that tell the level around it."""

_YEAR = 364
"""Days until the same weekday of the next year."""


@dataclass(frozen=True, slots=True)
class Found:
    """A day that stands out, or the first of another level."""

    kind: str
    day: date
    value: float
    expected: float
    deviations: float


def level_shifts(days: Series) -> tuple[Found, ...]:
    """Days from which the level of four weeks lies elsewhere than that of the four before: of eight
    weeks the one with the greatest difference. Values are those of a mean day.
    """
    values, window = days.values, _SIDE * WEEK
    if len(values) < 2 * window:
        return ()
    noise, sums = _weekly_noise(values), [0.0, *accumulate(values)]
    scored = []
    for at in range(window, len(values) - window + 1):
        old, new = _level(sums, at - window, at), _level(sums, at, at + window)
        scored.append(((new - old) / noise if noise else 0.0, at, old, new))
    found: list[tuple[float, int, float, float]] = []
    for one in sorted(scored, key=lambda given: -abs(given[0])):
        if abs(one[0]) < SHIFT_FAR:
            break
        if all(abs(one[1] - other[1]) >= 2 * window for other in found):
            found.append(one)
    even = _without_weekdays(values, _shares(values, sums))
    return tuple(
        Found("level_shift", days.begins(_split(even, at, window)), new, old, far)
        for far, at, old, new in sorted(found, key=lambda given: given[1])
    )


def days_that_stand_out(
    days: Series, since: date, is_holiday: Callable[[date], bool]
) -> tuple[Found, ...]:
    """The days from ``since`` on that lie far from what was expected. A holiday, the days beside one,
    and a day like one that stood out a year before, do not count.
    """
    values = days.values
    if len(values) < LEAST_DAYS:
        return ()
    expected, far = _judged(values)
    return tuple(
        Found("day", days.begins(at), values[at], expected[at], far[at])
        for at in range(len(values))
        if abs(far[at]) > FAR
        and days.begins(at) >= since
        and not any(is_holiday(days.begins(at) + timedelta(days=by)) for by in (-1, 0, 1))
        and not _came_a_year_before(far, at)
    )


def _judged(values: Sequence[float]) -> tuple[list[float], list[float]]:
    """What was expected of each day, and how far off it was in robust deviations of its weekday's share
    of the level; a weekday is never held to be less than half as restless as all of them.
    """
    sums = [0.0, *accumulate(values)]
    levels, shares = _levels(values, sums), _shares(values, sums)
    off = [
        value / level - shares[at % WEEK] if level > 0 else 0.0
        for at, (value, level) in enumerate(zip(values, levels, strict=True))
    ]
    overall = spread(off) or statistics.fmean(map(abs, off))
    usual = [max(spread(off[weekday::WEEK]), overall / 2) for weekday in range(WEEK)]
    far = [error / usual[at % WEEK] if overall else 0.0 for at, error in enumerate(off)]
    return [level * shares[at % WEEK] for at, level in enumerate(levels)], far


def _levels(values: Sequence[float], sums: Sequence[float]) -> list[float]:
    return [_around(sums, at, value) for at, value in enumerate(values)]


def _shares(values: Sequence[float], sums: Sequence[float]) -> list[float]:
    """What each weekday is of the level, which is the median of all weeks'."""
    levels = _levels(values, sums)
    own = [
        [value / level for value, level in pairs if level > 0]
        for pairs in (
            list(zip(values[weekday::WEEK], levels[weekday::WEEK], strict=True))
            for weekday in range(WEEK)
        )
    ]
    return [statistics.median(shares) if shares else 1.0 for shares in own]


def _without_weekdays(values: Sequence[float], shares: Sequence[float]) -> list[float]:
    return [value / (shares[at % WEEK] or 1.0) for at, value in enumerate(values)]


def _split(values: Sequence[float], at: int, window: int) -> int:
    """Where two levels fit the days around best, by least squares, within two weeks of ``at``."""
    first, end = at - window, at + window
    sums = [0.0, *accumulate(values[first:end])]

    def explained(place: int) -> float:
        before, after = place - first, end - place
        return sums[before] ** 2 / before + (sums[-1] - sums[before]) ** 2 / after

    return max(range(at - _AROUND, at + _AROUND + 1), key=explained)


def _around(sums: Sequence[float], at: int, value: float) -> float:
    """The level around a day: that of the weeks before or after it, whichever it is nearer to, so that
    the first day of another level does not stand out.
    """
    known = len(sums) - 1
    sides = [(max(0, at - _AROUND), at), (at + 1, min(at + 1 + _AROUND, known))]
    levels = [_level(sums, first, end) for first, end in sides if end - first >= WEEK]
    return min(levels, key=lambda level: abs(value - level))


def _level(sums: Sequence[float], first: int, end: int) -> float:
    """The median of the means of the whole weeks of a span, or of two weeks their mean: a day that
    stands out moves it little. ``sums`` are running ones, of all values before each.
    """
    weeks = [
        (sums[start + WEEK] - sums[start]) / WEEK
        for start in range(first + (end - first) % WEEK, end, WEEK)
    ]
    return statistics.median(weeks)


def _weekly_noise(values: Sequence[float]) -> float:
    """How much the level of four weeks differs from that of the four before where nothing happened: the
    robust spread of weeks' differences, brought to medians of four weeks."""
    weeks = [
        statistics.fmean(values[at : at + WEEK]) for at in range(0, len(values) - WEEK + 1, WEEK)
    ]
    changes = [later - former for former, later in pairwise(weeks)]
    return (spread(changes) or statistics.fmean(map(abs, changes))) * math.sqrt(math.pi / 2 / _SIDE)


def _came_a_year_before(far: Sequence[float], at: int) -> bool:
    """Whether a day of the same week a year before stood out the same way, as a sale does every year."""
    return any(
        _year_ago(far, at, by) * math.copysign(1, far[at]) > FAR * 0.75
        for by in range(-WEEK, WEEK + 1)
    )


def _year_ago(far: Sequence[float], at: int, by: int) -> float:
    place = at - _YEAR + by
    return far[place] if 0 <= place < len(far) else 0.0


def told(found: Sequence[Found]) -> Iterator[Found]:
    """The ones that stand out most, a hundred at most, in the order of their days."""
    most = sorted(found, key=lambda one: -abs(one.deviations))[:100]
    yield from sorted(most, key=lambda one: one.day)
