"""What happened between us and a person, kept under the lead."""

from typing import TYPE_CHECKING, Protocol

from baton.core.errors import AlreadyExists
from baton.leads.interaction import Interaction
from baton.persistence.database import Database, database_errors
from baton.persistence.timestamps import listed_at
from baton.persistence.transaction import DynamoTransaction, Transaction

if TYPE_CHECKING:
    from baton.leads.items import InteractionItem


class InteractionRepository(Protocol):
    """Where interactions are kept."""

    def add(self, interaction: Interaction, within: Transaction) -> None:
        """Keeps a new one; the commit raises ``AlreadyExists`` if its lead has one with its id."""
        ...

    def find(self, lead_id: str, interaction_id: str) -> Interaction | None:
        """One interaction of a lead, read consistently."""
        ...

    def of(self, lead_id: str, limit: int = 100) -> tuple[Interaction, ...]:
        """A lead's interactions, the oldest first."""
        ...

    def forget(self, lead_id: str) -> int:
        """Deletes a lead's interactions. Gives how many."""
        ...


class DynamoInteractions:
    """Interactions in DynamoDB."""

    def __init__(self, database: Database, table: str) -> None:
        from baton.leads.items import InteractionItem

        self._database = database
        self._items = database.bound(InteractionItem, table)

    def add(self, interaction: Interaction, within: Transaction) -> None:
        """See ``InteractionRepository``."""
        item = self._items(
            interaction.lead_id,
            interaction.interaction_id,
            happened_at=listed_at(interaction.occurred_at, interaction.interaction_id),
            document=interaction.model_dump_json(exclude_none=True),
        )
        taken = AlreadyExists("There is already an interaction with this id.")
        new = self._items.interaction_id.does_not_exist()
        DynamoTransaction.of(within).put(item, new, taken)

    def find(self, lead_id: str, interaction_id: str) -> Interaction | None:
        """See ``InteractionRepository``."""
        try:
            with database_errors():
                item = self._items.get(lead_id, interaction_id, consistent_read=True)
        except self._items.DoesNotExist:
            return None
        return Interaction.model_validate_json(item.document)

    def of(self, lead_id: str, limit: int = 100) -> tuple[Interaction, ...]:
        """See ``InteractionRepository``. All of a lead's are read with one request and put in order
        here: an index by time would be written with every one of them, and read with a second request.
        """
        items = sorted(self._of(lead_id), key=lambda item: item.happened_at)[:limit]
        return tuple(Interaction.model_validate_json(item.document) for item in items)

    def forget(self, lead_id: str) -> int:
        """See ``InteractionRepository``."""
        keys = [(item.lead_id, item.interaction_id) for item in self._of(lead_id)]
        self._database.delete(self._items, keys)
        return len(keys)

    def _of(self, lead_id: str) -> "list[InteractionItem]":
        with database_errors():
            return list(self._items.query(lead_id, consistent_read=True))
