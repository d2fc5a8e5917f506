"""Handoffs in memory."""

from collections.abc import Sequence

from baton.core.errors import NotFound
from baton.messaging.handoff import Handoff
from baton.messaging.handoff_repository import listing_query, page_of
from baton.persistence.page import Page, checked_limit, position
from baton.persistence.transaction import Transaction
from tests.fakes.platform.transaction import Ground, stage


class FakeHandoffs:
    """See ``baton.messaging.handoff_repository.HandoffRepository``."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self.kept: dict[tuple[str, str], str] = {}

    def add(self, handoff: Handoff, within: Transaction | None = None) -> None:
        key = (handoff.record_id, handoff.handoff_id)

        def apply() -> None:
            self.kept[key] = handoff.model_dump_json(exclude_none=True)

        if within is not None:
            stage(within, ("handoffs", *key), apply)
            return
        with self._ground.faults.at("handoffs.add"), self._ground.lock:
            if key not in self.kept or self._read(key).at <= handoff.at:
                apply()

    def add_all(self, handoffs: Sequence[Handoff]) -> None:
        for handoff in handoffs:
            self.add(handoff)

    def add_together(self, handoffs: Sequence[Handoff], within: Transaction) -> None:
        for handoff in handoffs:
            self.add(handoff, within)

    def get(self, record_id: str, handoff_id: str) -> Handoff:
        with self._ground.faults.at("handoffs.get"), self._ground.lock:
            if (record_id, handoff_id) not in self.kept:
                raise NotFound("handoff", handoff_id)
            return self._read((record_id, handoff_id))

    def page(self, record_id: str, *, cursor: str | None = None, limit: int = 50) -> Page[Handoff]:
        checked_limit(limit)
        after = position(listing_query(record_id), cursor)
        with self._ground.faults.at("handoffs.page"), self._ground.lock:
            keys = sorted(
                key for key in self.kept if key[0] == record_id and key[1] > (after or "")
            )
            found = [self._read(key) for key in keys]
        return page_of(found, listing_query(record_id), limit)

    def forget(self, record_id: str) -> int:
        with self._ground.faults.at("handoffs.forget"), self._ground.lock:
            own = [key for key in self.kept if key[0] == record_id]
            for key in own:
                del self.kept[key]
        return len(own)

    def _read(self, key: tuple[str, str]) -> Handoff:
        return Handoff.model_validate_json(self.kept[key])
