"""The stack of campaigns."""

from infra.constructs.metrics import of_agent
from infra.stacks.area import AreaStack


class Campaigns(AreaStack):
    """Campaigns, their reviews, and experiments."""

    def watch(self) -> None:
        """What campaigns spend."""
        self.alarms.when(
            "campaign-overspend",
            of_agent(self.configuration.prefix, "campaigns", "Overspent"),
            above=0,
            says="A running campaign spent half as much again as it may on a day.",
            look_up="A campaign spends too much",
        )
