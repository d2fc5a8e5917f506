"""The stack of leads."""

from infra.constructs import monitoring
from infra.constructs.metrics import of_agent
from infra.stacks.area import AreaStack


class Leads(AreaStack):
    """Leads from the door to the last step of their sequence."""

    def watch(self) -> None:
        """The pipeline that callers wait for, and what goes out to people."""
        limits = self.configuration.alarms
        monitoring.watch_workflow(self.alarms, self.workflows["lead_pipeline"], limits)
        monitoring.watch_called(self.alarms, self.functions["outreach"], look_up="Unknown effects")
        self.alarms.when(
            "outreach-unknown",
            of_agent(self.configuration.prefix, "effects", "NeedsAPerson"),
            above=0,
            says="Nobody knows whether something went out to a person, or it fails as nobody expected.",
            look_up="Unknown effects",
        )
