"""Having requests in words answered, whoever asks: over HTTP, by name, on a schedule."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from baton.core.clock import Clock
from baton.core.errors import NotFound, Unavailable
from baton.core.masking import mask
from baton.gtm.kept_request import KeptRequest, TaughtExample, shown
from baton.gtm.request import (
    FeedbackTaken,
    RequestAnswer,
    RequestFeedback,
    RequestQuestion,
    RequestState,
    SessionView,
)
from baton.gtm.request_repository import RequestRepository
from baton.gtm.teaching import why_not_taught
from baton.messaging.workflows import WorkflowResult, Workflows
from baton.persistence.page import Page

WORKFLOW = "gtm_request"

WAITED_SECONDS = 25
"""For an answer; after that it is told where the answer will be."""

MOST_KEPT = 2_000
"""Characters of a question that are kept."""

TEACHES = "gtm.teach"
"""The scope of whose feedback the router learns."""


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, by the name of the caller, with the scopes that bound the answer (without their
    server).
    """

    caller: str
    scopes: frozenset[str]

    @classmethod
    def of(cls, client_id: str, scopes: Collection[str]) -> "Asker":
        """Of a caller whose scopes are as in its token."""
        return cls(client_id, frozenset(one.removeprefix("baton/") for one in scopes))


class RequestService:
    """Takes requests in words and gives their answers."""

    def __init__(self, requests: RequestRepository, workflows: Workflows, clock: Clock) -> None:
        self._requests = requests
        self._workflows = workflows
        self._clock = clock

    def ask(
        self,
        question: RequestQuestion,
        asker: Asker,
        *,
        request_id: str,
        correlation_id: str,
        later: bool = False,
    ) -> RequestAnswer:
        """The answer, or the request as ``working`` if it takes longer than anybody waits, or
        ``later`` is wanted. Raises ``NotFound`` for a session that is not the asker's, and
        ``Unavailable`` if it could not be begun.
        """
        working = RequestAnswer(
            request_id=request_id,
            session_id=question.session_id or request_id,
            question=mask(question.question)[:MOST_KEPT],
            state=RequestState.WORKING,
            asked_at=self._clock(),
        )
        if question.session_id:
            self._must_be_of(question.session_id, asker)
        self._requests.begin(KeptRequest(caller=asker.caller, answer=working))
        given = {
            "task": {"asked": _asked(working, question, asker)},
            "correlation_id": correlation_id,
        }
        if later:
            self._workflows.start(WORKFLOW, given, name=request_id)
            return working
        result = self._workflows.run(WORKFLOW, given, name=request_id, seconds=WAITED_SECONDS)
        return self._answer(result, working, asker)

    def get(self, request_id: str, asker: Asker) -> RequestAnswer:
        """A request as it stands. Raises ``NotFound``, also for somebody else's."""
        return shown(self._own(request_id, asker), self._clock())

    def of_session(
        self, session_id: str, asker: Asker, cursor: str | None, limit: int
    ) -> Page[RequestAnswer]:
        """The asker's requests of a session, the newest first. Raises ``NotFound`` if there is
        none.
        """
        found = self._requests.of_session(session_id, asker.caller, cursor=cursor, limit=limit)
        if not found.items and cursor is None:
            raise NotFound("session", session_id)
        now = self._clock()
        return Page(tuple(shown(one, now) for one in found.items), found.cursor)

    def sessions(self, asker: Asker, cursor: str | None, limit: int) -> Page[SessionView]:
        """The asker's sessions, the newest first."""
        return self._requests.sessions(asker.caller, cursor=cursor, limit=limit)

    def feedback(
        self, request_id: str, feedback: RequestFeedback, asker: Asker, example_id: str
    ) -> FeedbackTaken:
        """Keeps whether an answer helped; teaches the router what was meant, if the asker may
        teach and it is worth learning. Raises ``NotFound``.
        """
        kept = self._own(request_id, asker)
        self._requests.keep(kept.model_copy(update={"feedback": feedback}))
        if kept.understanding and kept.understanding.get("goes_on"):
            why = "It goes on with the question before, so it says nothing by itself."
            return FeedbackTaken(request_id=request_id, learned=False, why=why)
        if feedback.intent is None:
            return FeedbackTaken(request_id=request_id, learned=False, why="No intent was named.")
        if TEACHES not in asker.scopes:
            why = f"It is kept; only who has the scope {TEACHES} teaches."
            return FeedbackTaken(request_id=request_id, learned=False, why=why)
        example = TaughtExample(
            example_id=example_id,
            text=kept.answer.question[:300] or "-",
            intent=feedback.intent,
            by=asker.caller,
            at=self._clock(),
        )
        if why_not := why_not_taught(example, kept.answer.question, self._requests.taught()):
            return FeedbackTaken(request_id=request_id, learned=False, why=why_not)
        self._requests.teach(example)
        return FeedbackTaken(
            request_id=request_id,
            learned=True,
            why=f"“{example.text}” is {example.intent} from now on.",
        )

    def _answer(
        self, result: WorkflowResult, working: RequestAnswer, asker: Asker
    ) -> RequestAnswer:
        if result.output is not None:
            return RequestAnswer.model_validate(result.output["answer"])
        if result.error == "TimedOut":
            return working
        try:
            return self.get(working.request_id, asker)
        except Unavailable:
            return working

    def _own(self, request_id: str, asker: Asker) -> KeptRequest:
        kept = self._requests.get(request_id)
        if kept.caller != asker.caller:
            raise NotFound("request", request_id)
        return kept

    def _must_be_of(self, session_id: str, asker: Asker) -> None:
        if not self._requests.of_session(session_id, asker.caller, limit=1).items:
            raise NotFound("session", session_id)


def _asked(working: RequestAnswer, question: RequestQuestion, asker: Asker) -> dict[str, Any]:
    return {
        "request_id": working.request_id,
        "session_id": working.session_id,
        "question": question.question,
        "caller": asker.caller,
        "may": sorted(asker.scopes),
        "fresh": question.fresh,
        "asked_at": working.asked_at.isoformat(),
    }
