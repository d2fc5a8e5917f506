"""What a search tells beside its hits: counts by values, and one document for each value."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from infra.local.opensearch.fields import Keyword, Mask, Number
from infra.local.opensearch.index import Index
from infra.local.opensearch.refusal import illegal, only, unparsable

Part = tuple[Index, Mask]
"""An index, and which of its documents were found."""


def aggregated(parts: Sequence[Part], described: dict[str, Any]) -> dict[str, Any]:
    """The aggregations of what was found. Raises ``Refusal`` for those this server does not know."""
    results: dict[str, Any] = {}
    for name, one in described.items():
        only(one, *_KINDS, "aggs", what=name)
        (kind,) = [each for each in one if each != "aggs"]
        results[name] = _KINDS[kind](parts, one[kind], one.get("aggs", {}))
    return results


def _terms(parts: Sequence[Part], given: dict[str, Any], inner: dict[str, Any]) -> dict[str, Any]:
    only(given, "field", "size", what="terms")
    name, size = str(given.get("field")), int(given.get("size", 10))
    counts: Counter[str] = Counter()
    for index, mask in parts:
        counts.update(keyword(index, name).counted(mask))
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    buckets: list[dict[str, Any]] = [
        {"key": value, "doc_count": count} for value, count in ordered[:size]
    ]
    if inner:
        buckets = [one | aggregated(_within(parts, name, one["key"]), inner) for one in buckets]
    return {
        "doc_count_error_upper_bound": 0,
        "sum_other_doc_count": sum(count for _, count in ordered[size:]),
        "buckets": buckets,
    }


def _within(parts: Sequence[Part], name: str, value: str) -> list[Part]:
    return [
        (index, mask & keyword(index, name).equal([value], index.size)) for index, mask in parts
    ]


def _max(parts: Sequence[Part], given: dict[str, Any], inner: dict[str, Any]) -> dict[str, Any]:
    only(given, "field", what="max")
    if inner:
        raise unparsable("[max] has no inner aggregations")
    found: list[float] = []
    for index, mask in parts:
        values = _number(index, str(given.get("field"))).values(index.size)[mask]
        found += values[~np.isnan(values)].tolist()
    return {"value": max(found, default=None)}


def leading(
    index: Index, slots: NDArray[np.int64], name: str, order: list[tuple[str, bool]]
) -> NDArray[np.int64]:
    """Those documents that may be the first of their value: the others come later by the first field
    of the order."""
    first, falls = order[0]
    values = _number(index, first).values(index.size)[slots] * (-1 if falls else 1)
    numbers = keyword(index, name).numbered(slots, index.size)
    if (numbers < 0).any():
        raise illegal(f"a document has no [{name}] to be collapsed by")
    least = np.full(len(slots) and int(np.max(numbers)) + 1, np.inf)
    np.minimum.at(least, numbers, values)
    chosen: NDArray[np.int64] = slots[values == least[numbers]]
    return chosen


def keyword(index: Index, name: str) -> Keyword:
    """The field, if it is of keywords."""
    found = index.fields.get(name)
    if not isinstance(found, Keyword):
        raise illegal(f"[{name}] is no field of keywords")
    return found


def _number(index: Index, name: str) -> Number:
    found = index.fields.get(name)
    if not isinstance(found, Number):
        raise illegal(f"[{name}] is no field of numbers or dates")
    return found


_KINDS: dict[str, Callable[[Sequence[Part], Any, dict[str, Any]], dict[str, Any]]] = {
    "terms": _terms,
    "max": _max,
}
