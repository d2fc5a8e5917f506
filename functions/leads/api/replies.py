"""The route by which a company's own system brings what people answer (requirement A15)."""

from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.params import Body

from baton.aws.files import Files
from baton.core.contract import Contract, Ulid
from baton.http.openapi_responses import described
from baton.http.request_context import request_of
from baton.http.responses import document
from baton.leads.replies import NewReply, key_of


class ReplyReceipt(Contract):
    """That an answer is kept, and will be taken in."""

    reply_id: Ulid


class ReplyRoutes:
    """Takes answers in."""

    def __init__(self, app: APIGatewayHttpResolver, files: Files) -> None:
        self._app = app
        self._files = files

    def register(self) -> None:
        """Adds the route to the app."""
        self._app.post(
            "/api/v1/replies",
            tags=["outcomes"],
            operation_id="take_reply",
            description="Takes what a person answered to an e-mail or a text message, from a system "
            "that received it. It is threaded to the step it answers, and obeyed or put to a "
            "person: a stop closes the way, an absence has the sequence wait, anything else opens "
            "a case.",
            responses=described(202, ReplyReceipt, "The answer is kept and will be taken in"),
        )(self.take)

    def take(self, reply: Annotated[NewReply, Body()]) -> "Response[str]":
        """Keeps one answer where the inbox takes it from."""
        reply_id = request_of(self._app).resource_id
        content = reply.model_dump_json(exclude_none=True).encode()
        self._files.write(key_of(reply_id), (content,), content_type="application/json")
        return document(ReplyReceipt(reply_id=reply_id), 202)
