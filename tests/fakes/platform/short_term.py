"""Short-term memory in memory."""

from collections.abc import Sequence

from baton.core.clock import Clock
from baton.memory.person import Turn
from baton.memory.short_term import is_over
from baton.persistence.shards import DUE_SHARDS, shard_of
from baton.persistence.timestamps import listed_at
from baton.persistence.transaction import Transaction
from tests.fakes.platform.transaction import Ground, stage
from tests.fakes.platform.versions import must_be_new


class FakeShortTermMemory:
    """See ``baton.memory.short_term.ShortTermMemory``."""

    def __init__(self, ground: Ground, clock: Clock) -> None:
        self._ground = ground
        self._clock = clock
        self.kept: dict[tuple[str, str], str] = {}

    def append(self, turn: Turn, within: Transaction | None = None) -> None:
        key = (turn.conversation_id, turn.turn_id)
        document = turn.model_dump_json(exclude_none=True)

        def check() -> None:
            must_be_new("turn", key, self.kept)

        def apply() -> None:
            self.kept[key] = document

        if within is not None:
            stage(within, ("turns", *key), apply, check)
            return
        with self._ground.faults.at("short_term.append"), self._ground.lock:
            check()
            apply()

    def find(self, conversation_id: str, turn_id: str) -> Turn | None:
        key = (conversation_id, turn_id)
        with self._ground.faults.at("short_term.find"), self._ground.lock:
            return self._read(key) if key in self.kept else None

    def recent(
        self, conversation_id: str, *, limit: int = 50, before: str | None = None
    ) -> tuple[Turn, ...]:
        with self._ground.faults.at("short_term.recent"), self._ground.lock:
            now = self._clock()
            own = sorted(
                key
                for key in self.kept
                if key[0] == conversation_id and (before is None or key[1] < before)
            )
            living = [turn for turn in map(self._read, own) if not is_over(turn, now)]
        return tuple(living[-limit:])

    def whole(self, conversation_id: str) -> tuple[Turn, ...]:
        with self._ground.faults.at("short_term.whole"), self._ground.lock:
            own = sorted(key for key in self.kept if key[0] == conversation_id)
            return tuple(map(self._read, own))

    def due(self, *, limit: int = 100, shard: int | None = None) -> tuple[Turn, ...]:
        with self._ground.faults.at("short_term.due"), self._ground.lock:
            now = self._clock()
            over = [
                turn
                for turn in map(self._read, self.kept)
                if is_over(turn, now)
                and shard in (None, shard_of(turn.conversation_id, DUE_SHARDS))
            ]
        over.sort(key=lambda turn: listed_at(turn.at, turn.turn_id))
        return tuple(over[:limit])

    def drop(self, turns: Sequence[Turn]) -> None:
        with self._ground.faults.at("short_term.drop"), self._ground.lock:
            for turn in turns:
                self.kept.pop((turn.conversation_id, turn.turn_id), None)

    def forget(self, conversation_id: str) -> int:
        with self._ground.faults.at("short_term.forget"), self._ground.lock:
            own = [key for key in self.kept if key[0] == conversation_id]
            for key in own:
                del self.kept[key]
        return len(own)

    def _read(self, key: tuple[str, str]) -> Turn:
        return Turn.model_validate_json(self.kept[key])
