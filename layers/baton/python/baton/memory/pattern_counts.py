"""What consolidation keeps for itself: what was tried and worked, what is under way, which pack is
loaded. It lies beside the graph, in the knowledge table.

Nothing here says who anybody is: attempts and patterns are known by SHA-256 digests. A pattern's words
appear in the graph only once it has been repeated by many.
"""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple, Protocol

from pydantic import Field

from baton.core.contract import Contract, UtcDatetime
from baton.core.errors import StaleVersion, Unavailable
from baton.memory.person import ConversationId
from baton.persistence.database import Database, database_errors, in_parallel
from baton.persistence.shards import every_shard, shard_of, sharded
from baton.persistence.transaction import DynamoTransaction, DynamoTransactions
from baton.privacy.subject import PersonKey

if TYPE_CHECKING:
    from baton.memory.knowledge_items import KnowledgeItem


class Pattern(NamedTuple):
    """An action in a situation, by their keys."""

    situation: str
    action: str

    @property
    def digest(self) -> str:
        """The pattern's name in the ledger."""
        return hashlib.sha256("\n".join(self).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Attempt:
    """One thing that was done for one person, and whether it worked."""

    attempt_id: str
    pattern: Pattern
    worked: bool

    @property
    def digest(self) -> str:
        """The attempt's name in the ledger."""
        return hashlib.sha256(self.attempt_id.encode()).hexdigest()


class PatternCount(NamedTuple):
    """How often something was tried, and worked."""

    tried: int = 0
    worked: int = 0


class Writing(Contract):
    """The conversations of persons that a run is writing to the lasting memories together. Left behind,
    it says that this may not have come to its end.
    """

    run: str
    at: UtcDatetime
    conversations: tuple[tuple[ConversationId, PersonKey], ...] = Field(min_length=1)


class Loaded(Contract):
    """Which pack of knowledge is in the graph, and the nodes and edges that it has brought."""

    fingerprint: str
    nodes: tuple[str, ...] = ()
    edges: tuple[tuple[str, str, str], ...] = ()


class PatternCounts(Protocol):
    """Where consolidation keeps its own. All methods raise ``Unavailable``."""

    def count(self, attempts: Sequence[Attempt]) -> None:
        """Counts each attempt once, however often it is told, in its pattern and in the whole. One
        that did not work and then does counts as one that worked; never the other way round.
        """
        ...

    def tallies(self, patterns: Collection[Pattern]) -> Mapping[Pattern, PatternCount]:
        """What was counted of patterns."""
        ...

    def whole(self) -> PatternCount:
        """What was counted of everything."""
        ...

    def begin(self, writing: Writing) -> None:
        """Keeps what a run is about to write, all of it or nothing."""
        ...

    def unfinished(self, before: datetime) -> tuple[Writing, ...]:
        """What was begun before a moment and has not come to its end; at most 50."""
        ...

    def end(self, writings: Sequence[Writing]) -> None:
        """Forgets what has been written."""
        ...

    def loaded(self) -> Loaded | None:
        """The pack in the graph, if one is."""
        ...

    def load(self, pack: Loaded) -> None:
        """Keeps which pack is in the graph."""
        ...


COUNTED_TOGETHER = 30
"""Attempts in a transaction: 30 of them, up to 30 patterns, and the whole are 61 writes of 100."""

SLICES = 8
"""Items of each tally: runs count at the same time, and transactions on one item exclude each other."""

WRITING_SHARDS = 16
"""Partitions of what is under way: every batch of conversations is kept there and deleted again."""

MOST_UNFINISHED = 50
_ROUNDS = 6
_WHOLE, _ATTEMPT, _PATTERN = "tally", "attempt", "pattern"
_WRITING, _PACK = "writing", "pack"


class DynamoPatternCounts:
    """The ledger in DynamoDB."""

    def __init__(self, database: Database, table: str) -> None:
        from baton.memory.knowledge_items import KnowledgeItem

        self._database = database
        self._transactions = DynamoTransactions(database)
        self._items = database.bound(KnowledgeItem, table)

    def count(self, attempts: Sequence[Attempt]) -> None:
        """See ``PatternCounts``. An attempt's mark and the tallies change in one transaction."""
        merged = merge(attempts)
        for start in range(0, len(merged), COUNTED_TOGETHER):
            part = merged[start : start + COUNTED_TOGETHER]
            for _ in range(_ROUNDS):
                try:
                    self._count(part)
                except StaleVersion:  # another run has counted one of them: read what it left
                    continue
                break
            else:
                raise Unavailable("Others are counting the same attempts all the time. Try again.")

    def tallies(self, patterns: Collection[Pattern]) -> Mapping[Pattern, PatternCount]:
        """See ``PatternCounts``."""
        names = {pattern.digest: pattern for pattern in patterns}
        kept = self._summed([_tally(name) for name in names], _PATTERN)
        return {pattern: kept.get(_tally(name), PatternCount()) for name, pattern in names.items()}

    def whole(self) -> PatternCount:
        """See ``PatternCounts``."""
        return self._summed([_WHOLE], _WHOLE).get(_WHOLE, PatternCount())

    def begin(self, writing: Writing) -> None:
        """See ``PatternCounts``."""
        with database_errors():
            self._items(*_place(writing), document=writing.model_dump_json()).save()

    def unfinished(self, before: datetime) -> tuple[Writing, ...]:
        """See ``PatternCounts``."""

        def of_shard(shard: str) -> list["KnowledgeItem"]:
            with database_errors():
                return list(self._items.query(shard, consistent_read=True, limit=MOST_UNFINISHED))

        shards = in_parallel(of_shard, every_shard(_WRITING, WRITING_SHARDS))
        items = (item for shard in shards for item in shard)
        found = (Writing.model_validate_json(item.document or "") for item in items)
        left = sorted((one for one in found if one.at < before), key=lambda one: (one.at, one.run))
        return tuple(left[:MOST_UNFINISHED])

    def end(self, writings: Sequence[Writing]) -> None:
        """See ``PatternCounts``."""
        self._database.delete(self._items, [_place(writing) for writing in writings])

    def loaded(self) -> Loaded | None:
        """See ``PatternCounts``."""
        for item in self._database.fetch(self._items, [(_PACK, _PACK)]):
            return Loaded.model_validate_json(item.document or "")
        return None

    def load(self, pack: Loaded) -> None:
        """See ``PatternCounts``."""
        with database_errors():
            self._items(_PACK, _PACK, document=pack.model_dump_json()).save()

    def _count(self, attempts: Sequence[Attempt]) -> None:
        number = shard_of(attempts[0].digest, SLICES)
        marks = {item.node_id: item for item in self._marks(attempts)}
        changes: dict[tuple[str, str], list[int]] = {}
        with self._transactions.begin() as within:
            unit = DynamoTransaction.of(within)
            for attempt in attempts:
                mark = marks.get(_mark(attempt))
                step = progress(None if mark is None else bool(mark.worked), worked=attempt.worked)
                if step is None:
                    continue
                pattern = attempt.pattern.digest if mark is None else mark.document or ""
                own = self._items(_mark(attempt), _ATTEMPT, document=pattern)
                own.worked = int(attempt.worked)
                unknown = self._items.part.does_not_exist()
                still = self._items.worked == 0
                unit.put(own, unknown if mark is None else still, _overtaken())
                for key in ((_tally(pattern), _PATTERN), (_WHOLE, _WHOLE)):
                    tried, worked = changes.get(key, [0, 0])
                    changes[key] = [tried + step.tried, worked + step.worked]
            for key, (tried, worked) in changes.items():
                adding = [self._items.tried.add(tried), self._items.worked.add(worked)]
                unit.update(self._items(key[0], _slice(key[1], number)), adding)

    def _summed(self, names: Sequence[str], part: str) -> Mapping[str, PatternCount]:
        keys = [(name, _slice(part, number)) for name in names for number in range(SLICES)]
        sums: dict[str, PatternCount] = {}
        for item in self._database.fetch(self._items, keys):
            known = sums.get(item.node_id, PatternCount())
            sums[item.node_id] = PatternCount(
                known.tried + int(item.tried or 0), known.worked + int(item.worked or 0)
            )
        return sums

    def _marks(self, attempts: Sequence[Attempt]) -> "list[KnowledgeItem]":
        keys = [(_mark(attempt), _ATTEMPT) for attempt in attempts]
        return self._database.fetch(self._items, keys)


def merge(attempts: Sequence[Attempt]) -> list[Attempt]:
    """Each attempt once; it worked if it is told to have worked at all."""
    merged: dict[str, Attempt] = {}
    for attempt in attempts:
        if attempt.attempt_id not in merged or attempt.worked:
            merged[attempt.attempt_id] = attempt
    return list(merged.values())


def progress(known: bool | None, *, worked: bool) -> PatternCount | None:
    """What an attempt adds, ``known`` being whether it worked so far (``None``: not counted yet)."""
    if known is None:
        return PatternCount(1, int(worked))
    return PatternCount(0, 1) if worked and not known else None


def _mark(attempt: Attempt) -> str:
    return f"attempt#{attempt.digest}"


def _tally(pattern: str) -> str:
    return f"tally#{pattern}"


def _slice(part: str, number: int) -> str:
    return f"{part}#{number}"


def _place(writing: Writing) -> tuple[str, str]:
    conversation_id, subject = writing.conversations[0]
    shard = sharded(_WRITING, writing.run, WRITING_SHARDS)
    return shard, f"{writing.run}#{conversation_id}#{subject}"


def _overtaken() -> StaleVersion:
    return StaleVersion("The attempt was counted since it was read.")
