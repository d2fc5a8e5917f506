"""What an area knows of the conversations that are consolidated (requirement B5).

Each area whose records are spoken of in conversations has a module ``consolidation`` with a function
``conversations(platform) -> ConversationSource``.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from baton.memory.person import Turn


@dataclass(frozen=True, slots=True)
class ConversationContext:
    """What is known of the record that a conversation is about.

    ``rate`` gives how well what was done in a turn has worked, 0 to 1, ``None`` while that is not known.
    ``names`` are the words that would give the person or company away. ``situation`` stands for a turn
    that tells of none; ``describe`` puts one into words, as a handoff asks for it. ``opening`` gives
    what the conversation began with, where the record tells it, for the turns with which it is moved on.
    """

    rate: Callable[[Turn], float | None]
    names: frozenset[str]
    situation: str
    describe: Callable[[str], str]
    opening: Callable[[Sequence[Turn]], Turn | None] = lambda _: None


class ConversationSource(Protocol):
    """An area's conversations."""

    def record_of(self, conversation_id: str) -> str | None:
        """The record whose conversation it is; ``None`` if it is none of this area's."""
        ...

    def context(self, record_id: str) -> ConversationContext | None:
        """What is known of a record; ``None`` if it is gone, which nothing but an erasure does.
        Raises ``Unavailable``.
        """
        ...
