"""The agents' answers, read for what they have in common: figures, sentences, queries, what is missing.

An agent's answer has more than that. What is not known here is left aside, so that a new agent, or a new
field, needs no change.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict

from baton.gtm.answer import FactsQuery, MissingFacts, Statement
from baton.gtm.periods import Period


class _Read(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class PartOfFigure(_Read):
    """A figure of one channel, category or week."""

    of: str
    name: str
    value: float | None = None
    text: str = ""
    against: float | None = None


class _Input(_Read):
    queries: tuple[str, ...] = ()


class _Benchmark(_Read):
    value: float
    text: str
    better: str
    source: str


class AnsweredFigure(_Read):
    """A figure as an agent tells it."""

    name: str
    label: str
    value: float | None = None
    text: str
    unit: str
    currency: str | None = None
    undefined: str | None = None
    formula: str = ""
    source: str = ""
    steps: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    parts: tuple[PartOfFigure, ...] = ()
    inputs: tuple[_Input, ...] = ()
    queries: tuple[str, ...] = ()
    benchmark: _Benchmark | None = None

    @property
    def made_of(self) -> tuple[str, ...]:
        """The queries of its answer that it stands on."""
        every = (*self.queries, *(name for one in self.inputs for name in one.queries))
        return tuple(dict.fromkeys(every))

    def parts_of(self, of: str) -> dict[str, PartOfFigure]:
        """Its parts of one kind that have a value, by name."""
        return {one.name: one for one in self.parts if one.of == of and one.value is not None}


class _Point(_Read):
    first: str
    last: str
    value: float
    low: float
    high: float


class _Forecast(_Read):
    step: str
    points: tuple[_Point, ...] = ()
    queries: tuple[str, ...] = ()


class _AtRisk(_Read):
    segment_id: str
    customers: int


class Answer(_Read):
    """One answer."""

    period: Period | None = None
    currency: str | None = None
    figures: tuple[AnsweredFigure, ...] = ()
    statements: tuple[Statement, ...] = ()
    missing: tuple[MissingFacts, ...] = ()
    queries: tuple[FactsQuery, ...] = ()
    forecast: _Forecast | None = None
    at_risk: _AtRisk | None = None
    rates: str | None = None

    def figure(self, name: str) -> AnsweredFigure | None:
        """A figure by its name."""
        return next((one for one in self.figures if one.name == name), None)


@dataclass(frozen=True, slots=True)
class Answered:
    """An agent's answer, under the name by which it was asked."""

    name: str
    agent: str
    answer: Answer

    def named(self, query: str) -> str:
        """A query's name in the report, where several answers have one of the same name."""
        return f"{self.name}.{query}"


def read(name: str, agent: str, given: Mapping[str, Any]) -> Answered:
    """An answer. Raises ``pydantic.ValidationError`` if it is none."""
    return Answered(name, agent, Answer.model_validate(given))


class Answers:
    """All answers, by the names by which they were asked."""

    def __init__(self, every: Mapping[str, Answered]) -> None:
        self._every = every

    def __getitem__(self, name: str) -> Answered | None:
        return self._every.get(name)

    @property
    def all(self) -> tuple[Answered, ...]:
        """In the order in which they were asked."""
        return tuple(self._every.values())

    def figure(self, name: str, figure: str) -> AnsweredFigure | None:
        """A figure of an answer."""
        found = self._every.get(name)
        return found.answer.figure(figure) if found else None

    def value(self, name: str, figure: str) -> float | None:
        """Its value."""
        found = self.figure(name, figure)
        return found.value if found else None
