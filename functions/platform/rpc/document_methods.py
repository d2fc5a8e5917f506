"""Methods ``documents.*``: the company's knowledge base, as over HTTP."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pydantic import Field

from baton.core.contract import Contract, Ulid
from baton.http.methods import CallContext, Method, PreviousCursor
from baton.knowledge_base.document import CollectionName, DocumentStatus
from baton.knowledge_base.given_text import (
    DocumentPage,
    DocumentView,
    GivenText,
    QuotationList,
    take,
)
from baton.knowledge_base.text import Language

if TYPE_CHECKING:
    from baton.runtime.platform import Platform

_READ, _WRITE = ("documents.read",), ("documents.write",)


class Search(Contract):
    """A question, and where to look: in a collection, and in a language or an unknown one."""

    question: str = Field(min_length=1, max_length=2_000)
    collection: CollectionName | None = None
    language: Language | None = Field(default=None, description="ISO 639, as `de`")
    limit: int = Field(default=5, ge=1, le=50)


class ListDocuments(Contract):
    """Which documents: all of them, or of a collection or status."""

    collection: CollectionName | None = None
    status: DocumentStatus | None = None
    limit: int = Field(default=50, ge=1, le=100)
    cursor: str | None = PreviousCursor


class NamedDocument(Contract):
    """Which document."""

    document_id: Ulid


class DeletedDocument(Contract):
    """That it is gone."""

    document_id: Ulid
    deleted: bool = True


class DocumentMethods:
    """The knowledge base."""

    def __init__(self, platform: "Platform") -> None:
        self._platform = platform

    def all(self) -> Iterator[Method]:
        """The methods."""
        yield from self._reading()
        yield from self._writing()

    def _reading(self) -> Iterator[Method]:
        yield Method(
            name="documents.search",
            of_nobody="documents are the company's",
            title="Find what documents say",
            description="The passages of the company's documents that say most about a question, "
            "quoted word for word with document, version and place.",
            scopes=_READ,
            params=Search,
            result=QuotationList,
            handler=self.search,
        )
        yield Method(
            name="documents.list",
            of_nobody="documents are the company's",
            title="List documents",
            description="The company's documents, the newest first, with those that could not be "
            "read, and why.",
            scopes=_READ,
            params=ListDocuments,
            result=DocumentPage,
            handler=self.page,
        )
        yield Method(
            name="documents.get",
            of_nobody="documents are the company's",
            title="Read about a document",
            description="What is known of a document beside its text.",
            scopes=_READ,
            params=NamedDocument,
            result=DocumentView,
            handler=self.get,
        )

    def _writing(self) -> Iterator[Method]:
        yield Method(
            name="documents.keep",
            of_nobody="documents are the company's",
            title="Keep a document",
            description="Keeps a text as a document or as the next version of one. It is found at once.",
            scopes=_WRITE,
            params=GivenText,
            result=DocumentView,
            handler=self.keep,
            changes=True,
            idempotent=False,
        )
        yield Method(
            name="documents.delete",
            of_nobody="documents are the company's",
            title="Delete a document",
            description="Deletes a document and the file that it came from. It is in no answer from "
            "this moment on.",
            scopes=_WRITE,
            params=NamedDocument,
            result=DeletedDocument,
            handler=self.delete,
            changes=True,
        )

    def search(self, params: Search, _context: CallContext) -> QuotationList:
        """The best passages."""
        found = self._platform.knowledge_base.search(
            params.question, collection=params.collection, k=params.limit, language=params.language
        )
        return QuotationList(items=found)

    def page(self, params: ListDocuments, _context: CallContext) -> DocumentPage:
        """Documents, the newest first."""
        found = self._platform.documents.page(
            collection=params.collection,
            status=params.status,
            cursor=params.cursor,
            limit=params.limit,
        )
        items = tuple(map(DocumentView.of, found.items))
        return DocumentPage(items=items, next_cursor=found.cursor)

    def get(self, params: NamedDocument, _context: CallContext) -> DocumentView:
        """One document. Raises ``NotFound``."""
        return DocumentView.of(self._platform.knowledge_base.find(params.document_id))

    def keep(self, params: GivenText, _context: CallContext) -> DocumentView:
        """Keeps a text. Raises ``InvalidInput`` or ``Conflict``."""
        kept = take(self._platform.knowledge_base, params, self._platform.new_id)
        return DocumentView.of(kept)

    def delete(self, params: NamedDocument, _context: CallContext) -> DeletedDocument:
        """Deletes a document. Raises ``NotFound``."""
        self._platform.knowledge_base.delete(params.document_id)
        return DeletedDocument(document_id=params.document_id)
