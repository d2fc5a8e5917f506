"""The Lambda handler of a function that answers HTTP."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol

from baton.runtime.assembly import Assembled, is_wake_call

if TYPE_CHECKING:
    from baton.runtime.platform import Platform

Handler = Callable[[dict[str, Any], Any], dict[str, Any]]


class AnswersHttp(Protocol):
    """What answers HTTP API events (payload 2.0), and never raises for what a caller sends."""

    def handle(self, event: dict[str, Any], lambda_context: Any) -> dict[str, Any]:
        """The response to one event."""
        ...


def http_handler(assemble: "Callable[[Platform], AnswersHttp]") -> Handler:
    """The handler of what ``assemble`` makes, once a container (``baton.runtime.assembly``)."""
    assembled = Assembled(assemble)

    def handle(event: dict[str, Any], lambda_context: Any) -> dict[str, Any]:
        return {} if is_wake_call(event) else assembled().handle(event, lambda_context)

    return handle
