"""Reference data: what an area publishes of its entities for the others to read.

Areas never import each other. What one must know of another's entity (a campaign's name, whether its
texts need approval) the owner publishes as a document in the transaction in which the entity changes, so
that it is never behind; whoever reads it takes of it what it knows.
"""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Protocol

from baton.persistence.database import Database, database_errors
from baton.persistence.transaction import DynamoTransaction, Transaction

if TYPE_CHECKING:
    from baton.persistence.items import ReferenceItem


class ReferenceData(Protocol):
    """Where published documents are kept, by kind (as ``campaign``) and id."""

    def publish(
        self, kind: str, reference_id: str, document: Mapping[str, Any], within: Transaction
    ) -> None:
        """Puts a document, of JSON types, in the place of the one before. What keeps the order of two
        versions is the condition on the entity itself, in the same transaction.
        """
        ...

    def find(self, kind: str, reference_id: str) -> dict[str, Any] | None:
        """The document as it was last published, read consistently; ``None`` if it never was."""
        ...


class DynamoReferenceData:
    """Reference data in DynamoDB."""

    def __init__(self, database: Database, table: str) -> None:
        from baton.persistence.items import ReferenceItem

        self._items = database.bound(ReferenceItem, table)

    def publish(
        self, kind: str, reference_id: str, document: Mapping[str, Any], within: Transaction
    ) -> None:
        """See ``ReferenceData``."""
        DynamoTransaction.of(within).put(self._item(kind, reference_id, document))

    def find(self, kind: str, reference_id: str) -> dict[str, Any] | None:
        """See ``ReferenceData``."""
        try:
            with database_errors():
                item = self._items.get(_key(kind, reference_id), consistent_read=True)
        except self._items.DoesNotExist:
            return None
        found: dict[str, Any] = json.loads(item.document)
        return found

    def _item(self, kind: str, reference_id: str, document: Mapping[str, Any]) -> "ReferenceItem":
        return self._items(_key(kind, reference_id), document=json.dumps(document))


def _key(kind: str, reference_id: str) -> str:
    return f"{kind}#{reference_id}"
