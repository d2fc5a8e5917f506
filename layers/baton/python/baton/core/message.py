"""The message envelope agents and the bus use (requirement C4)."""

from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field, StringConstraints

from baton.core.contract import Contract, Ulid, UtcDatetime

AgentName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
"""Who sends or receives a message: an agent, named as its folder; an entrance; or one of those below."""

ALL_AGENTS = "all"
"""The receiver of what everybody may hear."""

PERSON = "person"
"""The speaker of what a person said or did."""


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
    timestamp: UtcDatetime
