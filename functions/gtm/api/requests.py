"""Routes of requests in words: asking, reading, saying whether it helped, and conversations."""

from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.params import Body

from baton.gtm.request import (
    FeedbackTaken,
    RequestAnswer,
    RequestFeedback,
    RequestPage,
    RequestQuestion,
    RequestState,
    SessionPage,
)
from baton.gtm.request_service import Asker, RequestService
from baton.http.openapi_responses import described
from baton.http.parameters import Cursor, Limit
from baton.http.request_context import RequestContext, request_of
from baton.http.responses import document, page_of
from baton.persistence.page import fitting

_PATH = "/api/v1/gtm/requests"
_SESSIONS = "/api/v1/gtm/sessions"
_RETRY_AFTER = "3"
"""Seconds after which an answer that takes longer is likely there."""


class RequestRoutes:
    """Has requests answered while the caller waits, or later."""

    def __init__(self, app: APIGatewayHttpResolver, service: RequestService) -> None:
        self._app = app
        self._service = service

    def register(self) -> None:
        """Adds the routes to the app."""
        tags = ["requests"]
        self._app.post(
            _PATH,
            tags=tags,
            operation_id="ask_in_words",
            description="Answers a question in words. With `Prefer: respond-async`, or if it takes "
            "longer than 25 s, the answer is 202 with the place where it will be; the topic `requests` "
            "of the live socket tells how far it is.",
            responses={
                **described(200, RequestAnswer, "The answer", "Content-Location"),
                **described(202, RequestAnswer, "Worked on", "Location", "Retry-After"),
            },
        )(self.ask)
        self._app.get(
            f"{_PATH}/<request_id>",
            tags=tags,
            operation_id="read_request",
            responses=described(200, RequestAnswer, "The request as it stands"),
        )(self.read)
        self._app.post(
            f"{_PATH}/<request_id>/feedback",
            tags=tags,
            operation_id="give_request_feedback",
            responses=described(200, FeedbackTaken, "What became of it"),
        )(self.feedback)
        self._app.get(
            _SESSIONS,
            tags=tags,
            operation_id="list_sessions",
            responses=described(200, SessionPage, "A page of conversations", "Link"),
        )(self.sessions)
        self._app.get(
            f"{_SESSIONS}/<session_id>/requests",
            tags=tags,
            operation_id="list_session_requests",
            responses=described(200, RequestPage, "A page of requests", "Link"),
        )(self.of_session)

    def ask(self, question: Annotated[RequestQuestion, Body()]) -> "Response[str]":
        """Answers a question."""
        request = request_of(self._app)
        later = _prefers_async(request)
        answer = self._service.ask(
            question,
            self._asker(),
            request_id=request.resource_id,
            correlation_id=request.correlation_id,
            later=later,
        )
        place = f"{_PATH}/{answer.request_id}"
        if answer.state is not RequestState.WORKING:
            return document(answer, headers={"Content-Location": place})
        headers = {"Location": place, "Retry-After": _RETRY_AFTER}
        if later:
            headers["Preference-Applied"] = "respond-async"
        return document(answer, 202, headers)

    def read(self, request_id: str) -> "Response[str]":
        """A request as it stands."""
        return document(self._service.get(request_id, self._asker()))

    def feedback(
        self, request_id: str, feedback: Annotated[RequestFeedback, Body()]
    ) -> "Response[str]":
        """Takes whether an answer helped."""
        example_id = request_of(self._app).resource_id
        return document(self._service.feedback(request_id, feedback, self._asker(), example_id))

    def sessions(self, limit: Limit = 20, cursor: Cursor = None) -> "Response[str]":
        """The caller's conversations, the newest first."""
        asker = self._asker()
        found = fitting(lambda most: self._service.sessions(asker, cursor, most), limit)
        page = SessionPage(items=found.items, next_cursor=found.cursor)
        return page_of(request_of(self._app), page, found.cursor)

    def of_session(
        self, session_id: str, limit: Limit = 20, cursor: Cursor = None
    ) -> "Response[str]":
        """The requests of a conversation, the newest first."""
        asker = self._asker()
        found = fitting(
            lambda most: self._service.of_session(session_id, asker, cursor, most), limit
        )
        page = RequestPage(items=found.items, next_cursor=found.cursor)
        return page_of(request_of(self._app), page, found.cursor)

    def _asker(self) -> Asker:
        request = request_of(self._app)
        scopes = request.caller.scopes if request.caller else frozenset()
        return Asker.of(request.caller_id, scopes)


def _prefers_async(request: RequestContext) -> bool:
    """Whether the caller prefers not to wait (RFC 7240)."""
    preferences = request.headers.get("prefer", "").replace(";", ",").split(",")
    return "respond-async" in {preference.strip().lower() for preference in preferences}
