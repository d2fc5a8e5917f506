"""Handoffs: with what context a record went from one agent to the next (requirement A5)."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from pydantic import TypeAdapter

from baton.core.errors import NotFound
from baton.messaging.handoff import Handoff
from baton.persistence.database import Database, condition_failed, database_errors, in_parallel
from baton.persistence.page import Page, checked_limit, cursor_after, position
from baton.persistence.timestamps import moment_text
from baton.persistence.transaction import DynamoTransaction, Transaction

if TYPE_CHECKING:
    from baton.messaging.items import HandoffItem


TOGETHER = "together#"
"""What the sort key of several handoffs in one item begins with; the moment of the first follows."""

_SEVERAL = TypeAdapter(list[Handoff])


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

    def add_together(self, handoffs: Sequence[Handoff], within: Transaction) -> None:
        """Keeps what one run handed over of a record, at the price of one write. Of handoffs with the
        same id the one with the later ``at`` is given.
        """
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

    def add_together(self, handoffs: Sequence[Handoff], within: Transaction) -> None:
        """See ``HandoffRepository``."""
        if not handoffs:
            return
        first = handoffs[0]
        item = self._items(
            first.record_id,
            f"{TOGETHER}{moment_text(first.at)}",
            handed_at=moment_text(first.at),
            document=_SEVERAL.dump_json(list(handoffs), exclude_none=True).decode(),
        )
        DynamoTransaction.of(within).put(item)

    def get(self, record_id: str, handoff_id: str) -> Handoff:
        """See ``HandoffRepository``."""
        found = (one for one in self._of(record_id) if one.handoff_id == handoff_id)
        if (handoff := next(found, None)) is None:
            raise NotFound("handoff", handoff_id)
        return handoff

    def page(self, record_id: str, *, cursor: str | None = None, limit: int = 50) -> Page[Handoff]:
        """See ``HandoffRepository``."""
        checked_limit(limit)
        query = listing_query(record_id)
        after = position(query, cursor) or ""
        return page_of([one for one in self._of(record_id) if one.handoff_id > after], query, limit)

    def forget(self, record_id: str) -> int:
        """See ``HandoffRepository``."""
        items = self._kept(record_id)
        self._database.delete(self._items, [(item.record_id, item.handoff_id) for item in items])
        return len(_latest(items))

    def _of(self, record_id: str) -> list[Handoff]:
        """A record's handoffs by their ids: all of them, since a record has few, and a run's are one
        item.
        """
        found = _latest(self._kept(record_id))
        return [found[handoff_id] for handoff_id in sorted(found)]

    def _kept(self, record_id: str) -> "list[HandoffItem]":
        with database_errors():
            return list(self._items.query(record_id, consistent_read=True))

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


def _latest(items: "Sequence[HandoffItem]") -> dict[str, Handoff]:
    """The handoffs in items, by id, the latest of each."""
    found: dict[str, Handoff] = {}
    for handoff in (one for item in items for one in _read(item)):
        earlier = found.get(handoff.handoff_id)
        if earlier is None or earlier.at <= handoff.at:
            found[handoff.handoff_id] = handoff
    return found


def _read(item: "HandoffItem") -> Sequence[Handoff]:
    if item.handoff_id.startswith(TOGETHER):
        return _SEVERAL.validate_json(item.document)
    return (Handoff.model_validate_json(item.document),)
