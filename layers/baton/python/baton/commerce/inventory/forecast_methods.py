"""Forecasts of a SKU's demand by day. Pure.

Each method tells what it would have said at each origin, knowing nothing later, in one pass over the
series.

* Naive, seasonal naive, moving average: the baselines.
* Simple exponential smoothing, and with a damped trend (Gardner and McKenzie 1985).
* Level times season: the level smoothed, and shares of the days of a season, smoothed towards 1 as long
  as few seasons are known (Winters 1960; shrunk after Miller and Williams 2003).
* Croston (1972): size and interval of demands smoothed apart. SBA: the same without its bias (Syntetos
  and Boylan 2005). TSB: the chance of a demand smoothed every day, so that what is no longer asked for
  fades (Teunter, Syntetos and Babai 2011).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from statistics import fmean

WEEK = 7
YEAR = 364
"""Days of a year's season: whole weeks, so that its days keep their weekday."""

Values = Sequence[float]
Forecasts = Mapping[int, Values]
"""What is expected on the days from each origin on: of the days before it, all are known."""

Origins = frozenset[int]

SEASONS_SHRUNK = 4
"""So many seasons' weight has the belief that a season's days are alike."""


@dataclass(frozen=True, slots=True)
class Method:
    """A way to forecast. ``run`` is asked for the forecasts at origins, each of so many days."""

    name: str
    run: Callable[[Values, Origins, int], Forecasts]


def baselines() -> tuple[Method, ...]:
    """What a better method must beat."""
    return (
        Method("naive", naive),
        Method("seasonal naive", partial(seasonal_naive, season=WEEK)),
        Method("moving average", partial(moving_average, days=28)),
    )


def candidates(seasons: Sequence[int] = ()) -> tuple[Method, ...]:
    """The methods that may be chosen, with those for ``seasons`` that the demand has, in days."""
    return (
        Method("moving average", partial(moving_average, days=28)),
        Method("moving average of 56 days", partial(moving_average, days=56)),
        *(Method(f"smoothing {a}", partial(smoothed, alpha=a)) for a in (0.01, 0.02, 0.05, 0.1)),
        Method("damped trend", partial(damped, alpha=0.05, beta=0.01, phi=0.97)),
        *(
            Method(f"{name} {a}", partial(croston, alpha=a, unbiased=name == "SBA"))
            for name in ("Croston", "SBA")
            for a in (0.05, 0.1)
        ),
        *(
            Method(f"TSB {b}", partial(tsb, alpha=a, beta=b))
            for a, b in ((0.05, 0.01), (0.1, 0.02), (0.1, 0.05))
        ),
        *(
            Method(f"season of {days} days, level {a}", partial(seasonal, alpha=a, season=days))
            for days in seasons
            for a in (0.01, 0.05)
        ),
    )


def naive(values: Values, origins: Origins, steps: int) -> Forecasts:
    """The last day's demand."""
    return {at: [values[at - 1]] * steps for at in origins if at}


def seasonal_naive(values: Values, origins: Origins, steps: int, *, season: int) -> Forecasts:
    """The last season's demand, day by day."""
    return {
        at: [values[at - season + step % season] for step in range(steps)]
        for at in origins
        if at >= season
    }


def moving_average(values: Values, origins: Origins, steps: int, *, days: int) -> Forecasts:
    """The mean of the last days; of fewer where fewer are known."""
    return {at: [fmean(values[max(at - days, 0) : at])] * steps for at in origins if at}


def smoothed(values: Values, origins: Origins, steps: int, *, alpha: float) -> Forecasts:
    """The level; a mean of all that is known as long as that is steadier."""
    found, level = dict[int, Values](), 0.0
    for at, value in enumerate(values, 1):
        level += max(alpha, 1 / at) * (value - level)
        if at in origins:
            found[at] = [level] * steps
    return found


def damped(
    values: Values, origins: Origins, steps: int, *, alpha: float, beta: float, phi: float
) -> Forecasts:
    """Level and trend, which fades; never below 0."""
    found, level, trend = dict[int, Values](), 0.0, 0.0
    for at, value in enumerate(values, 1):
        before = level
        level += phi * trend
        level += max(alpha, 1 / at) * (value - level)
        if at > 2 * WEEK:
            trend = phi * trend + beta * (level - before - phi * trend)
        if at in origins:
            ahead, weight, days = level, 1.0, list[float]()
            for _ in range(steps):
                weight *= phi
                ahead += weight * trend
                days.append(max(ahead, 0.0))
            found[at] = days
    return found


def seasonal(
    values: Values, origins: Origins, steps: int, *, alpha: float, season: int
) -> Forecasts:
    """The level times the season's shares."""
    found, level = dict[int, Values](), 0.0
    sums, totals = [0.0] * season, 0.0
    for at, value in enumerate(values, 1):
        place = (at - 1) % season
        sums[place] += value
        totals += value
        level += max(alpha, 1 / at) * (value - level)
        if at in origins:
            shares = _shares(sums, totals, at, season)
            found[at] = [level * shares[(at + step) % season] for step in range(steps)]
    return found


def _shares(sums: Values, total: float, known: int, season: int) -> Values:
    """How much of the mean each of a season's days has, shrunk towards 1. Their mean is 1."""
    mean, seasons = total / known, known / season
    if not mean:
        return [1.0] * season
    raw = [(one + SEASONS_SHRUNK * mean) / ((seasons + SEASONS_SHRUNK) * mean) for one in sums]
    scale = sum(raw) / season
    return [one / scale for one in raw]


def croston(
    values: Values, origins: Origins, steps: int, *, alpha: float, unbiased: bool
) -> Forecasts:
    """Size over interval, both smoothed when there is a demand."""
    found, size, interval, since, demands = dict[int, Values](), 0.0, 1.0, 1, 0
    for at, value in enumerate(values, 1):
        if value > 0:
            demands += 1
            weight = max(alpha, 1 / demands)
            size += weight * (value - size)
            interval += weight * (since - interval)
            since = 1
        else:
            since += 1
        if at in origins:
            rate = size / interval if demands else 0.0
            found[at] = [rate * (1 - alpha / 2) if unbiased else rate] * steps
    return found


def tsb(values: Values, origins: Origins, steps: int, *, alpha: float, beta: float) -> Forecasts:
    """Size when there is a demand, times the chance of one."""
    found, size, chance, demands = dict[int, Values](), 0.0, 0.0, 0
    for at, value in enumerate(values, 1):
        if value > 0:
            demands += 1
            size += max(alpha, 1 / demands) * (value - size)
        chance += max(beta, 1 / at) * ((value > 0) - chance)
        if at in origins:
            found[at] = [size * chance] * steps
    return found
