"""The stack of campaigns."""

from aws_cdk import Duration

from infra.constructs.metrics import of_agent
from infra.stacks.area import AreaStack


class Campaigns(AreaStack):
    """Campaigns, their reviews, and experiments."""

    def watch(self) -> None:
        """What campaigns spend, and how long the ad platforms answer."""
        self.alarms.when(
            "campaign-overspend",
            of_agent(self.configuration.prefix, "campaigns", "Overspent"),
            above=0,
            says="A running campaign spent half as much again as it may on a day.",
            look_up="A campaign spends too much",
        )
        self.alarms.when(
            "ad-api-version",
            of_agent(
                self.configuration.prefix,
                "campaigns",
                "ApiVersionEnds",
                "Maximum",
                over=Duration.days(1),
            ),
            above=0,
            says="The version of an ad platform's API that is spoken ends within 60 days.",
            look_up="A version of an ad platform ends",
        )
