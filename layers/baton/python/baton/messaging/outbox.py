"""The outbox: what must happen after a transaction, kept in the same transaction.

An entry is claimed by one worker at a time, under a lease; a worker that dies leaves a lease that
runs out, and the minute sweep hands the entry to the next. So everything happens at least once, and
every step behind it is idempotent.

    transaction ──► entry (waiting) ──stream, sweep──► claimed ──► done: entry deleted
                        ▲                                 │
                        └──── lease over, or deferred ────┘   after max_attempts: parked
"""

import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol
from zlib import crc32

from pydantic import Field

from baton.contracts.base import Contract, Moment, Ulid
from baton.records.database import Database, condition_failed, database_errors, in_parallel
from baton.records.moments import moment_text
from baton.records.transaction import DynamoTransaction, Transaction
from baton.runtime.errors import StaleVersion

if TYPE_CHECKING:
    from baton.records.items import OutboxItem


class Work(StrEnum):
    """What an entry asks for."""

    RUN_PIPELINE = "run_pipeline"
    """run ``lead_pipeline`` for ``subject_id``; the payload may hold ``resume``"""
    OPEN_CASE = "open_case"
    """start ``escalation_case`` for the escalation ``subject_id``"""
    COMPLETE_TASK = "complete_task"
    """give ``payload.output`` to the workflow that waits with ``payload.task_token``"""
    PUBLISH = "publish"
    """put ``payload.message`` on the bus as ``payload.event``"""
    RUN_ERASURE = "run_erasure"
    """start ``erasure`` for the erasure ``subject_id``"""


class OutboxEntry(Contract):
    """One thing to do. ``available_at`` is when it may be claimed: now for a waiting entry, the end
    of the lease for a claimed one. The entry that runs a lead's pipeline has the lead's id.
    """

    entry_id: str
    work: Work
    subject_id: Ulid
    payload: dict[str, Any] = Field(default_factory=dict)
    correlation_id: str
    available_at: Moment
    claimed_by: str | None = None
    attempts: int = Field(default=0, ge=0)


class Outbox(Protocol):
    """Where entries wait."""

    def add(self, entry: OutboxEntry, within: Transaction) -> None:
        """Keeps an entry; one with the same id is replaced. An entry may be born claimed."""
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

    def park(self, entry_id: str, within: Transaction) -> None:
        """Takes an entry out of circulation; it stays to be looked at and re-driven.

        The commit raises ``StaleVersion`` if it is gone.
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


SHARDS = 8
"""Partitions of the index ``due``, so that no single one takes every write."""


class State(StrEnum):
    """An entry's state in the table; the stream's filter takes what is ``waiting``."""

    WAITING = "waiting"
    CLAIMED = "claimed"
    DEFERRED = "deferred"
    PARKED = "parked"


class DynamoOutbox:
    """The outbox in DynamoDB."""

    def __init__(self, database: Database, table: str) -> None:
        from baton.records.items import OutboxItem

        self._database = database
        self._items = database.bound(OutboxItem, table)

    def add(self, entry: OutboxEntry, within: Transaction) -> None:
        """See ``Outbox``."""
        item = self._items(
            entry.entry_id,
            state=(State.CLAIMED if entry.claimed_by else State.WAITING).value,
            shard=str(crc32(entry.entry_id.encode()) % SHARDS),
            available_at=moment_text(entry.available_at),
            work=entry.work.value,
            subject_id=entry.subject_id,
            correlation_id=entry.correlation_id,
            payload=json.dumps(entry.to_json()["payload"], ensure_ascii=False),
            claimed_by=entry.claimed_by,
            attempts=entry.attempts,
        )
        DynamoTransaction.of(within).put(item)

    def claim(
        self, entry_id: str, worker: str, *, now: datetime, lease_seconds: int
    ) -> OutboxEntry | None:
        """See ``Outbox``. One conditional update: of many who try, one is given the entry."""
        item, of = self._items(entry_id), self._items
        lease_end = now + timedelta(seconds=lease_seconds)
        taken = self._changed(
            item,
            [
                of.state.set(State.CLAIMED.value),
                of.claimed_by.set(worker),
                of.available_at.set(moment_text(lease_end)),
                of.attempts.add(1),
            ],
            of.shard.exists() & (of.available_at <= moment_text(now)),
        )
        return _entry(item) if taken else None

    def due(self, now: datetime, limit: int = 100) -> tuple[OutboxEntry, ...]:
        """See ``Outbox``. What the index names is read again, since it follows its table."""
        until = moment_text(now)

        def of_shard(shard: str) -> list["OutboxItem"]:
            with database_errors():
                return list(
                    self._items.due.query(shard, self._items.available_at <= until, limit=limit)
                )

        shards = in_parallel(of_shard, [str(number) for number in range(SHARDS)])
        named = sorted((item for shard in shards for item in shard), key=_place)[:limit]
        items = self._database.fetch(self._items, [(item.entry_id,) for item in named])
        due = (item for item in items if item.shard is not None and item.available_at <= until)
        return tuple(_entry(item) for item in sorted(due, key=_place))

    def defer(self, entry_id: str, worker: str, until: datetime) -> None:
        """See ``Outbox``."""
        of = self._items
        self._changed(
            self._items(entry_id),
            [
                of.state.set(State.DEFERRED.value),
                of.claimed_by.remove(),
                of.available_at.set(moment_text(until)),
            ],
            of.shard.exists() & (of.claimed_by == worker),
        )

    def park(self, entry_id: str, within: Transaction) -> None:
        """See ``Outbox``. Without a shard the entry is in no index."""
        of = self._items
        DynamoTransaction.of(within).update(
            self._items(entry_id),
            [of.state.set(State.PARKED.value), of.shard.remove()],
            of.entry_id.exists(),
            StaleVersion(f"The outbox entry {entry_id} is gone."),
        )

    def settle(self, entry_ids: Iterable[str]) -> None:
        """See ``Outbox``."""
        self._database.delete(self._items, [(entry_id,) for entry_id in entry_ids])

    def settle_within(
        self, entry_id: str, within: Transaction, *, held_by: str | None = None
    ) -> None:
        """See ``Outbox``."""
        transaction, of = DynamoTransaction.of(within), self._items
        if held_by is None:
            transaction.delete(of(entry_id))
            return
        refusal = StaleVersion(f"The outbox entry {entry_id} is not {held_by}'s any more.")
        mine = of.shard.exists() & (of.claimed_by == held_by)
        transaction.delete(of(entry_id), mine, refusal)

    def _changed(self, item: "OutboxItem", actions: list[Any], condition: Any) -> bool:
        """Whether the change was made; it is not if its condition does not hold."""
        from pynamodb.exceptions import UpdateError

        try:
            with database_errors():
                item.update(actions, condition=condition)
        except UpdateError as error:
            if condition_failed(error):
                return False
            raise
        return True


def _place(item: "OutboxItem") -> tuple[str, str]:
    return (item.available_at, item.entry_id)


def _entry(item: "OutboxItem") -> OutboxEntry:
    return OutboxEntry.model_validate(
        {
            "entry_id": item.entry_id,
            "work": item.work,
            "subject_id": item.subject_id,
            "payload": json.loads(item.payload),
            "correlation_id": item.correlation_id,
            "available_at": item.available_at,
            "claimed_by": item.claimed_by,
            "attempts": int(item.attempts),
        }
    )
