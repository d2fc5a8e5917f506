"""Whether a caller may do something: it has one of the accepted scopes for each part of it."""

from collections.abc import Sequence

from baton.http.caller import Caller
from baton.http.http_errors import InsufficientScope

RESOURCE_SERVER = "baton/"
"""What every scope in a token begins with."""


def permits(caller: Caller, either: Sequence[Sequence[str]]) -> bool:
    """Whether the caller has one of the scopes of each entry, which are named as in its token."""
    return all(any(scope in caller.scopes for scope in scopes) for scopes in either)


def require(caller: Caller, either: Sequence[Sequence[str]], what: str) -> None:
    """Raises ``InsufficientScope``, which says what would do for ``what``, unless it is permitted."""
    if not permits(caller, either):
        raise InsufficientScope(what, either)
