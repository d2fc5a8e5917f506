"""Routes of support: questions, what people say of answers, and tickets (requirements E5, F2)."""

from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.params import Body, Query

from baton.gtm.support import SupportAnswer
from baton.gtm.support_service import (
    SupportFeedback,
    SupportFeedbackTaken,
    SupportQuestion,
    SupportService,
    TicketList,
)
from baton.gtm.support_ticket import Ticket, TicketStatus
from baton.http.openapi_responses import described
from baton.http.request_context import request_of
from baton.http.responses import document

_PATH = "/api/v1/gtm/support"

PageLimit = Annotated[int, Query(ge=1, le=100)]
Cursor = Annotated[str | None, Query(max_length=2_048)]


class SupportRoutes:
    """Has questions answered while the caller waits, and shows what became tickets."""

    def __init__(self, app: APIGatewayHttpResolver, service: SupportService) -> None:
        self._app = app
        self._service = service

    def register(self) -> None:
        """Adds the routes to the app."""
        app, tags = self._app, ["support"]
        app.post(
            f"{_PATH}/questions",
            tags=tags,
            operation_id="ask_support",
            description="Answers from the knowledge base, word for word, with document, version and "
            "place; or opens a ticket that a person answers. Below a confidence of 0.7 it is a ticket.",
            responses=described(200, SupportAnswer, "The answer with its quote, or the ticket"),
        )(self.ask)
        app.post(
            f"{_PATH}/feedback",
            tags=tags,
            operation_id="rate_support_answer",
            description="Says whether an answer helped. It counts for the passage that was quoted.",
            responses=described(200, SupportFeedbackTaken, "What is kept"),
        )(self.rate)
        app.get(
            f"{_PATH}/tickets",
            tags=tags,
            operation_id="list_support_tickets",
            responses=described(200, TicketList, "Tickets, the newest first"),
        )(self.listed)
        app.get(
            f"{_PATH}/tickets/<ticket_id>",
            tags=tags,
            operation_id="read_support_ticket",
            responses=described(200, Ticket, "The ticket with its conversation"),
        )(self.read)

    def ask(self, question: Annotated[SupportQuestion, Body()]) -> "Response[str]":
        """Answers a question."""
        request = request_of(self._app)
        return document(self._service.ask(question, request.resource_id, request.correlation_id))

    def rate(self, feedback: Annotated[SupportFeedback, Body()]) -> "Response[str]":
        """Keeps what somebody says of an answer."""
        return document(self._service.say(feedback))

    def listed(
        self,
        status: Annotated[TicketStatus | None, Query()] = None,
        cursor: Cursor = None,
        limit: PageLimit = 50,
    ) -> "Response[str]":
        """Tickets."""
        page = self._service.tickets(status=status, cursor=cursor, limit=limit)
        request_of(self._app).touched = tuple(one.ticket_id for one in page.items)
        return document(TicketList(items=page.items, next_cursor=page.cursor))

    def read(self, ticket_id: str) -> "Response[str]":
        """One ticket."""
        return document(self._service.ticket(ticket_id))
