"""What the content creator tells the others (requirement D3)."""

from enum import StrEnum

from pydantic import Field

from baton.campaigns.brief import ContentKind, Language, Platform
from baton.core.contract import Contract, Ulid


class PieceStatus(StrEnum):
    """Whether a piece may go out."""

    DRAFT = "draft"
    """it may not: the checks found faults that nobody has mended"""
    WAITING = "waiting"
    """it may when a person says so"""
    APPROVED = "approved"
    """it may: a person said so, or the campaign asks for nobody's approval"""
    REJECTED = "rejected"


class PieceSummary(Contract):
    """One piece of content; its text is kept under its id. ``written_by`` is ``template``, ``person`` or
    the model's name. ``variant`` tells pieces apart that are tested against each other; ``variant_of``
    is the piece of an earlier revision that this one is to do better than.
    """

    piece_id: Ulid
    kind: ContentKind
    language: Language
    platform: Platform | None = None
    status: PieceStatus = PieceStatus.DRAFT
    score: float | None = Field(default=None, ge=0, le=100)
    written_by: str = "template"
    findings: int = Field(default=0, ge=0)
    revision: int = Field(default=0, ge=0)
    variant: str = "a"
    variant_of: Ulid | None = None


class ContentPart(Contract):
    """The pieces of a run. ``waiting`` is the case of a person who must approve them."""

    pieces: tuple[PieceSummary, ...] = Field(default=(), max_length=200)
    waiting: Ulid | None = None
    findings: tuple[str, ...] = Field(default=(), max_length=100)
