"""What the content creator tells the others (requirement D3)."""

from enum import StrEnum

from pydantic import Field

from baton.campaigns.brief import ContentKind, Language, Platform
from baton.core.contract import Contract, Ulid


class PieceStatus(StrEnum):
    """Whether a piece may go out."""

    DRAFT = "draft"
    WAITING = "waiting"
    APPROVED = "approved"
    REJECTED = "rejected"


class PieceSummary(Contract):
    """One piece of content; its text is kept under its id."""

    piece_id: Ulid
    kind: ContentKind
    language: Language
    platform: Platform | None = None
    status: PieceStatus = PieceStatus.DRAFT
    score: float | None = Field(default=None, ge=0, le=100)


class ContentPart(Contract):
    """The pieces of a run. ``waiting`` is the case of a person who must approve them."""

    pieces: tuple[PieceSummary, ...] = Field(default=(), max_length=200)
    waiting: Ulid | None = None
    findings: tuple[str, ...] = Field(default=(), max_length=100)
