"""A forecast of a series by what did best on it before, with an interval of its past errors. Pure.

Every method tells what it would have said at each of the latest origins, knowing nothing later (rolling
origin: Tashman 2000). The best of each family are compared by their mean absolute error, and the best
three families averaged (Bates and Granger 1969; in the M competitions the mean of simple methods beat
each). The interval of each step is the quantile of its absolute errors at these origins (split
conformal prediction: Vovk, Gammerman and Shafer 2005), a little further out where origins so near to
each other tell less.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from functions.gtm.finance.forecast_methods import Forecasts, Method, methods

LEVEL = 0.8
MOST_ORIGINS = 78
LONGEST = 800
"""Values that are looked at, the latest."""

AVERAGED = 3
MUCH_WORSE = 1.25
LEAST_VALUES = 20
SEASONS_NEEDED = 3
"""Seasons that a series must have before one is looked for in it."""

_ALIKE = 4
"""Origins so near to each other err alike: so many tell as much as one that stands alone."""

_KINSHIP = 0.03
"""How many more it takes with each step ahead, as a share of that."""

_LEAST_ERRORS = 10
"""That an interval is made of where it is checked."""

Errors = Sequence[Sequence[float]]
"""Outcome less forecast, by origin and step."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What is expected, and within which bounds it lies with 80 %."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Outlook:
    """A forecast. ``total`` is that of all steps together, with errors of such sums. ``scores`` are
    errors over that of the naive forecast, by method.
    """

    steps: tuple[Expected, ...]
    total: Expected
    method: str
    scores: Mapping[str, float]
    covered: int
    checked: int


@dataclass(frozen=True, slots=True)
class _Tried:
    """A method with how it erred, on average over some origins and at each, and what it says now."""

    method: Method
    error: float
    errors: Errors
    now: Sequence[float]

    def over(self, origins: slice) -> "_Tried":
        """The same by some of the origins."""
        own = self.errors[origins]
        error = math.fsum(abs(one) for row in own for one in row) / sum(map(len, own))
        return replace(self, error=error)


def outlook(values: Sequence[float], steps: int, season: int) -> Outlook:
    """The forecast of the next steps. Raises ``ValueError`` for a series that is too short to know how
    good it is: of less than twenty values, or twice the steps.
    """
    values = values[-LONGEST:]
    known = len(values)
    if known < max(LEAST_VALUES, 2 * steps):
        raise ValueError(f"{known} values are too few to forecast {steps}")
    first = max(known // 2, known - steps - MOST_ORIGINS + 1)
    origins = range(first, known - steps + 1)
    seasons = season if known >= SEASONS_NEEDED * season + steps else 1
    tried = _tried(values, origins, steps, seasons)
    best = _best(tried, slice(None))
    chosen = _chosen(best.values())
    errors = _mean_of([one.errors for one in chosen])
    now = [
        math.fsum(column) / len(chosen) for column in zip(*(one.now for one in chosen), strict=True)
    ]
    sums = [[math.fsum(row)] for row in errors]
    covered, checked = _covered(tried)
    naive = best["naive"].error
    return Outlook(
        steps=tuple(
            Expected(value, value - reach, value + reach)
            for value, reach in zip(now, reaches(errors), strict=True)
        ),
        total=_total(now, sums, steps),
        method="mean of " + "; ".join(one.method.name for one in chosen),
        scores={
            one.method.name: one.error / naive if naive else 1.0
            for one in sorted(best.values(), key=lambda one: one.error)
        },
        covered=covered,
        checked=checked,
    )


def _chosen(tried: Iterable[_Tried]) -> Sequence[_Tried]:
    """The best three, but none that is much worse than the best."""
    ordered = sorted(tried, key=lambda one: one.error)[:AVERAGED]
    return [one for one in ordered if one.error <= MUCH_WORSE * ordered[0].error]


def reaches(errors: Errors, shared: int = 1) -> list[float]:
    """How far each step's interval reaches on both sides. No step's reaches less far than the one
    before. ``shared`` is how many values errors of one origin have in common with its neighbours',
    beyond a step's own.
    """
    found: list[float] = []
    for step, column in enumerate(zip(*errors, strict=True)):
        telling = max(len(column) / (_ALIKE * (1 + _KINSHIP * (step + shared - 1))), 3)
        level = min(LEVEL * (telling + 1) / telling, 0.97)
        found.append(max(quantile(sorted(map(abs, column)), level), *found[-1:], 0.0))
    return found


def quantile(ordered: Sequence[float], level: float) -> float:
    """The quantile of ordered values, between neighbours by distance (Hyndman and Fan 1996, type 7)."""
    place = level * (len(ordered) - 1)
    below = math.floor(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])


def _total(now: Sequence[float], sums: Errors, steps: int) -> Expected:
    value, (reach,) = math.fsum(now), reaches(sums, shared=steps)
    return Expected(value, value - reach, value + reach)


def _tried(values: Sequence[float], origins: range, steps: int, season: int) -> Sequence[_Tried]:
    """Every method that has a forecast at every origin."""
    wanted, found = frozenset([*origins, len(values)]), list[_Tried]()
    for method in methods(season):
        said = method.run(values, wanted, steps)
        if wanted <= said.keys():
            errors = _errors(values, said, origins)
            found.append(_Tried(method, 0.0, errors, said[len(values)]))
    return found


def _best(tried: Iterable[_Tried], origins: slice) -> Mapping[str, _Tried]:
    """The best of each family by some of the origins."""
    found: dict[str, _Tried] = {}
    for one in tried:
        judged = one.over(origins)
        family = one.method.family
        if family not in found or judged.error < found[family].error:
            found[family] = judged
    return found


def _errors(values: Sequence[float], said: Forecasts, origins: range) -> Errors:
    return [
        [
            value - expected
            for value, expected in zip(
                values[origin : origin + len(said[origin])], said[origin], strict=True
            )
        ]
        for origin in origins
    ]


def _mean_of(several: Sequence[Errors]) -> Errors:
    return [
        [math.fsum(cells) / len(several) for cells in zip(*rows, strict=True)]
        for rows in zip(*several, strict=True)
    ]


def _covered(tried: Sequence[_Tried]) -> tuple[int, int]:
    """How many outcomes lay within intervals, of how many: of methods that the first half of the origins
    chose, made at each later origin of what was known by then.
    """
    origins, steps = len(tried[0].errors), len(tried[0].errors[0])
    first = max(origins // 2, _LEAST_ERRORS) + steps - 1
    if first >= origins:
        return 0, 0
    chosen = _chosen(_best(tried, slice(first - steps + 1)).values())
    errors = _mean_of([one.errors for one in chosen])
    covered = checked = 0
    for at in range(first, origins):
        for reach, error in zip(reaches(errors[: at - steps + 1]), errors[at], strict=True):
            covered += abs(error) <= reach
            checked += 1
    return covered, checked
