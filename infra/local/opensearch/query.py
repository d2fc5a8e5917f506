"""Queries: which documents of an index they find, and what each scores."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from infra.local.opensearch.fields import Mask, Text
from infra.local.opensearch.refusal import Refusal, only, unparsable
from infra.local.opensearch.vectors import Vector
from infra.local.opensearch.words import tokens

if TYPE_CHECKING:
    from infra.local.opensearch.index import Index

MOST_NEAREST = 10_000
MOST_CLAUSES = 1_024


@dataclass(frozen=True, slots=True)
class Found:
    """Whom a query finds, and with what scores (those of the others mean nothing)."""

    mask: Mask
    scores: NDArray[np.float32]


def run(index: "Index", query: Any) -> Found:
    """What a query finds in an index. Raises ``Refusal`` for queries this server does not know."""
    if not isinstance(query, dict) or len(query) != 1:
        raise unparsable("[query] malformed query, expected one name and its object")
    name, given = next(iter(query.items()))
    if name not in _QUERIES:
        raise unparsable(f"unknown query [{name}]")
    if not isinstance(given, dict):
        raise unparsable(f"[{name}] query malformed, no start_object after query name")
    found = _QUERIES[name](index, given)
    return Found(found.mask & index.alive, found.scores)


def _constant(mask: Mask) -> Found:
    return Found(mask, np.ones(len(mask), np.float32))


def _match_all(index: "Index", given: dict[str, Any]) -> Found:
    only(given, what="match_all")
    return _constant(np.ones(index.size, np.bool_))


def _ids(index: "Index", given: dict[str, Any]) -> Found:
    only(given, "values", what="ids")
    mask = np.zeros(index.size, np.bool_)
    for key in _list(given.get("values"), "ids"):
        if (entry := index.documents.get(str(key))) is not None:
            mask[entry.slot] = True
    return _constant(mask)


def _term(index: "Index", given: dict[str, Any]) -> Found:
    name, value = _one(given, "term")
    if isinstance(value, dict):
        only(value, "value", what="term")
        value = value.get("value")
    found = index.fields.get(name)
    return _constant(found.equal([value], index.size) if found else _none(index))


def _terms(index: "Index", given: dict[str, Any]) -> Found:
    boost = np.float32(given.get("boost", 1.0))
    name, values = _one({key: one for key, one in given.items() if key != "boost"}, "terms")
    found = index.fields.get(name)
    wanted = _list(values, "terms")
    same = _constant(found.equal(wanted, index.size) if found else _none(index))
    return Found(same.mask, same.scores * boost)


def _range(index: "Index", given: dict[str, Any]) -> Found:
    name, limits = _one(given, "range")
    if not isinstance(limits, dict):
        raise unparsable("[range] query malformed, no start_object after field name")
    found = index.fields.get(name)
    return _constant(found.between(limits, index.size) if found else _none(index))


def _match(index: "Index", given: dict[str, Any]) -> Found:
    name, wanted = _one(given, "match")
    if isinstance(wanted, dict):
        only(wanted, "query", what="match")
        wanted = wanted.get("query")
    found = index.fields.get(name)
    if not isinstance(found, Text):
        raise unparsable(f"[match] is known for text fields only, and [{name}] is none")
    if len(tokens(str(wanted))) > MOST_CLAUSES:
        raise _failed(index, f"maxClauseCount is set to {MOST_CLAUSES}")
    scores = found.words.scores(str(wanted), index.size)
    return Found(scores > 0, scores)


def _exists(index: "Index", given: dict[str, Any]) -> Found:
    only(given, "field", what="exists")
    found = index.fields.get(str(given.get("field")))
    return _constant(found.present(index.size) if found else _none(index))


def _bool(index: "Index", given: dict[str, Any]) -> Found:
    only(given, "must", "filter", "must_not", "should", "minimum_should_match", what="bool")
    mask, scores = np.ones(index.size, np.bool_), np.zeros(index.size, np.float32)
    for part in ("must", "filter", "must_not"):
        clauses = given.get(part, [])
        for clause in clauses if isinstance(clauses, list) else [clauses]:
            found = run(index, clause)
            mask &= ~found.mask if part == "must_not" else found.mask
            if part == "must":
                scores += found.scores
    number, more = _should(index, given.get("should", []))
    return Found(mask & (number >= _least(given)), scores + more)


def _should(index: "Index", clauses: Any) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    """How many of the clauses find each document, and what they score together."""
    number, scores = np.zeros(index.size, np.int32), np.zeros(index.size, np.float32)
    for clause in _list(clauses, "bool"):
        found = run(index, clause)
        number += found.mask
        scores += np.where(found.mask, found.scores, np.float32(0))
    return number, scores


def _least(given: dict[str, Any]) -> int:
    """Of the ``should`` clauses that must find a document: one if nothing else has to."""
    alone = bool(given.get("should")) and not {"must", "filter"} & given.keys()
    least = given.get("minimum_should_match", int(alone))
    if not isinstance(least, int):
        raise unparsable("the local server takes [minimum_should_match] as a number")
    return least


def _knn(index: "Index", given: dict[str, Any]) -> Found:
    name, wanted = _one(given, "knn")
    if not isinstance(wanted, dict):
        raise unparsable("[knn] query malformed, no start_object after field name")
    known = ("vector", "k", "filter", "ignore_unmapped", "method_parameters")
    only(wanted, *known, what="knn")
    only(wanted.get("method_parameters", {}), "ef_search", what="method_parameters")
    k = wanted.get("k")
    if not isinstance(k, int) or not 1 <= k <= MOST_NEAREST:
        raise unparsable(f"[knn] requires k to be in the range [1, {MOST_NEAREST}]")
    found = index.fields.get(name)
    if found is None and wanted.get("ignore_unmapped"):
        return _constant(_none(index))
    if not isinstance(found, Vector):
        raise _failed(index, f"Field '{name}' is not knn_vector type.")
    vector = _query_vector(index, found, wanted.get("vector"))
    allowed = run(index, wanted["filter"]).mask if "filter" in wanted else index.alive
    scores = found.nearest(vector, k, allowed)
    return Found(scores > -1, scores)


def _query_vector(index: "Index", found: Vector, given: Any) -> NDArray[np.float32]:
    size = len(_list(given, "knn"))
    if size != found.dimensions:
        reason = f"Query vector has invalid dimension: {size}. Dimension should be: "
        raise _failed(index, f"{reason}{found.dimensions}")
    try:
        vector: NDArray[np.float32] = found.read(given)
    except Refusal as refusal:
        raise _failed(index, refusal.cause["caused_by"]["reason"]) from None
    return vector


def _failed(index: "Index", reason: str) -> Refusal:
    reason = f"failed to create query: {reason}"
    return Refusal(400, "query_shard_exception", reason, index=index.name, index_uuid=index.uuid)


def _one(given: dict[str, Any], what: str) -> tuple[str, Any]:
    if len(given) != 1:
        raise unparsable(f"[{what}] query takes one field, and got {len(given)}")
    return next(iter(given.items()))


def _list(given: Any, what: str) -> list[Any]:
    if not isinstance(given, list):
        raise unparsable(f"[{what}] query takes a list")
    return given


def _none(index: "Index") -> Mask:
    return np.zeros(index.size, np.bool_)


_QUERIES: dict[str, Callable[["Index", dict[str, Any]], Found]] = {
    "bool": _bool,
    "exists": _exists,
    "ids": _ids,
    "knn": _knn,
    "match": _match,
    "match_all": _match_all,
    "range": _range,
    "term": _term,
    "terms": _terms,
}
