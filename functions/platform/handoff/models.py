"""The handoff step's tasks and results: one record, or several at once."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, SerializeAsAny, ValidationInfo, model_validator

from baton.core.contract import Contract, SubjectName, Ulid, Versioned
from baton.core.message import AgentName
from baton.escalation.case import Resume
from baton.memory.handoff_subject import registered
from baton.messaging.handoff import Handoff, Route

MOST_HANDOFFS = 25
"""How many records one batch may hand over."""


def _record(given: object, info: ValidationInfo) -> Versioned:
    """What is handed over, by its own area's contract."""
    name = info.data.get("kind", "")
    kind = registered().records.get(name)
    if kind is None:
        raise ValueError(f"no area that is on hands over a {name or 'record without a kind'}")
    return kind.document.model_validate(given)


class HandoffTask(Contract):
    """A record to be passed on, of a ``kind`` that an area registers, as ``lead``. ``context`` is what
    the source agent knows about it. With ``resume`` a person has decided that it goes on whatever the
    quality of its context. ``request_id`` is that of a handoff that was asked for, beside those that a
    workflow makes. Of a record that was ``just_received`` nothing is kept beside it yet.
    """

    kind: SubjectName
    record: Annotated[SerializeAsAny[Versioned], BeforeValidator(_record)]
    source_agent: AgentName
    route: Route
    context: dict[str, Any] = Field(default_factory=dict)
    resume: Resume | None = None
    request_id: Ulid | None = None
    just_received: bool = False


class HandoffBatch(Contract):
    """Several records to be passed on. Each is handed over or refused by itself. What is handed over is
    kept at once, since no workflow comes after it that keeps it with its result.
    """

    handoffs: tuple[HandoffTask, ...] = Field(min_length=1, max_length=MOST_HANDOFFS)


class HandoffWork(Contract):
    """One handoff or a batch. Both come flat: ``{"kind": …, "record": …}`` or ``{"handoffs": […]}``."""

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
