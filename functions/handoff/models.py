"""The handoff step's task and result."""

from typing import Any

from pydantic import Field

from baton.contracts.base import Contract, Ulid
from baton.contracts.handoff import Handoff, Route
from baton.contracts.lead import Lead, Resume
from baton.contracts.message import AgentName


class HandoffTask(Contract):
    """A lead to be passed on. ``context`` is what the source agent knows about it. With ``resume``
    a person has decided that the lead goes on whatever the quality of its context. ``request_id`` is
    that of a handoff that was asked for, beside those that the pipeline makes.
    """

    lead: Lead
    source_agent: AgentName
    route: Route
    context: dict[str, Any] = Field(default_factory=dict)
    resume: Resume | None = None
    request_id: Ulid | None = None


class HandoffResult(Contract):
    """The handoff. ``handoff.accepted`` is false if the context was too poor to pass on."""

    handoff: Handoff
