"""Writes that happen together or not at all."""

from types import TracebackType
from typing import Protocol, Self


class Transaction(Protocol):
    """A unit of work: stores add their writes to it, and leaving the block commits them all.

    At most 100 writes (DynamoDB's limit). Leaving the block with an error writes nothing. The commit
    raises the error of the first write whose condition failed: ``AlreadyExists`` or
    ``StaleVersion``, as the store's method says; ``Unavailable`` if nothing is known to be written.
    """

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None: ...


class Transactions(Protocol):
    """Begins transactions."""

    def begin(self) -> Transaction:
        """A new, empty transaction."""
        ...
