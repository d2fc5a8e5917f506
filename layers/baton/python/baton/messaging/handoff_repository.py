"""Handoffs: with what context a record went from one agent to the next (requirement A5)."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from baton.core.errors import NotFound
from baton.messaging.handoff import Handoff
from baton.persistence.database import Database, condition_failed, database_errors, in_parallel
from baton.persistence.page import Page, checked_limit, cursor_after, position
from baton.persistence.timestamps import moment_text
from baton.persistence.transaction import DynamoTransaction, Transaction

if TYPE_CHECKING:
    from baton.messaging.items import HandoffItem


class HandoffRepository(Protocol):
    """Where handoffs are kept, under their records. All methods raise ``Unavailable``."""

    def add(self, handoff: Handoff, within: Transaction | None = None) -> None:
        """Keeps a handoff; the same ``handoff_id`` again replaces it. Outside of a transaction one
        that is kept with a later ``at`` stays; within one, whatever else it writes decides that.
        """
        ...

    def add_all(self, handoffs: Sequence[Handoff]) -> None:
        """Keeps several, side by side. Trying again is safe."""
        ...

    def get(self, record_id: str, handoff_id: str) -> Handoff:
        """One handoff, read consistently. Raises ``NotFound``."""
        ...

    def page(self, record_id: str, *, cursor: str | None = None, limit: int = 50) -> Page[Handoff]:
        """A record's handoffs by their ids, 1 to 100 a page, read consistently."""
        ...

    def forget(self, record_id: str) -> int:
        """Deletes a record's handoffs. Gives how many."""
        ...


def listing_query(record_id: str) -> str:
    """The listing's name with its filter, to which cursors are tied."""
    return f"handoffs of={record_id}"


class DynamoHandoffs:
    """Handoffs in DynamoDB."""

    def __init__(self, database: Database, table: str) -> None:
        from baton.messaging.items import HandoffItem

        self._database = database
        self._items = database.bound(HandoffItem, table)

    def add(self, handoff: Handoff, within: Transaction | None = None) -> None:
        """See ``HandoffRepository``."""
        from pynamodb.exceptions import PutError

        item, kept = self._item(handoff), self._items
        if within is not None:
            DynamoTransaction.of(within).put(item)
            return
        try:
            with database_errors():
                item.save(kept.record_id.does_not_exist() | (kept.handed_at <= item.handed_at))
        except PutError as error:
            if not condition_failed(error):
                raise

    def add_all(self, handoffs: Sequence[Handoff]) -> None:
        """See ``HandoffRepository``."""
        if handoffs:
            in_parallel(self.add, handoffs)

    def get(self, record_id: str, handoff_id: str) -> Handoff:
        """See ``HandoffRepository``."""
        try:
            with database_errors():
                return _read(self._items.get(record_id, handoff_id, consistent_read=True))
        except self._items.DoesNotExist:
            raise NotFound("handoff", handoff_id) from None

    def page(self, record_id: str, *, cursor: str | None = None, limit: int = 50) -> Page[Handoff]:
        """See ``HandoffRepository``."""
        query, wanted = listing_query(record_id), checked_limit(limit) + 1
        after = position(query, cursor)
        beyond = self._items.handoff_id > after if after else None
        with database_errors():
            found = list(self._items.query(record_id, beyond, consistent_read=True, limit=wanted))
        return page_of([_read(item) for item in found], query, limit)

    def forget(self, record_id: str) -> int:
        """See ``HandoffRepository``."""
        with database_errors():
            found = self._items.query(
                record_id, consistent_read=True, attributes_to_get=["record_id", "handoff_id"]
            )
            keys = [(item.record_id, item.handoff_id) for item in found]
        self._database.delete(self._items, keys)
        return len(keys)

    def _item(self, handoff: Handoff) -> "HandoffItem":
        return self._items(
            handoff.record_id,
            handoff.handoff_id,
            handed_at=moment_text(handoff.at),
            document=handoff.model_dump_json(exclude_none=True),
        )


def page_of(found: Sequence[Handoff], query: str, limit: int) -> Page[Handoff]:
    """The first ``limit`` of what was found, and a cursor if there is more."""
    items = tuple(found[:limit])
    more = len(found) > limit
    return Page(items, cursor_after(query, items[-1].handoff_id) if more else None)


def _read(item: "HandoffItem") -> Handoff:
    return Handoff.model_validate_json(item.document)
