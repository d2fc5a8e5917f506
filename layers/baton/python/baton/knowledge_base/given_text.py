"""Texts that callers give to the knowledge base, and documents as callers see them."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AfterValidator, ConfigDict, Field

from baton.core.clock import NewId
from baton.core.contract import Contract, Ulid, UtcDatetime
from baton.core.errors import Conflict, FieldError, InvalidInput
from baton.core.text import Label, prose
from baton.knowledge_base.document import (
    ADVICE,
    MOST_COLLECTIONS,
    CollectionName,
    Document,
    DocumentStatus,
    NewDocument,
    Outcome,
    Source,
    SourceKind,
    document_id_of,
)
from baton.knowledge_base.knowledge_base import KnowledgeBase
from baton.knowledge_base.passages import MOST_PASSAGES, passages_of
from baton.knowledge_base.quotation import Quotation
from baton.knowledge_base.reading.markdown import markdown_text, plain_text_of
from baton.knowledge_base.reading.web_page import web_page_text
from baton.knowledge_base.text import Language, ReadText

MOST_GIVEN = 100_000
"""Characters: what is read and embedded while a caller waits. Longer ones are dropped as files."""


class TextFormat(StrEnum):
    """How a text tells its headings."""

    PLAIN = "plain"
    MARKDOWN = "markdown"
    HTML = "html"


class GivenSource(Contract):
    """Where a text came from: the address of a page, or the caller's own name for it. Files are dropped
    into the bucket instead."""

    kind: Literal[SourceKind.PAGE, SourceKind.TEXT, SourceKind.CONTENT] = SourceKind.TEXT
    name: Annotated[str, AfterValidator(prose)] = Field(min_length=1, max_length=1_024)


class GivenText(Contract):
    """A text for the knowledge base. With the ``document_id`` of a document, or the ``source`` of one
    that was given before, it is that document's next version; the same text again changes nothing.
    """

    model_config = ConfigDict(str_strip_whitespace=False)

    document_id: Ulid | None = None
    title: Label
    text: Annotated[str, AfterValidator(prose)] = Field(min_length=1, max_length=MOST_GIVEN)
    format: TextFormat = TextFormat.MARKDOWN
    collections: tuple[CollectionName, ...] = Field(min_length=1, max_length=MOST_COLLECTIONS)
    language: Language | None = Field(default=None, description="ISO 639, as `de`")
    source: GivenSource | None = None


class DocumentView(Contract):
    """A document as callers see it. ``outcome`` says why it could not be read, ``detail`` what to do
    about that; ``redacted`` counts addresses of erased persons that were blacked out in its text."""

    document_id: Ulid
    version: int = Field(ge=1)
    title: str
    source: Source
    collections: tuple[CollectionName, ...]
    language: Language | None = None
    status: DocumentStatus
    outcome: Outcome | None = None
    detail: str | None = None
    characters: int = Field(ge=0)
    passages: int = Field(ge=0)
    pages: int | None = Field(default=None, ge=1)
    redacted: int = Field(ge=0)
    created_at: UtcDatetime
    updated_at: UtcDatetime

    @classmethod
    def of(cls, document: Document) -> "DocumentView":
        """What callers see of it."""
        return cls(**{name: getattr(document, name) for name in cls.model_fields})


class DocumentPage(Contract):
    """Documents, the newest first."""

    items: tuple[DocumentView, ...]
    next_cursor: str | None = None


class QuotationList(Contract):
    """What was found, the best first."""

    items: tuple[Quotation, ...]


def take(base: KnowledgeBase, given: GivenText, new_id: NewId) -> Document:
    """Keeps a text that a caller gives. Raises ``InvalidInput`` for one that cannot be read, and
    ``Conflict`` for the id of a document that follows a file."""
    read = _read(given)
    if isinstance(read, Outcome):
        raise InvalidInput([FieldError("/text", ADVICE[read], read.value)])
    source = Source(**given.source.model_dump()) if given.source else None
    document_id = given.document_id or (document_id_of(source) if source else new_id())
    seen = base.documents.find(document_id)
    if seen and seen.source.kind is SourceKind.FILE and seen.status is not DocumentStatus.DELETED:
        raise Conflict(f"This document follows the file {seen.source.name}. Change that file.")
    own = Source(kind=SourceKind.TEXT, name=given.title)
    new = NewDocument(
        document_id=document_id,
        title=given.title,
        source=source or (seen.source if seen else own),
        collections=tuple(dict.fromkeys(given.collections)),
        language=given.language,
    )
    return base.keep(new, read)


def _read(given: GivenText) -> ReadText | Outcome:
    text = given.text.replace("\r\n", "\n").replace("\r", "\n")
    if given.format is TextFormat.HTML:
        read = web_page_text(text)
    else:
        read = markdown_text(text) if given.format is TextFormat.MARKDOWN else plain_text_of(text)
    if isinstance(read, ReadText) and read.is_empty:
        return Outcome.EMPTY
    if isinstance(read, ReadText) and len(passages_of(read)) > MOST_PASSAGES:
        return Outcome.TOO_LARGE
    return read
