"""The Lambda handler of a function that answers HTTP."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from baton.runtime.platform import Platform

Handler = Callable[[dict[str, Any], Any], dict[str, Any]]


class AnswersHttp(Protocol):
    """What answers HTTP API events (payload 2.0), and never raises for what a caller sends."""

    def handle(self, event: dict[str, Any], lambda_context: Any) -> dict[str, Any]:
        """The response to one event."""
        ...


def http_handler(assemble: "Callable[[Platform], AnswersHttp]") -> Handler:
    """The handler of what ``assemble`` makes at the first call, and the container keeps."""
    built: list[AnswersHttp] = []

    def handle(event: dict[str, Any], lambda_context: Any) -> dict[str, Any]:
        if not built:
            from baton.runtime.platform import Platform

            built.append(assemble(Platform()))
        return built[0].handle(event, lambda_context)

    return handle
