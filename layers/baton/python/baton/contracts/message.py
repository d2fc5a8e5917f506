"""The message envelope agents and the bus use (requirement C4)."""

from enum import StrEnum
from typing import Any

from pydantic import Field

from baton.contracts.base import Contract, Moment, Ulid


class AgentName(StrEnum):
    """Everyone who sends or receives messages."""

    API = "api"
    RPC = "rpc"
    INTAKE = "intake"
    OUTBOX = "outbox"
    LEAD_TRIAGE = "lead_triage"
    HANDOFF = "handoff"
    ENGAGEMENT = "engagement"
    CAMPAIGN_OPTIMIZER = "campaign_optimizer"
    CAMPAIGN_REPORT = "campaign_report"
    ASSEMBLY = "assembly"
    ESCALATION = "escalation"
    TRAINING = "training"
    CONSOLIDATION = "consolidation"
    DRAFTING = "drafting"
    OUTREACH = "outreach"
    OPERATIONS = "operations"
    ERASURE = "erasure"
    LANGUAGE = "language"
    PERSON = "person"
    ALL = "all"


class Priority(StrEnum):
    """How urgent a message or handoff is."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class MessageType(StrEnum):
    """What a message wants."""

    TASK_REQUEST = "task_request"
    TASK_RESULT = "task_result"
    DATA_REQUEST = "data_request"
    DATA_RESPONSE = "data_response"
    STATUS_UPDATE = "status_update"
    ERROR_NOTIFICATION = "error_notification"
    OPTIMIZATION_SUGGESTION = "optimization_suggestion"
    APPROVAL_REQUEST = "approval_request"


class Message(Contract):
    """One message. ``correlation_id`` follows a lead through every hop; ``message_id`` makes a
    message that is delivered twice recognisable.
    """

    message_id: Ulid
    sender: AgentName
    receiver: AgentName
    message_type: MessageType
    payload: dict[str, Any] = Field(default_factory=dict)
    correlation_id: str
    timestamp: Moment
