"""The decision trace: what agents decided about a lead, campaign or incident, as one story (G12)."""

import json
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Protocol

from baton.persistence.database import Database, condition_failed, database_errors, in_parallel
from baton.persistence.page import Page, checked_limit, cursor_after, position
from baton.persistence.timestamps import listed_at
from baton.runtime.decision import TracedDecision

if TYPE_CHECKING:
    from baton.runtime.items import DecisionItem


class TraceRepository(Protocol):
    """Where decisions are kept, by what they are about. All methods raise ``Unavailable``."""

    def keep(self, decisions: Sequence[Sequence[TracedDecision]]) -> None:
        """Keeps decisions, each sequence of one subject together under its last one's id. What is kept
        under it already is replaced if this is later: a repetition of a task leaves what took effect,
        once. Trying again is safe.
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


def page_of_story(
    story: Iterable[TracedDecision], subject_id: str, cursor: str | None, limit: int
) -> Page[TracedDecision]:
    """One page of a story: each decision once, as it was taken last."""
    query, wanted = listing_query(subject_id), checked_limit(limit)
    after = position(query, cursor) or ""
    once = {one.decision_id: one for one in sorted(story, key=listing_key)}
    left = sorted((one for one in once.values() if listing_key(one) > after), key=listing_key)
    items = tuple(left[:wanted])
    more = len(left) > wanted
    return Page(items, cursor_after(query, listing_key(items[-1])) if more else None)


class DynamoTraces:
    """Decisions in DynamoDB."""

    def __init__(self, database: Database, table: str) -> None:
        from baton.runtime.items import DecisionItem

        self._database = database
        self._items = database.bound(DecisionItem, table)

    def keep(self, decisions: Sequence[Sequence[TracedDecision]]) -> None:
        """See ``TraceRepository``."""
        if decisions:
            in_parallel(self._keep, decisions)

    def page(
        self, subject_id: str, *, cursor: str | None = None, limit: int = 50
    ) -> Page[TracedDecision]:
        """See ``TraceRepository``. A story is read whole: a lead's is a few KB, and a campaign's of a
        year a few hundred; an index for that would be written with every decision.
        """
        return page_of_story(self._story(subject_id), subject_id, cursor, limit)

    def forget(self, subject_id: str) -> int:
        """See ``TraceRepository``."""
        with database_errors():
            found = list(self._items.query(subject_id, consistent_read=True))
        self._database.delete(self._items, [(one.subject_id, one.decision_id) for one in found])
        return sum(len(_read(item)) for item in found)

    def _story(self, subject_id: str) -> list[TracedDecision]:
        with database_errors():
            found = list(self._items.query(subject_id, consistent_read=True))
        return [decision for item in found for decision in _read(item)]

    def _keep(self, decisions: Sequence[TracedDecision]) -> None:
        from pynamodb.exceptions import PutError

        last = decisions[-1]
        texts = (one.model_dump_json(exclude_none=True) for one in decisions)
        item = self._items(
            last.subject_id,
            last.decision_id,
            listed_at=listing_key(last),
            document=f"[{','.join(texts)}]",
        )
        earlier = self._items.listed_at < item.listed_at
        try:
            with database_errors():
                item.save(self._items.subject_id.does_not_exist() | earlier)
        except PutError as error:
            if not condition_failed(error):
                raise


def _read(item: "DecisionItem") -> list[TracedDecision]:
    return [TracedDecision.model_validate(one) for one in json.loads(item.document)]
