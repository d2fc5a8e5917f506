"""Passages that were found, with the documents whose current versions they are of."""

from collections.abc import Callable
from dataclasses import dataclass

from baton.knowledge_base.document import Document
from baton.knowledge_base.passage_search import Candidate
from baton.knowledge_base.quotation import Quotation, mention_of
from baton.search.mixing import within


@dataclass(frozen=True, slots=True)
class Match:
    """A passage that was found, and the document whose current version it is of."""

    document: Document
    candidate: Candidate


def is_current(one: Candidate, find: Callable[[str], Document | None]) -> bool:
    """Whether a passage is of its document's current edition."""
    document = find(one.kept.document_id)
    return document is not None and document.edition == one.kept.edition


def quotation_of(document: Document, one: Candidate, score: float) -> Quotation:
    """A passage as a quotation."""
    return Quotation(
        **dict(mention_of(document, one.kept.passage)),
        source=document.source,
        collections=document.collections,
        language=document.language,
        score=within(score),
        similarity=within(one.similarity),
    )
