"""Errors that only the HTTP edge knows, beside those of ``baton.core.errors``."""

from collections.abc import Sequence

from baton.core.errors import BatonError, Conflict, Forbidden, Unprocessable


class NoSuchRoute(BatonError):
    """Nothing answers at this path."""

    def __init__(self) -> None:
        super().__init__("There is nothing at this path; /docs lists the paths.")


class NotThroughTheEdge(Forbidden):
    """The request came to the API's own address, which this deployment keeps closed."""

    def __init__(self) -> None:
        super().__init__("This address is closed. Use the address that the deployment names.")


class MethodNotAllowed(BatonError):
    """The path exists, but not with this method. ``allowed`` names those it has."""

    def __init__(self, allowed: tuple[str, ...]) -> None:
        super().__init__(f"This path allows {', '.join(allowed)}.")
        self.allowed = allowed


class Unauthenticated(BatonError):
    """The caller has no token, or one that is not good: ``of_token`` says why."""

    def __init__(self, of_token: str = "") -> None:
        super().__init__(of_token or "Send an access token: Authorization: Bearer <token>.")
        self.of_token = of_token


class InsufficientScope(Forbidden):
    """The token lacks the scope. With ``scopes``, the smallest that would do, it may be asked for."""

    def __init__(self, what: str, either: Sequence[Sequence[str]]) -> None:
        wanted = " and ".join(" or ".join(scopes) for scopes in either)
        super().__init__(f"{what} needs a token with the scope {wanted}.")
        self.scopes = tuple(dict.fromkeys(min(scopes, key=_width) for scopes in either))


def _width(scope: str) -> int:
    """How much a scope opens: one to read is smaller than one to write, and that than all of an area."""
    return {"read": 0, "write": 1}.get(scope.rpartition(".")[2], 2)


class BodyTooLarge(BatonError):
    """The body is longer than its route takes."""

    def __init__(self, limit_kib: int) -> None:
        super().__init__(f"The body may have {limit_kib} KiB at most.")


class UnsupportedMediaType(BatonError):
    """The body is something other than JSON."""

    def __init__(self) -> None:
        super().__init__("Send the body as application/json in UTF-8.")


class NotAcceptable(BatonError):
    """The caller accepts no JSON."""

    def __init__(self) -> None:
        super().__init__("The answer is application/json; accept that.")


class PreconditionRequired(BatonError):
    """A change must say which version it was made from."""

    def __init__(self) -> None:
        super().__init__("Send If-Match with the ETag of the version you have read.")


class RequestUnderWay(Conflict):
    """The same request, by its idempotency key or its caller's own id, is being worked on."""

    retry_after = 2

    def __init__(self, what: str = "A request with this Idempotency-Key") -> None:
        super().__init__(f"{what} is under way. Try again shortly.")


class KeyReused(Unprocessable):
    """The idempotency key came before, with another body."""

    def __init__(self) -> None:
        super().__init__("This Idempotency-Key was used with another body. Use a new key.")
