"""Routes of content: what a campaign publishes, read, changed and decided by people."""

from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.params import Body

from baton.campaigns.content.content_listing import ContentPage, PieceEntry
from baton.campaigns.content.content_service import ContentDecision, ContentService
from baton.campaigns.content.piece import ContentPiece
from baton.campaigns.content.text import ContentText
from baton.core.contract import Ulid
from baton.http.openapi_responses import described
from baton.http.parameters import Cursor, Limit
from baton.http.request_context import request_of
from baton.http.responses import check_if_match, document, etag, page_of, version_of
from baton.persistence.page import fitting


class ContentRoutes:
    """Shows pieces of content and takes what a person says of them."""

    def __init__(self, app: APIGatewayHttpResolver, service: ContentService) -> None:
        self._app = app
        self._service = service

    def register(self) -> None:
        """Adds the routes to the app."""
        every, tags = "/api/v1/campaigns/<campaign_id>/content", ["content"]
        one = f"{every}/<piece_id>"
        answer = described(200, ContentPiece, "The piece with its findings", "ETag")
        self._app.get(
            every,
            tags=tags,
            operation_id="list_content",
            description="What was written for the campaign, those of its latest run first. The text of "
            "a piece, its findings and its sources are at its `href`.",
            responses=described(200, ContentPage, "A page of pieces", "Link"),
        )(self.page)
        self._app.get(
            one,
            tags=tags,
            operation_id="read_content",
            responses={**answer, **described(304)},
        )(self.read)
        self._app.put(
            one,
            tags=tags,
            operation_id="change_content",
            description="Replaces the text, which passes the same checks as a model's: what a platform "
            "refuses or does harm is a fault here, everything else becomes a finding. An approval of "
            "the text before is gone. Needs `If-Match`.",
            responses=answer,
        )(self.change)
        self._app.post(
            f"{one}/decision",
            tags=tags,
            operation_id="decide_content",
            description="Approves or rejects a piece as it is; `vouched` names the rules whose findings "
            "the person answers for. The last piece that a run waits for lets it go on. Needs "
            "`If-Match`, so that nobody approves what they have not read.",
            responses=answer,
        )(self.decide)

    def page(self, campaign_id: Ulid, limit: Limit = 50, cursor: Cursor = None) -> "Response[str]":
        """A campaign's pieces."""
        found = fitting(lambda most: self._service.page(campaign_id, cursor, most), limit)
        items = tuple(map(PieceEntry.of, found.items))
        page = ContentPage(items=items, next_cursor=found.cursor)
        return page_of(request_of(self._app), page, found.cursor)

    def read(self, campaign_id: Ulid, piece_id: Ulid) -> "Response[str]":
        """One piece."""
        piece = self._service.get(campaign_id, piece_id)
        return version_of(request_of(self._app), piece, piece.version)

    def change(
        self, campaign_id: Ulid, piece_id: Ulid, text: Annotated[ContentText, Body()]
    ) -> "Response[str]":
        """Replaces a text."""
        return _answer(self._service.edit(self._seen(campaign_id, piece_id), text, self._person()))

    def decide(
        self, campaign_id: Ulid, piece_id: Ulid, decision: Annotated[ContentDecision, Body()]
    ) -> "Response[str]":
        """Approves or rejects a piece."""
        piece = self._seen(campaign_id, piece_id)
        return _answer(self._service.decide(piece, decision, self._person()))

    def _seen(self, campaign_id: str, piece_id: str) -> ContentPiece:
        """The piece, if it is still as the caller has read it."""
        piece = self._service.get(campaign_id, piece_id)
        check_if_match(request_of(self._app), piece.version, required=True)
        return piece

    def _person(self) -> str:
        return request_of(self._app).caller_id


def _answer(piece: ContentPiece) -> "Response[str]":
    return document(piece, headers={"ETag": etag(piece.version)})
