"""What every stack has in common."""

from aws_cdk import Environment, Stack
from aws_cdk import aws_iam as iam
from constructs import Construct

from infra import names
from infra.configuration import Configuration
from infra.constructs.customer_key import seal


class Part(Stack):
    """One stack of the deployment, as ``BatonLeads``.

    References go downward only, by export. A lower stack exports whatever it may be asked for, so that a
    stack above can be changed or removed without the lower one; sideways and upward things are called by
    names that are known beforehand (``infra.names``).
    """

    def __init__(
        self,
        scope: Construct,
        part: str,
        configuration: Configuration,
        *,
        description: str,
        cross_region: bool = False,
    ) -> None:
        super().__init__(
            scope,
            names.stack_name(configuration.prefix, part),
            description=f"Baton: {description}",
            termination_protection=configuration.protected,
            tags={names.DEPLOYMENT_TAG: configuration.prefix},
            env=Environment(region=configuration.region),
            cross_region_references=cross_region,
        )
        self.configuration = configuration

    def pin(self) -> None:
        """Has every role of the stack refused what it asks of another region, if that is configured."""
        if not self.configuration.region_pinned:
            return
        elsewhere = {"StringNotEquals": {"aws:RequestedRegion": self.configuration.region}}
        for role in [one for one in self.node.find_all() if isinstance(one, iam.Role)]:
            role.add_to_policy(
                iam.PolicyStatement(
                    effect=iam.Effect.DENY,
                    actions=["*"],
                    resources=["*"],
                    conditions=elsewhere,
                )
            )

    def seal(self, key_arn: str | None) -> None:
        """Puts everything that the stack keeps under the customer's own key, if there is one."""
        if key_arn:
            seal(self.node.find_all(), key_arn)
