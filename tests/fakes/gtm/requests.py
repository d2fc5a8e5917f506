"""Requests, sessions and taught examples, in memory."""

from baton.core.errors import NotFound
from baton.gtm.kept_request import MOST_TAUGHT, KeptRequest, TaughtExample
from baton.gtm.request import SessionView
from baton.gtm.request_repository import requests_query, sessions_query
from baton.persistence.page import Page
from tests.fakes.platform.listings import newest_first
from tests.fakes.platform.transaction import Ground


class FakeRequests:
    """See ``baton.gtm.request_repository.RequestRepository``."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self.kept: dict[str, str] = {}
        self._sessions: dict[tuple[str, str], SessionView] = {}
        self._taught: dict[str, TaughtExample] = {}

    def begin(self, kept: KeptRequest) -> None:
        answer = kept.answer
        with self._ground.faults.at("gtm_requests.begin"), self._ground.lock:
            self.kept.setdefault(answer.request_id, kept.model_dump_json())
            self._sessions.setdefault(
                (kept.caller, answer.session_id),
                SessionView(
                    session_id=answer.session_id,
                    begun_at=answer.asked_at,
                    first_question=answer.question[:200],
                ),
            )

    def keep(self, kept: KeptRequest) -> None:
        with self._ground.faults.at("gtm_requests.keep"), self._ground.lock:
            self.kept[kept.answer.request_id] = kept.model_dump_json()

    def get(self, request_id: str) -> KeptRequest:
        with self._ground.faults.at("gtm_requests.get"), self._ground.lock:
            document = self.kept.get(request_id)
        if document is None:
            raise NotFound("request", request_id)
        return KeptRequest.model_validate_json(document)

    def of_session(
        self, session_id: str, caller: str, *, cursor: str | None = None, limit: int = 20
    ) -> Page[KeptRequest]:
        with self._ground.faults.at("gtm_requests.of_session"), self._ground.lock:
            kept = [KeptRequest.model_validate_json(one) for one in self.kept.values()]
        own = [
            (one.answer.request_id, one)
            for one in kept
            if (one.caller, one.answer.session_id) == (caller, session_id)
        ]
        return newest_first(own, requests_query(session_id, caller), cursor, limit)

    def sessions(
        self, caller: str, *, cursor: str | None = None, limit: int = 20
    ) -> Page[SessionView]:
        own = [(key[1], view) for key, view in self._sessions.items() if key[0] == caller]
        return newest_first(own, sessions_query(caller), cursor, limit)

    def teach(self, example: TaughtExample) -> None:
        with self._ground.faults.at("gtm_requests.teach"), self._ground.lock:
            self._taught[example.example_id] = example
            for oldest in sorted(self._taught)[: max(0, len(self._taught) - MOST_TAUGHT)]:
                del self._taught[oldest]

    def taught(self) -> tuple[TaughtExample, ...]:
        with self._ground.faults.at("gtm_requests.taught"), self._ground.lock:
            return tuple(one for _, one in sorted(self._taught.items()))
