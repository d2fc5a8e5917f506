"""The conditions of optimistic locking in memory."""

from collections.abc import Container
from typing import TypeVar

from baton.core.errors import AlreadyExists, StaleVersion

Key = TypeVar("Key")


def must_be_new(kind: str, identifier: Key, kept: Container[Key]) -> None:
    """Raises ``AlreadyExists`` if something with the id is kept."""
    if identifier in kept:
        raise AlreadyExists(f"There is already a {kind} with the id {identifier}.")


def must_follow(kind: str, identifier: str, kept: int | None, version: int) -> None:
    """Raises ``StaleVersion`` unless ``version`` is one more than the kept one."""
    if kept is None or kept + 1 != version:
        raise StaleVersion(f"The {kind} {identifier} was changed since it was read.")
