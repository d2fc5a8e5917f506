"""Where goes what could not be delivered: one queue per kind of delivery."""

from aws_cdk import Duration, RemovalPolicy
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from infra.nag_suppressions import acknowledge


class DeadLetters(sqs.Queue):
    """A queue that people look at: an alarm says when something is in it, the runbook what to do.

    Messages stay two weeks, the longest SQS keeps them. ``holds`` says whose they are.
    """

    def __init__(self, scope: Construct, holds: str) -> None:
        self.holds = holds
        super().__init__(
            scope,
            "Dead",
            encryption=sqs.QueueEncryption.SQS_MANAGED,
            enforce_ssl=True,
            retention_period=Duration.days(14),
            removal_policy=RemovalPolicy.RETAIN,
        )
        acknowledge(self, "AwsSolutions-SQS3", "it is itself the last stop of what failed")
