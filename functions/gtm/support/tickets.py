"""Handing a question over: a ticket with the conversation, and a case for a person, in one commit."""

from collections.abc import Sequence
from dataclasses import dataclass

from baton.core.clock import Clock, NewId
from baton.core.errors import AlreadyExists, NotFound
from baton.escalation.service import CaseService
from baton.gtm.support import HandoverReason, SupportAnswer, SupportOutcome, SupportTask
from baton.gtm.support_announcements import ticket_announcement
from baton.gtm.support_store import SupportRepository
from baton.gtm.support_ticket import (
    Exchange,
    Speaker,
    Ticket,
    TicketStatus,
    TicketTurn,
    case_of,
    exchange_of,
    gone_on,
    masked,
    turns_of,
)
from baton.messaging.outbox import Outbox
from baton.persistence.retry_on_conflict import retry_on_conflict
from baton.persistence.transaction import Transactions
from functions.gtm.support import texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """Why a person is asked, and what is known of the question."""

    reason: HandoverReason
    confidence: float
    language: str
    conversation_id: str
    before: Sequence[Exchange]
    near: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tickets:
    """Opens tickets, and goes on with them."""

    support: SupportRepository
    cases: CaseService
    outbox: Outbox
    transactions: Transactions
    clock: Clock
    new_id: NewId
    escalation_days: int

    def open(self, task: SupportTask, handover: Handover) -> SupportAnswer:
        """Opens a ticket. Its id is the request's: the same request again opens no other."""
        ticket = self._new(task, handover)
        answer = _answer(
            task, ticket, texts.handed_over(ticket.reason, ticket.ticket_id, ticket.language)
        )
        kept = exchange_of(task, answer, None, ticket.opened_at)
        told = ticket_announcement(ticket, self.new_id(), ticket.opened_at)
        try:
            with self.transactions.begin() as within:
                self.support.add_ticket(ticket, within)
                self.support.keep_exchange(kept, within)
                self.cases.open(case_of(ticket, self.escalation_days, handover.near), within)
                self.outbox.add(told, within)
        except AlreadyExists:
            pass  # by the same request, which was taken before
        return answer

    def go_on(self, task: SupportTask, language: str | None) -> SupportAnswer | None:
        """Adds a message to the ticket that it goes on with; ``None`` if that is not open, or is
        another person's.
        """

        def attempt() -> SupportAnswer | None:
            try:
                seen = self.support.ticket(task.ticket_id or "")
            except NotFound:
                return None
            if seen.status is not TicketStatus.OPEN or seen.person != task.person:
                return None
            now = self.clock()
            ticket = gone_on(seen, task, now)
            said = texts.added(ticket.ticket_id, language or ticket.language)
            answer = _answer(task, ticket, said)
            with self.transactions.begin() as within:
                self.support.replace_ticket(ticket, within)
                self.support.keep_exchange(exchange_of(task, answer, None, now), within)
                self.outbox.add(ticket_announcement(ticket, self.new_id(), now), within)
            return answer

        return retry_on_conflict(attempt)

    def _new(self, task: SupportTask, handover: Handover) -> Ticket:
        now = self.clock()
        asked = TicketTurn(speaker=Speaker.ASKER, text=masked(task.question), at=now)
        return Ticket(
            ticket_id=task.request_id,
            version=1,
            asker=task.asker,
            person=task.person,
            channel=task.channel,
            language=handover.language,
            reason=handover.reason,
            confidence=handover.confidence,
            conversation_id=handover.conversation_id,
            turns=(*turns_of(tuple(handover.before), task.person), asked),
            reference=task.reference,
            escalation_id=task.request_id,
            correlation_id=task.correlation_id or task.request_id,
            opened_at=now,
            updated_at=now,
        )


def _answer(task: SupportTask, ticket: Ticket, text: str) -> SupportAnswer:
    return SupportAnswer(
        request_id=task.request_id,
        outcome=SupportOutcome.HANDED_OVER,
        text=text,
        confidence=ticket.confidence,
        language=ticket.language,
        conversation_id=ticket.conversation_id,
        reason=ticket.reason,
        ticket_id=ticket.ticket_id,
    )
