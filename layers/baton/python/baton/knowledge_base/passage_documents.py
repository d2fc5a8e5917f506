"""Passages as OpenSearch keeps them: the mapping, and what is written of each."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from baton.knowledge_base.document import Document
from baton.knowledge_base.passage_vectors import Vectors, searched_text
from baton.knowledge_base.passages import Passage
from baton.knowledge_base.redaction import keys_of
from baton.search.vectors import SETTINGS, packed, unpacked, vector_mapping

SCHEMA = 2
"""The mapping's version. Another one makes ``PassageIndex.renew`` build the index anew."""

UNKNOWN_LANGUAGE = "und"
"""ISO 639-2: undetermined."""

_KEYWORD = {"type": "keyword"}
_EMBEDDINGS = ("embedding", "heading_embedding", "text_embedding")
_KEPT_ONLY = {"type": "text", "index": False}


@dataclass(frozen=True, slots=True)
class Kept:
    """A passage as it was found in the index, and of which edition of its document it is."""

    document_id: str
    edition: str
    passage: Passage


def vector_field(model: str) -> str:
    """The vectors of each model are a field of their own, so that they are never compared with those
    of another, and a search over two indices fails in neither."""
    return f"vector_{sha256(f'{SCHEMA} {model}'.encode()).hexdigest()[:12]}"


def index_body(model: str, dimensions: int, now: datetime) -> dict[str, Any]:
    """The settings and the mapping of an index that is made ``now``. ``_meta`` says with what its
    documents are made; the vector that is searched is not in ``_source``, which ``embedding`` has in a
    quarter of the bytes."""
    vector = vector_field(model)
    keywords = ("passage_id", "document_id", "edition", "collections", "language", "contacts")
    return {
        "settings": SETTINGS,
        "mappings": {
            "dynamic": "strict",
            "_meta": {**made_with(model), "made_at": now.astimezone(UTC).isoformat()},
            "_source": {"excludes": [vector]},
            "properties": {
                **dict.fromkeys((*keywords, "model"), _KEYWORD),
                "passage": _KEPT_ONLY,
                "words": {"type": "text", "analyzer": "standard"},
                **{name: {"type": "binary"} for name in _EMBEDDINGS},
                vector: vector_mapping(dimensions),
            },
        },
    }


def made_with(model: str) -> dict[str, Any]:
    """What of an index's ``_meta`` must be so for it to be the current one."""
    return {"schema": SCHEMA, "model": model}


def passage_id(document_id: str, edition: str, number: int) -> str:
    """The id of a passage's document."""
    return f"{document_id}/{edition}/{number:05}"


def source_of(
    document: Document, number: int, passage: Passage, vectors: Vectors, model: str
) -> dict[str, Any]:
    """What is kept of a passage."""
    edition, searched = document.edition or "", searched_text(document, passage)
    return {
        "passage_id": passage_id(document.document_id, edition, number),
        "document_id": document.document_id,
        "edition": edition,
        "collections": list(document.collections),
        "language": document.language or UNKNOWN_LANGUAGE,
        "contacts": sorted(keys_of(searched)),
        "passage": passage.model_dump_json(exclude_none=True),
        "words": searched,
        "model": model,
        "embedding": packed(vectors.searched),
        vector_field(model): list(vectors.searched),
        **({"heading_embedding": packed(vectors.heading)} if vectors.heading else {}),
        **({"text_embedding": packed(vectors.text)} if vectors.text else {}),
    }


def vectors_in(source: Mapping[str, Any]) -> Vectors:
    """A passage's vectors as they were written."""
    heading, text = source.get("heading_embedding"), source.get("text_embedding")
    return Vectors(
        unpacked(source["embedding"]),
        unpacked(heading) if heading else None,
        unpacked(text) if text else None,
    )


def kept_of(source: Mapping[str, Any]) -> Kept:
    """A passage as it was written."""
    passage = Passage.model_validate(json.loads(source["passage"]))
    return Kept(source["document_id"], source["edition"], passage)
