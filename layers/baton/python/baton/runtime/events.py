"""The events with which agents are asked what they are doing, and answer."""

from typing import Literal

from baton.core.contract import Contract
from baton.messaging.events import Event
from baton.runtime.agent_status import AgentStatus


class DataRequest(Contract):
    """A question to one agent or to all; they answer with their ``AgentStatus``."""

    about: Literal["status"] = "status"


DATA_REQUESTED = Event("data.requested", DataRequest)
DATA_PROVIDED = Event("data.provided", AgentStatus)
