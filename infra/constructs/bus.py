"""The event bus: what agents tell each other without knowing each other (requirement C5)."""

import re
from collections.abc import Sequence

from aws_cdk import Duration, Stack
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from infra.constructs.dead_letters import DeadLetters

SOURCE = "baton"
"""The source of every event of Baton, as in ``baton.messaging.events``."""


class Bus(Construct):
    """One custom bus, the rules on it, and a queue for what no target took within a day."""

    def __init__(self, scope: Construct) -> None:
        super().__init__(scope, "Bus")
        self.bus = events.EventBus(self, "Events", event_bus_name=Stack.of(self).stack_name)
        self.dead_letters = DeadLetters(self, "events")

    def call(self, name: str, detail_type: str, function: lambda_.IFunction) -> events.Rule:
        """Calls ``function`` for every event ``detail_type`` of Baton."""
        return events.Rule(
            self,
            name,
            event_bus=self.bus,
            event_pattern=events.EventPattern(source=[SOURCE], detail_type=[detail_type]),
            targets=[
                targets.LambdaFunction(
                    function,
                    dead_letter_queue=self.dead_letters,
                    max_event_age=Duration.hours(24),
                    retry_attempts=185,
                )
            ],
        )

    def put(self, name: str, detail_types: Sequence[str], queue: sqs.IQueue) -> events.Rule:
        """Puts every event of Baton of these types into a queue."""
        return events.Rule(
            self,
            name,
            event_bus=self.bus,
            event_pattern=events.EventPattern(source=[SOURCE], detail_type=list(detail_types)),
            targets=[
                targets.SqsQueue(
                    queue,
                    dead_letter_queue=self.dead_letters,
                    max_event_age=Duration.hours(24),
                    retry_attempts=185,
                )
            ],
        )

    def tell(self, name: str, detail_type: str, topic: sns.ITopic, words: str) -> events.Rule:
        """Tells people of every event of Baton of this type: ``words`` is what they read, in which
        ``{committed_usd}`` stands for that field of the message's payload.
        """
        fields = set(re.findall(r"\{(\w+)\}", words))
        found = {
            field: events.EventField.from_path(f"$.detail.payload.{field}") for field in fields
        }
        return events.Rule(
            self,
            name,
            event_bus=self.bus,
            event_pattern=events.EventPattern(source=[SOURCE], detail_type=[detail_type]),
            targets=[
                targets.SnsTopic(
                    topic,
                    message=events.RuleTargetInput.from_text(words.format(**found)),
                    dead_letter_queue=self.dead_letters,
                    max_event_age=Duration.hours(24),
                    retry_attempts=185,
                )
            ],
        )
