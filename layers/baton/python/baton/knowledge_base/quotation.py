"""What the knowledge base answers with: quotes, each with where it stands."""

from pydantic import ConfigDict, Field

from baton.core.contract import Contract, Ulid
from baton.knowledge_base.document import CollectionName, Document, Source
from baton.knowledge_base.passages import Passage


class Place(Contract):
    """Where a quote stands: under which headings, the highest first, on which page, and from which
    character of the document's text to which."""

    headings: tuple[str, ...] = ()
    page: int | None = None
    begin: int = Field(ge=0)
    end: int = Field(ge=1)


class Mention(Contract):
    """A passage, word for word, of a version of a document."""

    model_config = ConfigDict(str_strip_whitespace=False)

    document_id: Ulid
    title: str
    version: int = Field(ge=1)
    quote: str
    place: Place


class Quotation(Mention):
    """A passage that was found. ``similarity`` is how near its meaning is to the question's, ``score``
    that and the words in common; both 0 to 1, and only ``similarity`` can be compared between
    questions."""

    source: Source
    collections: tuple[CollectionName, ...]
    language: str | None = None
    score: float = Field(ge=0, le=1)
    similarity: float = Field(ge=0, le=1)


def place_of(passage: Passage) -> Place:
    """The place of a passage."""
    return Place(headings=passage.headings, page=passage.page, begin=passage.begin, end=passage.end)


def mention_of(document: Document, passage: Passage) -> Mention:
    """A passage of the document's current version."""
    return Mention(
        document_id=document.document_id,
        title=document.title,
        version=document.version,
        quote=passage.quote,
        place=place_of(passage),
    )
