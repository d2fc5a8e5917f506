"""How a task reaches an agent from a workflow or a direct call."""

from typing import Any

from pydantic import Field

from baton.core.contract import Contract


class Trace(Contract):
    """What ties a task to the work it belongs to. ``execution`` and ``step`` come from a workflow.

    A workflow can have the decisions of all its steps kept together, with those of its last: each of
    the others gives its own beside its result, as ``decisions`` (``hands_on``), and the last is given
    all of them. A call by the clock that finds nothing to do says so in the log only, if it is
    ``quiet``: metrics are paid by the hour.
    """

    correlation_id: str
    execution: str | None = None
    step: str | None = None
    hands_on: bool = False
    quiet: bool = False
    decisions: tuple[Any, ...] = ()

    def told(self) -> dict[str, Any]:
        """What log lines tell of it."""
        return self.model_dump(exclude_none=True, include={"correlation_id", "execution", "step"})


class TaskRequest(Contract):
    """A task for an agent, with its trace."""

    task: dict[str, Any] = Field(default_factory=dict)
    trace: Trace
