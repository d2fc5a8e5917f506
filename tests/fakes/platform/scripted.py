"""AWS clients that answer by script, for the faults that a local AWS does not show."""

from collections import defaultdict, deque
from collections.abc import Callable
from typing import Any, cast

from botocore.exceptions import ClientError

from baton.aws.clients import Clients

Answer = dict[str, Any] | BaseException | Callable[[dict[str, Any]], dict[str, Any]]


def client_error(code: str, status: int = 400, **more: Any) -> ClientError:
    """The error that botocore raises for an answer with this code."""
    response = {
        "Error": {"Code": code, "Message": code},
        "ResponseMetadata": {"HTTPStatusCode": status, "HTTPHeaders": {}},
        **more,
    }
    return ClientError(cast("Any", response), "Operation")


class ScriptedClients:
    """Stands for ``baton.aws.clients.Clients``. Each call takes the next answer of its operation;
    without one it gives ``{}``. ``calls`` are the operations with what they were asked.
    """

    def __init__(self) -> None:
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self._answers: defaultdict[str, deque[Answer]] = defaultdict(deque)

    def script(self, operation: str, *answers: Answer) -> None:
        """The next answers of an operation, named as in botocore: ``put_events``, ``PutItem``."""
        self._answers[operation].extend(answers)

    def get(self, service: str, **_: Any) -> Any:
        """A client of any service."""
        return _ScriptedClient(self)

    def later(self, service: str, **_: Any) -> Callable[[], Any]:
        """A client of any service, when it is asked for."""
        return lambda: self.get(service)

    def answer(self, operation: str, asked: dict[str, Any]) -> dict[str, Any]:
        """One call."""
        self.calls.append((operation, asked))
        waiting = self._answers[operation]
        answer = waiting.popleft() if waiting else {}
        if isinstance(answer, BaseException):
            raise answer
        return answer(asked) if callable(answer) else answer

    @property
    def clients(self) -> Clients:
        """This, as what the adapters take."""
        return cast("Clients", self)

    def names(self) -> list[str]:
        """The operations that were called, in order."""
        return [operation for operation, _ in self.calls]


class _ScriptedClient:
    def __init__(self, script: ScriptedClients) -> None:
        self._script = script

    def _make_api_call(self, operation: str, asked: dict[str, Any]) -> dict[str, Any]:
        return self._script.answer(operation, asked)

    def __getattr__(self, operation: str) -> Callable[..., dict[str, Any]]:
        return lambda **asked: self._script.answer(operation, asked)
