"""Routes of the knowledge base: the company's documents, and what they say about a question."""

from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.params import Body, Query
from pydantic import StringConstraints

from baton.core.clock import NewId
from baton.http.openapi_responses import described
from baton.http.parameters import Cursor, Limit
from baton.http.request_context import request_of
from baton.http.responses import JSON, document, page_of
from baton.knowledge_base.document import CollectionName, DocumentStatus
from baton.knowledge_base.given_text import (
    DocumentPage,
    DocumentView,
    GivenText,
    QuotationList,
    take,
)
from baton.knowledge_base.knowledge_base import KnowledgeBase
from baton.knowledge_base.text import Language

PATH = "/api/v1/documents"

Question = Annotated[
    str,
    StringConstraints(min_length=1, max_length=2_000),
    Query(description="a question, or words"),
]
OfCollection = Annotated[CollectionName | None, Query(description="only this collection's")]
OfStatus = Annotated[DocumentStatus | None, Query(description="only those of this status")]
InLanguage = Annotated[
    Language | None, Query(description="ISO 639; what is in an unknown language is found, too")
]
Best = Annotated[int, Query(ge=1, le=50, description="passages at most")]


class DocumentRoutes:
    """Keeps, shows, finds and deletes documents."""

    def __init__(self, app: APIGatewayHttpResolver, base: KnowledgeBase, new_id: NewId) -> None:
        self._app = app
        self._base = base
        self._new_id = new_id

    def register(self) -> None:
        """Adds the routes to the app."""
        tags = ["documents"]
        self._app.post(
            PATH,
            tags=tags,
            operation_id="keep_document",
            description="Keeps a text; files are dropped into the bucket under "
            "`knowledge/<collection>/` instead. It is found when this is answered, and no longer in an "
            "earlier version.",
            responses=described(201, DocumentView, "Kept", "Location"),
        )(self.keep)
        self._app.get(
            PATH,
            tags=tags,
            operation_id="list_documents",
            description="Documents, the newest first: also those that could not be read, and why.",
            responses=described(200, DocumentPage, "A page of documents", "Link"),
        )(self.page)
        self._app.get(
            f"{PATH}/search",
            tags=tags,
            operation_id="search_documents",
            description="The passages that say most about a question, by meaning and by words, each "
            "quoted word for word with its document, version and place.",
            responses=described(200, QuotationList, "Passages, the best first"),
        )(self.search)
        self._app.get(
            f"{PATH}/<document_id>",
            tags=tags,
            operation_id="read_document",
            responses=described(200, DocumentView, "The document"),
        )(self.read)
        self._app.delete(
            f"{PATH}/<document_id>",
            tags=tags,
            operation_id="delete_document",
            description="Deletes a document, and the file that it came from. It is in no answer from "
            "this moment on.",
            responses=described(204, None, "Deleted"),
        )(self.delete)

    def keep(self, given: Annotated[GivenText, Body()]) -> "Response[str]":
        """Keeps a text. Raises ``InvalidInput`` or ``Conflict``."""
        kept = take(self._base, given, self._new_id)
        where = {"Location": f"{PATH}/{kept.document_id}"}
        return document(DocumentView.of(kept), 201, where)

    def page(
        self,
        collection: OfCollection = None,
        status: OfStatus = None,
        limit: Limit = 50,
        cursor: Cursor = None,
    ) -> "Response[str]":
        """Documents, the newest first."""
        found = self._base.documents.page(
            collection=collection, status=status, cursor=cursor, limit=limit
        )
        items = tuple(map(DocumentView.of, found.items))
        page = DocumentPage(items=items, next_cursor=found.cursor)
        return page_of(request_of(self._app), page, found.cursor)

    def search(
        self,
        q: Question,
        collection: OfCollection = None,
        language: InLanguage = None,
        limit: Best = 5,
    ) -> "Response[str]":
        """The best passages."""
        found = self._base.search(q, collection=collection, k=limit, language=language)
        return document(QuotationList(items=found))

    def read(self, document_id: str) -> "Response[str]":
        """One document. Raises ``NotFound``."""
        return document(DocumentView.of(self._base.find(document_id)))

    def delete(self, document_id: str) -> "Response[str]":
        """Deletes a document. Raises ``NotFound``."""
        self._base.delete(document_id)
        return Response(204, content_type=JSON, body="")
