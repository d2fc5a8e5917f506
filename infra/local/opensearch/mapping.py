"""The fields that a mapping describes."""

from collections.abc import Callable
from typing import Any

from infra.local.opensearch.fields import Date, Field, KeptOnly, Keyword, Number, Text
from infra.local.opensearch.refusal import Refusal, illegal, only, unreadable
from infra.local.opensearch.vectors import Vector

MOST_DIMENSIONS = 16_000


def field(name: str, described: Any) -> Field:
    """The field that a mapping describes. Raises ``Refusal`` for what this server does not know."""
    if not isinstance(described, dict):
        raise unreadable("Failed to parse mapping", f"[{name}] is not an object")
    kind = described.get("type")
    if kind == "knn_vector":
        return Vector(name, _dimensions(name, described))
    only(described, "type", *(("analyzer", "index") if kind == "text" else ()), what=name)
    if kind == "text" and described.get("index") is False:
        return KeptOnly(name)
    if described.get("analyzer", "standard") != "standard":
        raise unreadable("Failed to parse mapping", f"analyzer of [{name}] is not known here")
    known: dict[Any, Callable[[str], Field]] = {
        "keyword": Keyword,
        "float": Number,
        "date": Date,
        "text": Text,
        "binary": KeptOnly,
    }
    if kind not in known:
        cause = f"No handler for type [{kind}] declared on field [{name}]"
        raise Refusal(400, "mapper_parsing_exception", f"Failed to parse mapping [_doc]: {cause}")
    return known[kind](name)


def _dimensions(name: str, described: dict[str, Any]) -> int:
    only(described, "type", "dimension", "method", what=name)
    method = described.get("method", {})
    only(method, "name", "engine", "space_type", "parameters", what="method")
    if (method.get("engine"), method.get("space_type")) != ("lucene", "cosinesimil"):
        raise illegal("the local server has vectors of the engine lucene by cosinesimil only")
    dimensions = described.get("dimension")
    if not isinstance(dimensions, int) or not 1 <= dimensions <= MOST_DIMENSIONS:
        raise unreadable(
            "Failed to parse mapping",
            f"Dimension value must be between 1 and {MOST_DIMENSIONS} for vector: {name}",
        )
    return dimensions
