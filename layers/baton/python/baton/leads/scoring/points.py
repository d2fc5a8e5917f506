"""Rating a lead with a learned scorecard, in plain Python.

Points are held in multiples of 2^-36: sums of a few hundred of them are exact in binary floating
point, in any order, so that reasons add up to the score to the last bit. Rounding to that grid
moves a lead's log-odds by less than 1e-12 a feature.
"""

import math
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial

from baton.leads.scoring.lead_values import Values, category_in, feature_key, number_in
from baton.leads.scoring.scorecard import (
    MIDDLE,
    POINTS_PER_DOUBLING,
    CalibrationBand,
    CategoryTable,
    NumberTable,
    TrainedScorecard,
)
from baton.tabular.cells import Cell

Z_95 = 1.959963984540054
"""The normal distribution's 97.5 % quantile."""

SEEN_BEFORE = 0.005
"""A bin with less than this share of the history counts as not known from it."""

MOST_SPELLINGS = 1_000
"""So many ways to write a feature's categories are remembered."""

_GRID = 2.0**36
_PER_NAT = POINTS_PER_DOUBLING / math.log(2)
_LOWEST, _HIGHEST = 0.0, 100.0
_LARGEST_LOG_ODDS = 700.0


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one feature gave. ``place`` is its bin: for a number's table the index in its points,
    with one more for missing; for a category the index in its points, then other, then missing.
    """

    feature: NumberTable | CategoryTable
    place: int
    points: float

    @property
    def is_missing(self) -> bool:
        """Whether the lead has no value for it."""
        return self.place == len(self.feature.shares) - 1

    @property
    def is_familiar(self) -> bool:
        """Whether the history had enough leads like this one in the feature."""
        return self.feature.shares[self.place] >= SEEN_BEFORE


@dataclass(frozen=True, slots=True)
class Scored:
    """``base_points`` and the contributions add up to ``points`` exactly; ``score`` is ``points``
    clipped to 0 to 100; ``rate`` is the expected conversion rate, ``confidence`` 0 to 1.
    """

    points: float
    score: float
    rate: float
    confidence: float
    base_points: float
    contributions: tuple[Contribution, ...]


def points_of(log_odds: float) -> float:
    """A difference in log-odds as points: ``10 log2(odds ratio)``."""
    return log_odds * _PER_NAT


def log_odds(rate: float) -> float:
    """The log-odds of a rate strictly between 0 and 1."""
    return math.log(rate / (1.0 - rate))


def logistic(value: float) -> float:
    """The rate with these log-odds, 0 to 1, without overflow."""
    value = max(-_LARGEST_LOG_ODDS, min(_LARGEST_LOG_ODDS, value))
    return 1.0 / (1.0 + math.exp(-value))


class Scoring:
    """A scorecard, ready to rate.

    ``base_rate`` replaces the history's when outcomes since then say otherwise. Prior and expected
    odds move together (King and Zeng, "Logistic Regression in Rare Events Data", 2001, section 4.1),
    so rates change at once and scores, which compare a lead with the usual one, stay.
    """

    def __init__(self, scorecard: TrainedScorecard, base_rate: float | None = None) -> None:
        self.scorecard = scorecard
        self.base_rate = base_rate or scorecard.base_rate
        self._base = on_grid(scorecard.base_points)
        self._usual = log_odds(self.base_rate)
        self._features = [
            (feature_key(table.name), _finder(table), _grid_points(table), len(table.shares) - 1)
            for table in scorecard.features
        ]
        counted = scorecard.open_answers
        self._open_points = [
            _grid_points(counted)[_number_finder(counted)(number)] if counted else 0.0
            for number in range(len(self._features) + 1)
        ]

    def points(self, lead: Values) -> float:
        """The lead's points: 50 at the usual odds, 10 more for twice the odds. Not clipped."""
        total, left_open = self._base, 0
        get = lead.get
        for key, find, points, missing in self._features:
            place = find(get(key))
            total += points[place]
            if place == missing:
                left_open += 1
        return total + self._open_points[left_open]

    def places(self, lead: Values) -> list[int]:
        """The lead's place in each of the scorecard's ``tables``; see ``Contribution``."""
        places = [find(lead.get(key)) for key, find, _, _ in self._features]
        if counted := self.scorecard.open_answers:
            ends = (missing for *_, missing in self._features)
            left_open = sum(place == end for place, end in zip(places, ends, strict=True))
            places.append(_number_finder(counted)(left_open))
        return places

    def expected_rate(self, points: float) -> float:
        """The expected conversion rate of a lead with these points, 0 to 1."""
        return logistic((points - MIDDLE) / _PER_NAT + self._usual)

    def rate(self, lead: Values) -> Scored:
        """The lead's points with where they come from, strongest first."""
        found = [
            Contribution(table, place, points[place])
            for table, place, points in zip(
                self.scorecard.tables, self.places(lead), self._points, strict=True
            )
        ]
        total = self._base + sum(one.points for one in found)
        familiar = sum(
            spread for one, spread in zip(found, self._spreads, strict=True) if one.is_familiar
        ) / (sum(self._spreads) or 1.0)
        found.sort(key=lambda one: -abs(one.points))
        return Scored(
            points=total,
            score=min(_HIGHEST, max(_LOWEST, total)),
            rate=self.expected_rate(total),
            confidence=round(familiar * self._band_confidence(total), 3),
            base_points=self._base,
            contributions=tuple(found),
        )

    def _band_confidence(self, points: float) -> float:
        """One minus twice the error that the lead's calibration band allows; 0 without a band.

        The error is how far the band's observed rate lies from the expected, plus half the width of
        its 95 % interval, which shrinks as the history grows.
        """
        rate = logistic((points - MIDDLE) / _PER_NAT + log_odds(self.scorecard.base_rate))
        for band in self.scorecard.calibration:
            if rate < band.high or band is self.scorecard.calibration[-1]:
                return max(0.0, 1.0 - 2.0 * _band_error(band))
        return 0.0

    @cached_property
    def _points(self) -> list[list[float]]:
        return [_grid_points(table) for table in self.scorecard.tables]

    @cached_property
    def _spreads(self) -> tuple[float, ...]:
        return tuple(max(points) - min(points) for points in self._points)


