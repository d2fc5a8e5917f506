"""Short-term memory: the turns of conversations, for 24 hours (requirement B1)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from baton.contracts.memory import Turn
from baton.records.transaction import Transaction

LIFE = timedelta(hours=24)
"""How long a turn is remembered; consolidation moves it on after that."""


class ShortTermMemory(Protocol):
    """The turns of conversations. Appending reads nothing and rewrites nothing."""

    def append(self, turn: Turn, within: Transaction | None = None) -> None:
        """Adds a turn; the same ``turn_id`` again replaces it. Raises ``Unavailable``."""
        ...

    def recent(self, conversation_id: str, *, limit: int = 50) -> tuple[Turn, ...]:
        """The latest turns, the oldest first, read consistently. None that is over 24 h old."""
        ...

    def due(self, *, limit: int = 100) -> tuple[Turn, ...]:
        """Turns that are over 24 h old and not yet consolidated, the oldest first."""
        ...

    def drop(self, turns: Sequence[Turn]) -> None:
        """Deletes turns, there or not."""
        ...

    def forget(self, conversation_id: str) -> int:
        """Deletes a conversation, also what of it is too old to be returned. Gives how many turns."""
        ...


def is_over(turn: Turn, now: datetime) -> bool:
    """Whether a turn is no longer remembered."""
    return turn.at + LIFE <= now
