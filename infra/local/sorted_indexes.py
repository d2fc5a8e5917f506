"""Indexes of MiniStack's DynamoDB that keep their order.

MiniStack 1.5 knows which items are in a partition of an index, but for every page of a query it sorts
and judges all of them: with a hundred thousand items a page takes seconds. Here a partition that was
queried once stays sorted, and a query is handed a stretch of it. MiniStack's own code answers from the
stretch as it would from the whole, so the stretch must hold at least what the answer needs. Whatever is
not understood for certain is handed the whole.
"""

import threading
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from typing import Any

from ministack.services import dynamodb  # type: ignore[import-untyped]

Key = tuple[Any, Any]
Entry = tuple[tuple[Any, ...], Key]
"""What an item is sorted by, its own key included, and that key."""

_SORTED = "sorted partitions"
"""Where sorted partitions are kept, beside MiniStack's own, so that they are dropped together."""

_query, _members, _index = dynamodb._query, dynamodb._index_members, dynamodb._index_item  # noqa: SLF001 MiniStack has no way in for this
_sorting = threading.RLock()
_asked = threading.local()


def query(data: dict[str, Any]) -> Any:
    """MiniStack's own answer to a query."""
    _asked.query = data
    try:
        return _query(data)
    finally:
        _asked.query = None


def index_members(table: dict[str, Any]) -> Any:
    """What is in the indexes of a table; for a query, what of its index it needs."""
    members = _members(table)
    data: dict[str, Any] = getattr(_asked, "query", None) or {}
    name = data.get("IndexName")
    return {name: _Stretches(table, members, data)} if name in members else members


def index_item(table: dict[str, Any], pk: Any, sk: Any, item: dict[str, Any], add: bool) -> None:
    """Keeps an item that came or goes in the indexes of its table."""
    with _sorting:
        _index(table, pk, sk, item, add=add)
        kept = table.get(dynamodb._INDEX_MEMBERS, {}).get(_SORTED, {})  # noqa: SLF001 as above
        for name, hashes, ranges in dynamodb._index_key_schemas(table):  # noqa: SLF001 as above
            place = (name, dynamodb._index_partition(item, hashes, ranges))  # noqa: SLF001 as above
            if place in kept and not _changed(
                kept[place], (_order(table, ranges, item), (pk, sk)), add=add
            ):
                del kept[place]


ADAPTED = {"_query": query, "_index_members": index_members, "_index_item": index_item}
"""Functions of MiniStack's DynamoDB, by name, and what takes their place."""


def _changed(entries: list[Entry], entry: Entry, *, add: bool) -> bool:
    """Whether an entry could be put into sorted ones, or taken from them."""
    try:
        at = bisect_left(entries, entry)
    except TypeError:
        return False
    is_there = at < len(entries) and entries[at] == entry
    if is_there == add:
        return False
    if add:
        entries.insert(at, entry)
    else:
        del entries[at]
    return True


def _order(table: dict[str, Any], ranges: list[str], item: Mapping[str, Any]) -> tuple[Any, ...]:
    """What MiniStack sorts an item of an index by."""
    names = dynamodb._index_order_keys(table, ranges)  # noqa: SLF001 as above
    return tuple(dynamodb._index_order_value(item, name, kind) for name, kind in names)  # noqa: SLF001 as above


