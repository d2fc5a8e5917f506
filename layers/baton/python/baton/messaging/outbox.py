"""The outbox: what must happen after a transaction, kept in the same transaction.

An entry is claimed by one worker at a time, under a lease; a worker that dies leaves a lease that
runs out, and the minute sweep hands the entry to the next. So everything happens at least once, and
every step behind it is idempotent.

    transaction ──► entry (waiting) ──stream, sweep──► claimed ──► done: entry deleted
                        ▲                                 │
                        ├──── lease over, or deferred ────┘   after max_attempts: parked
                        └──── re-driven, once the cause is mended ◄──────────────┘
"""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from pydantic import Field

from baton.core.contract import Contract, Ulid, UtcDatetime
from baton.persistence.transaction import Transaction


class Work(StrEnum):
    """What an entry asks for. ``baton.messaging.entries`` makes them."""

    PUBLISH = "publish"
    """put ``payload.message`` on the bus as ``payload.event``"""
    RUN_WORKFLOW = "run_workflow"
    """run the workflow ``payload.workflow`` with ``payload.input``, and wait for its end"""
    START_WORKFLOW = "start_workflow"
    """start the workflow ``payload.workflow`` with ``payload.input``, once for ``subject_id``"""
    COMPLETE_TASK = "complete_task"
    """give ``payload.output`` to the workflow that waits with ``payload.task_token``"""


class OutboxEntry(Contract):
    """One thing to do. ``available_at`` is when it may be claimed: now for a waiting entry, the end
    of the lease for a claimed one.
    """

    entry_id: str
    work: Work
    subject_id: Ulid
    payload: dict[str, Any] = Field(default_factory=dict)
    correlation_id: str
    available_at: UtcDatetime
    claimed_by: str | None = None
    attempts: int = Field(default=0, ge=0)
    reason: str | None = Field(default=None, description="why it was held or parked, at last")
    redriven: int = Field(default=0, ge=0, description="how often it was taken up after parking")


class Outbox(Protocol):
    """Where entries wait."""

    def add(self, entry: OutboxEntry, within: Transaction) -> None:
        """Keeps an entry; one with the same id is replaced. An entry may be born claimed, with its first
        attempt counted.
        """
        ...

    def claim(
        self, entry_id: str, worker: str, *, now: datetime, lease_seconds: int
    ) -> OutboxEntry | None:
        """The entry, now this worker's until the lease ends and with one attempt more; ``None`` if
        it is gone, parked, claimed by another, or not yet available."""
        ...

    def due(self, now: datetime, limit: int = 100) -> tuple[OutboxEntry, ...]:
        """Entries that could be claimed now, the longest waiting first."""
        ...

    def defer(self, entry_id: str, worker: str, until: datetime) -> None:
        """Gives a claim back to be tried again later. Nothing happens if it is not this worker's."""
        ...

    def hold(self, entry_id: str, worker: str, until: datetime, reason: str) -> None:
        """As ``defer``, for an entry that was not tried: the attempt is given back."""
        ...

    def park(self, entry_id: str, within: Transaction, *, now: datetime, reason: str) -> None:
        """Takes an entry out of circulation; it stays to be looked at and re-driven.

        The commit raises ``StaleVersion`` if it is gone.
        """
        ...

    def put_aside(self, limit: int = 100) -> tuple[OutboxEntry, ...]:
        """Parked entries, the longest parked first: ``available_at`` is when it was."""
        ...

    def redrive(self, entry_id: str, *, now: datetime, most: int) -> bool:
        """Puts a parked entry back into circulation, with a new set of attempts. Gives whether it was
        parked, and re-driven less than ``most`` times.
        """
        ...

    def settle(self, entry_ids: Iterable[str]) -> None:
        """Deletes entries that are done."""
        ...

    def settle_within(
        self, entry_id: str, within: Transaction, *, held_by: str | None = None
    ) -> None:
        """Deletes an entry together with what it led to. It need not be there.

        With ``held_by`` it must be there and that worker's: the commit raises ``StaleVersion`` if it
        is gone, parked, replaced, or claimed by another.
        """
        ...
