"""DynamoDB's capacity units of a request, by AWS's rules. Pure.

Sources, in the DynamoDB developer guide: "DynamoDB item sizes and formats"; "Read and write operations";
"Global secondary indexes", under "Write capacity"; "Local secondary indexes", likewise.

* a write costs a unit for each KB of the bigger of the item before and after it, one at least; twice
  that in a transaction, for a condition that is only checked too; a write whose condition fails
  costs as much as one of the item that is there
* an index costs a unit for each KB of what it holds of the item: once if the item comes, goes, or
  changes in what is projected; twice if its key there changes; nothing if nothing in it changes. A local
  index is written with its item, so a transaction doubles it, too; a global one is written afterwards
* a read costs a unit for each 4 KB, half of that if it may be behind: of each item of a batch by itself,
  of a query's items together
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

WRITE_BYTES, READ_BYTES = 1_024, 4_096

Item = Mapping[str, Mapping[str, Any]]
"""An item as DynamoDB speaks of it on the wire: ``{"lead_id": {"S": "…"}}``."""


@dataclass(frozen=True, slots=True)
class Index:
    """An index: its key attributes, the table's, and whether it holds everything else too."""

    keys: tuple[str, ...]
    table_keys: tuple[str, ...]
    whole: bool
    local: bool

    def entry(self, item: Item | None) -> Item | None:
        """What the index holds of an item; nothing if the item lacks one of its keys."""
        if item is None or any(key not in item for key in self.keys):
            return None
        held = {*self.keys, *self.table_keys}
        return {name: item[name] for name in item if self.whole or name in held}


def indexes_of(described: Mapping[str, Any]) -> tuple[Index, ...]:
    """The indexes of a table as ``DescribeTable`` tells of it."""
    table_keys = _names(described["KeySchema"])
    return tuple(
        Index(
            _names(one["KeySchema"]),
            table_keys,
            one["Projection"]["ProjectionType"] == "ALL",
            local,
        )
        for kind, local in (("GlobalSecondaryIndexes", False), ("LocalSecondaryIndexes", True))
        for one in described.get(kind) or ()
    )


def write_units(
    before: Item | None, after: Item | None, indexes: Sequence[Index], *, within: bool
) -> tuple[float, float]:
    """The units of a write for the item and for its indexes; ``within`` a transaction or not.

    A condition that failed, or was only checked, leaves the item as it was.
    """
    times = 2 if within else 1
    units = max(1, *(_kilobytes(item) for item in (before, after)))
    of_indexes = sum(
        (times if index.local else 1) * _index_units(index, before, after) for index in indexes
    )
    return float(times * units), float(of_indexes)


def read_units(sizes: Iterable[int], *, consistent: bool, within: bool = False) -> float:
    """The units of reads of so many bytes each; ``within`` a transaction."""
    each = 2.0 if within else 1.0 if consistent else 0.5
    return sum(each * max(1, math.ceil(size / READ_BYTES)) for size in sizes)


def item_bytes(item: Item) -> int:
    """The size of an item by AWS's rules: of names and values, as UTF-8."""
    return sum(len(name.encode()) + _value_bytes(value) for name, value in item.items())


def _index_units(index: Index, before: Item | None, after: Item | None) -> int:
    old, new = index.entry(before), index.entry(after)
    if old == new:
        return 0
    if old is not None and new is not None and any(old[key] != new[key] for key in index.keys):
        return _kilobytes(old) + _kilobytes(new)
    return max(_kilobytes(old), _kilobytes(new))


def _kilobytes(item: Item | None) -> int:
    return math.ceil(item_bytes(item) / WRITE_BYTES) if item else 0


def _value_bytes(value: Mapping[str, Any]) -> int:
    ((kind, held),) = value.items()
    if kind in {"BOOL", "NULL"}:
        return 1
    if kind in {"SS", "NS", "BS"}:
        return sum(_scalar_bytes(kind[0], one) for one in held)
    if kind == "L":
        return 3 + sum(1 + _value_bytes(one) for one in held)
    if kind == "M":
        return 3 + sum(1 + len(name.encode()) + _value_bytes(one) for name, one in held.items())
    return _scalar_bytes(kind, held)


def _scalar_bytes(kind: str, held: Any) -> int:
    """A number is about one byte for two digits, and one more."""
    if kind == "N":
        return math.ceil(len(held.lstrip("-").replace(".", "").strip("0")) / 2) + 1
    return len(held.encode() if kind == "S" else held)


def _names(schema: Iterable[Mapping[str, str]]) -> tuple[str, ...]:
    return tuple(key["AttributeName"] for key in schema)