class _Stretches:
    """The partitions of an index, as a query needs them."""

    def __init__(
        self, table: dict[str, Any], members: dict[str, Any], data: dict[str, Any]
    ) -> None:
        self._table, self._members, self._data = table, members, data
        self._name = data["IndexName"]
        self._hashes, self._ranges = dynamodb._index_key_lists(  # noqa: SLF001 as above
            dynamodb._index_def(table, self._name)  # noqa: SLF001 as above
        )

    def get(self, partition: Any, otherwise: Iterable[Key] = ()) -> Iterable[Key]:
        """The keys of at least the items that the answer is made of."""
        with _sorting:
            keys = self._members[self._name].get(partition, otherwise)
            if not keys or len(self._ranges) > 1 or self._data.get("KeyConditions"):
                return list(keys)
            try:
                return self._stretch(self._entries(partition, keys))
            except (ArithmeticError, KeyError, TypeError, ValueError):
                return list(keys)

    def _entries(self, partition: Any, keys: Iterable[Key]) -> list[Entry]:
        kept: dict[Any, list[Entry]] = self._members.setdefault(_SORTED, {})
        place = (self._name, partition)
        if place not in kept:
            items = self._table["items"]
            kept[place] = sorted(
                (_order(self._table, self._ranges, items[pk][sk]), (pk, sk)) for pk, sk in keys
            )
        return kept[place]

    def _stretch(self, entries: list[Entry]) -> list[Key]:
        low, high = self._bounds(entries)
        forward = self._data.get("ScanIndexForward", True)
        if start := self._data.get("ExclusiveStartKey"):
            after = _order(self._table, self._ranges, start)
            if forward:
                low = max(low, bisect_right(entries, after, key=lambda entry: entry[0]))
            else:
                high = min(high, bisect_left(entries, after, key=lambda entry: entry[0]))
        places = range(low, high) if forward else range(high - 1, low - 1, -1)
        # MiniStack finds what is wrong with a condition when it judges the first item: there is one.
        return self._page(entries[place][1] for place in places) or [entries[0][1]]

    def _page(self, keys: Iterable[Key]) -> list[Key]:
        """Until one more satisfies the condition than a page takes."""
        limit = self._data.get("Limit")
        if limit is None:
            return list(keys)
        page: list[Key] = []
        lacking = int(limit)
        for pk, sk in keys:
            page.append((pk, sk))
            lacking -= self._satisfies(self._table["items"][pk][sk])
            if lacking < 0:
                break
        return page

    def _satisfies(self, item: dict[str, Any]) -> bool:
        return bool(
            dynamodb._evaluate_condition(  # noqa: SLF001 as above
                self._data["KeyConditionExpression"],
                item,
                self._data.get("ExpressionAttributeValues", {}),
                self._data.get("ExpressionAttributeNames", {}),
                slot="KeyConditionExpression",
            )
        )

    def _bounds(self, entries: list[Entry]) -> tuple[int, int]:
        """Between which places all entries are that satisfy the condition on the sort key; others may be
        between them too.
        """
        low, high = 0, len(entries)
        marks = {"LPAREN", "RPAREN", "COMMA"}
        words = dynamodb._tokenize(self._data["KeyConditionExpression"])  # noqa: SLF001 as above
        if any(word.upper() in {"OR", "NOT"} for _, word in words):
            return low, high
        for clause in dynamodb._key_condition_clauses(  # noqa: SLF001 as above
            [one for one in words if one[0] not in marks]
        ):
            match clause:
                case [(_, begins), name, (_, value)] if begins.lower() == "begins_with":
                    if self._is_sort(name):
                        least = self._value(value)
                        low = bisect_left(entries, least, key=_sort)
                        high = bisect_right(
                            entries, least, key=lambda entry: entry[0][0][: len(least)]
                        )
                case [name, (sign, _), ("VALUE_REF", value)] if self._is_sort(name):
                    if sign in {"EQ", "GT", "GE"}:
                        low = bisect_left(entries, self._value(value), key=_sort)
                    if sign in {"EQ", "LT", "LE"}:
                        high = bisect_right(entries, self._value(value), key=_sort)
                case [name, (_, word), (_, least), _, (_, most)] if word.upper() == "BETWEEN":
                    if self._is_sort(name):
                        low = bisect_left(entries, self._value(least), key=_sort)
                        high = bisect_right(entries, self._value(most), key=_sort)
        return low, high

    def _is_sort(self, word: tuple[str, str]) -> bool:
        names = self._data.get("ExpressionAttributeNames", {})
        return bool([names.get(word[1], word[1])] == self._ranges)

    def _value(self, reference: str) -> Any:
        kind = dynamodb._get_attr_type(self._table, self._ranges[0])  # noqa: SLF001 as above
        return dynamodb._sort_key_value(self._data["ExpressionAttributeValues"][reference], kind)  # noqa: SLF001 as above


def _sort(entry: Entry) -> Any:
    return entry[0][0]
