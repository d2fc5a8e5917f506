"""How people responded: each person's touches, and the counters of pools of people."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from baton.core.errors import StaleVersion
from baton.leads.responses import Counts, Responses, summed
from baton.persistence.database import Database, database_errors
from baton.persistence.shards import shard_of
from baton.persistence.transaction import DynamoTransaction, Transaction

if TYPE_CHECKING:
    from baton.leads.items import ResponseItem

SLICES = 8
"""Into how many items a pool is cut, since every outcome writes to one: transactions at the same
item at the same time cancel each other."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of a person and of the pools that were asked for."""

    person: Responses
    pools: Mapping[str, Counts] = field(default_factory=dict)


class ResponseRepository(Protocol):
    """Where responses are kept."""

    def of(self, person: str) -> Responses:
        """What is known of a person, read consistently; version 0 if nothing is."""
        ...

    def replace(self, responses: Responses, within: Transaction) -> None:
        """Keeps the next version, the first is 1; the commit raises ``StaleVersion`` if it is not
        the next one.
        """
        ...

    def add(self, pool: str, changes: Counts, *, of: str, within: Transaction) -> None:
        """Adds to a pool's counters; ``of`` is what the changes are about, as a lead's id."""
        ...

    def read(self, person: str, pools: Collection[str]) -> Evidence:
        """A person and pools (12 at most), in one batch. What is unknown is empty."""
        ...

    def forget(self, person: str) -> bool:
        """Deletes what is known of a person; pools stay. Says whether there was anything."""
        ...


class DynamoResponses:
    """Responses in DynamoDB."""

    def __init__(self, database: Database, table: str) -> None:
        from baton.leads.items import ResponseItem

        self._database = database
        self._items = database.bound(ResponseItem, table)

    def of(self, person: str) -> Responses:
        """See ``ResponseRepository``."""
        try:
            with database_errors():
                return _read(self._items.get(person, 0, consistent_read=True))
        except self._items.DoesNotExist:
            return Responses(person=person)

    def replace(self, responses: Responses, within: Transaction) -> None:
        """See ``ResponseRepository``."""
        item = self._items(
            responses.person,
            0,
            version=responses.version,
            document=responses.model_dump_json(exclude_none=True),
        )
        unknown = self._items.subject.does_not_exist()
        follows = self._items.version == responses.version - 1
        refusal = StaleVersion("What is known of the person was changed since it was read.")
        first = responses.version == 1
        DynamoTransaction.of(within).put(item, unknown if first else follows, refusal)

    def add(self, pool: str, changes: Counts, *, of: str, within: Transaction) -> None:
        """See ``ResponseRepository``."""
        from pynamodb.expressions.operand import Path

        number = slice_of(of)
        item = self._items(_place(pool, number), number)
        actions = [Path([name]).add(change) for name, change in changes.items()]
        DynamoTransaction.of(within).update(item, actions)

    def read(self, person: str, pools: Collection[str]) -> Evidence:
        """See ``ResponseRepository``."""
        keys = [
            (person, 0),
            *((_place(pool, number), number) for pool in pools for number in range(SLICES)),
        ]
        known = Responses(person=person)
        parts: dict[str, list[Counts]] = {pool: [] for pool in pools}
        for item in self._database.fetch(self._items, keys):
            if item.subject == person:
                known = _read(item)
            else:
                parts[item.subject.rpartition("#")[0]].append(item.counters)
        return Evidence(known, {pool: summed(found) for pool, found in parts.items()})

    def forget(self, person: str) -> bool:
        """See ``ResponseRepository``."""
        known = bool(self.of(person).version)
        self._database.delete(self._items, [(person, 0)])
        return known


def slice_of(text: str) -> int:
    """The slice of a pool in which something is counted: always the same one."""
    return shard_of(text, SLICES)


def _place(pool: str, number: int) -> str:
    """The partition of a pool's slice: one of its own, since every lead's outcome is counted in some."""
    return f"{pool}#{number}"


def _read(item: "ResponseItem") -> Responses:
    return Responses.model_validate_json(item.document or "")
