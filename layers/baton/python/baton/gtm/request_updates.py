"""What subscribers of the topic ``requests`` hear (requirement C3): how far requests in words are.
Nothing of what is asked or answered is in it.
"""

from collections.abc import Sequence
from typing import Literal

from baton.core.contract import Contract, Ulid, UtcDatetime
from baton.core.message import AgentName, Message
from baton.gtm.events import RequestChanged


class RequestUpdate(Contract):
    """A request went on. It may be told more than once, with one ``message_id``."""

    type: Literal["gtm_request"] = "gtm_request"
    message_id: Ulid
    agent_id: AgentName
    request: RequestChanged
    correlation_id: str
    timestamp: UtcDatetime


class RequestUpdateSummary(Contract):
    """Changes of a burst, in one message."""

    type: Literal["gtm_requests"] = "gtm_requests"
    requests: tuple[RequestUpdate, ...]


def request_update(message: Message, changed: RequestChanged) -> RequestUpdate:
    """The update that the event ``gtm.request_changed`` is worth."""
    return RequestUpdate(
        message_id=message.message_id,
        agent_id=message.sender,
        request=changed,
        correlation_id=message.correlation_id,
        timestamp=message.timestamp,
    )


def request_updates(updates: Sequence[RequestUpdate]) -> RequestUpdateSummary:
    """Many updates in one message."""
    return RequestUpdateSummary(requests=tuple(updates))
