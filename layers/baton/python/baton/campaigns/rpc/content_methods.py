"""Methods ``content.*``."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pydantic import Field

from baton.campaigns.content.content_listing import ContentPage, PieceEntry
from baton.campaigns.content.content_service import ContentDecision, ContentService
from baton.campaigns.content.piece import ContentPiece
from baton.campaigns.content.text import ContentText
from baton.core.contract import Contract, Ulid
from baton.core.errors import StaleVersion
from baton.http.methods import CallContext, Method, PreviousCursor

if TYPE_CHECKING:
    from baton.runtime.platform import Platform

READ, WRITE = ("db.campaigns", "campaigns.read"), ("db.campaigns", "campaigns.write")


class ListContent(Contract):
    """Whose content."""

    campaign_id: Ulid
    limit: int = Field(default=20, ge=1, le=50)
    cursor: str | None = PreviousCursor


class PieceId(Contract):
    """Which piece."""

    campaign_id: Ulid
    piece_id: Ulid


class SeenPiece(PieceId):
    """A piece as it was read."""

    version: int = Field(ge=1, description="of the piece that was read")


class ChangeContent(SeenPiece):
    """Another text of a piece."""

    text: ContentText


class DecideContent(SeenPiece):
    """A word on a piece."""

    decision: ContentDecision


class ContentMethods:
    """Pieces of content."""

    def __init__(self, platform: "Platform") -> None:
        self._platform = platform

    def all(self) -> Iterator[Method]:
        """The methods."""
        yield from self._of_reading()
        yield from self._of_people()

    def _of_reading(self) -> Iterator[Method]:
        yield Method(
            name="content.list",
            of_nobody="a campaign is no person",
            title="List a campaign's content",
            description="What was written for a campaign, those of its latest run first, in pages.",
            scopes=READ,
            params=ListContent,
            result=ContentPage,
            handler=self.page,
        )
        yield Method(
            name="content.get",
            of_nobody="a campaign is no person",
            title="Read a piece of content",
            description="A piece with its text, findings, score, claims and their sources.",
            scopes=READ,
            params=PieceId,
            result=ContentPiece,
            handler=self.piece,
        )

    def _of_people(self) -> Iterator[Method]:
        yield Method(
            name="content.change",
            of_nobody="a campaign is no person; the piece names who changed it",
            title="Change a piece of content",
            description="Replaces a piece's text, which passes the same checks as every other.",
            scopes=WRITE,
            params=ChangeContent,
            result=ContentPiece,
            handler=self.change,
            changes=True,
            idempotent=False,
        )
        yield Method(
            name="content.decide",
            of_nobody="a campaign is no person; the piece names who decided",
            title="Approve or reject a piece of content",
            description="Approves or rejects a piece as it was read; the last one that a run waits for "
            "lets it go on.",
            scopes=WRITE,
            params=DecideContent,
            result=ContentPiece,
            handler=self.decide,
            changes=True,
            idempotent=False,
        )

    def page(self, params: ListContent, _context: CallContext) -> ContentPage:
        """A page of pieces."""
        found = self._service().page(params.campaign_id, params.cursor, params.limit)
        return ContentPage(items=tuple(map(PieceEntry.of, found.items)), next_cursor=found.cursor)

    def piece(self, params: PieceId, _context: CallContext) -> ContentPiece:
        """One piece. Raises ``NotFound``."""
        return self._service().get(params.campaign_id, params.piece_id)

    def change(self, params: ChangeContent, context: CallContext) -> ContentPiece:
        """Replaces a text. Raises ``StaleVersion``, ``InvalidInput``, ``Conflict``."""
        service = self._service()
        return service.edit(_seen(service, params), params.text, context.caller.client_id)

    def decide(self, params: DecideContent, context: CallContext) -> ContentPiece:
        """Approves or rejects a piece. Raises ``StaleVersion``, ``Conflict``."""
        service = self._service()
        return service.decide(_seen(service, params), params.decision, context.caller.client_id)

    def _service(self) -> ContentService:
        return ContentService.of("rpc", self._platform)


def _seen(service: ContentService, params: SeenPiece) -> ContentPiece:
    piece = service.get(params.campaign_id, params.piece_id)
    if piece.version != params.version:
        raise StaleVersion(f"The piece {piece.piece_id} was changed since it was read.")
    return piece
