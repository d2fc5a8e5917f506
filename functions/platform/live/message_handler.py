"""What clients ask for over their socket, and what they are answered."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Self

from pydantic import ValidationError

from baton.core.clock import Clock
from baton.core.contract import Contract
from baton.core.errors import BatonError, Forbidden, InvalidInput, TooManyRequests, Unavailable
from baton.core.field_errors import invalid_input
from baton.core.json_text import MalformedBody, strict_json
from baton.core.observability import logger
from baton.http.idempotency_repository import IdempotencyRepository, rate_of
from baton.messaging.connections import ConnectionRepository
from functions.platform.live.broadcaster import Broadcaster
from functions.platform.live.models import (
    Answer,
    MessageRequest,
    Problem,
    ProblemCode,
    Subscribe,
    Subscribed,
)
from functions.platform.live.questions import Questions
from functions.platform.live.topics import AGENTS, AGENTS_SCOPE, ALL, Topics

if TYPE_CHECKING:
    from baton.runtime.platform import Platform

SERVICE = "live"
LONGEST = 16_384


class MessageHandler:
    """Takes what clients send. Nothing raises: what is wrong is answered in words."""

    def __init__(
        self,
        *,
        connections: ConnectionRepository,
        broadcaster: Broadcaster,
        questions: Questions,
        topics: Topics,
        requests: IdempotencyRepository,
        rate_limits: Mapping[str, int],
        clock: Clock,
    ) -> None:
        self._connections = connections
        self._requests = requests
        self._rate_limits = rate_limits
        self._broadcaster = broadcaster
        self._topics = topics
        self._questions = questions
        self._clock = clock

    @classmethod
    def assemble(
        cls,
        platform: "Platform",
        broadcaster: Broadcaster,
        questions: Questions,
        topics: Topics,
    ) -> Self:
        """The handler with its real parts."""
        return cls(
            connections=platform.connections,
            broadcaster=broadcaster,
            questions=questions,
            topics=topics,
            requests=platform.requests,
            rate_limits=platform.settings.caller_rates(),
            clock=platform.clock,
        )

    def take(self, context: Mapping[str, Any], body: str) -> None:
        """Does what a client asks for and answers over its socket."""
        connection_id = str(context["connectionId"])
        permitted = context.get("authorizer") or {}
        try:
            caller = str(permitted.get("principalId", ""))
            rate = rate_of(caller, self._rate_limits)
            self._requests.count(caller, limit=rate, now=self._clock())
            request = _request(body)
            if isinstance(request, MessageRequest):
                answers = self._ask(request, permitted)
            else:
                answers = self._subscribe(connection_id, request, permitted)
        except BatonError as error:
            answers = [_problem(error)]
        self._broadcaster.tell(connection_id, answers)

    def leave(self, connection_id: str) -> None:
        """The connection is gone."""
        self._connections.drop(connection_id, self._topics.names)

    def _subscribe(
        self, connection_id: str, request: Subscribe, permitted: Mapping[str, Any]
    ) -> list[Contract]:
        if unknown := sorted(set(request.topics) - set(self._topics.names)):
            raise InvalidInput((), f"There is no topic {', '.join(unknown)}.")
        if request.action == "unsubscribe":
            self._connections.drop(connection_id, request.topics)
            return [Subscribed(type="unsubscribed", topics=request.topics)]
        _check(self._topics.needed(request.topics), permitted)
        until = datetime.fromtimestamp(int(permitted["until"]), UTC)
        self._connections.add(connection_id, request.topics, until)
        answers: list[Contract] = [
            Subscribed(type="subscribed", topics=request.topics, until=until)
        ]
        if {AGENTS, ALL} & set(request.topics):
            answers += self._broadcaster.statuses()
        return answers

    def _ask(self, request: MessageRequest, permitted: Mapping[str, Any]) -> list[Contract]:
        _check(frozenset({AGENTS_SCOPE}), permitted)
        message = request.message
        logger(SERVICE).info(
            "data request received over WebSocket",
            extra={"correlation_id": message.correlation_id, "receiver": message.receiver},
        )
        return [Answer(message=one) for one in self._questions.answers(message)]


def _request(body: str) -> Subscribe | MessageRequest:
    """What a client asks for. Raises ``InvalidInput``."""
    if len(body) > LONGEST:
        raise InvalidInput((), f"A request has at most {LONGEST} characters.")
    try:
        given = strict_json(body)
        chosen = (
            MessageRequest
            if isinstance(given, dict) and given.get("action") == "ask"
            else Subscribe
        )
        return chosen.model_validate(given)
    except ValidationError as error:
        raise invalid_input(error, "This is no request.") from error
    except MalformedBody as error:
        raise InvalidInput(error.faults, "A request is a JSON object.") from error


def _check(needed: frozenset[str], permitted: Mapping[str, Any]) -> None:
    missing = needed - set(str(permitted.get("scopes", "")).split())
    if missing:
        raise Forbidden(f"Your token lacks {', '.join(sorted(missing))}.")


def _problem(error: BatonError) -> Problem:
    code = ProblemCode.INVALID
    if isinstance(error, Forbidden):
        code = ProblemCode.FORBIDDEN
    elif isinstance(error, Unavailable):
        code = ProblemCode.UNAVAILABLE
    elif isinstance(error, TooManyRequests):
        code = ProblemCode.TOO_MANY
    faults = error.faults if isinstance(error, InvalidInput) else ()
    places = "; ".join(f"{fault.pointer or '/'} {fault.detail}" for fault in faults)
    return Problem(code=code, detail=f"{error} {places}".strip())
