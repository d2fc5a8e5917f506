"""Documents of the knowledge base: what the company knows of them beside their text."""

import hashlib
from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from baton.core.contract import Contract, Ulid, UtcDatetime, Versioned
from baton.core.text import Label
from baton.knowledge_base.text import Language

CollectionName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]{0,39}$")]
"""For whom documents are, as ``marketing`` or ``support``; a folder's name in the bucket."""

MOST_COLLECTIONS = 10
_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_ID_BITS = 128


class SourceKind(StrEnum):
    """Where a document came from."""

    FILE = "file"
    """dropped into the bucket"""
    PAGE = "page"
    """a page of a website"""
    TEXT = "text"
    """given by a caller"""
    CONTENT = "content"
    """what was published before and worked"""


class Source(Contract):
    """``name`` is the file's key, the page's address, or whatever the caller calls it."""

    kind: SourceKind
    name: str = Field(min_length=1, max_length=1_024)


class DocumentStatus(StrEnum):
    """What can be done with a document."""

    READY = "ready"
    """its passages are found"""
    UNREADABLE = "unreadable"
    """nothing of it is found; ``outcome`` says why"""
    DELETED = "deleted"


class Outcome(StrEnum):
    """Why a document could not be read."""

    ENCRYPTED = "encrypted"
    EMPTY = "empty"
    SCANNED = "scanned"
    """pictures of pages, without text"""
    TOO_LARGE = "too_large"
    TOO_SLOW = "too_slow"
    DAMAGED = "damaged"
    ENCODING = "encoding"
    """of a text whose characters cannot be told for sure"""
    UNKNOWN_KIND = "unknown_kind"


ADVICE = {
    Outcome.ENCRYPTED: "The file is encrypted. Save it without a password and drop it again.",
    Outcome.EMPTY: "There is no text in it.",
    Outcome.SCANNED: "Its pages are pictures without text. Drop one that went through text recognition.",
    Outcome.TOO_LARGE: "It is larger than what is read. Split it and drop its parts.",
    Outcome.TOO_SLOW: "Reading it took too long. Save it anew, or as text, and drop that.",
    Outcome.DAMAGED: "It cannot be read as what its name says it is. Save it anew and drop it again.",
    Outcome.ENCODING: "Its characters cannot be told for sure. Save it as UTF-8 (in Excel as "
    "“CSV UTF-8”) and drop it again.",
    Outcome.UNKNOWN_KIND: "Only txt, md, html, pdf, docx and csv are read; of a csv the columns that "
    "its first line calls “question” and “answer”.",
}
"""What a person can do."""


class Document(Versioned):
    """A document. Its text is kept beside it, under ``edition``: what is not of this edition is not
    found. A version that could not be read has none; then nothing of the document is found, since what
    was in it before is not in it any more.
    """

    document_id: Ulid
    title: Label
    source: Source
    collections: tuple[CollectionName, ...] = Field(min_length=1, max_length=MOST_COLLECTIONS)
    language: Language | None = None
    status: DocumentStatus = DocumentStatus.READY
    outcome: Outcome | None = None
    detail: str | None = Field(default=None, description="what to do about the outcome")
    edition: Ulid | None = Field(default=None, description="under which its text is kept")
    tag: str = Field(
        default="",
        description="tells content that was seen before; of a file its ETag and how it was read",
    )
    characters: int = Field(default=0, ge=0)
    passages: int = Field(default=0, ge=0)
    pages: int | None = Field(default=None, ge=1)
    redacted: int = Field(
        default=0, ge=0, description="addresses of erased persons that were blacked out in the text"
    )
    created_at: UtcDatetime
    updated_at: UtcDatetime


class NewDocument(Contract):
    """What a document is to be called. The id is that of the document whose next version it is."""

    document_id: Ulid
    title: Label
    source: Source
    collections: tuple[CollectionName, ...] = Field(min_length=1, max_length=MOST_COLLECTIONS)
    language: Language | None = None
    tag: str = ""


def document_id_of(source: Source) -> str:
    """The id of a document that is known by its source alone: the same for every version of a file."""
    digest = hashlib.sha256(f"{source.kind.value}:{source.name}".encode()).digest()
    number = int.from_bytes(digest[: _ID_BITS // 8])
    digits = []
    for _ in range(26):
        number, digit = divmod(number, 32)
        digits.append(_CROCKFORD[digit])
    return "".join(reversed(digits))
