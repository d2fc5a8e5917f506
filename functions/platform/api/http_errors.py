"""Errors that only an HTTP edge knows, beside those of ``baton.core.errors``."""

from baton.core.errors import AlreadyExists, BatonError, Conflict


class NoSuchRoute(BatonError):
    """Nothing answers at this path."""

    def __init__(self) -> None:
        super().__init__("There is nothing at this path; /docs shows what there is.")


class MethodNotAllowed(BatonError):
    """The path exists, but not with this method. ``allowed`` names those it has."""

    def __init__(self, allowed: tuple[str, ...]) -> None:
        super().__init__(f"This path allows {', '.join(allowed)}.")
        self.allowed = allowed


class Unauthenticated(BatonError):
    """Nobody knows who is calling."""

    def __init__(self) -> None:
        super().__init__("Send an access token: Authorization: Bearer <token>.")


class BodyTooLarge(BatonError):
    """The body is longer than its route takes. ``limit`` is in bytes."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"The body may have {limit // 1024} KiB at most.")


class UnsupportedMediaType(BatonError):
    """The body is something other than JSON."""

    def __init__(self) -> None:
        super().__init__("Send the body as application/json in UTF-8.")


class PreconditionRequired(BatonError):
    """A change must say which version it was made from."""

    def __init__(self) -> None:
        super().__init__("Send If-Match with the ETag of the version you have read.")


class RequestUnderWay(Conflict):
    """The same request, by its idempotency key, is being worked on."""

    retry_after = 2

    def __init__(self) -> None:
        super().__init__("A request with this Idempotency-Key is under way. Try again shortly.")


class DuplicateLead(AlreadyExists):
    """The same person's enquiry came before, within the duplicate window."""

    def __init__(self, lead_id: str) -> None:
        super().__init__("This e-mail address or external id is already in as another lead.")
        self.lead_id = lead_id
