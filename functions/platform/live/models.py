"""What clients say to the live updates, and what they hear (requirement C3)."""

from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import Field

from baton.core.contract import Contract, Ulid, UtcDatetime
from baton.core.message import PERSON, AgentName, Message
from baton.leads.assessment import Category, Temperature
from baton.leads.lead import LeadStatus
from baton.messaging.connections import Topic
from baton.messaging.events import LeadProcessed


class Subscribe(Contract):
    """Begins or ends hearing topics. The first statuses of agents come at once."""

    action: Literal["subscribe", "unsubscribe"]
    topics: Annotated[tuple[Topic, ...], Field(min_length=1, max_length=8)]


class Ask(Contract):
    """A message to one agent or to all of them (requirement C4); the answers come as messages."""

    action: Literal["ask"]
    message: Message


class Subscribed(Contract):
    """What a client asked for is so from now on, until ``until``."""

    type: Literal["subscribed", "unsubscribed"]
    topics: tuple[Topic, ...]
    until: UtcDatetime | None = None


class Answer(Contract):
    """A message for this client."""

    type: Literal["message"] = "message"
    message: Message


class ProblemCode(StrEnum):
    """Why a request over the socket was not done."""

    INVALID = "invalid"
    FORBIDDEN = "forbidden"
    UNAVAILABLE = "unavailable"


class Problem(Contract):
    """A request that was not done, and what to do about it."""

    type: Literal["error"] = "error"
    code: ProblemCode
    detail: str


class LeadResult(Contract):
    """What came of a lead. ``next_agent`` has it in hand from now on."""

    status: LeadStatus
    category: Category
    temperature: Temperature
    score: float
    next_agent: AgentName


class LeadUpdate(Contract):
    """A lead came to the end of its pipeline."""

    type: Literal["lead_processed"] = "lead_processed"
    lead_id: Ulid
    agent_id: AgentName
    result: LeadResult
    correlation_id: str
    timestamp: UtcDatetime

    @classmethod
    def of(cls, message: Message, lead: LeadProcessed) -> Self:
        """The update that the event ``lead.processed`` is worth."""
        goes_on = lead.status is LeadStatus.PROCESSED
        return cls(
            lead_id=lead.lead_id,
            agent_id=message.sender,
            result=LeadResult(
                status=lead.status,
                category=lead.category,
                temperature=lead.temperature,
                score=lead.score,
                next_agent="engagement" if goes_on else PERSON,
            ),
            correlation_id=message.correlation_id,
            timestamp=message.timestamp,
        )


class LeadUpdates(Contract):
    """Leads of a burst: those that ended within a second or so, in one message."""

    type: Literal["leads_processed"] = "leads_processed"
    leads: tuple[LeadUpdate, ...]
