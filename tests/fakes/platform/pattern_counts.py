"""Consolidation's ledger in memory."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from baton.memory.pattern_counts import (
    Attempt,
    Loaded,
    Pattern,
    PatternCount,
    Writing,
    merge,
    progress,
)
from tests.fakes.platform.transaction import Ground


class FakePatternCounts:
    """See ``baton.memory.pattern_counts.Ledger``."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self.marks: dict[str, tuple[str, bool]] = {}
        self.counted: dict[str, PatternCount] = {}
        self.total = PatternCount()
        self.writings: dict[tuple[object, ...], Writing] = {}
        self.pack: Loaded | None = None

    def count(self, attempts: Sequence[Attempt]) -> None:
        with self._ground.faults.at("ledger.count"), self._ground.lock:
            for attempt in merge(attempts):
                pattern, known = self.marks.get(attempt.digest, (attempt.pattern.digest, None))
                step = progress(known, worked=attempt.worked)
                if step is not None:
                    self.marks[attempt.digest] = (pattern, attempt.worked)
                    self.counted[pattern] = _plus(self.counted.get(pattern, PatternCount()), step)
                    self.total = _plus(self.total, step)

    def tallies(self, patterns: Collection[Pattern]) -> Mapping[Pattern, PatternCount]:
        with self._ground.faults.at("ledger.tallies"), self._ground.lock:
            return {one: self.counted.get(one.digest, PatternCount()) for one in patterns}

    def whole(self) -> PatternCount:
        with self._ground.faults.at("ledger.whole"), self._ground.lock:
            return self.total

    def begin(self, writing: Writing) -> None:
        with self._ground.faults.at("ledger.begin"), self._ground.lock:
            self.writings[writing.run, writing.conversations[0]] = writing

    def unfinished(self, before: datetime) -> tuple[Writing, ...]:
        with self._ground.faults.at("ledger.unfinished"), self._ground.lock:
            return tuple(one for _, one in sorted(self.writings.items()) if one.at < before)

    def end(self, writings: Sequence[Writing]) -> None:
        with self._ground.faults.at("ledger.end"), self._ground.lock:
            for one in writings:
                self.writings.pop((one.run, one.conversations[0]), None)

    def loaded(self) -> Loaded | None:
        with self._ground.faults.at("ledger.loaded"), self._ground.lock:
            return self.pack

    def load(self, pack: Loaded) -> None:
        with self._ground.faults.at("ledger.load"), self._ground.lock:
            self.pack = pack


def _plus(one: PatternCount, other: PatternCount) -> PatternCount:
    return PatternCount(one.tried + other.tried, one.worked + other.worked)
