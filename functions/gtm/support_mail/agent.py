"""Support by e-mail (requirements E5, A15)."""

from typing import TYPE_CHECKING, ClassVar, Self

from pydantic import ValidationError

from baton.core.clock import Clock
from baton.core.errors import Conflict, NotFound, Unavailable
from baton.core.message import AgentName
from baton.core.observability import logger
from baton.core.wire_address import mailbox
from baton.gtm.container import Gtm
from baton.gtm.events import SUPPORT_REPLY_READY, SupportReply, SupportTicketChanged
from baton.gtm.mail_questions import MailQuestion, ReplyTo
from baton.gtm.support import Asker, SupportChannel, SupportOutcome, SupportTask
from baton.gtm.support_service import SupportFeedback, SupportService
from baton.gtm.support_store import SupportRepository
from baton.gtm.support_ticket import Exchange, TicketStatus
from baton.messaging.announcements import event_message
from baton.messaging.bus import Bus
from baton.runtime import Agent
from functions.gtm.support_mail.letters import (
    answer_mail,
    helpful_said,
    question_in,
    ticket_mail,
)
from functions.gtm.support_mail.models import MailEventOutcome, SupportMailResult, SupportMailTask

if TYPE_CHECKING:
    from baton.runtime.platform import Platform

NOTHING = SupportMailResult(became=MailEventOutcome.NOTHING)


class SupportMail(Agent[SupportMailTask, SupportMailResult]):
    """Has support answer questions that come by mail, and hands its answers, and those of people to
    tickets, to whoever sends. What answers a mail of ours goes on with its conversation, if it is the
    same person's.
    """

    name: ClassVar[AgentName] = "support_mail"

    def __init__(
        self,
        *,
        service: SupportService,
        support: SupportRepository,
        bus: Bus,
        clock: Clock,
        own: frozenset[str],
    ) -> None:
        self._service = service
        self._support = support
        self._bus = bus
        self._clock = clock
        self._own = own

    @classmethod
    def assemble(cls, platform: "Platform") -> Self:
        """The agent with its real parts."""
        area, settings = platform.area(Gtm), platform.settings
        return cls(
            service=area.support,
            support=area.support_store,
            bus=platform.bus,
            clock=platform.clock,
            own=frozenset(filter(None, map(_address, (settings.inbox_address, settings.sender)))),
        )

    def perform(self, task: SupportMailTask) -> SupportMailResult:
        """Does what follows from an event. Raises ``Unavailable``: trying again is safe."""
        given = task.given
        try:
            if "reply_id" in given:
                return self._asked(MailQuestion.model_validate(given))
            return self._changed(SupportTicketChanged.model_validate(given))
        except ValidationError as error:
            extra = {"faults": error.error_count()}
            logger(self.name).warning("an event was not understood", extra=extra)
            return SupportMailResult(
                became=MailEventOutcome.REFUSED, why=f"{error.error_count()} faults"
            )

    def idle(self, result: SupportMailResult) -> bool:
        """See ``Agent``."""
        return result.became is MailEventOutcome.NOTHING

    def _asked(self, question: MailQuestion) -> SupportMailResult:
        if question.email.casefold() in self._own:
            return NOTHING  # our own mail, which came back
        before = self._before(question)
        helpful = helpful_said(question.text) if question.answered else None
        if helpful is not None:
            return self._rated(question, before, helpful=helpful)
        last = before[-1] if before else None
        answer = self._service.answer(
            SupportTask(
                request_id=question.reply_id,
                question=question_in(question.text),
                asker=Asker.LEAD if question.is_lead else Asker.CUSTOMER,
                person=question.person,
                channel=SupportChannel.EMAIL,
                conversation_id=last.conversation_id if last else None,
                ticket_id=last.ticket_id if last else None,
                correlation_id=question.reply_id,
            ),
            _reply_to(question),
        )
        answered = answer.outcome is SupportOutcome.ANSWERED
        reply = answer_mail(answer, question.person, _reply_to(question), self._clock())
        self._hand_over(reply, question.reply_id)
        return SupportMailResult(
            became=MailEventOutcome.ANSWERED if answered else MailEventOutcome.HANDED_OVER,
            request_id=answer.request_id,
            ticket_id=answer.ticket_id,
            message_id=reply.message_id,
        )

    def _before(self, question: MailQuestion) -> tuple[Exchange, ...]:
        """The conversation that is gone on with, if it is the sender's own."""
        if question.answered is None:
            return ()
        exchanges = self._support.conversation(question.answered[0])
        own = all(one.person == question.person for one in exchanges)
        return exchanges if own else ()

    def _rated(
        self, question: MailQuestion, before: tuple[Exchange, ...], *, helpful: bool
    ) -> SupportMailResult:
        """Keeps whether an answer helped; what cannot be rated is over, or was never answered."""
        _, request_id = question.answered or ("", "")
        said = next((one for one in before if one.request_id == request_id), None)
        if said is None or said.ticket_id is not None:
            return NOTHING
        try:
            self._service.say(
                SupportFeedback(
                    conversation_id=said.conversation_id, request_id=request_id, helpful=helpful
                )
            )
        except (NotFound, Conflict) as error:
            return SupportMailResult(became=MailEventOutcome.NOTHING, why=str(error)[:300])
        return SupportMailResult(became=MailEventOutcome.RATED, request_id=request_id)

    def _changed(self, changed: SupportTicketChanged) -> SupportMailResult:
        """The answer of a person goes to who left an address; of who was erased nothing is there."""
        if changed.status is not TicketStatus.ANSWERED:
            return NOTHING
        try:
            ticket = self._support.ticket(changed.ticket_id)
        except NotFound:
            return NOTHING
        known = self._support.correspondence(ticket.ticket_id)
        if ticket.answer is None or known is None or known.person != ticket.person:
            return NOTHING
        reply = ticket_mail(ticket, ticket.answer, known.person, known.reply_to, self._clock())
        self._hand_over(reply, ticket.correlation_id)
        return SupportMailResult(
            became=MailEventOutcome.TICKET_ANSWERED,
            ticket_id=ticket.ticket_id,
            message_id=reply.message_id,
        )

    def _hand_over(self, reply: SupportReply, correlation_id: str) -> None:
        """Publishes a mail, always under the same id. Raises ``Unavailable`` if it was not taken."""
        message = event_message(
            SUPPORT_REPLY_READY,
            reply,
            sender=self.name,
            message_id=reply.message_id,
            correlation_id=correlation_id,
            now=self._clock(),
        )
        if self._bus.publish([(SUPPORT_REPLY_READY.name, message)]):
            raise Unavailable("The mail was not handed over. Try again.")


def _reply_to(question: MailQuestion) -> ReplyTo:
    return ReplyTo(
        email=question.email,
        subject=question.subject,
        mail_id=question.mail_id,
        references=question.references,
    )


def _address(sender: str) -> str:
    """The address of a sender as people write one; empty if it is none."""
    try:
        return mailbox(sender).addr_spec.casefold() if sender else ""
    except ValueError:
        return ""
