"""Starting workflows."""

from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class WorkflowResult:
    """How a synchronous execution ended: ``output`` when it succeeded, else ``error``."""

    output: dict[str, Any] | None
    error: str | None = None


class Workflows(Protocol):
    """The state machines, by setting name: ``lead_pipeline``, ``campaign_review``, …"""

    def run(self, workflow: str, given: dict[str, Any], *, name: str) -> WorkflowResult:
        """Runs an Express workflow and waits for its end. Raises ``Unavailable`` if not started."""
        ...

    def start(self, workflow: str, given: dict[str, Any], *, name: str) -> None:
        """Starts a workflow. A Standard execution of the same name is started once only."""
        ...

    def complete_task(self, task_token: str, output: dict[str, Any]) -> None:
        """Lets a workflow that waits for this token go on. A token that is gone is not a fault."""
        ...
