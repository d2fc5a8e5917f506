"""DynamoDB's capacity units of a request, on the partition keys that it touches.

A write takes one unit per 1 KB of the larger of the item before and after, two in a transaction. An
index is written if what it holds of the item changes: once, or twice if its key moves. A read takes one
unit per 4 KB, half if it is eventually consistent. Source: Amazon DynamoDB developer guide, "DynamoDB
read and
write operations" and "Global secondary indexes", item sizes from "DynamoDB item sizes and formats".
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from math import ceil
from typing import Any

from infra.table_specs import TableSpec

Item = Mapping[str, Any]
"""An item as DynamoDB's own protocol has it: ``{"lead_id": {"S": "…"}}``."""

WRITE_BYTES, READ_BYTES = 1_024, 4_096

_EQUAL = re.compile(r"(#\w+|\w+) = (:\w+)")


@dataclass(frozen=True, slots=True)
class Units:
    """What one request takes of one partition key. ``place`` is a table, or ``table/index``."""

    place: str
    key: str
    read: float = 0
    write: float = 0


def item_size(item: Item) -> int:
    """Bytes of an item: names and values."""
    return sum(len(name.encode()) + _value_size(value) for name, value in item.items())


def _value_size(value: Mapping[str, Any]) -> int:
    ((kind, held),) = value.items()
    sizes: dict[str, Callable[[], int]] = {
        "S": lambda: len(held.encode()),
        "N": lambda: len(held.strip("-0.")) // 2 + 2,
        "B": lambda: len(held),
        "SS": lambda: sum(len(one.encode()) for one in held),
        "L": lambda: 3 + sum(1 + _value_size(one) for one in held),
        "M": lambda: 3 + len(held) + item_size(held),
    }
    return sizes[kind]() if kind in sizes else 1


@dataclass(frozen=True, slots=True)
class Change:
    """One item written: its key, and what it was and is; ``None`` where it is not there."""

    table: str
    spec: TableSpec
    key: Item
    before: Item | None
    after: Item | None

    def units(self, times: int) -> Iterator[Units]:
        """What it takes of the table and of its indexes; ``times`` is 2 in a transaction."""
        versions = (self.before, self.after, self.key)
        size = max(item_size(one) for one in versions if one is not None)
        yield Units(
            self.table, _text(self.key[self.spec.key]), write=times * _units(size, WRITE_BYTES)
        )
        for name, keys in self.spec.indexes.items():
            yield from self._indexed(f"{self.table}/{name}", keys)
        for sort in self.spec.local_indexes.values():
            yield from self._indexed(self.table, (self.spec.key, sort))

    def _indexed(self, place: str, keys: tuple[str, str]) -> Iterator[Units]:
        old, new = (_projected(self.spec, keys, one) for one in (self.before, self.after))
        if old == new:
            return
        if old and new and all(old[key] == new[key] for key in keys):
            size = max(item_size(old), item_size(new))
            yield Units(place, _text(new[keys[0]]), write=_units(size, WRITE_BYTES))
            return
        for one in (old, new):
            if one:
                units = _units(item_size(one), WRITE_BYTES)
                yield Units(place, _text(one[keys[0]]), write=units)


def _projected(spec: TableSpec, keys: tuple[str, str], item: Item | None) -> Item | None:
    """What an index holds of an item; ``None`` if the item is not in it."""
    if item is None or any(key not in item for key in keys):
        return None
    if spec.whole:
        return item
    wanted = {*keys, spec.key, *([spec.sort] if spec.sort else [])}
    return {name: value for name, value in item.items() if name in wanted}


def read(operation: str, given: Mapping[str, Any], answer: Mapping[str, Any]) -> Iterator[Units]:
    """What a read request takes, with the real names of tables."""
    if operation == "GetItem":
        yield _got(given["TableName"], given["Key"], answer.get("Item"), given)
    elif operation == "BatchGetItem":
        for table, wanted in given["RequestItems"].items():
            found = answer.get("Responses", {}).get(table, [])
            for key in wanted["Keys"]:
                item = next((one for one in found if key.items() <= one.items()), None)
                yield _got(table, key, item, wanted)
    elif operation == "Query":
        index = given.get("IndexName")
        place = f"{given['TableName']}/{index}" if index else given["TableName"]
        size = sum(item_size(item) for item in answer.get("Items", ()))
        yield Units(place, _queried(given), read=_halved(given) * _units(size, READ_BYTES))


def _got(table: str, key: Item, item: Item | None, given: Mapping[str, Any]) -> Units:
    size = item_size(item) if item else 0
    return Units(
        table, _text(next(iter(key.values()))), read=_halved(given) * _units(size, READ_BYTES)
    )


def _queried(given: Mapping[str, Any]) -> str:
    """The partition that a query asks: the first equality of its key condition."""
    match = _EQUAL.search(given["KeyConditionExpression"])
    if match is None:
        raise ValueError(f"a query without a partition: {given['KeyConditionExpression']}")
    return _text(given["ExpressionAttributeValues"][match[2]])


def _halved(given: Mapping[str, Any]) -> float:
    return 1.0 if given.get("ConsistentRead") else 0.5


def _units(size: int, per: int) -> int:
    return max(1, ceil(size / per))


def _text(value: Mapping[str, Any]) -> str:
    return str(next(iter(value.values())))
