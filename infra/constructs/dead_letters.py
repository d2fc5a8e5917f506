"""Where goes what could not be delivered: one queue per kind of delivery."""

from aws_cdk import Duration, RemovalPolicy, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from infra.nag_suppressions import acknowledge


class DeadLetters(sqs.Queue):
    """A queue that people look at: an alarm says when something is in it, the runbook what to do.

    Messages stay two weeks, the longest SQS keeps them. ``holds`` says whose they are. Into a queue that
    is ``for_rules``, every rule of this account may put what it could not deliver.
    """

    def __init__(self, scope: Construct, holds: str, *, for_rules: bool = False) -> None:
        self.holds = holds
        super().__init__(
            scope,
            f"Dead{holds.capitalize()}",
            encryption=sqs.QueueEncryption.SQS_MANAGED,
            enforce_ssl=True,
            retention_period=Duration.days(14),
            removal_policy=RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
        )
        acknowledge(self, "AwsSolutions-SQS3", "it is itself the last stop of what failed")
        if for_rules:
            self._let_rules_in()

    def seen_from(self, scope: Construct) -> sqs.IQueue:
        """The queue for another stack, whose rules and functions must not change its policy."""
        return sqs.Queue.from_queue_arn(scope, f"Dead{self.holds.capitalize()}", self.queue_arn)

    def _let_rules_in(self) -> None:
        stack = Stack.of(self)
        rules = f"arn:{stack.partition}:events:{stack.region}:{stack.account}:rule/*"
        self.add_to_resource_policy(
            iam.PolicyStatement(
                sid="UndeliveredEvents",
                principals=[iam.ServicePrincipal("events.amazonaws.com")],
                actions=["sqs:SendMessage"],
                resources=[self.queue_arn],
                conditions={
                    "ArnLike": {"aws:SourceArn": rules},
                    "StringEquals": {"aws:SourceAccount": stack.account},
                },
            )
        )
