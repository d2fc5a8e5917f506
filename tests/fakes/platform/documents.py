"""Documents in memory."""

from collections.abc import Iterable

from baton.knowledge_base.document import Document, DocumentStatus
from baton.knowledge_base.repository import is_listed, listing_of
from baton.persistence.page import Page
from baton.persistence.timestamps import listed_at
from tests.fakes.platform.listings import newest_first
from tests.fakes.platform.transaction import Ground
from tests.fakes.platform.versions import must_follow


class FakeDocuments:
    """See ``baton.knowledge_base.repository.DocumentRepository``."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self.kept: dict[str, str] = {}

    def find(self, document_id: str) -> Document | None:
        with self._ground.faults.at("documents.find"), self._ground.lock:
            return self._find(document_id)

    def current(self, document_ids: Iterable[str]) -> dict[str, Document]:
        with self._ground.faults.at("documents.current"), self._ground.lock:
            found = {one: self._find(one) for one in document_ids}
        return {key: one for key, one in found.items() if one is not None}

    def keep(self, document: Document) -> None:
        with self._ground.faults.at("documents.keep"), self._ground.lock:
            kept = self._find(document.document_id)
            version = kept.version if kept else 0
            must_follow("document", document.document_id, version, document.version)
            self.kept[document.document_id] = document.model_dump_json(exclude_none=True)

    def page(
        self,
        *,
        collection: str | None = None,
        status: DocumentStatus | None = None,
        cursor: str | None = None,
        limit: int = 50,
    ) -> Page[Document]:
        with self._ground.faults.at("documents.page"), self._ground.lock:
            found = [
                (listed_at(one.created_at, one.document_id), one)
                for one in map(Document.model_validate_json, self.kept.values())
                if is_listed(one, collection, status)
            ]
        return newest_first(found, listing_of(collection, status), cursor, limit)

    def _find(self, document_id: str) -> Document | None:
        kept = self.kept.get(document_id)
        return Document.model_validate_json(kept) if kept else None
