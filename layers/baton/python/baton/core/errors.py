"""What can go wrong, once. The edges map these: problem details, JSON-RPC codes, workflow errors."""

from collections.abc import Iterable
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class FieldError:
    """One thing that is wrong with an input; ``pointer`` is a JSON pointer (RFC 6901) to it."""

    pointer: str
    detail: str
    code: str = "invalid"

    def within(self, place: str) -> "FieldError":
        """This fault of a part, when the part stands at ``place`` (a JSON pointer) of the input."""
        return replace(self, pointer=place + self.pointer)


class BatonError(Exception):
    """Base of every error that Baton raises on purpose. Its text is safe to show a caller."""


class InvalidInput(BatonError):
    """The input is wrong; every fault is named."""

    def __init__(
        self, faults: Iterable[FieldError], detail: str = "The input is not valid."
    ) -> None:
        super().__init__(detail)
        self.faults = tuple(faults)


class NotFound(BatonError):
    """Not found."""

    def __init__(self, kind: str, identifier: str) -> None:
        super().__init__(f"There is no {kind} with the id {identifier}.")


class AlreadyExists(BatonError):
    """It is there already, and may not be written again."""


class IdTaken(AlreadyExists):
    """Something that another call created is there under an id that a caller chose."""

    def __init__(self, what: str, own_id: str) -> None:
        super().__init__(f"There is already {what} with the id {own_id}. Choose another id.")


class Duplicate(AlreadyExists):
    """The same came before under another id. ``existing`` is the path at which that is read."""

    def __init__(self, detail: str, existing: str) -> None:
        super().__init__(detail)
        self.existing = existing


class StaleVersion(BatonError):
    """Somebody else changed it since it was read."""


class Conflict(BatonError):
    """Its state does not allow this."""


class Erased(BatonError):
    """The person asked to be erased, and this would bring back what was erased."""


class Unprocessable(BatonError):
    """Understood, but it contradicts something said before."""


class TooManyRequests(BatonError):
    """The caller is over its rate. ``retry_after`` is in whole seconds, at least 1."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"Too many requests. Try again in {retry_after} s.")
        self.retry_after = retry_after


class Forbidden(BatonError):
    """The caller lacks the permission."""


class Unavailable(BatonError):
    """Something we depend on does not answer; trying again later may help."""
