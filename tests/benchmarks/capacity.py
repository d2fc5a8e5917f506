"""DynamoDB's capacity units of a request, counted from what was sent and what came back.

AWS, "DynamoDB read and write operations": a write takes one unit per 1 KB of the item, two in a
transaction, and as much again for every index the item appears in; a read takes one unit per 4 KB,
half if it is eventually consistent.
"""

import json
import math
from collections.abc import Callable
from typing import Any

WRITE_BYTES, READ_BYTES = 1_024, 4_096

Describe = Callable[[str], dict[str, Any]]


class Capacity:
    """Counts units; asks once for each table's indexes."""

    def __init__(self) -> None:
        self._tables: dict[str, dict[str, Any]] = {}

    def of(
        self, operation: str, given: dict[str, Any], answer: dict[str, Any], describe: Describe
    ) -> dict[str, float]:
        """The read and write units of one request."""
        if operation == "TransactWriteItems":
            writes = [next(iter(one.items())) for one in given["TransactItems"]]
            return {"write": sum(self._write(kind, what, describe, 2) for kind, what in writes)}
        if operation in {"PutItem", "UpdateItem", "DeleteItem"}:
            return {"write": self._write(operation.removesuffix("Item"), given, describe, 1)}
        found = answer.get("Item") or answer.get("Items") or {}
        size = len(json.dumps(found, ensure_ascii=False).encode())
        halved = 1.0 if given.get("ConsistentRead") else 0.5
        return {"read": halved * max(1, math.ceil(size / READ_BYTES))}

    def _write(self, kind: str, what: dict[str, Any], describe: Describe, times: int) -> float:
        """``times`` is 2 in a transaction, for the item; its indexes are written once."""
        item = what.get("Item") or what.get("Key") or {}
        size = len(json.dumps(item, ensure_ascii=False).encode())
        units = max(1, math.ceil(size / WRITE_BYTES))
        if kind not in {"Put", "Delete"}:
            return float(times * units)
        indexes = self._index_units(what["TableName"], item, units, describe)
        return float(times * units + sum(indexes))

    def _index_units(
        self, table: str, item: dict[str, Any], units: int, describe: Describe
    ) -> list[int]:
        if table not in self._tables:
            self._tables[table] = describe(table)
        indexes = self._tables[table].get("GlobalSecondaryIndexes", ())
        return [
            units if index["Projection"]["ProjectionType"] == "ALL" else 1
            for index in indexes
            if all(key["AttributeName"] in item for key in index["KeySchema"])
        ]
