"""Long-term memory: what is known of people (requirement B2)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from baton.contracts.memory import Fact, PastTurn, Person
from baton.contracts.money import Money
from baton.records.transaction import Transaction


class LongTermMemory(Protocol):
    """What is known of people, by subject. Every change touches only what it names, so that changes
    at the same time do not overwrite each other; of two facts of one name the later ``at`` stays.
    """

    def recall(self, subject: str, *, history: int = 50) -> Person:
        """All that is known, with the latest ``history`` turns, oldest first; empty if nothing is."""
        ...

    def learn(
        self, subject: str, facts: Mapping[str, Fact], within: Transaction | None = None
    ) -> None:
        """Adds to the profile."""
        ...

    def prefer(
        self, subject: str, facts: Mapping[str, Fact], within: Transaction | None = None
    ) -> None:
        """Adds to the preferences."""
        ...

    def count_purchase(
        self, subject: str, purchase_id: str, *, at: datetime, value: Money | None
    ) -> bool:
        """Counts a purchase once, however often it is told. Says whether it was new."""
        ...

    def remember(self, subject: str, turn: PastTurn) -> None:
        """Keeps a past turn; the same ``turn_id`` again changes nothing."""
        ...

    def forget(self, subject: str) -> int:
        """Deletes all that is known. Gives how many items."""
        ...
