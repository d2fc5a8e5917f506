"""The stack of an area: its functions, what calls them, its workflows, routes and alarms."""

from aws_cdk import CfnOutput
from aws_cdk import aws_iam as iam
from constructs import Construct

from infra.area_specs import functions_on
from infra.configuration import Configuration
from infra.constructs import monitoring
from infra.constructs.alarms import Alarms
from infra.constructs.functions import Functions
from infra.constructs.http_api import Routes
from infra.constructs.latest_errors import LatestErrors
from infra.constructs.operations_access import OperationsAccess
from infra.constructs.shared import SharedResources
from infra.constructs.triggers import Triggers
from infra.constructs.workflows import Workflows
from infra.names import in_camel_case
from infra.routes import routes_of
from infra.stacks.part import Part


class AreaStack(Part):
    """Everything in ``functions/<area>`` and ``infra/workflows/<area>``, as the files there say.

    ``agent`` is the role of the operations agent, which may look after the functions here.
    """

    def __init__(
        self,
        scope: Construct,
        area: str,
        configuration: Configuration,
        shared: SharedResources,
        *,
        agent: iam.IRole | None = None,
    ) -> None:
        super().__init__(scope, area, configuration, description=f"its {area}")
        self.area, self.shared = area, shared
        specs = [spec for spec in functions_on(configuration) if spec.area == area]
        self.functions = Functions(self, configuration, shared, specs)
        self.workflows = Workflows(
            self, area, configuration, functions=self.functions, shared=shared
        )
        self._connect()
        if agent:
            OperationsAccess(self, configuration.prefix, self.functions, agent)
        self.alarms = Alarms(self, configuration, shared.topic)
        self._watch()
        self.watch()
        if not configuration.local:
            LatestErrors(self, area, configuration, self.functions)
        for workflow in self.workflows.all:
            arn = workflow.machine.state_machine_arn
            CfnOutput(self, f"{in_camel_case(workflow.name)}Arn", value=arn)
        self.seal(shared.key_arn)
        self.pin()

    def watch(self) -> None:
        """Alarms that are this area's alone."""

    def _connect(self) -> None:
        """Has everything called for what its file names."""
        undelivered = {
            name: queue.seen_from(self) for name, queue in self.shared.dead_letters.items()
        }
        triggers = Triggers(self, self.configuration, self.shared, undelivered)
        for function in self.functions:
            triggers.call(function)
            if function.spec.snapshot:
                triggers.keep_awake(function)
            if routes_of(function.spec.path):
                Routes(function, function.spec, function.alias, self.shared.http)
        for workflow in self.workflows.all:
            triggers.start(workflow)

    def _watch(self) -> None:
        limits = self.configuration.alarms
        monitoring.watch_functions(self.alarms, self.area, limits)
        for function in self.functions:
            # What fails of a function's own notes is over in minutes: the function's errors tell of it.
            queue = function.spec.triggers.queue
            if function.own.dead_letters and not (queue and queue.notes):
                monitoring.watch_queue(self.alarms, function.own.dead_letters)
