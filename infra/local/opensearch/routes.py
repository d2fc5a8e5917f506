"""The requests that are answered, each a method, a path and its parameters."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from infra.local.opensearch.cluster import Cluster
from infra.local.opensearch.refusal import Refusal, illegal, only, unparsable
from infra.local.opensearch.searching import matching, search
from infra.local.opensearch.writing import bulk

VERSION = "2.19.0"
"""The version of OpenSearch whose answers these are."""


@dataclass(frozen=True, slots=True)
class Call:
    """A request. ``place`` are the parts of its path."""

    cluster: Cluster
    place: Mapping[str, str]
    parameters: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> dict[str, Any]:
        """The body, an object; an empty one if there is none."""
        if not self.body.strip():
            return {}
        try:
            given = json.loads(self.body)
        except ValueError:
            raise unparsable("the body is not JSON") from None
        if not isinstance(given, dict):
            raise unparsable("the body is not an object")
        return given

    def says(self, name: str) -> bool:
        """Whether a parameter is on."""
        value = self.parameters.get(name, "false")
        if value not in ("true", "false", ""):
            raise illegal(f"Failed to parse value [{value}] as only [true] or [false] are allowed.")
        return value != "false"


Answer = dict[str, Any] | bytes
"""JSON, or JSON that is written already."""


def answer(
    cluster: Cluster, method: str, path: str, parameters: Mapping[str, str], body: bytes
) -> Answer:
    """Answers a request. Raises ``Refusal``."""
    for methods, pattern, known, handle in _ROUTES:
        if method in methods and (found := re.fullmatch(pattern, path)):
            for name in parameters:
                if name not in known:
                    raise illegal(f"request [{path}] contains unrecognized parameter: [{name}]")
            with cluster.lock:
                return handle(Call(cluster, found.groupdict(), parameters, body))
    raise illegal(f"no handler found for uri [{path}] and method [{method}]")


def _info(call: Call) -> Answer:
    del call
    return {
        "name": "baton-local",
        "cluster_name": "baton-local",
        "version": {"distribution": "opensearch", "number": VERSION},
        "tagline": "The OpenSearch Project: https://opensearch.org/",
    }


def _health(call: Call) -> Answer:
    indices = call.cluster.resolve(call.place["index"])
    return {"status": "green", "timed_out": False, "active_primary_shards": len(indices)}


def _create(call: Call) -> Answer:
    name = call.place["index"]
    call.cluster.create(name, call.json)
    return {"acknowledged": True, "shards_acknowledged": True, "index": name}


def _remove(call: Call) -> Answer:
    name = call.place["index"]
    if name not in call.cluster.indices:
        call.cluster.resolve(name)
        raise illegal(
            f"The provided expression [{name}] matches an alias,"
            " specify the corresponding concrete indices instead."
        )
    call.cluster.remove([name])
    return {"acknowledged": True}


def _aliases(call: Call) -> Answer:
    given = call.json
    only(given, "actions", what="aliases")
    call.cluster.change_aliases(given.get("actions", []))
    return {"acknowledged": True}


def _alias(call: Call) -> Answer:
    name = call.place["alias"]
    behind = {
        index.name: {"aliases": {name: index.aliases[name]}}
        for index in call.cluster.indices.values()
        if name in index.aliases
    }
    if not behind:
        raise Missing(f"alias [{name}] missing")
    return behind


class Missing(Refusal):
    """An alias that is not there: the one error that OpenSearch tells in a bare text."""

    def __init__(self, reason: str) -> None:
        super().__init__(404, "", reason)

    @property
    def body(self) -> dict[str, Any]:
        """What the caller gets."""
        return {"error": str(self), "status": self.status}


def _mapping(call: Call) -> Answer:
    indices = call.cluster.resolve(call.place["index"])
    return {index.name: {"mappings": index.body["mappings"]} for index in indices}


def _block(call: Call) -> Answer:
    indices = [index for index in call.cluster.resolve(call.place["index"]) if not index.is_blocked]
    for index in indices:
        call.cluster.block(index, blocked=True)
    return {
        "acknowledged": True,
        "shards_acknowledged": bool(indices),  # what was blocked before is not waited for again
        "indices": [{"name": index.name, "blocked": True} for index in indices],
    }


def _settings(call: Call) -> Answer:
    given = call.json
    if set(given) != {"index.blocks.write"} or given["index.blocks.write"] not in (None, False):
        raise illegal("the local server only takes the setting [index.blocks.write] back")
    for index in call.cluster.resolve(call.place["index"]):
        call.cluster.block(index, blocked=False)
    return {"acknowledged": True}


def _refresh(call: Call) -> Answer:
    number = len(call.cluster.resolve(call.place["index"]))
    return {"_shards": {"total": number, "successful": number, "failed": 0}}


def _bulk(call: Call) -> Answer:
    refresh = call.parameters.get("refresh", "false")
    if refresh not in ("true", "false", "wait_for"):
        raise illegal(f"Unknown value for refresh: [{refresh}].")
    needs_alias = call.says("require_alias")
    name = call.place["index"]
    return bulk(call.cluster, name, call.body, require_alias=needs_alias, refresh=refresh)


def _search(call: Call) -> Answer:
    indices = call.cluster.resolve(
        call.place["index"], ignore_unavailable=call.says("ignore_unavailable")
    )
    return search(indices, call.json)


def _msearch(call: Call) -> Answer:
    if not call.body.endswith(b"\n"):
        raise illegal("The msearch request must be terminated by a newline [\\n]")
    lines = call.body.split(b"\n")[:-1]
    if len(lines) % 2:
        raise illegal("the msearch request has a header without a search")
    answers = [
        _one_search(call.cluster, header, body)
        for header, body in zip(lines[::2], lines[1::2], strict=True)
    ]
    return b'{"took":0,"responses":[' + b",".join(answers) + b"]}"


def _one_search(cluster: Cluster, header: bytes, body: bytes) -> bytes:
    try:
        where = json.loads(header)
        only(where, "index", *_SEARCHING, what="msearch header")
        missing_is_fine = bool(where.get("ignore_unavailable"))
        indices = cluster.resolve(str(where.get("index")), ignore_unavailable=missing_is_fine)
        return search(indices, json.loads(body))[:-1] + b',"status":200}'
    except ValueError:
        refusal = unparsable("a line of the msearch request is not JSON")
    except Refusal as error:
        refusal = error
    return json.dumps(refusal.body).encode()


def _count(call: Call) -> Answer:
    indices = call.cluster.resolve(
        call.place["index"], ignore_unavailable=call.says("ignore_unavailable")
    )
    given = call.json
    only(given, "query", what="count")
    query = given.get("query", {"match_all": {}})
    shards = {"total": len(indices), "successful": len(indices), "skipped": 0, "failed": 0}
    return {"count": sum(len(matching(index, query)) for index in indices), "_shards": shards}


def _mget(call: Call) -> Answer:
    given = call.json
    only(given, "ids", what="mget")
    (index,) = call.cluster.resolve(call.place["index"])
    wants_source = call.parameters.get("_source", "true") != "false"
    fields = call.parameters.get("_source_includes")
    wanted = fields.split(",") if fields else None
    found: list[dict[str, Any]] = []
    for key in map(str, given.get("ids", [])):
        entry = index.documents.get(key)
        one: dict[str, Any] = {"_index": index.name, "_id": key, "found": entry is not None}
        if entry:
            one |= {"_version": entry.version, "_seq_no": entry.seq_no, "_primary_term": 1}
            one |= {"_source": json.loads(entry.only(wanted))} if wants_source else {}
        found.append(one)
    return {"docs": found}


_SEARCHING = ("ignore_unavailable", "allow_partial_search_results")
_INDEX = "/(?P<index>[^/_,*][^/,*]*)"
_ROUTES: tuple[tuple[str, str, tuple[str, ...], Callable[[Call], Answer]], ...] = (
    ("GET HEAD", "/", (), _info),
    ("GET", f"/_cluster/health{_INDEX}", ("wait_for_active_shards", "timeout"), _health),
    ("POST", "/_aliases", (), _aliases),
    ("GET", "/_alias/(?P<alias>[^/,*]+)", (), _alias),
    ("POST", "/_msearch", (), _msearch),
    ("PUT", _INDEX, (), _create),
    ("DELETE", _INDEX, (), _remove),
    ("GET", f"{_INDEX}/_mapping", (), _mapping),
    ("PUT", f"{_INDEX}/_block/write", (), _block),
    ("PUT", f"{_INDEX}/_settings", (), _settings),
    ("POST", f"{_INDEX}/_refresh", (), _refresh),
    ("POST PUT", f"{_INDEX}/_bulk", ("refresh", "require_alias"), _bulk),
    ("POST GET", f"{_INDEX}/_search", _SEARCHING, _search),
    ("POST GET", f"{_INDEX}/_count", ("ignore_unavailable",), _count),
    ("POST GET", f"{_INDEX}/_mget", ("_source", "_source_includes"), _mget),
)
