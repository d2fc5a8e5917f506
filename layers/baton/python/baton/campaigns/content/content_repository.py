"""Pieces of content: one versioned item each, beside their campaign."""

from typing import TYPE_CHECKING, Protocol

from baton.campaigns.content.piece import ContentPiece
from baton.core.errors import AlreadyExists, NotFound, StaleVersion
from baton.persistence.database import Database, database_errors
from baton.persistence.page import Page, checked_limit, cursor_after, position
from baton.persistence.transaction import DynamoTransaction, Transaction

if TYPE_CHECKING:
    from baton.campaigns.items import CampaignItem

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


class DynamoContent:
    """Pieces in DynamoDB."""

    def __init__(self, database: Database, table: str) -> None:
        from baton.campaigns.items import CampaignItem

        self._items = database.bound(CampaignItem, table)

    def add(self, piece: ContentPiece, within: Transaction) -> None:
        """See ``ContentRepository``."""
        refusal = AlreadyExists(f"There is already a piece with the id {piece.piece_id}.")
        condition = self._items.campaign_id.does_not_exist()
        DynamoTransaction.of(within).put(self._item(piece), condition, refusal)

    def replace(self, piece: ContentPiece, within: Transaction) -> None:
        """See ``ContentRepository``."""
        refusal = StaleVersion(f"The piece {piece.piece_id} was changed since it was read.")
        condition = self._items.version == piece.version - 1
        DynamoTransaction.of(within).put(self._item(piece), condition, refusal)

    def get(self, campaign_id: str, piece_id: str) -> ContentPiece:
        """See ``ContentRepository``."""
        try:
            with database_errors():
                return _read(self._items.get(campaign_id, PART + piece_id, consistent_read=True))
        except self._items.DoesNotExist:
            raise NotFound("piece of content", piece_id) from None

    def page(
        self, campaign_id: str, *, cursor: str | None = None, limit: int = 50
    ) -> Page[ContentPiece]:
        """See ``ContentRepository``."""
        checked_limit(limit)
        query, part = pieces_query(campaign_id), self._items.part
        after = position(query, cursor)
        keys = part.between(PART, after) if after else part.startswith(PART)
        with database_errors():
            found = list(
                self._items.query(
                    campaign_id, keys, scan_index_forward=False, limit=limit + 1 + bool(after)
                )
            )
        items = [item for item in found if item.part != after]
        more = cursor_after(query, items[limit - 1].part) if len(items) > limit else None
        return Page(tuple(map(_read, items[:limit])), more)

    def _item(self, piece: ContentPiece) -> "CampaignItem":
        return self._items(
            piece.campaign_id,
            PART + piece.piece_id,
            version=piece.version,
            document=piece.model_dump_json(exclude_none=True),
        )


def _read(item: "CampaignItem") -> ContentPiece:
    return ContentPiece.model_validate_json(item.document)
