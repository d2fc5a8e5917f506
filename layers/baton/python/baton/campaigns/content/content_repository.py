"""Pieces of content: one versioned item each, beside their campaign."""

from typing import Protocol

from baton.campaigns.campaign_parts import DynamoParts
from baton.campaigns.content.piece import ContentPiece
from baton.persistence.page import Page
from baton.persistence.transaction import Transaction

PART = "content#"
"""Before a piece's id, in the items of its campaign."""


class ContentRepository(Protocol):
    """Where pieces are kept."""

    def add(self, piece: ContentPiece, within: Transaction) -> None:
        """Keeps a new piece. The commit raises ``AlreadyExists`` if its id is taken."""
        ...

    def replace(self, piece: ContentPiece, within: Transaction) -> None:
        """Keeps the next version; the commit raises ``StaleVersion`` unless the one before is kept."""
        ...

    def get(self, campaign_id: str, piece_id: str) -> ContentPiece:
        """The piece, read consistently. Raises ``NotFound``."""
        ...

    def page(
        self, campaign_id: str, *, cursor: str | None = None, limit: int = 50
    ) -> Page[ContentPiece]:
        """The campaign's pieces, those of the latest execution first, 1 to 100 a page."""
        ...


def pieces_query(campaign_id: str) -> str:
    """The listing's name, to which cursors are tied."""
    return f"content of {campaign_id}"


class DynamoContent(DynamoParts[ContentPiece]):
    """Pieces in DynamoDB."""

    model = ContentPiece
    word = "piece"
    full_name = "piece of content"
    prefix = PART
    query = staticmethod(pieces_query)
