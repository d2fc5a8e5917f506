"""How a task reaches an agent from a workflow or a direct call."""

from typing import Any

from pydantic import Field

from baton.core.contract import Contract


class Trace(Contract):
    """What ties a task to the work it belongs to. ``execution`` and ``step`` come from a workflow."""

    correlation_id: str
    execution: str | None = None
    step: str | None = None


class TaskRequest(Contract):
    """A task for an agent, with its trace."""

    task: dict[str, Any] = Field(default_factory=dict)
    trace: Trace
