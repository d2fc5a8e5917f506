"""What subscribers of the topic ``leads`` hear (requirement C3)."""

from collections.abc import Sequence
from typing import Literal

from baton.core.contract import Contract, Ulid, UtcDatetime
from baton.core.message import PERSON, AgentName, Message
from baton.leads.assessment import Category, Temperature
from baton.leads.events import LEAD_PROCESSED, LeadProcessed
from baton.leads.lead import LeadStatus
from baton.messaging.live_updates import LiveUpdates


class LeadResult(Contract):
    """What came of a lead. ``next_agent`` has it in hand from now on."""

    status: LeadStatus
    category: Category
    temperature: Temperature
    score: float
    next_agent: AgentName


class LeadUpdate(Contract):
    """A lead came to the end of its pipeline. It may be told more than once, with one ``message_id``."""

    type: Literal["lead_processed"] = "lead_processed"
    message_id: Ulid
    lead_id: Ulid
    agent_id: AgentName
    result: LeadResult
    correlation_id: str
    timestamp: UtcDatetime


class LeadUpdates(Contract):
    """Leads of a burst: those that ended within a second or so, in one message."""

    type: Literal["leads_processed"] = "leads_processed"
    leads: tuple[LeadUpdate, ...]


def lead_update(message: Message, lead: LeadProcessed) -> LeadUpdate:
    """The update that the event ``lead.processed`` is worth."""
    goes_on = lead.status is LeadStatus.PROCESSED
    return LeadUpdate(
        message_id=message.message_id,
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


def lead_updates(updates: Sequence[LeadUpdate]) -> LeadUpdates:
    """Many updates in one message."""
    return LeadUpdates(leads=tuple(updates))


UPDATES = (
    LiveUpdates(
        topic="leads",
        scope="baton/leads.read",
        event=LEAD_PROCESSED,
        update=lead_update,
        summary=lead_updates,
    ),
)
