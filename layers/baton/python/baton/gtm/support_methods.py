"""What can be called by name of support (see ``baton.http.methods``)."""

from typing import TYPE_CHECKING

from pydantic import Field

from baton.core.contract import Contract, Ulid
from baton.gtm.container import Gtm
from baton.gtm.support import SupportAnswer, SupportChannel
from baton.gtm.support_service import (
    SupportFeedback,
    SupportFeedbackTaken,
    SupportQuestion,
    TicketList,
)
from baton.gtm.support_ticket import Ticket, TicketStatus
from baton.http.audit import CallAudit
from baton.http.methods import CallContext, Method, PreviousCursor
from baton.privacy.auditor import When

if TYPE_CHECKING:
    from baton.runtime.platform import Platform


class TicketName(Contract):
    """Which ticket."""

    ticket_id: Ulid


class TicketListing(Contract):
    """Which tickets."""

    status: TicketStatus | None = None
    cursor: str | None = PreviousCursor
    limit: int = Field(default=50, ge=1, le=100)


def support_methods(platform: "Platform") -> tuple[Method, ...]:
    """The methods of support."""
    return (*_asking(platform), *_reading(platform))


def _asking(platform: "Platform") -> tuple[Method, ...]:
    def ask(params: SupportQuestion, context: CallContext) -> SupportAnswer:
        service = platform.area(Gtm).support
        return service.ask(params, platform.new_id(), context.correlation_id, SupportChannel.MCP)

    def rate(params: SupportFeedback, context: CallContext) -> SupportFeedbackTaken:
        del context
        return platform.area(Gtm).support.say(params)

    return (
        Method(
            name="support.ask",
            of_nobody="whoever asks is told what documents say, which are the company's",
            title="Ask support a question",
            description="Answers from the knowledge base, word for word, with document, version and "
            "place; or opens a ticket that a person answers.",
            scopes=("support.ask",),
            params=SupportQuestion,
            result=SupportAnswer,
            handler=ask,
            changes=True,
            idempotent=False,
        ),
        Method(
            name="support.rate",
            of_nobody="an answer is a quote of a document",
            title="Say whether an answer helped",
            description="It counts for the passage that the answer quotes.",
            scopes=("support.ask",),
            params=SupportFeedback,
            result=SupportFeedbackTaken,
            handler=rate,
            changes=True,
        ),
    )


def _reading(platform: "Platform") -> tuple[Method, ...]:
    def read(params: TicketName, context: CallContext) -> Ticket:
        del context
        return platform.area(Gtm).support.ticket(params.ticket_id)

    def listed(params: TicketListing, context: CallContext) -> TicketList:
        del context
        page = platform.area(Gtm).support.tickets(
            status=params.status, cursor=params.cursor, limit=params.limit
        )
        return TicketList(items=page.items, next_cursor=page.cursor)

    return (
        Method(
            name="support.ticket",
            title="Read a ticket",
            description="A question that a person answers, with its conversation and the answer.",
            scopes=("support.read",),
            params=TicketName,
            result=Ticket,
            handler=read,
            audit=CallAudit(what="ticket.read", when=When.BESIDE, ids=("ticket_id",)),
        ),
        Method(
            name="support.tickets",
            title="List tickets",
            description="Questions that people answer, the newest first.",
            scopes=("support.read",),
            params=TicketListing,
            result=TicketList,
            handler=listed,
            audit=CallAudit(what="ticket.listed", when=When.AFTER, ids=("items.ticket_id",)),
        ),
    )
