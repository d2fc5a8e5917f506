"""Pages of a listing, read from one or several partitions of an index, newest first."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from baton.persistence.database import Database, database_errors, in_parallel
from baton.persistence.page import Page, checked_limit, cursor_after, position
from baton.persistence.shards import every_shard, sharded
from baton.persistence.timestamps import moment_text

if TYPE_CHECKING:
    from pynamodb.indexes import Index
    from pynamodb.models import Model

Item = TypeVar("Item", bound="Model")
Thing = TypeVar("Thing")


@dataclass(frozen=True)
class Listing(Generic[Item, Thing]):
    """How a kind of thing is listed. Its items have the sort key ``listed_at`` in every index.

    ``key`` is an item's primary key; ``read`` makes the thing from its item. Each partition that is
    asked for is kept in ``shards`` of its own, named by ``place``.
    """

    database: Database
    model: type[Item]
    key: Callable[[Item], tuple[Any, ...]]
    read: Callable[[Item], Thing]
    shards: int = 1

    def place(self, partition: str, identifier: str) -> str:
        """The partition in which the thing with this id is listed, as ``received#none#3``."""
        return partition if self.shards == 1 else sharded(partition, identifier, self.shards)

    def page(
        self,
        query: str,
        index: "Index[Item]",
        partitions: Sequence[str],
        *,
        cursor: str | None,
        limit: int,
        belongs: Callable[[Item], bool],
        before: datetime | None = None,
        since: datetime | None = None,
    ) -> Page[Thing]:
        """One page of the partitions together, without a cursor the newest or those ``before`` a moment;
        none that is older than ``since``.

        The index follows its table by some milliseconds, so what it names is read again, and what
        no longer ``belongs`` is left out; the page is filled from what follows.
        """
        checked_limit(limit)
        after = position(query, cursor) or (moment_text(before) if before else None)
        least = moment_text(since) if since else None
        partitions = [name for one in partitions for name in self._names(one)]
        things: list[Thing] = []
        while True:
            wanted = limit - len(things)
            found = self._keys(index, partitions, (least, after), wanted + 1)
            asked = found[:wanted]
            things += self._things(asked, belongs)
            if asked:
                after = asked[-1].listed_at  # type: ignore[attr-defined]
            if len(found) <= wanted:
                return Page(tuple(things))
            if len(things) == limit and after is not None:
                return Page(tuple(things), cursor_after(query, after))

    def _names(self, partition: str) -> tuple[str, ...]:
        return (partition,) if self.shards == 1 else every_shard(partition, self.shards)

    def _keys(
        self,
        index: "Index[Item]",
        partitions: Sequence[str],
        between: tuple[str | None, str | None],
        limit: int,
    ) -> list[Item]:
        """The next ``limit`` items of all partitions, from the first of ``between`` to before the
        second; each holds its keys only.
        """
        condition = self._within(*between)

        def query(partition: str) -> list[Item]:
            with database_errors():
                return list(
                    index.query(
                        partition,
                        condition,
                        scan_index_forward=False,
                        limit=limit + (between[0] is not None),
                    )
                )

        by_place = {
            item.listed_at: item  # type: ignore[attr-defined]
            for part in in_parallel(query, partitions)
            for item in part
            if item.listed_at != between[1]  # type: ignore[attr-defined]
        }
        return [by_place[place] for place in sorted(by_place, reverse=True)[:limit]]

    def _within(self, least: str | None, after: str | None) -> Any:
        """The condition on the sort key: DynamoDB takes one, in which ``after`` is where both are."""
        listed_at: Any = self.model.listed_at  # type: ignore[attr-defined]
        if least is None:
            return None if after is None else listed_at < after
        return listed_at >= least if after is None else listed_at.between(least, after)

    def _things(self, asked: Sequence[Item], belongs: Callable[[Item], bool]) -> list[Thing]:
        items = self.database.fetch(self.model, [self.key(item) for item in asked])
        there = {self.key(item): item for item in items}
        ordered = (there.get(self.key(item)) for item in asked)
        return [self.read(item) for item in ordered if item is not None and belongs(item)]
