"""The stack of leads."""

from infra.constructs import monitoring
from infra.constructs.metrics import of_agent
from infra.stacks.area import AreaStack


class Leads(AreaStack):
    """Leads from their intake to the last step of their sequence."""

    def watch(self) -> None:
        """The pipeline that callers wait for, and what goes out to people."""
        limits = self.configuration.alarms
        monitoring.watch_workflow(self.alarms, self.workflows["lead_pipeline"], limits)
        monitoring.watch_called(self.alarms, self.functions["outreach"], look_up="Unknown effects")
        self.alarms.when(
            "outreach-unknown",
            of_agent(self.configuration.prefix, "effects", "NeedsAPerson"),
            above=0,
            says="Nobody knows whether something went out to a person, it fails as nobody expected, or "
            "all of it is held since the sender or a permission is not right.",
            look_up="Unknown effects",
        )
