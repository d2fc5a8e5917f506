"""Episodes as OpenSearch keeps them: the mapping, and documents there and back."""

from array import array
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

from baton.memory.episode import Episode

SCHEMA = 1
"""The mapping's version. Another one makes ``EpisodicMemory.renew`` build the index anew."""

_KEYWORD = {"type": "keyword"}
_OWN = frozenset(Episode.model_fields)


def vector_field(model: str) -> str:
    """The vectors of each model are a field of their own: they are never compared with those of
    another, a search over two indices fails in neither, and what a container of an earlier version
    still writes is refused by an index that is not for it."""
    return f"vector_{sha256(model.encode()).hexdigest()[:12]}"


def index_body(model: str, dimensions: int) -> dict[str, Any]:
    """The settings and the mapping of an index. ``_meta`` says what its documents were made with.

    The searched vector is not in ``_source``: ``embedding`` has it in a quarter of the bytes, from
    which it is compared here and copied.
    """
    vector = vector_field(model)
    return {
        "settings": {"index": {"knn": True, "number_of_shards": 1}},
        "mappings": {
            "dynamic": "strict",
            "_meta": {"schema": SCHEMA, "model": model},
            "_source": {"excludes": [vector]},
            "properties": {
                **dict.fromkeys(
                    ("episode_id", "situation", "action", "outcome", "tags", "subject"), _KEYWORD
                ),
                **dict.fromkeys(("conversation_id", "model", "copied_from"), _KEYWORD),
                "value": {"type": "float"},
                "at": {"type": "date"},
                "text": {"type": "text", "analyzer": "standard"},
                "embedding": {"type": "binary"},
                vector: {
                    "type": "knn_vector",
                    "dimension": dimensions,
                    "method": {
                        "name": "hnsw",
                        "engine": "lucene",
                        "space_type": "cosinesimil",
                        "parameters": {"m": 16, "ef_construction": 128},
                    },
                },
            },
        },
    }


def document(episode: Episode, vector: Sequence[float], model: str) -> dict[str, Any]:
    """What is kept of an episode. ``vector`` is that of its text, made by ``model``."""
    return {
        **episode.to_json(),
        "model": model,
        "embedding": packed(vector),
        vector_field(model): list(vector),
    }


def episode_of(source: Mapping[str, Any]) -> Episode:
    """The episode that a document holds."""
    return Episode.model_validate({name: source[name] for name in source if name in _OWN})


def packed(vector: Sequence[float]) -> str:
    """A vector as base64 of 32-bit floats, in the byte order of x86 and ARM."""
    return b64encode(array("f", vector).tobytes()).decode("ascii")


def unpacked(text: str) -> list[float]:
    """A vector as ``packed`` wrote it."""
    return array("f", b64decode(text)).tolist()
