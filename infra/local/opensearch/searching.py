"""Searches: the hits of a query in one or several indices, in order, as JSON."""

import json
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from infra.local.opensearch.gathering import aggregated, keyword, leading
from infra.local.opensearch.index import PRIMARY_TERM, Entry, Index
from infra.local.opensearch.query import Found, run
from infra.local.opensearch.refusal import Refusal, illegal, only

MOST_HITS = 10_000
_SCORE = "_score"
"""Sorts by what a query scores."""

_KNOWN = (
    *("query", "size", "sort", "search_after", "track_total_hits", "_source"),
    *("seq_no_primary_term", "collapse", "aggs"),
)


@dataclass(frozen=True, slots=True)
class Hit:
    """A document that was found. ``keys`` are the values it is sorted by, ``group`` that of the field
    it is collapsed by."""

    index: Index
    key: str
    entry: Entry
    score: float | None
    keys: tuple[Any, ...]
    group: str = ""

    def as_json(self, body: dict[str, Any]) -> bytes:
        """The hit as OpenSearch writes it, with what the search's body asks for."""
        head: dict[str, Any] = {"_index": self.index.name, "_id": self.key}
        if body.get("seq_no_primary_term"):
            head |= {"_seq_no": self.entry.seq_no, "_primary_term": PRIMARY_TERM}
        head["_score"] = self.score
        if "collapse" in body:
            head["fields"] = {body["collapse"]["field"]: [self.group]}
        if self.keys:
            head["sort"] = list(self.keys)
        text = json.dumps(head, separators=(",", ":")).encode()
        wanted = body.get("_source")
        if wanted is False:
            return text
        return text[:-1] + b',"_source":' + self.entry.only(wanted) + b"}"


def search(indices: Sequence[Index], body: dict[str, Any]) -> bytes:
    """The answer to a search. Raises ``Refusal``."""
    began = time.perf_counter()
    only(body, *_KNOWN, what="search")
    size, order, field = _size(body), _order(body), _collapsed_by(body)
    found = [(index, _found(index, body.get("query", {"match_all": {}}))) for index in indices]
    hits: list[Hit] = []
    for index, one in found:
        slots = np.flatnonzero(one.mask)
        if order is None:
            hits += _best(index, one, slots, size)
        elif size:
            chosen = leading(index, slots, field, order) if field else slots
            hits += _all(index, one, chosen, order, field)
    if order is None:
        hits.sort(key=lambda hit: -(hit.score or 0.0))
    else:
        hits = _sorted(hits, order, body.get("search_after"))
    if field:
        hits = list({hit.group: hit for hit in reversed(hits)}.values())[::-1]
    told = _told(body, hits[:size], sum(int(one.mask.sum()) for _, one in found))
    if "aggs" in body:
        results = aggregated([(index, one.mask) for index, one in found], body["aggs"])
        told += b',"aggregations":' + json.dumps(results).encode()
    return _head(len(indices), began)[:-1] + b"," + told + b"}"


def _told(body: dict[str, Any], hits: Sequence[Hit], total: int) -> bytes:
    scores = [hit.score for hit in hits if hit.score is not None and not hit.keys]
    counted = {} if body.get("track_total_hits") is False else _total(total)
    outer = json.dumps(counted | {"max_score": max(scores, default=None)}).encode()
    texts = b",".join(hit.as_json(body) for hit in hits)
    return b'"hits":' + outer[:-1] + b',"hits":[' + texts + b"]}"


def matching(index: Index, query: Any) -> list[str]:
    """The ids of the documents that a query finds."""
    return [index.id_of(int(slot)) for slot in np.flatnonzero(_found(index, query).mask)]


def _found(index: Index, query: Any) -> Found:
    """Failures of a search on an index come as a failed phase, as from OpenSearch."""
    try:
        return run(index, query)
    except Refusal as refusal:
        if refusal.cause["type"] != "query_shard_exception":
            raise
        failed = Refusal(400, "search_phase_execution_exception", "all shards failed")
        failed.root = refusal.cause
        raise failed from None


