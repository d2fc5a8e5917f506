"""Deadlines of notices in memory."""

from datetime import date

from baton.persistence.transaction import Transaction
from tests.fakes.platform.transaction import Ground, stage


class FakeNoticeDeadlines:
    """See ``baton.leads.notice_deadlines.NoticeDeadlines``."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self.kept: set[tuple[date, str]] = set()

    def add(self, lead_id: str, day: date, within: Transaction) -> None:
        stage(within, ("notices", str(day), lead_id), lambda: self.kept.add((day, lead_id)))

    def due(self, day: date, limit: int = 1_000) -> tuple[str, ...]:
        with self._ground.faults.at("notices.due"), self._ground.lock:
            return tuple(sorted(lead_id for on, lead_id in self.kept if on == day)[:limit])

    def settle(self, lead_id: str, day: date) -> None:
        with self._ground.faults.at("notices.settle"), self._ground.lock:
            self.kept.discard((day, lead_id))
