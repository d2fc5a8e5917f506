"""Where requests, the sessions they belong to and taught examples are kept."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from baton.core.errors import NotFound
from baton.gtm.kept_request import KEPT_FOR, MOST_TAUGHT, KeptRequest, TaughtExample
from baton.gtm.request import SessionView
from baton.persistence.database import Database, database_errors
from baton.persistence.page import Page, checked_limit, cursor_after, position
from baton.persistence.timestamps import epoch_seconds

if TYPE_CHECKING:
    from baton.gtm.items import ConversationItem

_TAUGHT = "taught"
_ONE = "answer"


class RequestRepository(Protocol):
    """Requests by id, and by session for who asked them. All methods raise ``Unavailable``."""

    def begin(self, kept: KeptRequest) -> None:
        """Keeps a new request, and its session if it is new. The same again changes nothing."""
        ...

    def keep(self, kept: KeptRequest) -> None:
        """Keeps how a request stands, in place of what was kept."""
        ...

    def get(self, request_id: str) -> KeptRequest:
        """A request, read consistently. Raises ``NotFound``."""
        ...

    def of_session(
        self, session_id: str, caller: str, *, cursor: str | None = None, limit: int = 20
    ) -> Page[KeptRequest]:
        """A caller's requests in a session, the newest first; none in somebody else's."""
        ...

    def sessions(
        self, caller: str, *, cursor: str | None = None, limit: int = 20
    ) -> Page[SessionView]:
        """A caller's sessions, the newest first."""
        ...

    def teach(self, example: TaughtExample) -> None:
        """Keeps an example. Beyond ``MOST_TAUGHT`` the oldest goes."""
        ...

    def taught(self) -> tuple[TaughtExample, ...]:
        """The examples, the oldest first."""
        ...


def requests_query(session_id: str, caller: str) -> str:
    """The listing of a session's requests, to which cursors are tied."""
    return f"requests of {caller} in {session_id}"


def sessions_query(caller: str) -> str:
    """The listing of a caller's sessions."""
    return f"sessions of {caller}"


class DynamoRequests:
    """Requests in DynamoDB: docs/data-model.md says which items there are."""

    def __init__(self, database: Database, table: str) -> None:
        from baton.gtm.items import ConversationItem

        self._database = database
        self._items = database.bound(ConversationItem, table)

    def begin(self, kept: KeptRequest) -> None:
        """See ``RequestRepository``. The request comes first, since the others only lead to it."""
        answer, ends = kept.answer, epoch_seconds(kept.answer.asked_at + KEPT_FOR)
        self._put_new(self._item(kept))
        listed = self._items(
            _session(answer.session_id, kept.caller), answer.request_id, expires_at=ends
        )
        self._put_new(listed)
        view = SessionView(
            session_id=answer.session_id,
            begun_at=answer.asked_at,
            first_question=answer.question[:200],
        )
        of_caller = self._items(
            _caller(kept.caller),
            answer.session_id,
            document=view.model_dump_json(),
            expires_at=ends,
        )
        self._put_new(of_caller)

    def keep(self, kept: KeptRequest) -> None:
        """See ``RequestRepository``."""
        with database_errors():
            self._item(kept).save()

    def get(self, request_id: str) -> KeptRequest:
        """See ``RequestRepository``."""
        try:
            with database_errors():
                item = self._items.get(_request(request_id), _ONE, consistent_read=True)
        except self._items.DoesNotExist:
            raise NotFound("request", request_id) from None
        return _read(item)

    def of_session(
        self, session_id: str, caller: str, *, cursor: str | None = None, limit: int = 20
    ) -> Page[KeptRequest]:
        """See ``RequestRepository``."""
        found = self._page(
            _session(session_id, caller), requests_query(session_id, caller), cursor, limit
        )
        keys = [(_request(item.part), _ONE) for item in found.items]
        kept = map(_read, self._database.fetch(self._items, keys))
        newest = sorted(kept, key=lambda one: one.answer.request_id, reverse=True)
        return Page(tuple(newest), found.cursor)

    def sessions(
        self, caller: str, *, cursor: str | None = None, limit: int = 20
    ) -> Page[SessionView]:
        """See ``RequestRepository``."""
        found = self._page(_caller(caller), sessions_query(caller), cursor, limit)
        views = (SessionView.model_validate_json(item.document) for item in found.items)
        return Page(tuple(views), found.cursor)

    def teach(self, example: TaughtExample) -> None:
        """See ``RequestRepository``."""
        item = self._items(_TAUGHT, example.example_id, document=example.model_dump_json())
        with database_errors():
            item.save()
        known = self.taught()
        oldest = known[: max(0, len(known) - MOST_TAUGHT)]
        self._database.delete(self._items, [(_TAUGHT, one.example_id) for one in oldest])

    def taught(self) -> tuple[TaughtExample, ...]:
        """See ``RequestRepository``."""
        with database_errors():
            items = list(self._items.query(_TAUGHT, consistent_read=True))
        return tuple(TaughtExample.model_validate_json(one.document) for one in items)

    def _page(
        self, holder: str, query: str, cursor: str | None, limit: int
    ) -> "Page[ConversationItem]":
        checked_limit(limit)
        after = position(query, cursor)
        part = self._items.part < after if after else None
        with database_errors():
            found = list(self._items.query(holder, part, scan_index_forward=False, limit=limit + 1))
        more = cursor_after(query, found[limit - 1].part) if len(found) > limit else None
        return Page(tuple(found[:limit]), more)

    def _put_new(self, item: "ConversationItem") -> None:
        """Writes an item unless it is there."""
        from pynamodb.exceptions import PutError

        try:
            with database_errors():
                item.save(self._items.holder.does_not_exist())
        except PutError as error:
            if error.cause_response_code != "ConditionalCheckFailedException":
                raise

    def _item(self, kept: KeptRequest) -> "ConversationItem":
        ends = epoch_seconds(kept.answer.asked_at + KEPT_FOR)
        document = kept.model_dump_json(exclude_none=True)
        return self._items(
            _request(kept.answer.request_id), _ONE, document=document, expires_at=ends
        )


def latest(kept: Sequence[KeptRequest]) -> KeptRequest | None:
    """The newest request of a page that was understood: what a follow-up goes on with."""
    return next((one for one in kept if one.understanding is not None), None)


def _read(item: "ConversationItem") -> KeptRequest:
    return KeptRequest.model_validate_json(item.document)


def _request(request_id: str) -> str:
    return f"request#{request_id}"


def _session(session_id: str, caller: str) -> str:
    return f"session#{session_id}#{caller}"


def _caller(caller: str) -> str:
    return f"caller#{caller}"
