"""Asking support, reading its tickets, and saying whether an answer helped, whoever does it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from pydantic import AfterValidator, Field, StringConstraints

from baton.core.clock import Clock, NewId
from baton.core.contract import Contract, Ulid
from baton.core.email import email_address
from baton.core.errors import Conflict, NotFound
from baton.gtm.asking import asked
from baton.gtm.mail_questions import Correspondence, ReplyTo
from baton.gtm.support import (
    COLLECTION,
    Asker,
    SupportAnswer,
    SupportChannel,
    SupportTask,
    Words,
)
from baton.gtm.support_store import SupportRepository
from baton.gtm.support_ticket import Ticket, TicketStatus
from baton.knowledge_base.document import CollectionName
from baton.knowledge_base.text import Language
from baton.messaging.workflows import Workflows
from baton.persistence.page import Page
from baton.persistence.transaction import Transactions
from baton.privacy.subject import email_key

if TYPE_CHECKING:
    from baton.runtime.platform import Platform

_Email = Annotated[str, StringConstraints(max_length=320), AfterValidator(email_address)]


class SupportQuestion(Contract):
    """A question as a caller asks it. ``email`` says whose it is, so that the person's questions can be
    found and erased: it is kept as a hash, and as an address with a ticket only, whose answer is mailed
    to it. ``conversation_id`` is an earlier answer's.
    """

    question: Words = Field(examples=["How long do I have to return something?"])
    asker: Asker = Asker.ANONYMOUS
    email: _Email | None = None
    language: Language | None = Field(default=None, description="ISO 639, as `de`")
    conversation_id: Ulid | None = None
    ticket_id: Ulid | None = None
    collection: CollectionName = COLLECTION
    reference: Annotated[str, StringConstraints(max_length=200)] | None = Field(
        default=None, description="the caller's own name of it, told with what becomes of a ticket"
    )

    def task(self, request_id: str, channel: SupportChannel, correlation_id: str) -> SupportTask:
        """The task for support."""
        same = ("question", "asker", "language", "conversation_id", "ticket_id", "collection")
        return SupportTask(
            **{name: getattr(self, name) for name in same},
            request_id=request_id,
            person=email_key(self.email) if self.email else None,
            reference=self.reference,
            channel=channel,
            correlation_id=correlation_id,
        )


class SupportFeedback(Contract):
    """Whether an answer helped: what its last question asks. Saying it again changes it."""

    conversation_id: Ulid
    request_id: Ulid
    helpful: bool


class SupportFeedbackTaken(Contract):
    """What was said of an answer is kept, and counts from now on."""

    request_id: Ulid
    helpful: bool


class TicketList(Contract):
    """Tickets, the newest first."""

    items: tuple[Ticket, ...]
    next_cursor: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportService:
    """Asks the support agent and waits for its answer."""

    workflows: Workflows
    support: SupportRepository
    transactions: Transactions
    new_id: NewId
    clock: Clock

    @classmethod
    def of(cls, platform: "Platform", support: SupportRepository) -> "SupportService":
        """The service with its real parts."""
        return cls(
            workflows=platform.workflows,
            support=support,
            transactions=platform.transactions,
            new_id=platform.new_id,
            clock=platform.clock,
        )

    def ask(
        self,
        question: SupportQuestion,
        request_id: str,
        correlation_id: str,
        channel: SupportChannel = SupportChannel.API,
    ) -> SupportAnswer:
        """The answer. Raises ``Unavailable`` if there is none in time."""
        reply_to = ReplyTo(email=question.email) if question.email else None
        return self.answer(question.task(request_id, channel, correlation_id), reply_to)

    def answer(self, task: SupportTask, reply_to: ReplyTo | None = None) -> SupportAnswer:
        """What support answers to a task; with a ticket ``reply_to`` is kept, and nobody else hears it.
        Raises ``Unavailable`` if it is nothing in time.
        """
        answer = asked(
            self.workflows,
            "support_question",
            task,
            SupportAnswer,
            request_id=task.request_id,
            correlation_id=task.correlation_id or task.request_id,
            late="The question was not answered in time. Try again.",
        )
        if answer.ticket_id and reply_to and task.person:
            known = Correspondence(
                ticket_id=answer.ticket_id, person=task.person, reply_to=reply_to, at=self.clock()
            )
            with self.transactions.begin() as within:
                self.support.keep_correspondence(known, within)
        return answer

    def say(self, feedback: SupportFeedback) -> SupportFeedbackTaken:
        """Keeps whether an answer helped, once. Raises ``NotFound``, or ``Conflict`` if something else
        is said at the same time.
        """
        exchanges = self.support.conversation(feedback.conversation_id)
        seen = next((one for one in exchanges if one.request_id == feedback.request_id), None)
        if seen is None:
            raise NotFound("answer", feedback.request_id)
        if seen.ticket_id is not None:
            raise Conflict("That question was handed over: there is no answer to speak of.")
        if seen.helpful is not feedback.helpful:
            with self.transactions.begin() as within:
                self.support.say_helpful(seen, feedback.helpful, within)
        return SupportFeedbackTaken(request_id=feedback.request_id, helpful=feedback.helpful)

    def ticket(self, ticket_id: str) -> Ticket:
        """A ticket. Raises ``NotFound``."""
        return self.support.ticket(ticket_id)

    def tickets(
        self, *, status: TicketStatus | None = None, cursor: str | None = None, limit: int = 50
    ) -> Page[Ticket]:
        """Tickets, the newest first."""
        return self.support.tickets(status=status, cursor=cursor, limit=limit)
