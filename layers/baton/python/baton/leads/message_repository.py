"""Messages to customers until they are over, and what went out to whom, by recipient."""

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

from baton.core.errors import StaleVersion
from baton.leads.customer_message import CustomerMessage
from baton.leads.message_policy import CAP_KEPT, Deliveries
from baton.persistence.database import Database, database_errors
from baton.persistence.timestamps import epoch_seconds
from baton.persistence.transaction import DynamoTransaction, Transaction

if TYPE_CHECKING:
    from baton.leads.items import MessageItem

KEPT = timedelta(days=7)
"""How long a message is kept once its time is over."""

DELIVERIES = "deliveries"
"""The part of a recipient that tells what went out; all others are messages."""

GONE = "The message was forgotten since it was read."
CHANGED = "Another message went out to the recipient since it was read."


class MessageRepository(Protocol):
    """Where messages are kept. All methods raise ``Unavailable``, or the commit does."""

    def add(self, recipient: str, message: CustomerMessage, within: Transaction) -> None:
        """Keeps a message of a recipient."""
        ...

    def find(self, recipient: str, message_id: str) -> CustomerMessage | None:
        """A message, read consistently; ``None`` if it is not kept any more."""
        ...

    def of(self, recipient: str) -> tuple[CustomerMessage, ...]:
        """Everything that is kept for a recipient, by id."""
        ...

    def hold(self, recipient: str, message_id: str, within: Transaction) -> None:
        """Has a transaction commit only if a message is still there, else it raises ``StaleVersion``."""
        ...

    def deliveries(self, recipient: str) -> Deliveries:
        """What went out to a recipient, read consistently."""
        ...

    def replace(self, recipient: str, deliveries: Deliveries, within: Transaction) -> None:
        """Keeps the next version of it. The commit raises ``StaleVersion`` if it changed since."""
        ...

    def forget(self, recipient: str) -> int:
        """Deletes all of a recipient. Gives how many things went."""
        ...


class DynamoMessages:
    """Messages in DynamoDB."""

    def __init__(self, database: Database, table: str) -> None:
        from baton.leads.items import MessageItem

        self._database = database
        self._items = database.bound(MessageItem, table)

    def add(self, recipient: str, message: CustomerMessage, within: Transaction) -> None:
        """See ``MessageRepository``."""
        item = self._items(
            recipient,
            message.message_id,
            document=message.model_dump_json(exclude_none=True),
            expires_at=epoch_seconds(message.expires_at + KEPT),
        )
        DynamoTransaction.of(within).put(item)

    def find(self, recipient: str, message_id: str) -> CustomerMessage | None:
        """See ``MessageRepository``."""
        item = self._find(recipient, message_id)
        return CustomerMessage.model_validate_json(item.document) if item else None

    def of(self, recipient: str) -> tuple[CustomerMessage, ...]:
        """See ``MessageRepository``."""
        found = (one for one in self._all(recipient) if one.part != DELIVERIES)
        return tuple(CustomerMessage.model_validate_json(one.document) for one in found)

    def hold(self, recipient: str, message_id: str, within: Transaction) -> None:
        """See ``MessageRepository``."""
        item, there = self._items(recipient, message_id), self._items.part.exists()
        DynamoTransaction.of(within).check(item, there, StaleVersion(GONE))

    def deliveries(self, recipient: str) -> Deliveries:
        """See ``MessageRepository``."""
        item = self._find(recipient, DELIVERIES)
        return Deliveries.model_validate_json(item.document) if item else Deliveries()

    def replace(self, recipient: str, deliveries: Deliveries, within: Transaction) -> None:
        """See ``MessageRepository``."""
        of, before = self._items, deliveries.version - 1
        last = max(one.at for one in deliveries.messages.values())
        item = of(
            recipient,
            DELIVERIES,
            version=deliveries.version,
            document=json.dumps(deliveries.to_json(), separators=(",", ":")),
            expires_at=epoch_seconds(last + CAP_KEPT),
        )
        as_read = of.version == before if before else of.version.does_not_exist()
        DynamoTransaction.of(within).put(item, as_read, StaleVersion(CHANGED))

    def forget(self, recipient: str) -> int:
        """See ``MessageRepository``."""
        keys = [(one.recipient, one.part) for one in self._all(recipient)]
        self._database.delete(self._items, keys)
        return len(keys)

    def _all(self, recipient: str) -> "list[MessageItem]":
        with database_errors():
            return list(self._items.query(recipient, consistent_read=True))

    def _find(self, recipient: str, part: str) -> "MessageItem | None":
        try:
            with database_errors():
                return self._items.get(recipient, part, consistent_read=True)
        except self._items.DoesNotExist:
            return None
