"""A score that explains itself: points with their reasons, places and fixes. Pure."""

from enum import StrEnum

from pydantic import Field

from baton.campaigns.content.text import Span
from baton.core.contract import Contract


class Criterion(StrEnum):
    """What is looked at."""

    TITLE = "title"
    META_DESCRIPTION = "meta_description"
    HEADINGS = "headings"
    KEYWORD_USE = "keyword_use"
    LINKS = "links"
    READABILITY = "readability"
    STRUCTURED_DATA = "structured_data"
    LENGTH = "length"


class ScorePoint(Contract):
    """Some of the points: how many of how many, why, where, and what brings the rest."""

    criterion: Criterion
    earned: float = Field(ge=0)
    possible: int = Field(ge=1)
    reason: str
    fix: str = ""
    span: Span


class NotJudged(Contract):
    """What was left out, and why."""

    criterion: Criterion
    reason: str


class Score(Contract):
    """The points and what was not judged."""

    points: tuple[ScorePoint, ...]
    not_judged: tuple[NotJudged, ...] = ()

    @property
    def value(self) -> float:
        """0 to 100, of the points that could be had."""
        possible = sum(one.possible for one in self.points)
        return (
            round(100 * sum(one.earned for one in self.points) / possible, 1) if possible else 0.0
        )
