"""The queue of a function's own: what it hears, and what it leaves itself to look at again."""

from collections.abc import Sequence

from aws_cdk import Duration, RemovalPolicy
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_lambda_event_sources as sources
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from infra.constructs.bus import DAY, RETRIES, SOURCE
from infra.constructs.dead_letters import DeadLetters
from infra.triggers import QueueTrigger


class Notes(Construct):
    """The queue is made first, since the function is told where it is; then ``bring`` has it called."""

    def __init__(
        self, scope: Construct, trigger: QueueTrigger, timeout_s: int, dead_letters: DeadLetters
    ) -> None:
        super().__init__(scope, "Notes")
        self._trigger = trigger
        self.queue = sqs.Queue(
            self,
            "Queue",
            encryption=sqs.QueueEncryption.SQS_MANAGED,
            enforce_ssl=True,
            visibility_timeout=Duration.seconds(6 * timeout_s),
            retention_period=Duration.minutes(trigger.keeps_minutes),
            dead_letter_queue=sqs.DeadLetterQueue(
                queue=dead_letters, max_receive_count=trigger.tries
            ),
            removal_policy=RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
        )

    def bring(
        self, function: lambda_.IFunction, bus: events.IEventBus, undelivered: sqs.IQueue
    ) -> None:
        """Calls the function for what is in the queue, and puts its events there."""
        function.add_event_source(
            sources.SqsEventSource(
                self.queue,
                batch_size=self._trigger.batch_size,
                max_batching_window=Duration.seconds(self._trigger.window_s),
                report_batch_item_failures=True,
            )
        )
        if self._trigger.events:
            self._hear(self._trigger.events, bus, undelivered)

    def _hear(
        self, names: Sequence[str], bus: events.IEventBus, undelivered: sqs.IQueue
    ) -> events.Rule:
        return events.Rule(
            self,
            "Heard",
            event_bus=bus,
            event_pattern=events.EventPattern(source=[SOURCE], detail_type=list(names)),
            targets=[
                targets.SqsQueue(
                    self.queue,
                    dead_letter_queue=undelivered,
                    max_event_age=DAY,
                    retry_attempts=RETRIES,
                )
            ],
        )
