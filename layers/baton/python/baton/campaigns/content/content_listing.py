"""What callers see of content where it differs from what is kept."""

from typing import Self

from baton.campaigns.content.piece import ContentPiece
from baton.campaigns.parts.content import PieceSummary
from baton.core.contract import Contract, Ulid, UtcDatetime
from baton.http.parameters import NextCursor


class PieceEntry(PieceSummary):
    """A piece in a listing; the whole of it is at ``href``."""

    run_id: Ulid
    format: str
    version: int
    updated_at: UtcDatetime
    href: str

    @classmethod
    def of(cls, piece: ContentPiece) -> Self:
        """The entry of a piece."""
        return cls(
            **dict(piece.summary()),
            run_id=piece.run_id,
            format=piece.format,
            version=piece.version,
            updated_at=piece.updated_at,
            href=f"/api/v1/campaigns/{piece.campaign_id}/content/{piece.piece_id}",
        )


class ContentPage(Contract):
    """Pieces, those of the latest run first."""

    items: tuple[PieceEntry, ...]
    next_cursor: str | None = NextCursor
