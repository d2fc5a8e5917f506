"""Where drafts to segments are kept."""

from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

from baton.core.errors import AlreadyExists, NotFound, StaleVersion
from baton.gtm.message_set import MessageSet
from baton.persistence.database import Database, database_errors
from baton.persistence.timestamps import epoch_seconds
from baton.persistence.transaction import DynamoTransaction, Transaction

if TYPE_CHECKING:
    from baton.gtm.items import MessageSetItem


KEPT = timedelta(days=60)
"""How long a set can still be looked at after nobody may decide about it any more."""


class MessageSetRepository(Protocol):
    """Sets of messages. All methods raise ``Unavailable``."""

    def add(self, made: MessageSet, within: Transaction) -> None:
        """Keeps a new set. The commit raises ``AlreadyExists`` if its id is taken."""
        ...

    def replace(self, changed: MessageSet, within: Transaction) -> None:
        """Keeps the next version; the commit raises ``StaleVersion`` unless the one before is kept."""
        ...

    def message_set(self, set_id: str) -> MessageSet:
        """A set, read consistently. Raises ``NotFound``."""
        ...


class DynamoMessageSets:
    """Sets in DynamoDB."""

    def __init__(self, database: Database, table: str) -> None:
        from baton.gtm.items import MessageSetItem

        self._items = database.bound(MessageSetItem, table)

    def add(self, made: MessageSet, within: Transaction) -> None:
        """See ``MessageSetRepository``."""
        taken = AlreadyExists(f"There is already a message set with the id {made.set_id}.")
        free = self._items.set_id.does_not_exist()
        DynamoTransaction.of(within).put(self._item(made), free, taken)

    def replace(self, changed: MessageSet, within: Transaction) -> None:
        """See ``MessageSetRepository``."""
        stale = StaleVersion(f"The message set {changed.set_id} was changed since it was read.")
        as_read = self._items.version == changed.version - 1
        DynamoTransaction.of(within).put(self._item(changed), as_read, stale)

    def message_set(self, set_id: str) -> MessageSet:
        """See ``MessageSetRepository``."""
        try:
            with database_errors():
                item = self._items.get(set_id, consistent_read=True)
        except self._items.DoesNotExist:
            raise NotFound("message set", set_id) from None
        return MessageSet.model_validate_json(item.document)

    def _item(self, one: MessageSet) -> "MessageSetItem":
        return self._items(
            one.set_id,
            version=one.version,
            document=one.model_dump_json(exclude_none=True),
            expires_at=epoch_seconds(one.expires_at + KEPT),
        )
