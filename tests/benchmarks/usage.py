"""What a run asks of AWS, counted at the port of botocore: requests, DynamoDB units, bytes kept.

Every write is counted from the item as it was and as it is afterwards, both read behind it.
"""

import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from tests.benchmarks.capacity import Index, Item, indexes_of, item_bytes, read_units, write_units

Call = Callable[[str, dict[str, Any]], dict[str, Any]]
"""One API call: the operation and what it is given."""

_SINGLE_WRITES = ("PutItem", "UpdateItem", "DeleteItem")


class Usage:
    """Counts by (phase, service, what); units of DynamoDB also by table."""

    def __init__(self) -> None:
        self.phase = ""
        self.function = ""
        self.counting = True
        """whether calls are counted; if not, what is put on the bus is still kept in ``told``"""
        self.counts: Counter[tuple[str, str, str]] = Counter()
        self.units: Counter[tuple[str, str, str]] = Counter()
        """by (phase, table, ``write``, ``index`` or ``read``)"""
        self.told: list[dict[str, Any]] = []
        """entries that were put on the bus and are not delivered yet"""
        self._tables: dict[str, tuple[Index, ...]] = {}
        self._keys: dict[str, tuple[str, ...]] = {}
        self._lock = threading.RLock()

    def add(self, service: str, what: str, number: float = 1) -> None:
        """Counts something of the present phase."""
        self.counts[self.phase, service, what] += number  # type: ignore[assignment]  # bytes, GB-s

    @contextmanager
    def at(self, phase: str) -> Iterator[None]:
        """Counts what happens inside to a phase."""
        before, self.phase = self.phase, phase
        try:
            yield
        finally:
            self.phase = before

    def call(self, service: str, operation: str, given: dict[str, Any], call: Call) -> Any:
        """Makes a call and counts it."""
        if (service, operation) == ("events", "PutEvents"):
            self.told += given["Entries"]
        if not self.counting or not self.phase:
            return call(operation, given)
        with self._lock:
            self.add(service, operation)
            self.add("requests", self.function)
            if service != "dynamodb":
                if operation == "PutEvents":
                    self.add(service, "event", len(given["Entries"]))
                return call(operation, given)
            if operation in {*_SINGLE_WRITES, "TransactWriteItems", "BatchWriteItem"}:
                return self._write(operation, given, call)
            return self._read(operation, given, call)

    def _write(self, operation: str, given: dict[str, Any], call: Call) -> Any:
        writes = _writes_of(operation, given)
        places = [(table, self._key_of(table, part, call)) for table, part in writes]
        before = [self._item(table, key, call) for table, key in places]
        try:
            return call(operation, given)
        finally:
            for (table, key), old in zip(places, before, strict=True):
                new = self._item(table, key, call)
                within = operation == "TransactWriteItems"
                own, of_indexes = write_units(old, new, self._tables[table], within=within)
                self.units[self.phase, table, "write"] += own  # type: ignore[assignment]
                self.units[self.phase, table, "index"] += of_indexes  # type: ignore[assignment]

    def _read(self, operation: str, given: dict[str, Any], call: Call) -> Any:
        answer = call(operation, given)
        for table, items, consistent in _reads_of(operation, given, answer):
            sizes = [item_bytes(item) for item in items]
            if operation in {"Query", "Scan"}:
                sizes = [sum(sizes)]
            units = read_units(sizes or [0], consistent=consistent)
            self.units[self.phase, table, "read"] += units  # type: ignore[assignment]
        return answer

    def _key_of(self, table: str, part: Mapping[str, Any], call: Call) -> dict[str, Any]:
        if table not in self._tables:
            described = call("DescribeTable", {"TableName": table})["Table"]
            self._tables[table] = indexes_of(described)
            self._keys[table] = tuple(key["AttributeName"] for key in described["KeySchema"])
        return {name: part[name] for name in self._keys[table]}

    def _item(self, table: str, key: dict[str, Any], call: Call) -> Item | None:
        asked = {"TableName": table, "Key": key, "ConsistentRead": True}
        found: Item | None = call("GetItem", asked).get("Item")
        return found


@contextmanager
def counted(usage: Usage) -> Iterator[None]:
    """Counts every AWS call that this process makes through botocore."""
    from botocore.client import BaseClient

    original = BaseClient._make_api_call

    def counting(self: Any, operation: str, given: dict[str, Any]) -> Any:
        def call(name: str, asked: dict[str, Any]) -> dict[str, Any]:
            answer: dict[str, Any] = original(self, name, asked)
            return answer

        return usage.call(self.meta.service_model.service_name, operation, given, call)

    BaseClient._make_api_call = counting
    try:
        yield
    finally:
        BaseClient._make_api_call = original


def _writes_of(operation: str, given: Mapping[str, Any]) -> Sequence[tuple[str, Mapping[str, Any]]]:
    """The tables of a request's writes, each with what has the item's key."""
    if operation == "TransactWriteItems":
        parts = [next(iter(one.values())) for one in given["TransactItems"]]
        return [(part["TableName"], part.get("Item") or part["Key"]) for part in parts]
    if operation == "BatchWriteItem":
        return [
            (table, part.get("Item") or part["Key"])
            for table, requests in given["RequestItems"].items()
            for request in requests
            for part in request.values()
        ]
    return [(given["TableName"], given.get("Item") or given["Key"])]


def _reads_of(
    operation: str, given: Mapping[str, Any], answer: Mapping[str, Any]
) -> Iterator[tuple[str, Sequence[Item], bool]]:
    """The tables of a request's reads, with what was found and whether the read was consistent."""
    if operation == "BatchGetItem":
        for table, asked in given["RequestItems"].items():
            found = answer["Responses"].get(table, [])
            absent: list[Item] = [{}] * (len(asked["Keys"]) - len(found))
            yield table, [*found, *absent], asked.get("ConsistentRead", False)
    elif operation in {"GetItem", "Query", "Scan"}:
        found = answer.get("Items") or ([answer["Item"]] if answer.get("Item") else [])
        yield given["TableName"], found, given.get("ConsistentRead", False)
