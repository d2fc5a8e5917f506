"""The index of passages in memory: every passage is compared with every question."""

import math
import re
from collections.abc import Sequence
from typing import Any

from baton.knowledge_base.document import Document
from baton.knowledge_base.passage_documents import (
    UNKNOWN_LANGUAGE,
    Kept,
    kept_of,
    source_of,
    vector_field,
    vectors_in,
)
from baton.knowledge_base.passage_index import Editions
from baton.knowledge_base.passage_search import Candidate, Candidates, PassageQuery
from baton.knowledge_base.passage_vectors import vectors_of
from baton.knowledge_base.passages import Passage
from baton.memory.embedding import Embedder
from baton.search.vectors import sumprod
from tests.fakes.platform.transaction import Ground

INDEX = "baton-knowledge-000001"


class FakePassages:
    """See ``baton.knowledge_base.passage_index.PassageIndex``. ``kept`` are what the index would hold,
    by id; ``is_old`` says that it is of another version of the code."""

    def __init__(self, ground: Ground, embedder: Embedder) -> None:
        self._ground = ground
        self._embedder = embedder
        self.kept: dict[str, dict[str, Any]] = {}
        self.is_old = False
        self._older: dict[str, dict[str, Any]] = {}

    def keep(self, document: Document, passages: Sequence[Passage]) -> None:
        vectors = vectors_of(self._embedder, document, passages)
        with self._ground.faults.at("passages.keep"), self._ground.lock:
            for number, (one, own) in enumerate(zip(passages, vectors, strict=True)):
                source = source_of(document, number, one, own, self._embedder.model)
                self.kept[source["passage_id"]] = source

    def drop(self, document_id: str, edition: str) -> None:
        with self._ground.faults.at("passages.drop"), self._ground.lock:
            for kept in (self.kept, self._older):
                for key in [key for key in kept if key.startswith(f"{document_id}/{edition}/")]:
                    del kept[key]

    def candidates(self, wanted: PassageQuery, size: int) -> Candidates:
        (vector,) = self._embedder.embed([wanted.question])
        with self._ground.faults.at("passages.candidates"), self._ground.lock:
            sources = {**self._older, **self.kept}
            passing = {key: one for key, one in sources.items() if _passes(one, wanted)}
            found = [
                Candidate(
                    INDEX,
                    key,
                    kept_of(one),
                    sumprod(vector, one[vector_field(self._embedder.model)]),
                    _words(wanted.question, one["words"], sources),
                    vectors_in(one),
                )
                for key, one in passing.items()
            ]
        near = sorted(found, key=lambda one: -one.similarity)[:size]
        worded = sorted((one for one in found if one.words), key=lambda one: -one.words)[:size]
        exhausted = len(near) < size and len(worded) < size
        return Candidates(tuple({one.place: one for one in (*near, *worded)}.values()), exhausted)

    def naming(self, key: str) -> tuple[Kept, ...]:
        with self._ground.faults.at("passages.naming"), self._ground.lock:
            sources = {**self._older, **self.kept}.values()
            return tuple(kept_of(one) for one in sources if key in one["contacts"])

    def editions(self) -> Editions:
        with self._ground.faults.at("passages.editions"), self._ground.lock:
            sources = {**self._older, **self.kept}.values()
            yield list({(one["document_id"], one["edition"]): None for one in sources})

    def begin_renewal(self) -> None:
        with self._ground.faults.at("passages.begin_renewal"), self._ground.lock:
            if self.is_old:
                self._older, self.kept, self.is_old = self.kept, {}, False

    def lacking(self, documents: Sequence[Document]) -> list[Document]:
        with self._ground.faults.at("passages.lacking"), self._ground.lock:
            there = {(one["document_id"], one["edition"]) for one in self.kept.values()}
            return [one for one in documents if (one.document_id, one.edition) not in there]

    def end_renewal(self) -> bool:
        with self._ground.faults.at("passages.end_renewal"), self._ground.lock:
            self._older = {}
            return True


def _passes(source: dict[str, Any], wanted: PassageQuery) -> bool:
    of_collection = wanted.collection is None or wanted.collection in source["collections"]
    languages = (None, source["language"]) if source["language"] != UNKNOWN_LANGUAGE else ()
    return of_collection and (not languages or wanted.language in languages)


def _words(text: str, other: str, sources: dict[str, dict[str, Any]]) -> float:
    """What the words in common are worth: the rarer, the more. BM25 without a text's length."""
    texts = [set(_split(one["words"])) for one in sources.values()]
    shared = set(_split(text)) & set(_split(other))
    return sum(math.log(1 + len(texts) / sum(word in own for own in texts)) for word in shared)


def _split(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())
