"""The scorecard: points for what is known of a lead, and the reasons in words.

``scorecard.yaml`` is the scorecard in use. Everything else here is pure: the same features give the
same rating, and its base and reasons add up exactly to its points, since points are whole numbers.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from baton.core.packaged_yaml import packaged_text, yaml_of
from baton.leads.assessment import Reason
from functions.leads.triage.features import FEATURES, Features

Points = Annotated[int, Field(ge=-100, le=100)]
Words = Annotated[str, StringConstraints(min_length=1, max_length=120)]

LOWEST, HIGHEST = 0.0, 100.0


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Row(_Part):
    """Points with the reason for them in words."""

    points: Points
    text: Words


class Bin(Row):
    """The row for numbers under ``below``; the last row of a feature has no ``below``."""

    below: float | None = None


class Kind(Row):
    """The row for one category."""

    category: str = Field(alias="is")


class Missing(_Part):
    """What a feature gives that nobody knows: nothing, unless the scorecard says otherwise."""

    points: Points = 0
    text: Words = "not known"


class NumberFeature(_Part):
    """A number in bins. With ``never_falls`` a greater number never gives fewer points."""

    tells: str
    never_falls: bool = False
    rows: tuple[Bin, ...] = Field(min_length=1)
    missing: Missing = Missing()

    @model_validator(mode="after")
    def _is_in_order(self) -> Self:
        edges = [row.below for row in self.rows[:-1]]
        if None in edges or self.rows[-1].below is not None:
            raise ValueError("every row but the last needs below, and the last has none")
        if any(low >= high for low, high in pairwise(edge for edge in edges if edge is not None)):
            raise ValueError("the rows' below must rise")
        points = [row.points for row in self.rows]
        if self.never_falls and points != sorted(points):
            raise ValueError("points fall although never_falls is set")
        return self

    def row(self, value: float | str | None) -> Row | Missing:
        """The row that fits a value."""
        if not isinstance(value, int | float):
            return self.missing
        return next(row for row in self.rows if row.below is None or value < row.below)

    @cached_property
    def spread(self) -> int:
        """How many points lie between the best and the worst row: what the feature can tell."""
        return _spread(self.rows)


class CategoryFeature(_Part):
    """A category. One without a row falls to ``default``."""

    tells: str
    rows: tuple[Kind, ...] = Field(min_length=1)
    default: Row
    missing: Missing = Missing()

    @model_validator(mode="after")
    def _names_a_category_once(self) -> Self:
        if len(self._rows) != len(self.rows):
            raise ValueError("a category has two rows")
        return self

    def row(self, value: float | str | None) -> Row | Missing:
        """The row that fits a category."""
        if value is None:
            return self.missing
        return self._rows.get(str(value), self.default)

    @cached_property
    def _rows(self) -> dict[str, Kind]:
        return {row.category: row for row in self.rows}

    @cached_property
    def spread(self) -> int:
        """As for numbers; the default counts as a row."""
        return _spread((*self.rows, self.default))


@dataclass(frozen=True, slots=True)
class Rating:
    """What a scorecard says of a lead. ``score`` is ``points`` clipped to 0 to 100; ``base_points``
    and the reasons' points add up to ``points``. ``untold`` are the questions without any answer.
    """

    scorecard: str
    points: float
    score: float
    confidence: float
    base_points: float
    reasons: tuple[Reason, ...]
    untold: frozenset[str]

    def with_reason(self, reason: Reason) -> "Rating":
        """The same rating with one more reason, which must have no points."""
        return replace(self, reasons=(*self.reasons, reason))


class Scorecard(_Part):
    """A scorecard, checked."""

    name: str
    version: str
    base_points: Points
    features: dict[str, NumberFeature | CategoryFeature] = Field(min_length=1)

    @model_validator(mode="after")
    def _knows_its_features(self) -> Self:
        if unknown := self.features.keys() - FEATURES:
            known = ", ".join(sorted(FEATURES))
            raise ValueError(f"there are no features {sorted(unknown)}; there are {known}")
        return self

    def rate(self, lead: Features) -> Rating:
        """Rates a lead by its features."""
        rows = [(name, feature.row(lead.get(name))) for name, feature in self.features.items()]
        reasons = [
            Reason(feature=name, points=row.points, text=row.text)
            for name, row in rows
            if row.points
        ]
        reasons.sort(key=lambda reason: -abs(reason.points))
        points = self.base_points + sum(row.points for _, row in rows)
        told = self._told(lead)
        return Rating(
            scorecard=f"{self.name}-{self.version}",
            points=points,
            score=min(HIGHEST, max(LOWEST, float(points))),
            confidence=self._confidence(told, reasons),
            base_points=self.base_points,
            reasons=tuple(reasons),
            untold=frozenset(self._strengths.keys() - told.keys()),
        )

    def untold(self, lead: Features) -> frozenset[str]:
        """The questions that the lead leaves without any answer."""
        return frozenset(self._strengths.keys() - self._told(lead).keys())

    def _confidence(self, told: dict[str, int], reasons: Iterable[Reason]) -> float:
        """How sure a rating is, 0 to 1: evidence x agreement, a formula of our own.

        Evidence: of every question that the scorecard asks (``tells``), the spread of the strongest
        feature that is known over that of the strongest there is, summed over the questions. So
        a consumer's occupation stands in for a manager's title, as far as it tells as much.
        Agreement: 1 if all reasons pull one way, 0.5 if they cancel each other out.
        """
        evidence = sum(told.values()) / (sum(self._strengths.values()) or 1)
        points = [reason.points for reason in reasons]
        pull = sum(abs(point) for point in points)
        agreement = 0.5 + 0.5 * abs(sum(points)) / pull if pull else 0.5
        return round(evidence * agreement, 3)

    def _told(self, lead: Features) -> dict[str, int]:
        """The strongest known feature's spread, for every question that has an answer."""
        told: dict[str, int] = {}
        for name, feature in self.features.items():
            if lead.get(name) is not None:
                told[feature.tells] = max(told.get(feature.tells, 0), feature.spread)
        return told

    @cached_property
    def _strengths(self) -> dict[str, int]:
        return self._told(dict.fromkeys(self.features, "known"))


class ScorecardFile:
    """The scorecard in ``scorecard.yaml``, read once."""

    def __init__(self) -> None:
        text = packaged_text(__package__, "scorecard.yaml")
        self._scorecard = read_scorecard(text)

    def current(self) -> Scorecard:
        """The file's scorecard."""
        return self._scorecard


def read_scorecard(text: str) -> Scorecard:
    """A scorecard written in YAML. Raises ``ValidationError`` naming what is wrong in it."""
    return Scorecard.model_validate(yaml_of(text))


def _spread(rows: Iterable[Row]) -> int:
    points = [row.points for row in rows]
    return max(points) - min(points)
