"""The index of passages. It holds nothing that could not be made again from the documents' texts."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Protocol

from baton.aws.clients import Pause
from baton.core.clock import Clock
from baton.core.errors import Unprocessable
from baton.knowledge_base.document import Document
from baton.knowledge_base.passage_documents import (
    Kept,
    index_body,
    kept_of,
    made_with,
    passage_id,
    source_of,
)
from baton.knowledge_base.passage_search import Candidates, PassageQuery, candidates, searches
from baton.knowledge_base.passage_vectors import vectors_of
from baton.knowledge_base.passages import Passage
from baton.memory.embedding import Embedder
from baton.search.index import SearchIndex, Write
from baton.search.opensearch import Cluster
from baton.search.renewal import IndexRenewal

ALIAS = "baton-knowledge"

AT_ONCE = 64
"""Passages that are embedded and written together, which bounds the memory that they take."""

Editions = Iterator[list[tuple[str, str]]]


class PassageIndex(Protocol):
    """Passages by document and edition. What was kept is found at the next search. All methods raise
    ``Unavailable``; trying again is safe.
    """

    def keep(self, document: Document, passages: Sequence[Passage]) -> None:
        """Keeps the passages of a document's edition."""
        ...

    def drop(self, document_id: str, edition: str) -> None:
        """Deletes the passages of an edition, there or not."""
        ...

    def candidates(self, wanted: PassageQuery, size: int) -> Candidates:
        """The ``size`` nearest by meaning and the ``size`` best by words, in no order. What is not of
        its document's current edition is among them."""
        ...

    def naming(self, key: str) -> tuple[Kept, ...]:
        """The passages with an e-mail address, by the person's key."""
        ...

    def editions(self) -> Editions:
        """Which editions there are, as document and edition, page by page."""
        ...

    def begin_renewal(self) -> None:
        """Has what is kept from now on go to an index as this version of the code wants it."""
        ...

    def lacking(self, documents: Sequence[Document]) -> list[Document]:
        """Those whose edition the newest index has not, or not whole."""
        ...

    def end_renewal(self) -> bool:
        """Leaves the older indices, of whose documents the newest has all. Says whether it did: not
        before ``baton.search.renewal.SETTLES``, since somebody may have begun to write before the
        renewal did."""
        ...


class OpenSearchPassages:
    """Passages in OpenSearch."""

    def __init__(
        self,
        cluster: Cluster,
        embedder: Callable[[], Embedder],
        clock: Clock,
        pause: Pause,
        alias: str = ALIAS,
    ) -> None:
        self._embedder = embedder
        self._clock = clock
        self._index = SearchIndex(cluster, alias, self._body, pause)
        self._renewal = IndexRenewal(
            cluster, self._index, lambda: made_with(embedder().model), clock
        )

    def keep(self, document: Document, passages: Sequence[Passage]) -> None:
        """See ``PassageIndex``. The first passage is written last: an edition that has it is whole."""
        for start in range(len(passages) - len(passages) % AT_ONCE, -1, -AT_ONCE):
            part = range(start, min(start + AT_ONCE, len(passages)))
            if writes := self._writes(document, passages, part):
                self._index.write([one for one in writes if not _is_first(one)])
                self._index.write([one for one in writes if _is_first(one)])

    def drop(self, document_id: str, edition: str) -> None:
        """See ``PassageIndex``."""
        from opensearchpy.exceptions import NotFoundError

        filters = [{"term": {"document_id": document_id}}, {"term": {"edition": edition}}]
        body = {"query": {"bool": {"filter": filters}}, "_source": False}
        for name in self._index.names():
            try:
                self._index.refresh(name)
                for hits in self._index.pages(body, {"passage_id": "asc"}, only_in=name):
                    self._index.write([Write(hit["_id"]) for hit in hits], only_to=name)
            except NotFoundError:
                continue  # the index was left for a newer one, which is next

    def candidates(self, wanted: PassageQuery, size: int) -> Candidates:
        """See ``PassageIndex``."""
        embedder = self._embedder()
        (vector,) = embedder.embed([wanted.question])
        answers = self._index.searches(searches(wanted, vector, embedder.model, size))
        return candidates(vector, embedder.model, size, answers)

    def naming(self, key: str) -> tuple[Kept, ...]:
        """See ``PassageIndex``."""
        body = {"query": {"term": {"contacts": key}}, "track_total_hits": False}
        found = {
            hit["_id"]: kept_of(hit["_source"])
            for hits in self._index.pages(body, {"passage_id": "asc"})
            for hit in hits
        }
        return tuple(found.values())

    def editions(self) -> Editions:
        """See ``PassageIndex``."""
        body = {"_source": ["document_id", "edition"], "track_total_hits": False}
        for hits in self._index.pages(body, {"passage_id": "asc"}):
            sources = [hit["_source"] for hit in hits]
            yield list(dict.fromkeys((one["document_id"], one["edition"]) for one in sources))

    def begin_renewal(self) -> None:
        """See ``PassageIndex``. An earlier renewal that did not end is gone on with."""
        self._renewal.begin()

    def lacking(self, documents: Sequence[Document]) -> list[Document]:
        """See ``PassageIndex``."""
        names = self._index.names()
        if not names:
            return list(documents)
        firsts = [passage_id(one.document_id, one.edition or "", 0) for one in documents]
        there = self._index.read(names[-1], firsts)
        pairs = zip(documents, firsts, strict=True)
        return [document for document, first in pairs if first not in there]

    def end_renewal(self) -> bool:
        """See ``PassageIndex``."""
        return self._renewal.end()

    def _body(self) -> dict[str, Any]:
        embedder = self._embedder()
        return index_body(embedder.model, embedder.dimensions, self._clock())

    def _writes(self, document: Document, passages: Sequence[Passage], part: range) -> list[Write]:
        embedder = self._embedder()
        chosen = [(number, passages[number]) for number in part]
        vectors = vectors_of(embedder, document, [one for _, one in chosen])
        sources = [
            source_of(document, number, one, own, embedder.model)
            for (number, one), own in zip(chosen, vectors, strict=True)
        ]
        return [Write(str(source["passage_id"]), source) for source in sources]


def _is_first(write: Write) -> bool:
    return write.key.endswith("/00000")


class NoPassages:
    """Where there is no OpenSearch: nothing is found, and nothing can be kept."""

    def keep(self, document: Document, passages: Sequence[Passage]) -> None:  # noqa: ARG002
        """Raises ``Unprocessable``."""
        raise Unprocessable(
            "There is no knowledge base: it needs OpenSearch (episodes.enabled is false)."
        )

    def drop(self, document_id: str, edition: str) -> None:
        """There is nothing."""

    def candidates(self, wanted: PassageQuery, size: int) -> Candidates:  # noqa: ARG002 (the port's)
        """Finds nothing."""
        return Candidates((), exhausted=True)

    def naming(self, key: str) -> tuple[Kept, ...]:  # noqa: ARG002 (the port's)
        """There are none."""
        return ()

    def editions(self) -> Editions:
        """There are none."""
        return iter(())

    def begin_renewal(self) -> None:
        """There is nothing to renew."""

    def lacking(self, documents: Sequence[Document]) -> list[Document]:  # noqa: ARG002 (the port's)
        """What cannot be kept is not lacking."""
        return []

    def end_renewal(self) -> bool:
        """There is nothing to renew."""
        return True
