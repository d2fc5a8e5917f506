"""Transactions in memory: every condition first, then every write, under one lock."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from baton.persistence.transaction import Transaction
from tests.fakes.platform.faults import Faults

MAX_WRITES = 100


@dataclass
class Ground:
    """What all fakes of one platform share: the lock that makes a commit atomic, and the faults."""

    faults: Faults = field(default_factory=Faults)
    lock: threading.RLock = field(default_factory=threading.RLock)


@dataclass(frozen=True)
class Write:
    """One write. ``item`` names what it touches; ``check`` raises if its condition fails."""

    item: tuple[str, ...]
    check: Callable[[], None]
    apply: Callable[[], None]


class FakeTransaction:
    """See ``baton.persistence.transaction.Transaction``."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._writes: list[Write] = []

    def stage(self, write: Write) -> None:
        """Adds a write. As in DynamoDB an item is written once, and there are at most 100."""
        if any(write.item == other.item for other in self._writes):
            raise ValueError(
                f"a transaction writes an item once, and {write.item} is written twice"
            )
        if len(self._writes) == MAX_WRITES:
            raise ValueError(f"a transaction has at most {MAX_WRITES} writes")
        self._writes.append(write)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if kind is not None or not self._writes:
            return
        with self._ground.faults.at("transactions.commit"), self._ground.lock:
            for write in self._writes:
                write.check()
            for write in self._writes:
                write.apply()


class FakeTransactions:
    """See ``baton.persistence.transaction.Transactions``."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    def begin(self) -> Transaction:
        return FakeTransaction(self._ground)


def stage(
    within: Transaction,
    item: tuple[str, ...],
    apply: Callable[[], None],
    check: Callable[[], None] = lambda: None,
) -> None:
    """Adds a write to a transaction that the same platform began."""
    if not isinstance(within, FakeTransaction):
        raise TypeError("this store works with transactions of FakeTransactions only")
    within.stage(Write(item, check, apply))
