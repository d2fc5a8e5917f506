"""What areas registered about the runs of their workflows, made once per container."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from baton.messaging.outbox import OutboxEntry
from baton.messaging.outbox_work import RunPolicy, registered, workflow_of
from functions.platform.outbox.availability_gate import AvailabilityGate, Closed

if TYPE_CHECKING:
    from baton.runtime.platform import Platform


@dataclass(frozen=True, slots=True)
class RunPolicies:
    """The policies and gates of workflows, by workflow."""

    policies: Mapping[str, RunPolicy]
    gates: Mapping[str, AvailabilityGate]

    @classmethod
    def assemble(cls, platform: "Platform") -> Self:
        """Those of the areas that are on."""
        runs = registered()
        return cls(
            policies={name: one.policy(platform) for name, one in runs.items()},
            gates={
                name: AvailabilityGate(platform.agents, platform.clock, one.needs)
                for name, one in runs.items()
            },
        )

    def of(self, entry: OutboxEntry) -> RunPolicy | None:
        """The policy of an entry that runs a registered workflow."""
        workflow = workflow_of(entry)
        return self.policies.get(workflow) if workflow else None

    def closed(self, entry: OutboxEntry) -> Closed | None:
        """Why an entry has to wait; ``None`` if it need not."""
        gate = self.gates.get(workflow_of(entry) or "")
        return gate.closed() if gate else None
