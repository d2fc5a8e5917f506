"""What a function has for itself alone: made before it, since it is told where it is."""

from aws_cdk import Stack
from constructs import Construct

from infra.configuration import Configuration
from infra.constructs.dead_letters import DeadLetters
from infra.constructs.notes import Notes
from infra.constructs.outbound import StepSchedules
from infra.constructs.sockets import Sockets
from infra.function_specs import FunctionSpec


class OwnParts(Construct):
    """Each is ``None`` for a function that has none."""

    def __init__(self, scope: Construct, spec: FunctionSpec, configuration: Configuration) -> None:
        super().__init__(scope, "Own")
        triggers = spec.triggers
        self.dead_letters = (
            DeadLetters(self, spec.name) if triggers.stream or triggers.queue else None
        )
        """of its stream and its queue"""
        self.sockets = Sockets(self, configuration) if triggers.sockets else None
        self.notes = (
            Notes(self, triggers.queue, spec.timeout_s, self.dead_letters)
            if triggers.queue and self.dead_letters
            else None
        )
        self.steps = StepSchedules(self, configuration, spec) if spec.sends else None

    def dead_letter_urls(self) -> dict[str, str]:
        """The addresses of the dead letters of all functions of this stack, by what they hold."""
        found = (one for one in Stack.of(self).node.find_all() if isinstance(one, DeadLetters))
        return {queue.holds: queue.queue_url for queue in found}
