"""The decision trace in memory."""

from collections.abc import Sequence

from baton.persistence.page import Page, checked_limit, cursor_after, position
from baton.runtime.decision import TracedDecision
from baton.runtime.trace_repository import listing_key, listing_query
from tests.fakes.platform.transaction import Ground


class FakeTraces:
    """See ``baton.runtime.trace_repository.TraceRepository``."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self.kept: dict[tuple[str, str], str] = {}

    def keep(self, decisions: Sequence[TracedDecision]) -> None:
        with self._ground.faults.at("traces.keep"), self._ground.lock:
            for one in decisions:
                key = (one.subject_id, one.decision_id)
                if key not in self.kept or listing_key(self._read(key)) < listing_key(one):
                    self.kept[key] = one.model_dump_json(exclude_none=True)

    def page(
        self, subject_id: str, *, cursor: str | None = None, limit: int = 50
    ) -> Page[TracedDecision]:
        query = listing_query(subject_id)
        checked_limit(limit)
        after = position(query, cursor) or ""
        with self._ground.faults.at("traces.page"), self._ground.lock:
            found = [self._read(key) for key in self.kept if key[0] == subject_id]
        found = sorted((one for one in found if listing_key(one) > after), key=listing_key)
        more = len(found) > limit
        items = tuple(found[:limit])
        return Page(items, cursor_after(query, listing_key(items[-1])) if more else None)

    def forget(self, subject_id: str) -> int:
        with self._ground.faults.at("traces.forget"), self._ground.lock:
            own = [key for key in self.kept if key[0] == subject_id]
            for key in own:
                del self.kept[key]
        return len(own)

    def _read(self, key: tuple[str, str]) -> TracedDecision:
        return TracedDecision.model_validate_json(self.kept[key])
