"""The decision trace: what agents decided about a lead, campaign or incident, as one story (G12)."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from baton.persistence.database import Database, condition_failed, database_errors, in_parallel
from baton.persistence.page import Page, checked_limit, cursor_after, position
from baton.persistence.timestamps import listed_at
from baton.runtime.decision import TracedDecision

if TYPE_CHECKING:
    from baton.runtime.items import DecisionItem


class TraceRepository(Protocol):
    """Where decisions are kept, by what they are about. All methods raise ``Unavailable``."""

    def keep(self, decisions: Sequence[TracedDecision]) -> None:
        """Keeps decisions. One that is kept already is replaced if this one is later: a repetition
        of a task leaves what took effect, once. Trying again is safe.
        """
        ...

    def page(
        self, subject_id: str, *, cursor: str | None = None, limit: int = 50
    ) -> Page[TracedDecision]:
        """The story of a lead, campaign or incident, the oldest first, 1 to 100 a page."""
        ...

    def forget(self, subject_id: str) -> int:
        """Deletes the story. Gives how many decisions it had."""
        ...


def listing_key(decision: TracedDecision) -> str:
    """The place of a decision in its story: by when it was taken."""
    return listed_at(decision.at, decision.decision_id)


def listing_query(subject_id: str) -> str:
    """The listing's name with its filter, to which cursors are tied."""
    return f"trace of={subject_id}"


class DynamoTraces:
    """Decisions in DynamoDB."""

    def __init__(self, database: Database, table: str) -> None:
        from baton.runtime.items import DecisionItem

        self._database = database
        self._items = database.bound(DecisionItem, table)

    def keep(self, decisions: Sequence[TracedDecision]) -> None:
        """See ``TraceRepository``."""
        if decisions:
            in_parallel(self._keep, decisions)

    def page(
        self, subject_id: str, *, cursor: str | None = None, limit: int = 50
    ) -> Page[TracedDecision]:
        """See ``TraceRepository``."""
        query, wanted = listing_query(subject_id), checked_limit(limit) + 1
        after = position(query, cursor)
        beyond = self._items.listed_at > after if after else None
        with database_errors():
            found = list(
                self._items.by_time.query(subject_id, beyond, consistent_read=True, limit=wanted)
            )
        keys = [(item.subject_id, item.decision_id) for item in found[:limit]]
        items = sorted(self._database.fetch(self._items, keys), key=lambda item: item.listed_at)
        more = len(found) > limit
        return Page(
            tuple(map(_read, items)),
            cursor_after(query, found[limit - 1].listed_at) if more else None,
        )

    def forget(self, subject_id: str) -> int:
        """See ``TraceRepository``."""
        with database_errors():
            found = self._items.query(
                subject_id, consistent_read=True, attributes_to_get=["subject_id", "decision_id"]
            )
            keys = [(item.subject_id, item.decision_id) for item in found]
        self._database.delete(self._items, keys)
        return len(keys)

    def _keep(self, decision: TracedDecision) -> None:
        from pynamodb.exceptions import PutError

        item = self._items(
            decision.subject_id,
            decision.decision_id,
            listed_at=listing_key(decision),
            document=decision.model_dump_json(exclude_none=True),
        )
        earlier = self._items.listed_at < item.listed_at
        try:
            with database_errors():
                item.save(self._items.subject_id.does_not_exist() | earlier)
        except PutError as error:
            if not condition_failed(error):
                raise


def _read(item: "DecisionItem") -> TracedDecision:
    return TracedDecision.model_validate_json(item.document)
