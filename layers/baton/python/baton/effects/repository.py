"""Effects as they are kept."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from baton.core.errors import NotFound, StaleVersion
from baton.effects.effect import Effect, EffectState
from baton.persistence.database import Database, database_errors, in_parallel
from baton.persistence.listing import Listing
from baton.persistence.page import Page
from baton.persistence.shards import DUE_SHARDS, shard_of, shards_of
from baton.persistence.timestamps import listed_at, moment_text
from baton.persistence.transaction import DynamoTransaction, Transaction

if TYPE_CHECKING:
    from baton.effects.items import EffectItem


class EffectRepository(Protocol):
    """Where effects are kept."""

    def find(self, effect_id: str) -> Effect | None:
        """An effect, read consistently; ``None`` if there is none."""
        ...

    def put(self, effect: Effect, within: Transaction | None = None) -> None:
        """Keeps the next version of an effect: one more than what is kept, 1 of a new one.

        Raises, or the commit does, ``StaleVersion`` otherwise.
        """
        ...

    def due(
        self, owner: str, now: datetime, limit: int = 100, shard: int | None = None
    ) -> tuple[Effect, ...]:
        """An owner's effects to be looked at, the longest due first; at most ``limit`` (1 to 1,000). Of
        all shards, or of one.
        """
        ...

    def of_subject(self, subject_id: str) -> tuple[Effect, ...]:
        """The effects about a subject, the first planned first."""
        ...

    def ended(
        self, state: EffectState, *, cursor: str | None = None, limit: int = 50
    ) -> Page[Effect]:
        """The effects that came to a state of ``ENDS``, over all owners, the newest first, 1 to 100 a
        page. Raises ``InvalidInput`` for a foreign cursor.
        """
        ...

    def forget(self, subject_id: str) -> int:
        """Deletes the effects about a subject. Gives how many there were."""
        ...


ENDS = frozenset({EffectState.DONE, EffectState.REFUSED, EffectState.FAILED, EffectState.UNKNOWN})
"""States in which effects are listed: those in which a person may ask what became of them."""

SHARDS = 8
"""Partitions of each state's listing: an effect is written to one when it ends."""


def ended_query(state: EffectState) -> str:
    """The listing's name, to which cursors are tied."""
    return f"effects state={state}"


def ended_at(effect: Effect) -> datetime:
    """When an effect came to the state in which it is listed."""
    last = effect.story[-1].at if effect.story else effect.planned_at
    return effect.settled_at or last


class DynamoEffects:
    """Effects in DynamoDB."""

    def __init__(self, database: Database, table: str) -> None:
        from baton.effects.items import EffectItem

        self._database = database
        self._items = database.bound(EffectItem, table)
        self._listing = Listing(
            database, self._items, lambda item: (item.effect_id,), _read, SHARDS
        )

    def find(self, effect_id: str) -> Effect | None:
        """See ``EffectRepository``."""
        try:
            with database_errors():
                return _read(self._items.get(effect_id, consistent_read=True))
        except self._items.DoesNotExist:
            return None

    def put(self, effect: Effect, within: Transaction | None = None) -> None:
        """See ``EffectRepository``."""
        from pynamodb.exceptions import PutError

        from baton.persistence.database import condition_failed

        item, of = self._item(effect), self._items
        refusal = StaleVersion(f"The effect {effect.effect_id} was changed since it was read.")
        condition = (
            of.effect_id.does_not_exist()
            if effect.version == 1
            else of.version == effect.version - 1
        )
        if within is not None:
            DynamoTransaction.of(within).put(item, condition, refusal)
            return
        try:
            with database_errors():
                item.save(condition)
        except PutError as error:
            if condition_failed(error):
                raise refusal from error
            raise

    def due(
        self, owner: str, now: datetime, limit: int = 100, shard: int | None = None
    ) -> tuple[Effect, ...]:
        """See ``EffectRepository``. What the index names is read again, since it follows its table."""
        until = moment_text(now)

        def of_shard(shard: str) -> list["EffectItem"]:
            with database_errors():
                return list(self._items.due.query(shard, self._items.due_at <= until, limit=limit))

        shards = in_parallel(of_shard, [_shard(owner, number) for number in shards_of(shard)])
        named = sorted((item for shard in shards for item in shard), key=_place)[:limit]
        items = self._fetched(named)
        due = [item for item in items if item.due_at is not None and item.due_at <= until]
        return tuple(_read(item) for item in sorted(due, key=_place))

    def of_subject(self, subject_id: str) -> tuple[Effect, ...]:
        """See ``EffectRepository``."""
        found = [_read(item) for item in self._fetched(self._named(subject_id))]
        return tuple(sorted(found, key=lambda effect: (effect.planned_at, effect.effect_id)))

    def ended(
        self, state: EffectState, *, cursor: str | None = None, limit: int = 50
    ) -> Page[Effect]:
        """See ``EffectRepository``."""
        return self._listing.page(
            ended_query(state),
            self._items.by_end,
            [state.value],
            cursor=cursor,
            limit=limit,
            belongs=lambda item: item.state == state.value,
        )

    def forget(self, subject_id: str) -> int:
        """See ``EffectRepository``."""
        keys = [(item.effect_id,) for item in self._named(subject_id)]
        self._database.delete(self._items, keys)
        return len(keys)

    def _named(self, subject_id: str) -> list["EffectItem"]:
        with database_errors():
            return list(self._items.by_subject.query(subject_id))

    def _fetched(self, named: Sequence["EffectItem"]) -> list["EffectItem"]:
        return self._database.fetch(self._items, [(item.effect_id,) for item in named])

    def _item(self, effect: Effect) -> "EffectItem":
        waits, ended = effect.due_at is not None, effect.state in ENDS
        return self._items(
            effect.effect_id,
            version=effect.version,
            state=effect.state.value,
            subject_id=effect.subject_id,
            shard=_shard(effect.owner, shard_of(effect.effect_id, DUE_SHARDS)) if waits else None,
            due_at=moment_text(effect.due_at) if effect.due_at else None,
            ended=self._listing.place(effect.state.value, effect.effect_id) if ended else None,
            listed_at=listed_at(ended_at(effect), effect.effect_id) if ended else None,
            document=effect.model_dump_json(exclude_none=True),
        )


def found(store: EffectRepository, effect_id: str) -> Effect:
    """An effect. Raises ``NotFound``."""
    if (effect := store.find(effect_id)) is None:
        raise NotFound("effect", effect_id)
    return effect


def _shard(owner: str, number: int) -> str:
    return f"{owner}#{number}"


def _place(item: "EffectItem") -> tuple[str, str]:
    return (item.due_at or "", item.effect_id)


def _read(item: "EffectItem") -> Effect:
    return Effect.model_validate_json(item.document)
