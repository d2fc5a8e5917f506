"""The decision trace in memory."""

from collections.abc import Sequence

from baton.persistence.page import Page
from baton.runtime.decision import TracedDecision
from baton.runtime.trace_repository import listing_key, page_of_story
from tests.fakes.platform.transaction import Ground


class FakeTraces:
    """See ``baton.runtime.trace_repository.TraceRepository``."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self.kept: dict[tuple[str, str], tuple[str, ...]] = {}

    def keep(self, decisions: Sequence[Sequence[TracedDecision]]) -> None:
        with self._ground.faults.at("traces.keep"), self._ground.lock:
            for together in decisions:
                last = together[-1]
                key = (last.subject_id, last.decision_id)
                before = self._read(key)
                if not before or listing_key(before[-1]) < listing_key(last):
                    self.kept[key] = tuple(
                        one.model_dump_json(exclude_none=True) for one in together
                    )

    def page(
        self, subject_id: str, *, cursor: str | None = None, limit: int = 50
    ) -> Page[TracedDecision]:
        with self._ground.faults.at("traces.page"), self._ground.lock:
            own = [key for key in self.kept if key[0] == subject_id]
            story = [one for key in own for one in self._read(key)]
        return page_of_story(story, subject_id, cursor, limit)

    def forget(self, subject_id: str) -> int:
        with self._ground.faults.at("traces.forget"), self._ground.lock:
            own = [key for key in self.kept if key[0] == subject_id]
            return sum(len(self.kept.pop(key)) for key in own)

    def _read(self, key: tuple[str, str]) -> list[TracedDecision]:
        return [TracedDecision.model_validate_json(text) for text in self.kept.get(key, ())]
