"""The outbox in memory."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from baton.core.errors import StaleVersion
from baton.messaging.outbox import OutboxEntry
from baton.persistence.transaction import Transaction
from tests.fakes.platform.transaction import Ground, stage

_read = lru_cache(1_024)(OutboxEntry.model_validate_json)
"""An entry does not change, and is read more often than it is written."""


@dataclass
class _Kept:
    document: str
    parked: bool = False

    def entry(self) -> OutboxEntry:
        return _read(self.document)


class FakeOutbox:
    """See ``baton.messaging.outbox.Outbox``. ``inserted`` is what the stream would have delivered."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._kept: dict[str, _Kept] = {}
        self.inserted: list[str] = []

    @property
    def entries(self) -> dict[str, OutboxEntry]:
        """What is in circulation, by id."""
        with self._ground.lock:
            return {key: kept.entry() for key, kept in self._kept.items() if not kept.parked}

    @property
    def parked(self) -> dict[str, OutboxEntry]:
        """What was taken out of circulation, by id."""
        with self._ground.lock:
            return {key: kept.entry() for key, kept in self._kept.items() if kept.parked}

    def add(self, entry: OutboxEntry, within: Transaction) -> None:
        def apply() -> None:
            self._keep(entry)
            if entry.claimed_by is None:
                self.inserted.append(entry.entry_id)

        stage(within, ("outbox", entry.entry_id), apply)

    def claim(
        self, entry_id: str, worker: str, *, now: datetime, lease_seconds: int
    ) -> OutboxEntry | None:
        with self._ground.faults.at("outbox.claim"), self._ground.lock:
            kept = self._kept.get(entry_id)
            if kept is None or kept.parked or kept.entry().available_at > now:
                return None
            entry = kept.entry()
            changes = {
                "claimed_by": worker,
                "available_at": now + timedelta(seconds=lease_seconds),
                "attempts": entry.attempts + 1,
            }
            return self._keep(entry.model_copy(update=changes))

    def due(self, now: datetime, limit: int = 100) -> tuple[OutboxEntry, ...]:
        with self._ground.faults.at("outbox.due"), self._ground.lock:
            found = [entry for entry in self.entries.values() if entry.available_at <= now]
        found.sort(key=lambda entry: (entry.available_at, entry.entry_id))
        return tuple(found[:limit])

    def defer(self, entry_id: str, worker: str, until: datetime) -> None:
        with self._ground.faults.at("outbox.defer"), self._ground.lock:
            kept = self._kept.get(entry_id)
            if kept is None or kept.parked or kept.entry().claimed_by != worker:
                return
            changes = {"claimed_by": None, "available_at": until}
            self._keep(kept.entry().model_copy(update=changes))

    def hold(self, entry_id: str, worker: str, until: datetime, reason: str) -> None:
        with self._ground.faults.at("outbox.hold"), self._ground.lock:
            kept = self._kept.get(entry_id)
            if kept is None or kept.parked or kept.entry().claimed_by != worker:
                return
            entry = kept.entry()
            changes = {
                "claimed_by": None,
                "available_at": until,
                "reason": reason,
                "attempts": entry.attempts - 1,
            }
            self._keep(entry.model_copy(update=changes))

    def park(self, entry_id: str, within: Transaction, *, now: datetime, reason: str) -> None:
        def check() -> None:
            if entry_id not in self._kept:
                raise StaleVersion(f"The outbox entry {entry_id} is gone.")

        def apply() -> None:
            changes = {"available_at": now, "reason": reason}
            self._keep(self._kept[entry_id].entry().model_copy(update=changes))
            self._kept[entry_id].parked = True

        stage(within, ("outbox", entry_id), apply, check)

    def put_aside(self, limit: int = 100) -> tuple[OutboxEntry, ...]:
        with self._ground.faults.at("outbox.put_aside"), self._ground.lock:
            found = list(self.parked.values())
        found.sort(key=lambda entry: (entry.available_at, entry.entry_id))
        return tuple(found[:limit])

    def redrive(self, entry_id: str, *, now: datetime, most: int) -> bool:
        with self._ground.faults.at("outbox.redrive"), self._ground.lock:
            kept = self._kept.get(entry_id)
            if kept is None or not kept.parked or kept.entry().redriven >= most:
                return False
            entry = kept.entry()
            changes = {
                "available_at": now,
                "claimed_by": None,
                "attempts": 0,
                "redriven": entry.redriven + 1,
            }
            self._keep(entry.model_copy(update=changes))
            self.inserted.append(entry_id)
            return True

    def settle(self, entry_ids: Iterable[str]) -> None:
        with self._ground.faults.at("outbox.settle"), self._ground.lock:
            for entry_id in entry_ids:
                self._kept.pop(entry_id, None)

    def settle_within(
        self, entry_id: str, within: Transaction, *, held_by: str | None = None
    ) -> None:
        def check() -> None:
            kept = self._kept.get(entry_id)
            mine = kept and not kept.parked and kept.entry().claimed_by == held_by
            if held_by is not None and not mine:
                raise StaleVersion(f"The outbox entry {entry_id} is not {held_by}'s any more.")

        stage(within, ("outbox", entry_id), lambda: self._forget(entry_id), check)

    def _keep(self, entry: OutboxEntry) -> OutboxEntry:
        self._kept[entry.entry_id] = _Kept(entry.model_dump_json(exclude_none=True))
        return self._kept[entry.entry_id].entry()

    def _forget(self, entry_id: str) -> None:
        self._kept.pop(entry_id, None)
