"""The outbox in DynamoDB.

An entry that nobody has tried is in no index: the stream brings it, and nearly always it is done and
gone before a sweep looks. A sweep finds what the stream did not bring by walking the table, which holds
nothing but what is still to be done. What was tried is in the index by when it is due again.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from baton.core.errors import StaleVersion
from baton.messaging.outbox import OutboxEntry
from baton.persistence.database import Database, condition_failed, database_errors, in_parallel
from baton.persistence.shards import DUE_SHARDS, shard_of
from baton.persistence.timestamps import moment_text
from baton.persistence.transaction import DynamoTransaction, Transaction

if TYPE_CHECKING:
    from baton.messaging.items import OutboxItem

WALKED = 1_000
"""How many entries a walk looks for, to have the longest waiting among them."""

PAGE = 500
"""How many items of the table a walk reads with a request."""

PARKED_SHARD = "parked"
"""Where the index ``due`` has what is parked; no sweep asks for it."""


class State(StrEnum):
    """An entry's state in the table; the stream's filter takes what is ``waiting``."""

    WAITING = "waiting"
    CLAIMED = "claimed"
    DEFERRED = "deferred"
    HELD = "held"
    PARKED = "parked"


class DynamoOutbox:
    """See ``baton.messaging.outbox.Outbox``."""

    def __init__(self, database: Database, table: str) -> None:
        from baton.messaging.items import OutboxItem

        self._database = database
        self._items = database.bound(OutboxItem, table)

    def add(self, entry: OutboxEntry, within: Transaction) -> None:
        """See ``Outbox``."""
        item = self._items(
            entry.entry_id,
            state=(State.CLAIMED if entry.claimed_by else State.WAITING).value,
            shard=_shard(entry.entry_id) if entry.attempts else None,
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
                of.shard.set(_shard(entry_id)),
                of.claimed_by.set(worker),
                of.available_at.set(moment_text(lease_end)),
                of.attempts.add(1),
            ],
            (of.state != State.PARKED.value) & (of.available_at <= moment_text(now)),
        )
        return _entry(item) if taken else None

    def due(self, now: datetime, limit: int = 100) -> tuple[OutboxEntry, ...]:
        """See ``Outbox``. What was never tried is looked for if there is room beside the rest."""
        until = moment_text(now)
        due = self._tried(until, limit)
        if len(due) < limit:
            due += self._untried(until, max(limit, WALKED))
        return tuple(_entry(item) for item in sorted(due, key=_place)[:limit])

    def _untried(self, until: str, limit: int) -> "list[OutboxItem]":
        of = self._items
        wanted = of.shard.does_not_exist() & (of.available_at <= until)
        with database_errors():
            return list(of.scan(wanted, consistent_read=True, limit=limit, page_size=PAGE))

    def _tried(self, until: str, limit: int) -> "list[OutboxItem]":
        """What the index names is read again, since it follows its table."""

        def of_shard(shard: str) -> list["OutboxItem"]:
            with database_errors():
                return list(
                    self._items.due.query(shard, self._items.available_at <= until, limit=limit)
                )

        shards = in_parallel(of_shard, [str(number) for number in range(DUE_SHARDS)])
        named = sorted((item for shard in shards for item in shard), key=_place)[:limit]
        items = self._database.fetch(self._items, [(item.entry_id,) for item in named])
        return [item for item in items if _circulates(item) and item.available_at <= until]

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
            self._held_by(worker),
        )

    def hold(self, entry_id: str, worker: str, until: datetime, reason: str) -> None:
        """See ``Outbox``."""
        of = self._items
        self._changed(
            self._items(entry_id),
            [
                of.state.set(State.HELD.value),
                of.claimed_by.remove(),
                of.available_at.set(moment_text(until)),
                of.reason.set(reason),
                of.attempts.add(-1),
            ],
            self._held_by(worker),
        )

    def park(self, entry_id: str, within: Transaction, *, now: datetime, reason: str) -> None:
        """See ``Outbox``."""
        of = self._items
        DynamoTransaction.of(within).update(
            self._items(entry_id),
            [
                of.state.set(State.PARKED.value),
                of.shard.set(PARKED_SHARD),
                of.available_at.set(moment_text(now)),
                of.reason.set(reason),
            ],
            of.entry_id.exists(),
            StaleVersion(f"The outbox entry {entry_id} is gone."),
        )

    def put_aside(self, limit: int = 100) -> tuple[OutboxEntry, ...]:
        """See ``Outbox``."""
        with database_errors():
            named = list(self._items.due.query(PARKED_SHARD, limit=limit))
        items = self._database.fetch(self._items, [(item.entry_id,) for item in named])
        parked = (item for item in items if not _circulates(item))
        return tuple(_entry(item) for item in sorted(parked, key=_place))

    def redrive(self, entry_id: str, *, now: datetime, most: int) -> bool:
        """See ``Outbox``. What waits again is announced by the stream."""
        of = self._items
        room = of.redriven.does_not_exist() | (of.redriven < most)
        return self._changed(
            self._items(entry_id),
            [
                of.state.set(State.WAITING.value),
                of.shard.remove(),
                of.available_at.set(moment_text(now)),
                of.claimed_by.remove(),
                of.attempts.set(0),
                of.redriven.add(1),
            ],
            (of.state == State.PARKED.value) & room,
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
        transaction.delete(of(entry_id), self._held_by(held_by), refusal)

    def _held_by(self, worker: str) -> Any:
        of = self._items
        return (of.state != State.PARKED.value) & (of.claimed_by == worker)

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


def entry_of_image(image: Mapping[str, Any]) -> OutboxEntry:
    """The entry that a record of the table's stream shows. Raises ``ValueError`` if it is none."""
    from baton.messaging.items import OutboxItem

    try:
        return _entry(OutboxItem.from_raw_data(dict(image)))
    except (AttributeError, KeyError, TypeError) as error:
        raise ValueError("this is no entry of the outbox") from error


def _shard(entry_id: str) -> str:
    return str(shard_of(entry_id, DUE_SHARDS))


def _circulates(item: "OutboxItem") -> bool:
    return item.state != State.PARKED.value


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
            "reason": item.reason,
            "redriven": int(item.redriven or 0),
        }
    )
