"""The index of passages behind its circuit breaker."""

from collections.abc import Sequence

from baton.knowledge_base.document import Document
from baton.knowledge_base.passage_documents import Kept
from baton.knowledge_base.passage_index import Editions, PassageIndex
from baton.knowledge_base.passage_search import Candidates, PassageQuery
from baton.knowledge_base.passages import Passage
from baton.resilience.guarding import Guard


class GuardedPassages:
    """See ``PassageIndex``. What deletes, and what looks for a person, is never held back."""

    def __init__(self, inner: PassageIndex, guard: Guard) -> None:
        self._inner = inner
        self._guard = guard

    def keep(self, document: Document, passages: Sequence[Passage]) -> None:
        """See ``PassageIndex``."""
        self._guard.call(lambda: self._inner.keep(document, passages))

    def drop(self, document_id: str, edition: str) -> None:
        """See ``PassageIndex``."""
        self._inner.drop(document_id, edition)

    def candidates(self, wanted: PassageQuery, size: int) -> Candidates:
        """See ``PassageIndex``."""
        return self._guard.call(lambda: self._inner.candidates(wanted, size))

    def naming(self, key: str) -> tuple[Kept, ...]:
        """See ``PassageIndex``."""
        return self._inner.naming(key)

    def editions(self) -> Editions:
        """See ``PassageIndex``."""
        return self._inner.editions()

    def begin_renewal(self) -> None:
        """See ``PassageIndex``."""
        self._inner.begin_renewal()

    def lacking(self, documents: Sequence[Document]) -> list[Document]:
        """See ``PassageIndex``."""
        return self._inner.lacking(documents)

    def end_renewal(self) -> bool:
        """See ``PassageIndex``."""
        return self._inner.end_renewal()
