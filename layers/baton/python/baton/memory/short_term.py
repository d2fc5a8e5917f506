"""Short-term memory: the turns of conversations, for 24 hours (requirement B1)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from baton.core.clock import Clock
from baton.core.errors import AlreadyExists
from baton.memory.person import Turn
from baton.persistence.database import Database, condition_failed, database_errors, in_parallel
from baton.persistence.shards import DUE_SHARDS, shard_of, shards_of
from baton.persistence.timestamps import epoch_seconds, listed_at, moment_text
from baton.persistence.transaction import DynamoTransaction, Transaction

if TYPE_CHECKING:
    from baton.memory.items import TurnItem

LIFE = timedelta(hours=24)
"""How long a turn is remembered; consolidation moves it on after that."""

GRACE = timedelta(days=14)
"""How long a turn that is over stays for consolidation, should that stand still, until DynamoDB
deletes it."""


class ShortTermMemory(Protocol):
    """The turns of conversations. Appending reads nothing and rewrites nothing."""

    def append(self, turn: Turn, within: Transaction | None = None) -> None:
        """Adds a turn. Raises ``AlreadyExists`` if the conversation has one with its id (the commit does
        so within a transaction), ``Unavailable``.
        """
        ...

    def find(self, conversation_id: str, turn_id: str) -> Turn | None:
        """One turn, read consistently; also one that is over and not yet moved on."""
        ...

    def recent(
        self, conversation_id: str, *, limit: int = 50, before: str | None = None
    ) -> tuple[Turn, ...]:
        """The latest turns, before the one with the id ``before`` if it is given, the oldest first,
        read consistently. None that is 24 h old.
        """
        ...

    def whole(self, conversation_id: str) -> tuple[Turn, ...]:
        """All that is kept of a conversation, the oldest first; also what is over and not yet moved on.
        For whoever asks what is known of them.
        """
        ...

    def due(self, *, limit: int = 100, shard: int | None = None) -> tuple[Turn, ...]:
        """Turns that are 24 h old or older and not yet consolidated, the oldest first. Of all shards, or
        of one; a conversation is in one shard.
        """
        ...

    def drop(self, turns: Sequence[Turn]) -> None:
        """Deletes turns, there or not."""
        ...

    def forget(self, conversation_id: str) -> int:
        """Deletes a conversation, also what of it is too old to be returned. Gives how many turns."""
        ...


def is_over(turn: Turn, now: datetime) -> bool:
    """Whether a turn is no longer remembered."""
    return turn.at + LIFE <= now


def with_opening(
    turns: Sequence[Turn],
    opening: Turn | None,
    now: datetime,
    *,
    limit: int,
    before: str | None = None,
) -> tuple[Turn, ...]:
    """The latest ``limit`` turns of a conversation, the oldest first, as ``recent`` gives them, with the
    one that it opened with: a record tells that itself, and it is not kept beside it.
    """
    if opening is None or is_over(opening, now) or (before and opening.turn_id >= before):
        return tuple(turns)
    by_id = {turn.turn_id: turn for turn in (opening, *turns)}
    return tuple(by_id[turn_id] for turn_id in sorted(by_id))[-limit:]


class DynamoTurns:
    """Short-term memory in DynamoDB."""

    def __init__(self, database: Database, table: str, clock: Clock) -> None:
        from baton.memory.items import TurnItem

        self._database = database
        self._items = database.bound(TurnItem, table)
        self._clock = clock

    def append(self, turn: Turn, within: Transaction | None = None) -> None:
        """See ``ShortTermMemory``."""
        item = self._item(turn)
        taken = AlreadyExists("There is already a turn with this id.")
        new = self._items.turn_id.does_not_exist()
        if within is not None:
            DynamoTransaction.of(within).put(item, new, taken)
            return
        from pynamodb.exceptions import PutError

        try:
            with database_errors():
                item.save(new)
        except PutError as error:
            raise (taken if condition_failed(error) else error) from error

    def find(self, conversation_id: str, turn_id: str) -> Turn | None:
        """See ``ShortTermMemory``."""
        try:
            with database_errors():
                return _read(self._items.get(conversation_id, turn_id, consistent_read=True))
        except self._items.DoesNotExist:
            return None

    def recent(
        self, conversation_id: str, *, limit: int = 50, before: str | None = None
    ) -> tuple[Turn, ...]:
        """See ``ShortTermMemory``. What is over is left out by DynamoDB, and not sent."""
        with database_errors():
            found = list(
                self._items.query(
                    conversation_id,
                    self._items.turn_id < before if before else None,
                    filter_condition=self._items.over_at > _last(self._clock()),
                    scan_index_forward=False,
                    consistent_read=True,
                    limit=limit,
                    page_size=4 * limit,
                )
            )
        return tuple(_read(item) for item in reversed(found))

    def whole(self, conversation_id: str) -> tuple[Turn, ...]:
        """See ``ShortTermMemory``."""
        with database_errors():
            return tuple(map(_read, self._items.query(conversation_id, consistent_read=True)))

    def due(self, *, limit: int = 100, shard: int | None = None) -> tuple[Turn, ...]:
        """See ``ShortTermMemory``. What the index names is read again, since it follows its table."""
        until = _last(self._clock())

        def of_shard(shard: str) -> list["TurnItem"]:
            with database_errors():
                return list(self._items.due.query(shard, self._items.over_at <= until, limit=limit))

        shards = in_parallel(of_shard, [str(number) for number in shards_of(shard)])
        named = sorted((item for shard in shards for item in shard), key=_over_at)[:limit]
        keys = [(item.conversation_id, item.turn_id) for item in named]
        found = [
            item for item in self._database.fetch(self._items, keys) if _over_at(item) <= until
        ]
        return tuple(_read(item) for item in sorted(found, key=_over_at))

    def drop(self, turns: Sequence[Turn]) -> None:
        """See ``ShortTermMemory``."""
        self._database.delete(self._items, [(turn.conversation_id, turn.turn_id) for turn in turns])

    def forget(self, conversation_id: str) -> int:
        """See ``ShortTermMemory``."""
        with database_errors():
            found = self._items.query(
                conversation_id,
                consistent_read=True,
                attributes_to_get=["conversation_id", "turn_id"],
            )
            keys = [(item.conversation_id, item.turn_id) for item in found]
        self._database.delete(self._items, keys)
        return len(keys)

    def _item(self, turn: Turn) -> "TurnItem":
        return self._items(
            turn.conversation_id,
            turn.turn_id,
            shard=str(shard_of(turn.conversation_id, DUE_SHARDS)),
            over_at=listed_at(turn.at + LIFE, turn.turn_id),
            document=turn.model_dump_json(exclude_none=True),
            expires_at=epoch_seconds(turn.at + LIFE + GRACE),
        )


def _last(now: datetime) -> str:
    """Greater than every ``over_at`` of a turn that is over now, and no other."""
    return f"{moment_text(now)}~"


def _over_at(item: "TurnItem") -> str:
    return item.over_at


def _read(item: "TurnItem") -> Turn:
    return Turn.model_validate_json(item.document)
