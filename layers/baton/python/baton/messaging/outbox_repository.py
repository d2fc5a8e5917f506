"""The outbox in DynamoDB."""

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
            shard=_shard(entry.entry_id),
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
            (of.state != State.PARKED.value) & (of.available_at <= moment_text(now)),
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

        shards = in_parallel(of_shard, [str(number) for number in range(DUE_SHARDS)])
        named = sorted((item for shard in shards for item in shard), key=_place)[:limit]
        items = self._database.fetch(self._items, [(item.entry_id,) for item in named])
        due = (item for item in items if _circulates(item) and item.available_at <= until)
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
                of.shard.set(_shard(entry_id)),
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
