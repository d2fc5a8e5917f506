"""What the four memories bring to a handoff (requirement A5).

It goes with the handoff under ``MEMORY``, through the workflow and into the record of handoffs, so it
holds what a receiver can act on and nothing else: no names, addresses or words of the person (the
receiver gets the lead itself), of others no more than what was done for them and how it went, and no
key by which anybody could be found.
"""

from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from baton.core.contract import Contract, UtcDatetime
from baton.core.message import AgentName
from baton.memory.knowledge import NodeId
from baton.memory.person import Fact, Rfm
from baton.messaging.handoff import Handoff

MEMORY = "memory"
"""The name of the memory context in a handoff's context."""

MOST_TURNS, MOST_EPISODES, MOST_KNOWLEDGE = 12, 6, 8
"""How much of each goes along at most; the latest turns, and the best matches."""


class MemoryName(StrEnum):
    """The four memories (requirements B1 to B4)."""

    SHORT_TERM = "short_term"
    LONG_TERM = "long_term"
    EPISODIC = "episodic"
    SEMANTIC = "semantic"


class ConversationTurn(Contract):
    """One turn of the lead's own conversation: who did what, when and how well it worked."""

    speaker: AgentName
    kind: str
    at: UtcDatetime
    conversion_rate: float | None = Field(default=None, ge=0, le=1)


class KnownPerson(Contract):
    """What is known of the person from all of their enquiries. ``preferences`` are the facts named
    ``channel``, ``hour`` (0 to 23, on the person's clock) and ``timezone``; ``past_turns`` counts what
    happened in earlier conversations, as far as it was looked at.
    """

    preferences: dict[str, Fact] = Field(default_factory=dict)
    rfm: Rfm = Rfm()
    past_turns: int = Field(default=0, ge=0)
    last_turn_at: UtcDatetime | None = None


class SimilarEpisode(Contract):
    """What was done in a similar situation, and what came of it. ``value`` is how well it went,
    ``similarity`` how alike the situations are; both 0 to 1.
    """

    situation: str
    action: str
    outcome: str
    value: float = Field(ge=0, le=1)
    similarity: float = Field(ge=0, le=1)
    at: UtcDatetime


class RelatedKnowledge(Contract):
    """Something of the field that has to do with the lead. ``way`` says how, edge by edge, as
    ``industry:education -prefers-> play:case_study``; ``strength`` is 0 to 1. A learned relation says
    how often it was ``tried`` and ``worked``; 0 for knowledge that was written down.
    """

    node_id: NodeId
    label: str
    way: Annotated[str, StringConstraints(min_length=1, max_length=1_000)]
    strength: float = Field(ge=0, le=1)
    tried: int = Field(default=0, ge=0)
    worked: int = Field(default=0, ge=0)

    @property
    def kind(self) -> str:
        """The node's type."""
        return self.node_id.partition(":")[0]

    @property
    def name(self) -> str:
        """The node's name in its type."""
        return self.node_id.partition(":")[2]


class MemoryContext(Contract):
    """What the memories know that has to do with a lead. Empty parts mean that nothing is remembered;
    ``silent`` are the memories that did not answer, ``absent`` those that are not set up here.
    """

    conversation: tuple[ConversationTurn, ...] = Field(default=(), max_length=MOST_TURNS)
    person: KnownPerson | None = None
    episodes: tuple[SimilarEpisode, ...] = Field(default=(), max_length=MOST_EPISODES)
    knowledge: tuple[RelatedKnowledge, ...] = Field(default=(), max_length=MOST_KNOWLEDGE)
    silent: tuple[MemoryName, ...] = ()
    absent: tuple[MemoryName, ...] = ()


def memory_of(handoff: Handoff) -> MemoryContext | None:
    """The memory context of a handoff; ``None`` if it has none. Raises ``ValidationError`` for one of
    another version of the contract.
    """
    kept = handoff.context.get(MEMORY)
    return None if kept is None else MemoryContext.model_validate(kept)


def without_memory(handoff: Handoff) -> Handoff:
    """The handoff without its memory context, for where it is kept a second time."""
    rest = {name: value for name, value in handoff.context.items() if name != MEMORY}
    return handoff.model_copy(update={"context": rest})
