"""What an area registers about runs that the outbox makes of one of its workflows.

The outbox itself only runs a workflow by its name. An area that must look at its data before a run, or
do something when the last attempt has failed, has a module ``outbox_work`` with ``RUNS``, as
``baton.leads.outbox_work``.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Protocol

from baton.core import areas
from baton.core.errors import BatonError
from baton.core.message import AgentName
from baton.messaging.outbox import OutboxEntry, Work
from baton.persistence.transaction import Transaction


class WorkFailed(BatonError):
    """The work was begun and came to no result; trying again may help."""


class RunPolicy(Protocol):
    """What an area does around the runs of its workflow. Everything here may happen twice."""

    def prepare(self, entry: OutboxEntry) -> dict[str, Any] | None:
        """The input of the run. ``None`` if no run is needed any more: the entry is dropped."""
        ...

    def recover(self) -> int:
        """Adds the entries of subjects that somebody began to run without one and left. Gives how many;
        as long as there are some, a sweep asks again.
        """
        ...

    def check(self, output: dict[str, Any]) -> None:
        """Looks at what a run gave. Raises ``WorkFailed`` if that is no result.

        The entry of a run that is registered is deleted by the workflow itself, in the transaction
        that keeps the result.
        """
        ...

    def exhausted(self, entry: OutboxEntry, reason: str, within: Transaction) -> bool:
        """Writes what follows from a run that failed at every attempt, with the parking of its entry:
        a person is told. ``reason`` is masked. ``False`` if no run is needed any more, for which
        nothing is written. The commit may raise ``StaleVersion``: somebody else was faster.
        """
        ...


@dataclass(frozen=True, slots=True)
class WorkflowRuns:
    """The runs of one workflow. ``needs`` are the agents that every run passes: while one of them is
    unavailable, entries are held. ``policy`` is made of the platform (``baton.runtime.platform``).
    """

    workflow: str
    needs: tuple[AgentName, ...]
    policy: Callable[[Any], RunPolicy]


def registered() -> dict[str, WorkflowRuns]:
    """The runs of the areas that are on, by workflow. Raises ``ValueError`` for two of one name."""
    entries: Iterable[WorkflowRuns] = (
        one for module in areas.contributions("outbox_work") for one in module.RUNS
    )
    return areas.by_name("the workflow", entries, lambda one: one.workflow)


def workflow_of(entry: OutboxEntry) -> str | None:
    """The workflow that an entry runs; ``None`` for other work."""
    workflow = entry.payload.get("workflow") if entry.work is Work.RUN_WORKFLOW else None
    return workflow if isinstance(workflow, str) else None
