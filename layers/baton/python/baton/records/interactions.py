"""What happened between us and a person, kept under the lead."""

from typing import Protocol

from baton.contracts.interaction import Interaction
from baton.records.transaction import Transaction


class InteractionStore(Protocol):
    """Where interactions are kept."""

    def add(self, interaction: Interaction, within: Transaction) -> None:
        """Keeps it; the same ``(lead_id, interaction_id)`` again replaces it with the same content."""
        ...

    def of(self, lead_id: str, limit: int = 100) -> tuple[Interaction, ...]:
        """A lead's interactions, the oldest first."""
        ...
