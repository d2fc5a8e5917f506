"""Vectors as OpenSearch keeps and compares them."""

import sys
from array import array
from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

SETTINGS: Mapping[str, Any] = {
    "index": {
        "knn": True,
        "number_of_shards": 1,
        "auto_expand_replicas": "0-1",
        "codec": "best_compression",
    }
}
"""The settings of an index with vectors."""

LEAST_EXPLORED = 100
"""Neighbours that a search by vectors looks at, however few are wanted (``ef_search``). Lucene would
look at as many as are wanted, and miss near ones."""

if sys.version_info >= (3, 12):
    from math import sumprod
else:

    def sumprod(one: Iterable[float], other: Iterable[float]) -> float:
        """The sum of products, as Python 3.12 and later have it."""
        return sum(left * right for left, right in zip(one, other, strict=True))


def vector_mapping(dimensions: int) -> dict[str, Any]:
    """The field of vectors that are so long, compared by their cosine."""
    return {
        "type": "knn_vector",
        "dimension": dimensions,
        "method": {
            "name": "hnsw",
            "engine": "lucene",
            "space_type": "cosinesimil",
            "parameters": {"m": 16, "ef_construction": 128},
        },
    }


def nearest(
    field: str, vector: Sequence[float], size: int, filters: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """The query for the ``size`` nearest of those that pass the filters. No filter is better than an
    empty one, by which OpenSearch would go through all documents."""
    near = {
        "vector": list(vector),
        "k": size,
        "method_parameters": {"ef_search": max(size, LEAST_EXPLORED)},
        "ignore_unmapped": True,
        **({"filter": {"bool": {"filter": list(filters)}}} if filters else {}),
    }
    return {"knn": {field: near}}


def packed(vector: Sequence[float]) -> str:
    """A vector as base64 of 32-bit floats, in the byte order of x86 and ARM."""
    return b64encode(array("f", vector).tobytes()).decode("ascii")


def unpacked(text: str) -> list[float]:
    """A vector as ``packed`` wrote it."""
    return array("f", b64decode(text)).tolist()
