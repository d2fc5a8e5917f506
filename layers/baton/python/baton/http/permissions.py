"""Whether a caller may do something: it has one of the accepted scopes for each part of it."""

from collections.abc import Sequence

from baton.http.caller import RESOURCE_SERVER, Caller
from baton.http.http_errors import InsufficientScope

__all__ = ["RESOURCE_SERVER", "permits", "require"]


def permits(caller: Caller, either: Sequence[Sequence[str]]) -> bool:
    """Whether the caller has one of the scopes of each entry, which are named as in its token."""
    return all(any(scope in caller.scopes for scope in scopes) for scopes in either)


def require(caller: Caller, either: Sequence[Sequence[str]], what: str) -> None:
    """Raises ``InsufficientScope``, which says what would do for ``what``, unless it is permitted."""
    missing = [scopes for scopes in either if not permits(caller, [scopes])]
    if missing:
        raise InsufficientScope(what, missing)
