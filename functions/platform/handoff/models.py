"""The handoff step's tasks and results: one lead, or several at once."""

from collections.abc import Mapping
from typing import Any

from pydantic import Field, model_validator

from baton.core.contract import Contract, Ulid
from baton.core.message import AgentName
from baton.leads.lead import Lead, Resume
from baton.messaging.handoff import Handoff, Route

MOST_HANDOFFS = 25
"""How many leads one batch may hand over."""


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


class HandoffBatch(Contract):
    """Several leads to be passed on. Each is handed over or refused by itself. What is handed over is
    kept at once, since no workflow comes after it that keeps it with its result.
    """

    handoffs: tuple[HandoffTask, ...] = Field(min_length=1, max_length=MOST_HANDOFFS)


class HandoffWork(Contract):
    """One handoff or a batch. Both come flat: ``{"lead": …}`` or ``{"handoffs": […]}``."""

    work: HandoffBatch | HandoffTask

    @model_validator(mode="before")
    @classmethod
    def _from_flat(cls, given: object) -> object:
        if not isinstance(given, Mapping) or "work" in given:
            return given
        model = HandoffBatch if "handoffs" in given else HandoffTask
        return {"work": model.model_validate(given)}


class HandoffAnswer(Contract):
    """What every result is."""


class HandoffResult(HandoffAnswer):
    """The handoff. ``handoff.accepted`` is false if the context was too poor to pass on."""

    handoff: Handoff


class BatchItem(Contract):
    """What became of one task of a batch: its handoff, or why there is none."""

    index: int = Field(ge=0)
    handoff: Handoff | None = None
    error: str | None = None


class BatchResult(HandoffAnswer):
    """What became of every task of a batch, in their order."""

    items: tuple[BatchItem, ...]
