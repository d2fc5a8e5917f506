"""The platform's stack: what every area stands on, and the functions that serve them all."""

from collections.abc import Mapping, Sequence

from aws_cdk import CfnOutput
from constructs import Construct

from infra.configuration import PLATFORM, Configuration
from infra.constructs import dashboard, monitoring
from infra.constructs.dashboard import Dashboards, Graph
from infra.constructs.operations_access import OperationsAccess, allow_to_operate
from infra.constructs.shared import SharedResources
from infra.stacks.area import AreaStack


class Platform(AreaStack):
    """An area like any other, with alarms on the outbox and the dashboards of all."""

    def __init__(
        self, scope: Construct, configuration: Configuration, shared: SharedResources
    ) -> None:
        super().__init__(scope, PLATFORM, configuration, shared)
        operations = self.functions["operations"]
        allow_to_operate(operations, configuration, shared)
        self.agent = operations.role
        """of the operations agent, to which every stack grants what it may do with its functions"""
        OperationsAccess(self, configuration.prefix, self.functions, self.agent)
        self.export_value(self.agent.role_name)
        Dashboards(self, configuration, self._shared_rows())
        if live := self.functions["live"].own.sockets:
            CfnOutput(self, "LiveUrl", value=live.url)
            console = self.functions["console"].function
            console.add_environment("BATON_LIVE_URL", live.connections_url)

    def watch(self) -> None:
        """The outbox, without which nothing goes on, and memory, which must keep up."""
        limits = self.configuration.alarms
        monitoring.watch_outbox(self.alarms, self.functions["outbox"], limits)
        monitoring.watch_memory(self.alarms, limits)

    def _shared_rows(self) -> Mapping[str, Sequence[Graph]]:
        """What all areas share: API, live updates, tables, outbox, models, cache."""
        live, prefix = self.functions["live"].own.sockets, self.configuration.prefix
        return {
            "API": dashboard.api_row(self.shared.http),
            **({"Live updates": dashboard.live_row(live)} if live else {}),
            "Tables": dashboard.tables_row(self.shared.tables),
            "Outbox": dashboard.outbox_row(prefix),
            "Language models": dashboard.language_row(prefix),
            "Cache": dashboard.cache_row(prefix, self.functions),
            "The account": dashboard.throttles_row(),
        }
