"""Simple ways to forecast a series, each run once over it: a pass gives what it would have said at
every origin, with nothing known of what came after. Pure.

Naive and seasonal naive; Theta (Assimakopoulos and Nikolopoulos 2000) as simple exponential smoothing
with half the trend's slope (Hyndman and Billah 2003); exponential smoothing with and without a damped
trend (Gardner and McKenzie 1985) and with a season (Holt 1957, Winters 1960); and smoothing that starts
anew where the level has shifted.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from statistics import median
from typing import NamedTuple

Forecasts = dict[int, list[float]]
"""By origin, which is the number of values known: what was expected of the next ones."""

_TELLING = 4
"""Values that lie on the same side of the level before it is believed to have shifted."""

_FAR = 2.5
"""How far they lie from it on average, in mean absolute errors of the values before them."""

_REMEMBERED = 52
"""Errors that this mean goes back."""


class Method(NamedTuple):
    """A way to forecast. Methods of one ``family`` differ by their parameters alone."""

    family: str
    name: str
    run: Callable[[Sequence[float], Collection[int], int], Forecasts]


def methods(season: int) -> Iterator[Method]:
    """Every way for a series whose season has that many steps; 1 is none."""
    yield Method("naive", "naive", naive)
    for alpha in (0.1, 0.2, 0.35, 0.5, 0.7, 0.9):
        yield Method("theta", f"Theta, alpha {alpha:g}", _with(theta, alpha))
        yield Method(
            "ets", f"exponential smoothing, alpha {alpha:g}", _with(damped, alpha, 0.0, 1.0)
        )
        yield Method(
            "level_shift", f"smoothing with level shift, alpha {alpha:g}", _with(shifting, alpha)
        )
    for alpha in (0.3, 0.6, 0.9):
        for beta in (0.05, 0.2, 0.4):
            name = f"damped trend, alpha {alpha:g}, beta {beta:g}"
            yield Method("trend", name, _with(damped, alpha, beta, 0.9))
    if season > 1:
        yield Method("seasonal_naive", f"seasonal naive of {season}", _with(seasonal_naive, season))
        for alpha in (0.05, 0.2, 0.5, 0.8):
            for gamma in (0.05, 0.2):
                name = f"smoothing with a season of {season}, alpha {alpha:g}, gamma {gamma:g}"
                yield Method("seasonal_ets", name, _with(seasonal, alpha, gamma, season))


def _with(
    run: Callable[..., Forecasts], *given: float
) -> Callable[[Sequence[float], Collection[int], int], Forecasts]:
    return lambda values, origins, steps: run(values, origins, steps, *given)


def naive(values: Sequence[float], origins: Collection[int], steps: int) -> Forecasts:
    """The last value."""
    return {origin: [values[origin - 1]] * steps for origin in origins}


def seasonal_naive(
    values: Sequence[float], origins: Collection[int], steps: int, season: float
) -> Forecasts:
    """The last value of the same place in the season."""
    length = int(season)
    return {
        origin: [values[origin - length + step % length] for step in range(steps)]
        for origin in origins
        if origin >= length
    }


def theta(values: Sequence[float], origins: Collection[int], steps: int, alpha: float) -> Forecasts:
    """Smoothing with half the slope of the straight line through all values so far."""
    found: Forecasts = {}
    level, sum_y, sum_ty = values[0], 0.0, 0.0
    for at, value in enumerate(values):
        level += alpha * (value - level)
        sum_y += value
        sum_ty += at * value
        known = at + 1
        if at > 1 and known in origins:
            mean_t = at / 2
            slope = (sum_ty - mean_t * sum_y) * 12 / (known * (known**2 - 1))
            lag = (1 - (1 - alpha) ** known) / alpha
            found[known] = [level + slope / 2 * (step + lag) for step in range(steps)]
    return found


def damped(
    values: Sequence[float],
    origins: Collection[int],
    steps: int,
    /,
    *weights: float,
) -> Forecasts:
    """Exponential smoothing of the level by ``alpha`` and, by ``beta``, of a trend that fades by ``phi``
    a step; these are the ``weights``.
    """
    alpha, beta, phi = weights
    found: Forecasts = {}
    ahead = [sum(phi**power for power in range(1, step + 2)) for step in range(steps)]
    level, trend = values[0], 0.0
    for at, value in enumerate(values):
        expected = level + phi * trend
        error = value - expected
        level = expected + alpha * error
        trend = phi * trend + alpha * beta * error
        if at + 1 in origins:
            found[at + 1] = [level + trend * factor for factor in ahead]
    return found


def seasonal(
    values: Sequence[float],
    origins: Collection[int],
    steps: int,
    /,
    *given: float,
) -> Forecasts:
    """Smoothing of the level by alpha, and by gamma of a season that is added, which begins with the
    first two; ``given`` are both, and the season's length.
    """
    alpha, gamma, season = given
    length, found = int(season), Forecasts()
    if len(values) < 2 * length:
        return found
    level = sum(values[:length]) / length
    second = sum(values[length : 2 * length]) / length
    places = [(values[at] - level + values[length + at] - second) / 2 for at in range(length)]
    level = second
    for at in range(2 * length, len(values) + 1):
        if at in origins:
            found[at] = [level + places[(at + step) % length] for step in range(steps)]
        if at < len(values):
            place = at % length
            error = values[at] - level - places[place]
            level += alpha * error
            places[place] += gamma * (1 - alpha) * error
    return found


def shifting(
    values: Sequence[float], origins: Collection[int], steps: int, alpha: float
) -> Forecasts:
    """Smoothing whose level jumps to the median of the last four values once all of them lie far on one
    side of it.
    """
    found: Forecasts = {}
    level, usual, recent, counted = values[0], 0.0, list[float](), 0
    for at, value in enumerate(values):
        recent.append(value - level)
        if len(recent) > _TELLING:
            counted += 1
            usual += (abs(recent.pop(0)) - usual) / min(counted, _REMEMBERED)
        if counted and _has_shifted(recent, usual):
            level = median(values[at + 1 - _TELLING : at + 1])
            recent = []
        else:
            level += alpha * recent[-1]
        if at + 1 in origins:
            found[at + 1] = [level] * steps
    return found


def _has_shifted(errors: Sequence[float], usual: float) -> bool:
    if len(errors) < _TELLING or not (min(errors) > 0 or max(errors) < 0):
        return False
    return abs(sum(errors)) / len(errors) > _FAR * usual
