"""What keeps the index and the texts as they should be, whatever crashed, was lost or is of an older
version."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from baton.aws.files import Files
from baton.core.clock import Clock, moment_of
from baton.core.errors import NotFound
from baton.knowledge_base.document import Document, DocumentStatus
from baton.knowledge_base.passage_index import PassageIndex
from baton.knowledge_base.passages import passages_of
from baton.knowledge_base.repository import DocumentRepository
from baton.knowledge_base.texts import Texts

IN_FLIGHT = timedelta(hours=1)
"""How long an edition may be written before it is the current one: functions end sooner."""

AT_ONCE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Upkeep:
    """Both methods may be called at any time, by several workers, and raise ``Unavailable``."""

    documents: DocumentRepository
    passages: PassageIndex
    files: Files
    clock: Clock

    def renew(self, *, most: int = 1_000) -> bool:
        """Makes the index what this version of the code and its embeddings want, and puts into it what
        it lacks: all of it, if it was lost. Writes the passages of at most so many documents. Says
        whether nothing is left to do; if something is, calling again goes on."""
        self.passages.begin_renewal()
        texts = Texts(self.files)
        for documents in self._every_ready():
            for document in self.passages.lacking(documents):
                if most == 0:
                    return False
                most -= 1
                with suppress(NotFound):  # it has another edition by now, which is kept as ever
                    read = texts.read(document.document_id, document.edition or "")
                    self.passages.keep(document, passages_of(read))
        return self.passages.end_renewal()

    def sweep(self) -> int:
        """Deletes texts and passages of editions that are not current: what crashes left behind. Gives
        how many editions."""
        texts, stale = Texts(self.files), set[tuple[str, str]]()
        for page in self.passages.editions():
            stale |= set(self._stale(page))
        kept = list(texts.editions())
        for start in range(0, len(kept), AT_ONCE):
            stale |= set(self._stale(kept[start : start + AT_ONCE]))
        for document_id, edition in sorted(stale):
            self.passages.drop(document_id, edition)
            texts.drop(document_id, edition)
        return len(stale)

    def _every_ready(self) -> Iterator[Sequence[Document]]:
        cursor = None
        while True:
            page = self.documents.page(status=DocumentStatus.READY, cursor=cursor, limit=AT_ONCE)
            yield page.items
            if (cursor := page.cursor) is None:
                return

    def _stale(self, editions: Sequence[tuple[str, str]]) -> Iterable[tuple[str, str]]:
        current = self.documents.current(document_id for document_id, _ in editions)
        ended = self.clock() - IN_FLIGHT
        for document_id, edition in editions:
            document = current.get(document_id)
            is_current = document is not None and document.edition == edition
            if not is_current and moment_of(edition) < ended:
                yield document_id, edition