def _size(body: dict[str, Any]) -> int:
    size = body.get("size", 10)
    if not isinstance(size, int) or size < 0:
        raise illegal(f"[size] parameter cannot be negative, found [{size}]")
    if size > MOST_HITS:
        raise illegal(
            "Result window is too large, from + size must be less than or equal to:"
            f" [{MOST_HITS}] but was [{size}]"
        )
    return size


def _order(body: dict[str, Any]) -> list[tuple[str, bool]] | None:
    """Fields and whether they fall; ``None`` for the order by score."""
    if "sort" not in body:
        if "search_after" in body:
            raise illegal("Sort must contain at least one field.")
        return None
    order: list[tuple[str, bool]] = []
    for one in body["sort"]:
        if not isinstance(one, dict) or len(one) != 1:
            raise illegal('the local server takes sort as [{"field": "asc"}]')
        name, way = next(iter(one.items()))
        if way not in ("asc", "desc"):
            raise illegal(f"Unknown SortOrder [{way}]")
        order.append((name, way == "desc"))
    return order


def _collapsed_by(body: dict[str, Any]) -> str | None:
    if "collapse" not in body:
        return None
    only(body["collapse"], "field", what="collapse")
    if "sort" not in body or "search_after" in body:
        raise illegal("the local server collapses the first page of what is sorted by a number")
    if any(_SCORE in one for one in body["sort"]):
        raise illegal("the local server does not collapse what is sorted by its score")
    return str(body["collapse"].get("field"))


def _best(index: Index, found: Found, slots: Any, size: int) -> Iterable[Hit]:
    scores = found.scores[slots]
    if size and len(slots) > size:
        least = np.partition(scores, len(scores) - size)[len(scores) - size]
        chosen = scores >= least
        slots, scores = slots[chosen], scores[chosen]
    for place in np.argsort(-scores, kind="stable")[:size]:
        key = index.id_of(int(slots[place]))
        yield Hit(index, key, index.documents[key], float(scores[place]), ())


def _all(
    index: Index, found: Found, slots: Any, order: list[tuple[str, bool]], group: str | None
) -> Iterable[Hit]:
    for name, _ in order:
        if name not in index.fields and name != _SCORE:
            raise illegal(f"No mapping found for [{name}] in order to sort on")
    grouped = keyword(index, group) if group else None
    by_score = any(name == _SCORE for name, _ in order)
    for slot in slots.tolist():
        key, score = index.id_of(slot), float(found.scores[slot])
        keys = tuple(
            score if name == _SCORE else index.fields[name].order(slot) for name, _ in order
        )
        own = grouped.order(slot) if grouped else ""
        yield Hit(index, key, index.documents[key], score if by_score else None, keys, own)


def _sorted(hits: list[Hit], order: list[tuple[str, bool]], after: Any) -> list[Hit]:
    if after is not None:
        if not isinstance(after, list) or len(after) != len(order):
            raise illegal(f"search_after has to have {len(order)} values, as many as sort")
        hits = [hit for hit in hits if _follows(hit.keys, after, order)]
    for place, (_, falls) in reversed(list(enumerate(order))):
        hits.sort(key=lambda hit: hit.keys[place], reverse=falls)
    return hits


def _follows(keys: tuple[Any, ...], after: list[Any], order: list[tuple[str, bool]]) -> bool:
    for key, limit, (_, falls) in zip(keys, after, order, strict=True):
        if key != limit:
            return bool(key < limit) if falls else bool(key > limit)
    return False


def _head(shards: int, began: float) -> bytes:
    return json.dumps(
        {
            "took": int((time.perf_counter() - began) * 1000),
            "timed_out": False,
            "_shards": {"total": shards, "successful": shards, "skipped": 0, "failed": 0},
        }
    ).encode()


def _total(total: int) -> dict[str, Any]:
    exact = total <= MOST_HITS
    relation = "eq" if exact else "gte"
    return {"total": {"value": min(total, MOST_HITS), "relation": relation}}
