"""Answers that are kept for when search is down, and what people say of passages. Pure."""

import hashlib
from dataclasses import dataclass

from baton.core.contract import Contract, Ulid, UtcDatetime
from baton.knowledge_base.quotation import Place
from baton.knowledge_base.text import Language


@dataclass(frozen=True, slots=True)
class Votes:
    """How many said that a passage helped them, and that it did not."""

    helpful: int = 0
    unhelpful: int = 0


class KeptAnswer(Contract):
    """Where the answer to a question stood: no word of the asker, nor of the document. It is quoted
    again only from the same version.
    """

    document_id: Ulid
    version: int
    place: Place
    confidence: float
    language: Language
    at: UtcDatetime


def passage_key(document_id: str, quote: str) -> str:
    """A passage, for as long as it says the same, whatever its document's version."""
    return f"{document_id}#{hashlib.sha256(quote.encode()).hexdigest()[:32]}"


def vote_change(before: bool | None, after: bool) -> tuple[int, int]:
    """By how much the two counts change when somebody says something else."""
    helpful = int(after) - int(before is True)
    unhelpful = int(not after) - int(before is False)
    return helpful, unhelpful
