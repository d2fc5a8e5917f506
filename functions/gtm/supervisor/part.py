"""What an agent's answer is worth to the one answer, and what the next agent needs of it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Protocol

from pydantic import Field

from baton.core.contract import Contract
from baton.core.message import AgentName
from baton.gtm.answer import FactsQuery, MissingFacts, Statement
from baton.gtm.request import AnswerFigure, AnswerReference, Gap
from functions.gtm.supervisor.understanding import Understanding

MOST_STATEMENTS = 40
"""Of one agent: what it says beyond is in its own answer."""


class Part(Contract):
    """An agent's answer in the common form. ``hands_on`` is what the steps after it may use: ids,
    and figures of no one.
    """

    statements: tuple[Statement, ...] = Field(default=(), max_length=MOST_STATEMENTS)
    figures: tuple[AnswerFigure, ...] = ()
    queries: tuple[FactsQuery, ...] = ()
    references: tuple[AnswerReference, ...] = ()
    missing: tuple[MissingFacts, ...] = ()
    gaps: tuple[Gap, ...] = ()
    hands_on: dict[str, Any] = Field(default_factory=dict)
    model_tokens: int = Field(default=0, ge=0)


class NotFound(Exception):
    """What a step depends on is not in what was found before. Says what."""


class AskBack(Exception):
    """A task cannot be made of what was said. Says what is wanted to know."""


class Adapter(Protocol):
    """A module of ``agents``: between words and an agent's own contract."""

    def tasks(
        self, asked: Understanding, intents: Sequence[str], today: date
    ) -> Sequence[dict[str, Any]]:
        """The tasks for what is asked of this agent, without their request ids. ``intents`` are
        this agent's, without its name. Raises ``AskBack``.
        """
        ...

    def completed(self, task: dict[str, Any], found: Sequence[Part]) -> dict[str, Any]:
        """The task with what the steps before found. Raises ``NotFound``."""
        ...

    def part(self, answer: Mapping[str, Any], request_id: str) -> Part:
        """The answer in the common form. Raises ``ValueError`` for one that is not this agent's,
        or not to this request.
        """
        ...


Adapters = Mapping[AgentName, Adapter]
