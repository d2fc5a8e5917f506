"""Questions that a person answers: the ticket, with the conversation that led to it. Pure.

What people wrote is kept with addresses and numbers masked (``baton.core.masking``).
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from pydantic import Field

from baton.core.contract import Contract, Ulid, UtcDatetime, Versioned
from baton.core.masking import mask
from baton.escalation.case import Escalation, Verdict
from baton.gtm.support import (
    Asker,
    HandoverReason,
    SupportAnswer,
    SupportChannel,
    SupportOutcome,
    SupportTask,
)
from baton.knowledge_base.text import Language
from baton.privacy.subject import PersonKey

SUBJECT = "support_ticket"
"""What cases about tickets are about."""

MOST_NEAR, MOST_LABEL = 3, 150
MOST_TURNS = 40
MOST_TEXT = 4_000
"""Characters of a turn that are kept."""

STAYS = timedelta(days=365)
CONVERSATION_STAYS = timedelta(days=30)

RECOMMENDATIONS = (
    "Approve, with the answer as the note: it goes back to whoever asked.",
    "Refuse if no answer is needed.",
)

_REASONS = {
    HandoverReason.UNSURE: "The knowledge base may not answer it: confidence {confidence:.2f}.",
    HandoverReason.CONTRADICTORY: "Documents answer it differently: one of them must be corrected.",
    HandoverReason.NOTHING_FOUND: "The knowledge base has nothing about it.",
    HandoverReason.OTHER_LANGUAGE: "There is nothing in the question's language ({language}).",
    HandoverReason.ASKED_FOR: "A person is asked for.",
    HandoverReason.TOO_LONG: "It is longer than one question.",
    HandoverReason.SEARCH_DOWN: "The knowledge base could not be searched.",
    HandoverReason.NO_RECORD: "Nothing is kept about it that the asker may be told.",
    HandoverReason.AGENT_DOWN: "The agent that keeps it could not be asked.",
    HandoverReason.UNVERIFIED: "What was found may not be quoted: it gives orders to its reader, or has "
    "just been changed.",
}

_ASKERS = {
    Asker.CUSTOMER: "A customer",
    Asker.LEAD: "A lead",
    Asker.ANONYMOUS: "Somebody",
}
_CHANNELS = {
    SupportChannel.API: "through the API",
    SupportChannel.MCP: "by MCP",
    SupportChannel.EMAIL: "by e-mail",
    SupportChannel.LIVE: "live",
    SupportChannel.SUPERVISOR: "through the supervisor",
}


class Speaker(StrEnum):
    """Who said a turn."""

    ASKER = "asker"
    SUPPORT = "support"
    PERSON = "person"
    """who decided the case"""


class TicketTurn(Contract):
    """One thing that was said."""

    speaker: Speaker
    text: str = Field(max_length=MOST_TEXT + 200)
    at: UtcDatetime


class TicketStatus(StrEnum):
    """Where a ticket stands."""

    OPEN = "open"
    ANSWERED = "answered"
    CLOSED = "closed"
    """nobody answered it: refused, or its time was over"""


class Ticket(Versioned):
    """A question for a person. ``person`` is whose it is; only theirs goes on with it."""

    ticket_id: Ulid
    status: TicketStatus = TicketStatus.OPEN
    asker: Asker
    person: PersonKey | None = None
    channel: SupportChannel
    language: Language
    reason: HandoverReason
    confidence: float = Field(ge=0, le=1)
    conversation_id: Ulid
    turns: tuple[TicketTurn, ...] = Field(max_length=MOST_TURNS)
    answer: str | None = Field(default=None, description="a person's, once there is one")
    reference: str | None = None
    escalation_id: Ulid
    correlation_id: str
    opened_at: UtcDatetime
    updated_at: UtcDatetime


class Exchange(Contract):
    """A question that was answered, or handed over, as the conversation keeps it."""

    conversation_id: Ulid
    request_id: Ulid
    person: PersonKey | None = None
    question: str
    text: str
    outcome: SupportOutcome
    passage: str | None = Field(default=None, description="the key of the passage that was quoted")
    confidence: float
    ticket_id: Ulid | None = None
    helpful: bool | None = None
    at: UtcDatetime


def masked(text: str) -> str:
    """A text as tickets keep it."""
    return mask(text[:MOST_TEXT])


def exchange_of(
    task: SupportTask, answer: SupportAnswer, passage: str | None, now: datetime
) -> Exchange:
    """What a conversation keeps of a question and its answer."""
    return Exchange(
        conversation_id=answer.conversation_id,
        request_id=task.request_id,
        person=task.person,
        question=masked(task.question),
        text=masked(answer.text),
        outcome=answer.outcome,
        passage=passage,
        confidence=answer.confidence,
        ticket_id=answer.ticket_id,
        at=now,
    )


def turns_of(exchanges: tuple[Exchange, ...], person: PersonKey | None) -> tuple[TicketTurn, ...]:
    """What was said before by the same person: what others said is nobody else's business."""
    return tuple(
        TicketTurn(speaker=speaker, text=text, at=one.at)
        for one in exchanges
        if one.person == person
        for speaker, text in ((Speaker.ASKER, one.question), (Speaker.SUPPORT, one.text))
    )[-(MOST_TURNS - 2) :]


def gone_on(ticket: Ticket, task: SupportTask, now: datetime) -> Ticket:
    """The ticket with another message of whoever asked."""
    turn = TicketTurn(speaker=Speaker.ASKER, text=masked(task.question), at=now)
    return ticket.next_version(now, turns=(*ticket.turns, turn)[-MOST_TURNS:])


def case_of(ticket: Ticket, days: int, near: Sequence[str] = ()) -> Escalation:
    """The case in which a person answers, with what in the knowledge base is ``near`` to the question.
    What was asked is one link away.
    """
    said = _REASONS[ticket.reason].format(confidence=ticket.confidence, language=ticket.language)
    nearest = "; ".join(one[:MOST_LABEL] for one in near[:MOST_NEAR])
    asks = f"{_ASKERS[ticket.asker]} asks {_CHANNELS[ticket.channel]}"
    return Escalation(
        escalation_id=ticket.escalation_id,
        subject=SUBJECT,
        subject_id=ticket.ticket_id,
        reason=f"{asks}, nearest to {nearest}. {said}" if near else f"{asks}. {said}",
        recommendations=RECOMMENDATIONS,
        case={
            "channel": ticket.channel.value,
            "language": ticket.language,
            "reason": ticket.reason.value,
            "confidence": round(ticket.confidence, 3),
        },
        opened_by="support",
        opened_at=ticket.opened_at,
        expires_at=ticket.opened_at + timedelta(days=days),
        correlation_id=ticket.correlation_id,
    )


def after(ticket: Ticket, case: Escalation, now: datetime) -> Ticket:
    """The ticket once its case is decided, or over: a note is the answer unless it is refused."""
    decision = case.decision
    note = decision.note if decision and decision.verdict is not Verdict.REFUSE else None
    if not note:
        return ticket.next_version(now, status=TicketStatus.CLOSED)
    turn = TicketTurn(speaker=Speaker.PERSON, text=note, at=now)
    return ticket.next_version(
        now,
        status=TicketStatus.ANSWERED,
        answer=note,
        turns=(*ticket.turns, turn)[-MOST_TURNS:],
    )
