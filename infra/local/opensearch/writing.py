"""Writes: bulks with a result for every item."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from infra.local.opensearch.cluster import Cluster
from infra.local.opensearch.index import PRIMARY_TERM, Index
from infra.local.opensearch.refusal import Refusal, illegal, only

_ACTIONS = ("index", "create", "delete")


@dataclass(frozen=True, slots=True)
class Write:
    """One item of a bulk. With ``seen`` it is of that version, its sequence number and term."""

    action: str
    index: str
    key: str
    seen: tuple[int, int] | None
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
            index = cluster.to_write(
                write.index, require_alias=require_alias, deletes=write.action == "delete"
            )
            result["_index"] = index.name
            index.refuse_writes()
            index.expect(write.key, write.seen, nothing=write.action == "create")
            done = _write(index, write, changes.setdefault(index.name, []))
            result |= done | ({"forced_refresh": True} if refresh == "true" else {})
        except Refusal as refusal:
            result |= {"status": refusal.status, "error": refusal.cause}
        items.append({write.action: result})
    for changed, of_index in changes.items():
        cluster.indices[changed].save(of_index)
    failed = any("error" in one for item in items for one in item.values())
    return {"took": 0, "errors": failed, "items": items}


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
        only(about, "_id", "_index", "if_seq_no", "if_primary_term", what=action)
        index, key = about.get("_index", name), about.get("_id")
        if index is None or key is None:
            raise illegal(f"action/metadata line [{number}] needs an index and an _id here")
        seen = (about["if_seq_no"], about["if_primary_term"]) if "if_seq_no" in about else None
        source = None if action == "delete" else _source(lines, number)
        yield Write(action, index, str(key), seen, source)


def _source(lines: Iterator[bytes], number: int) -> Any:
    try:
        return json.loads(next(lines))
    except (ValueError, StopIteration):
        raise illegal(f"the document of action line [{number}] is not JSON") from None


def _write(index: Index, write: Write, changes: list[dict[str, Any]]) -> dict[str, Any]:
    """Carries it out; gives what the item's result says."""
    known = index.documents.get(write.key)
    if write.action != "delete":
        changes.append(index.put(write.key, write.source))
        result, status = ("updated", 200) if known else ("created", 201)
    elif known:
        changes.append(index.delete(write.key))
        result, status = "deleted", 200
    else:
        return _done(1, index.skip(), "not_found", 404)
    change = changes[-1]
    version = change.get("version", known.version + 1 if known else 1)
    return _done(version, change["seq"], result, status)


def _done(version: int, seq_no: int, result: str, status: int) -> dict[str, Any]:
    return {
        "_version": version,
        "result": result,
        "_shards": {"total": 1, "successful": 1, "failed": 0},
        "_seq_no": seq_no,
        "_primary_term": PRIMARY_TERM,
        "status": status,
    }
