"""Pieces of content in memory."""

from baton.campaigns.content.content_repository import pieces_query
from baton.campaigns.content.piece import ContentPiece
from baton.core.errors import NotFound
from baton.persistence.page import Page
from baton.persistence.transaction import Transaction
from tests.fakes.platform.listings import newest_first
from tests.fakes.platform.transaction import Ground, stage
from tests.fakes.platform.versions import must_be_new, must_follow


class FakeContent:
    """See ``baton.campaigns.content.content_repository.ContentRepository``."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self.kept: dict[tuple[str, str], str] = {}

    def add(self, piece: ContentPiece, within: Transaction) -> None:
        key = (piece.campaign_id, piece.piece_id)
        stage(
            within,
            ("content", *key),
            lambda: self._keep(piece),
            lambda: must_be_new("piece", key, self.kept),
        )

    def replace(self, piece: ContentPiece, within: Transaction) -> None:
        key = (piece.campaign_id, piece.piece_id)

        def check() -> None:
            kept = self._find(*key)
            must_follow("piece", piece.piece_id, kept.version if kept else None, piece.version)

        stage(within, ("content", *key), lambda: self._keep(piece), check)

    def get(self, campaign_id: str, piece_id: str) -> ContentPiece:
        with self._ground.faults.at("content.get"), self._ground.lock:
            piece = self._find(campaign_id, piece_id)
        if piece is None:
            raise NotFound("piece of content", piece_id)
        return piece

    def page(
        self, campaign_id: str, *, cursor: str | None = None, limit: int = 50
    ) -> Page[ContentPiece]:
        with self._ground.faults.at("content.page"), self._ground.lock:
            found = [
                (f"content#{piece_id}", ContentPiece.model_validate_json(document))
                for (campaign, piece_id), document in self.kept.items()
                if campaign == campaign_id
            ]
        return newest_first(found, pieces_query(campaign_id), cursor, limit)

    def _keep(self, piece: ContentPiece) -> None:
        self.kept[piece.campaign_id, piece.piece_id] = piece.model_dump_json(exclude_none=True)

    def _find(self, campaign_id: str, piece_id: str) -> ContentPiece | None:
        document = self.kept.get((campaign_id, piece_id))
        return ContentPiece.model_validate_json(document) if document else None
