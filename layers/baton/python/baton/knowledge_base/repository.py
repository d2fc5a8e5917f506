"""Documents as they are kept: which there are, and which edition of each is the current one."""

from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

from baton.core.errors import StaleVersion
from baton.knowledge_base.document import Document, DocumentStatus
from baton.persistence.database import Database, condition_failed, database_errors
from baton.persistence.listing import Listing
from baton.persistence.page import Page
from baton.persistence.timestamps import epoch_seconds, listed_at

if TYPE_CHECKING:
    from baton.knowledge_base.items import DocumentItem

LISTING = "documents"
"""The one partition of the index ``newest``: a company has thousands of documents, not millions."""

TOMBSTONE_STAYS = timedelta(days=30)
"""How long it is known of a deleted document that there was one."""


class DocumentRepository(Protocol):
    """Where documents are kept. All methods raise ``Unavailable``."""

    def find(self, document_id: str) -> Document | None:
        """The document, read consistently; also one that was deleted lately."""
        ...

    def current(self, document_ids: Iterable[str]) -> dict[str, Document]:
        """Those of these documents that are there, by id, read consistently."""
        ...

    def keep(self, document: Document) -> None:
        """Keeps the next version: one more than what is kept, 1 of a new one. Raises
        ``StaleVersion`` otherwise.
        """
        ...

    def page(
        self,
        *,
        collection: str | None = None,
        status: DocumentStatus | None = None,
        cursor: str | None = None,
        limit: int = 50,
    ) -> Page[Document]:
        """Documents that are not deleted, the newest first, 1 to 100 a page."""
        ...


def listing_of(collection: str | None, status: DocumentStatus | None) -> str:
    """The name of a listing, to which cursors are tied."""
    return f"{LISTING}/{collection or ''}/{status.value if status else ''}"


def is_listed(document: Document, collection: str | None, status: DocumentStatus | None) -> bool:
    """Whether a document is in that listing."""
    return (
        document.status is not DocumentStatus.DELETED
        and (collection is None or collection in document.collections)
        and (status is None or document.status is status)
    )


class DynamoDocuments:
    """Documents in DynamoDB."""

    def __init__(self, database: Database, table: str) -> None:
        from baton.knowledge_base.items import DocumentItem

        self._database = database
        self._items = database.bound(DocumentItem, table)
        self._listing = Listing(database, self._items, lambda item: (item.document_id,), _read)

    def find(self, document_id: str) -> Document | None:
        """See ``DocumentRepository``."""
        try:
            with database_errors():
                return _read(self._items.get(document_id, consistent_read=True))
        except self._items.DoesNotExist:
            return None

    def current(self, document_ids: Iterable[str]) -> dict[str, Document]:
        """See ``DocumentRepository``."""
        keys = [(one,) for one in dict.fromkeys(document_ids)]
        return {item.document_id: _read(item) for item in self._database.fetch(self._items, keys)}

    def keep(self, document: Document) -> None:
        """See ``DocumentRepository``."""
        from pynamodb.exceptions import PutError

        of, new = self._items, document.version == 1
        condition = of.document_id.does_not_exist() if new else of.version == document.version - 1
        try:
            with database_errors():
                self._item(document).save(condition)
        except PutError as error:
            if condition_failed(error):
                text = f"The document {document.document_id} was changed since it was read."
                raise StaleVersion(text) from error
            raise

    def page(
        self,
        *,
        collection: str | None = None,
        status: DocumentStatus | None = None,
        cursor: str | None = None,
        limit: int = 50,
    ) -> Page[Document]:
        """See ``DocumentRepository``."""
        return self._listing.page(
            listing_of(collection, status),
            self._items.newest,
            [LISTING],
            cursor=cursor,
            limit=limit,
            belongs=lambda item: is_listed(_read(item), collection, status),
        )

    def _item(self, document: Document) -> "DocumentItem":
        kept = document.model_dump_json(exclude_none=True)
        if document.status is DocumentStatus.DELETED:
            ends = epoch_seconds(document.updated_at + TOMBSTONE_STAYS)
            return self._items(
                document.document_id, version=document.version, expires_at=ends, document=kept
            )
        return self._items(
            document.document_id,
            version=document.version,
            listing=LISTING,
            listed_at=listed_at(document.created_at, document.document_id),
            document=kept,
        )


def _read(item: "DocumentItem") -> Document:
    return Document.model_validate_json(item.document)
