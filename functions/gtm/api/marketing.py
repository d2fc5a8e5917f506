"""Routes of marketing: asked for work, and the drafts that it wrote."""

from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.params import Body, Path

from baton.core.contract import ULID_PATTERN
from baton.gtm.marketing import MarketingAnswer
from baton.gtm.marketing_service import MarketingQuestion, MarketingService
from baton.gtm.message_set import MessageSet
from baton.gtm.message_set_repository import MessageSetRepository
from baton.http.openapi_responses import described
from baton.http.request_context import request_of
from baton.http.responses import document

_PATH = "/api/v1/gtm/marketing"

SetId = Annotated[str, Path(pattern=ULID_PATTERN)]


class MarketingRoutes:
    """Has marketing work while the caller waits, and shows its drafts."""

    def __init__(
        self,
        app: APIGatewayHttpResolver,
        service: MarketingService,
        sets: MessageSetRepository,
    ) -> None:
        self._app = app
        self._service = service
        self._sets = sets

    def register(self) -> None:
        """Adds the routes to the app."""
        tags = ["marketing"]
        answer = described(200, MarketingAnswer, "What was made, and what is missing")
        one = described(200, MessageSet, "The drafts, and where they stand")
        self._app.post(_PATH, tags=tags, operation_id="ask_marketing", responses=answer)(self.ask)
        self._app.get(
            f"{_PATH}/message-sets/<set_id>",
            tags=tags,
            operation_id="read_message_set",
            responses=one,
        )(self.read)

    def ask(self, question: Annotated[MarketingQuestion, Body()]) -> "Response[str]":
        """Has it work."""
        request = request_of(self._app)
        made = self._service.work(question, request.resource_id, request.correlation_id)
        return document(made)

    def read(self, set_id: SetId) -> "Response[str]":
        """A set of drafts."""
        return document(self._sets.message_set(set_id))