def wilson(successes: int, trials: int, z: float = Z_95) -> tuple[float, float]:
    """The interval of a rate (Wilson, JASA 22, 1927, 209-212). ``trials`` must be positive."""
    share = successes / trials
    middle = share + z * z / (2 * trials)
    half = z * math.sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials))
    scale = 1 + z * z / trials
    return max(0.0, (middle - half) / scale), min(1.0, (middle + half) / scale)


def on_grid(points: float) -> float:
    """The nearest multiple of 2^-36."""
    return round(points * _GRID) / _GRID


def _band_error(band: CalibrationBand) -> float:
    if not band.leads:
        return 0.5
    low, high = wilson(band.converted, band.leads)
    return abs(band.converted / band.leads - band.expected) + (high - low) / 2


def _grid_points(table: NumberTable | CategoryTable) -> list[float]:
    if isinstance(table, NumberTable):
        given = [*table.points, table.missing]
    else:
        given = [*table.points.values(), table.other, table.missing]
    return [on_grid(points) for points in given]


def _finder(table: NumberTable | CategoryTable) -> Callable[[Cell], int]:
    """What finds the place of a cell in a table."""
    return _number_finder(table) if isinstance(table, NumberTable) else _category_finder(table)


def _number_finder(table: NumberTable) -> Callable[[Cell], int]:
    edges, missing = list(table.edges), len(table.points)
    # float() reads most texts, and faster than number_in, but none with a decimal comma
    read = float if table.decimal == "." else partial(number_in, decimal=table.decimal)

    def find(cell: Cell) -> int:
        if cell is None:
            return missing
        try:
            number: float | None = read(cell)
        except (ValueError, OverflowError):
            number = number_in(cell)
        if number is None or not -math.inf < number < math.inf:
            return missing
        return bisect_right(edges, number)

    return find


def _category_finder(table: CategoryTable) -> Callable[[Cell], int]:
    places = {category: place for place, category in enumerate(table.points)}
    other, missing = len(places), len(places) + 1
    spellings = dict(places)

    def find(cell: Cell) -> int:
        if cell is None:
            return missing
        if isinstance(cell, str) and cell in spellings:
            return spellings[cell]
        category = category_in(cell)
        place = missing if category is None else places.get(category, other)
        if place < other and isinstance(cell, str) and len(spellings) < MOST_SPELLINGS:
            spellings[cell] = place
        return place

    return find
