"""The event bus: what agents tell each other without knowing each other (requirement C5)."""

import re

from aws_cdk import Duration
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sqs as sqs
from constructs import Construct

SOURCE = "baton"
"""The source of every event of Baton, as in ``baton.messaging.events``."""

DAY = Duration.hours(24)
RETRIES = 185
"""The most that EventBridge makes, within a day."""


class Bus(Construct):
    """One custom bus. What no target took within a day goes to the dead letters of events."""

    def __init__(self, scope: Construct, name: str, dead_letters: sqs.IQueue) -> None:
        super().__init__(scope, "Bus")
        self.bus = events.EventBus(self, "Events", event_bus_name=name)
        self._dead_letters = dead_letters

    def tell(self, name: str, detail_type: str, topic: sns.ITopic, words: str) -> events.Rule:
        """Tells people of every event of Baton of this type: ``words`` is what they read, in which
        ``{committed_usd}`` stands for that field of the message's payload.
        """
        fields = set(re.findall(r"\{(\w+)\}", words))
        found = {
            field: events.EventField.from_path(f"$.detail.payload.{field}") for field in fields
        }
        # By its ARN: the topic's own policy admits EventBridge, for this account only.
        topic = sns.Topic.from_topic_arn(self, f"{name}Topic", topic.topic_arn)
        return events.Rule(
            self,
            name,
            event_bus=self.bus,
            event_pattern=events.EventPattern(source=[SOURCE], detail_type=[detail_type]),
            targets=[
                targets.SnsTopic(
                    topic,
                    message=events.RuleTargetInput.from_text(words.format(**found)),
                    dead_letter_queue=self._dead_letters,
                    max_event_age=DAY,
                    retry_attempts=RETRIES,
                )
            ],
        )
