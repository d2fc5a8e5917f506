"""What every stack has in common."""

from aws_cdk import Environment, Stack
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
            names.stack_name(configuration.stack_name, part),
            description=f"Baton: {description}",
            termination_protection=configuration.protected,
            env=Environment(region=configuration.region),
            cross_region_references=cross_region,
        )
        self.configuration = configuration

    def seal(self, key_arn: str | None) -> None:
        """Puts everything that the stack keeps under the customer's own key, if there is one."""
        if key_arn:
            seal(self.node.find_all(), key_arn)
