"""A handoff: one agent passes a record to another with everything it needs (requirement A5)."""

from typing import Any

from pydantic import Field

from baton.core.contract import Contract, Ulid, UtcDatetime
from baton.core.message import AgentName, Priority


class ContextQuality(Contract):
    """How good the context is that goes with a handoff. All scores 0 to 1.

    ``missing`` names the fields the receiver asked for that nobody could supply; ``unavailable``
    the sources that did not answer.
    """

    completeness: float = Field(ge=0, le=1)
    quality: float = Field(ge=0, le=1)
    missing: tuple[str, ...] = ()
    unavailable: tuple[str, ...] = ()
    attempts: int = Field(ge=1)


def handoff_id(record_id: str, source: AgentName, target: AgentName, *asked: str) -> str:
    """The same for every repetition of a step; another one for each decision of a person or request
    that ``asked`` for it.
    """
    return "-".join((record_id, source, target, *asked))


class Handoff(Contract):
    """A record on its way from one agent to another. ``handoff_id`` is stable for a record and its two
    agents, so that a repeated step hands over once.
    """

    handoff_id: str
    source_agent: AgentName
    target_agent: AgentName
    record_id: Ulid
    conversation_id: str
    priority: Priority
    reason: str
    context: dict[str, Any] = Field(default_factory=dict)
    quality: ContextQuality
    accepted: bool
    at: UtcDatetime

    @property
    def between(self) -> str:
        """Its id without the record's."""
        return self.handoff_id.removeprefix(f"{self.record_id}-")

    def was_asked_by(self, request_id: str) -> bool:
        """Whether a request, or a person's decision, led to it."""
        return self.handoff_id.endswith(f"-{request_id}")


class Route(Contract):
    """Where an agent wants a record to go next, and why."""

    target_agent: AgentName
    priority: Priority
    reason: str
