"""Days whose revenue stands out, and days from which another level holds. Pure.

What is expected of a day is the level around it, times what its weekday usually is of that. How far it
lies from that is told in robust standard deviations (Iglewicz and Hoaglin 1993, "modified z-score").
"""

import math
import statistics
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

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
    """Days from which the level of four weeks lies elsewhere than that of the four before: of eight weeks
    the one with the greatest difference. Values are those of a mean day.
    """
    values, window = days.values, _SIDE * WEEK
    if len(values) < max(LEAST_DAYS, 2 * window):
        return ()
    noise = _weekly_noise(values)
    scored = []
    for at in range(window, len(values) - window + 1):
        before, after = values[at - window : at], values[at : at + window]
        old, new = _level(before), _level(after)
        scored.append(((new - old) / noise if noise else 0.0, at, old, new))
    found: list[tuple[float, int, float, float]] = []
    for one in sorted(scored, key=lambda given: -abs(given[0])):
        if abs(one[0]) < SHIFT_FAR:
            break
        if all(abs(one[1] - other[1]) >= 2 * window for other in found):
            found.append(one)
    ordered = sorted(found, key=lambda given: given[1])
    return tuple(
        Found("level_shift", days.begins(at), new, old, far) for far, at, old, new in ordered
    )


def days_that_stand_out(
    days: Series, since: date, is_holiday: Callable[[date], bool]
) -> tuple[Found, ...]:
    """The days from ``since`` on that lie far from what was expected. A holiday, the days beside one, and a
    day that stood out as much in the same week a year before, do not count.
    """
    values = days.values
    if len(values) < LEAST_DAYS:
        return ()
    expected = _expected(days)
    errors = [value - own for value, own in zip(values, expected, strict=True)]
    usual = spread(errors) or statistics.fmean(map(abs, errors))
    if not usual:
        return ()
    far = [error / usual for error in errors]
    return tuple(
        Found("day", days.begins(at), values[at], expected[at], far[at])
        for at in range(len(values))
        if abs(far[at]) > FAR
        and days.begins(at) >= since
        and not any(is_holiday(days.begins(at) + timedelta(days=by)) for by in (-1, 0, 1))
        and not _came_a_year_before(far, at)
    )


def _expected(days: Series) -> list[float]:
    """Level around each day times its weekday's share of that, which is the median of all weeks'."""
    values = days.values
    levels = [_around(values, at) for at in range(len(values))]
    shares: dict[int, float] = {}
    for weekday in range(WEEK):
        own = [
            values[at] / levels[at]
            for at in range(len(values))
            if at % WEEK == weekday and levels[at] > 0
        ]
        shares[weekday] = statistics.median(own) if own else 1.0
    return [level * shares[at % WEEK] for at, level in enumerate(levels)]


def _around(values: Sequence[float], at: int) -> float:
    """The level around a day: that of the weeks before or after it, whichever it is nearer to, so that the
    first day of another level does not stand out."""
    sides = [values[max(0, at - _AROUND) : at], values[at + 1 : at + 1 + _AROUND]]
    levels = [_level(side) for side in sides if len(side) >= WEEK]
    return min(levels, key=lambda level: abs(values[at] - level))


def _level(values: Sequence[float]) -> float:
    """The median of the means of whole weeks, or of two weeks their mean: a day that stands out moves it
    little."""
    weeks = [
        statistics.fmean(values[start : start + WEEK])
        for start in range(len(values) % WEEK, len(values), WEEK)
    ]
    return statistics.median(weeks)


def _weekly_noise(values: Sequence[float]) -> float:
    """How much the level of four weeks differs from that of the four before where nothing happened: the
    robust spread of weeks' differences, brought to medians of four weeks."""
    weeks = [
        statistics.fmean(values[at : at + WEEK]) for at in range(0, len(values) - WEEK + 1, WEEK)
    ]
    changes = [later - former for former, later in zip(weeks, weeks[1:], strict=False)]
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
