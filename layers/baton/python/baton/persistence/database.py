"""DynamoDB through pynamodb: one connection for all tables, batches, and what errors mean."""

import random
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from threading import RLock
from typing import TYPE_CHECKING, Any, TypeVar, cast

from baton.aws.clients import Clients, backoff, is_passing, unavailable
from baton.core.errors import Unavailable
from baton.persistence.retention import Retention

if TYPE_CHECKING:
    from pynamodb.connection import Connection
    from pynamodb.models import Model

Item = TypeVar("Item", bound="Model")
Given = TypeVar("Given")
Got = TypeVar("Got")

BATCH_READ = 100
BATCH_WRITE = 25
BATCH_ATTEMPTS = 6
WORKERS = 8


class Database:
    """The tables of this container.

    pynamodb would make a session and a client for every table, which costs 70 ms of CPU each; here
    all models share the one connection and its client.
    """

    def __init__(
        self,
        clients: Clients,
        *,
        sleep: Callable[[float], None] = time.sleep,
        chance: Callable[[], float] = random.random,
        retention: Retention | None = None,
    ) -> None:
        self._clients = clients
        self._retention = retention or Retention()
        self._connection: Connection | None = None
        self._bound: dict[tuple[type[Model], str], type[Model]] = {}
        self._binding = RLock()  # the connection refuses a table that a second thread adds
        self.pause = backoff(sleep, chance)

    @property
    def connection(self) -> "Connection":
        """The connection of every model and transaction."""
        with self._binding:
            if self._connection is None:
                self._connection = _shared_connection(self._clients)
            return self._connection

    def bound(self, model: type[Item], table: str) -> type[Item]:
        """``model`` for the table of that name, whose items end as its retention says."""
        key = (model, table)
        with self._binding:
            if key not in self._bound:
                meta = type("Meta", (), {"table_name": table})
                own_parts = {"Meta": meta, "__module__": model.__module__}
                more = self._retention.additions_to(model, table)
                made = type(model.__name__, (model,), {**own_parts, **more})
                own = cast("type[Item]", made)._get_connection()  # noqa: SLF001 (no public way in)
                self.connection.add_meta_table(own.get_meta_table())
                own.connection = self.connection
                self._bound[key] = cast("type[Item]", made)
            return cast("type[Item]", self._bound[key])

    def fetch(
        self,
        model: type[Item],
        keys: Sequence[tuple[Any, ...]],
        *,
        consistent: bool = True,
        only: Sequence[str] | None = None,
    ) -> list[Item]:
        """The items under these keys that are there, in no order; read consistently, unless what was
        written a moment ago may be missing, which costs half. ``only`` some attributes of each: the rest
        is ``None``, and need not be taken apart.

        Raises ``Unavailable`` if DynamoDB leaves some unread at every attempt.
        """
        found: list[Item] = []
        wanted = [_serialized(model, key) for key in keys]
        for start in range(0, len(wanted), BATCH_READ):
            left: list[Any] = wanted[start : start + BATCH_READ]
            for attempt in range(1, BATCH_ATTEMPTS + 1):
                page, left = self._read_batch(model, left, consistent=consistent, only=only)
                found += page
                if not left:
                    break
                self.pause(attempt)
            else:
                raise Unavailable("The database left part of a batch unread. Try again later.")
        return found

    def delete(self, model: type[Item], keys: Sequence[tuple[Any, ...]]) -> None:
        """Deletes the items under these keys. Raises ``Unavailable`` if some may be left."""
        wanted = [_serialized(model, key) for key in dict.fromkeys(keys)]
        table = model.Meta.table_name
        for start in range(0, len(wanted), BATCH_WRITE):
            left = wanted[start : start + BATCH_WRITE]
            for attempt in range(1, BATCH_ATTEMPTS + 1):
                with database_errors():
                    answer = self.connection.batch_write_item(table, delete_items=left)
                undone = answer.get("UnprocessedItems", {}).get(table, [])
                left = [request["DeleteRequest"]["Key"] for request in undone]
                if not left:
                    break
                self.pause(attempt)
            else:
                raise Unavailable("The database left part of a batch undone. Try again later.")

    def _read_batch(
        self, model: type[Item], keys: list[Any], *, consistent: bool, only: Sequence[str] | None
    ) -> tuple[list[Item], list[Any]]:
        table = model.Meta.table_name
        with database_errors():
            answer = self.connection.batch_get_item(
                table,
                keys,
                consistent_read=consistent,
                attributes_to_get=list(only) if only else None,
            )
        items = [model.from_raw_data(data) for data in answer["Responses"].get(table, [])]
        left = answer.get("UnprocessedKeys", {}).get(table, {}).get("Keys", [])
        return items, left


def in_parallel(work: Callable[[Given], Got], given: Sequence[Given]) -> list[Got]:
    """``work`` done for each, side by side if there is more than one; results in the same order."""
    if len(given) == 1:
        return [work(given[0])]
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(max_workers=min(WORKERS, len(given) or 1)) as pool:
        return list(pool.map(work, given))


@contextmanager
def database_errors() -> Iterator[None]:
    """Raises ``Unavailable`` for throttling, timeouts, lost connections and 5xx; the rest stays."""
    from pynamodb.exceptions import PynamoDBException

    try:
        yield
    except PynamoDBException as error:
        if error.cause is not None and is_passing(error.cause):
            raise unavailable("The database", error.cause) from error
        raise


def condition_failed(error: Exception) -> bool:
    """Whether pynamodb's error says that the write's condition did not hold."""
    return getattr(error, "cause_response_code", None) == "ConditionalCheckFailedException"


def met_a_transaction(error: Exception) -> bool:
    """Whether pynamodb's error says that a transaction is at the same item just now."""
    return getattr(error, "cause_response_code", None) == "TransactionConflictException"


def _serialized(model: "type[Model]", key: Iterable[Any]) -> dict[str, Any]:
    attributes = model.get_attributes().values()
    own = [one for one in attributes if one.is_hash_key or one.is_range_key]
    own.sort(key=lambda attribute: attribute.is_range_key)
    return {
        attribute.attr_name: {attribute.attr_type: attribute.serialize(value)}
        for attribute, value in zip(own, key, strict=True)
    }


def _shared_connection(clients: Clients) -> "Connection":
    from pynamodb.connection import Connection

    made = clients.later("dynamodb")

    class SharedConnection(Connection):
        """pynamodb's connection on the container's own client."""

        @property
        def client(self) -> Any:
            return made()

    return SharedConnection()
