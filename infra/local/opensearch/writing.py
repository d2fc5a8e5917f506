"""Writes: bulks with a result for every item, and deleting what a query finds."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from infra.local.opensearch.cluster import Cluster
from infra.local.opensearch.index import Index
from infra.local.opensearch.refusal import Refusal, illegal, only
from infra.local.opensearch.searching import matching

_ACTIONS = ("index", "create")


@dataclass(frozen=True, slots=True)
class Write:
    """One item of a bulk."""

    action: str
    index: str
    key: str
    source: Any


def bulk(
    cluster: Cluster, name: str | None, text: bytes, *, require_alias: bool, refresh: str
) -> dict[str, Any]:
    """Carries out a bulk; every item succeeds or fails for itself."""
    items: list[dict[str, Any]] = []
    changes: dict[str, list[dict[str, Any]]] = {}
    for write in list(_writes(text, name)):
        result: dict[str, Any] = {"_index": write.index, "_id": write.key}
        try:
            index = cluster.to_write(write.index, require_alias=require_alias)
            result["_index"] = index.name
            index.refuse_writes()
            change, done = _write(index, write)
            changes.setdefault(index.name, []).append(change)
            result |= done | ({"forced_refresh": True} if refresh == "true" else {})
        except Refusal as refusal:
            result |= {"status": refusal.status, "error": refusal.cause}
        items.append({write.action: result})
    for changed, of_index in changes.items():
        cluster.indices[changed].save(of_index)
    failed = any("error" in one for item in items for one in item.values())
    return {"took": 0, "errors": failed, "items": items}


def delete_by_query(indices: Sequence[Index], body: dict[str, Any]) -> dict[str, Any]:
    """Deletes what a query finds."""
    only(body, "query", what="delete_by_query")
    if "query" not in body:
        raise Refusal(400, "action_request_validation_exception", "query is missing")
    deleted = 0
    for index in indices:
        keys = matching(index, body["query"])
        if keys:
            index.refuse_writes()
            index.save([index.delete(key) for key in keys])
        deleted += len(keys)
    return {
        "took": 0,
        "timed_out": False,
        "total": deleted,
        "deleted": deleted,
        "batches": 1 if deleted else 0,
        "version_conflicts": 0,
        "noops": 0,
        "retries": {"bulk": 0, "search": 0},
        "throttled_millis": 0,
        "requests_per_second": -1.0,
        "throttled_until_millis": 0,
        "failures": [],
    }


def _writes(text: bytes, name: str | None) -> Iterator[Write]:
    if not text.endswith(b"\n"):
        raise illegal("The bulk request must be terminated by a newline [\\n]")
    lines = iter(text.split(b"\n")[:-1])
    for number, line in enumerate(lines, 1):
        try:
            action, about = next(iter(json.loads(line).items()))
        except (ValueError, AttributeError, StopIteration):
            raise illegal(f"Malformed action/metadata line [{number}]") from None
        if action not in _ACTIONS:
            raise illegal(
                f"Malformed action/metadata line [{number}], the local server knows {_ACTIONS}"
            )
        only(about, "_id", "_index", what=action)
        index, key = about.get("_index", name), about.get("_id")
        if index is None or key is None:
            raise illegal(f"action/metadata line [{number}] needs an index and an _id here")
        yield Write(action, index, str(key), _source(lines, number))


def _source(lines: Iterator[bytes], number: int) -> Any:
    try:
        return json.loads(next(lines))
    except (ValueError, StopIteration):
        raise illegal(f"the document of action line [{number}] is not JSON") from None


def _write(index: Index, write: Write) -> tuple[dict[str, Any], dict[str, Any]]:
    """The change for the journal, and what the item's result says."""
    known = index.documents.get(write.key)
    if write.action == "create" and known:
        raise Refusal(
            409,
            "version_conflict_engine_exception",
            f"[{write.key}]: version conflict, document already exists"
            f" (current version [{known.version}])",
            index=index.name,
            index_uuid=index.uuid,
            shard="0",
        )
    change = index.put(write.key, write.source)
    return change, {
        "_version": change["version"],
        "result": "updated" if known else "created",
        "_shards": {"total": 1, "successful": 1, "failed": 0},
        "_seq_no": change["seq"],
        "_primary_term": 1,
        "status": 200 if known else 201,
    }
