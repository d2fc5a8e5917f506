"""What wakes the outbox function: every new entry at once, and a sweep each minute for the rest."""

from aws_cdk import Duration, Stack
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_lambda_event_sources as sources
from aws_cdk import aws_scheduler as scheduler
from aws_cdk import aws_scheduler_targets as targets
from constructs import Construct

from infra.constructs.dead_letters import DeadLetters
from infra.constructs.functions import BatonFunction

_NEVER_TRIED = {
    "eventName": lambda_.FilterRule.or_("INSERT", "MODIFY"),
    "dynamodb": {"NewImage": {"state": {"S": lambda_.FilterRule.is_equal("waiting")}}},
}


class OutboxTriggers(Construct):
    """The stream of the outbox table, filtered to entries that nobody has tried, and a schedule.

    A record that fails four times, its batch halved each time, goes to ``dead_letters``; its entry is
    still in the table, and the sweep finds it.
    """

    def __init__(self, scope: Construct, table: dynamodb.Table, function: BatonFunction) -> None:
        super().__init__(scope, "OutboxTriggers")
        self.dead_letters = DeadLetters(self, "outbox")
        function.alias.add_event_source(
            sources.DynamoEventSource(
                table,
                starting_position=lambda_.StartingPosition.TRIM_HORIZON,
                batch_size=25,
                parallelization_factor=10,
                filters=[lambda_.FilterCriteria.filter(_NEVER_TRIED)],
                bisect_batch_on_error=True,
                report_batch_item_failures=True,
                retry_attempts=3,
                max_record_age=Duration.hours(1),
                on_failure=sources.SqsDlq(self.dead_letters),
            )
        )
        scheduler.Schedule(
            self,
            "Sweep",
            schedule_name=f"{Stack.of(self).stack_name}-outbox-sweep",
            description="Hands out entries whose lease is over and those that were put off",
            schedule=scheduler.ScheduleExpression.rate(Duration.minutes(1)),
            target=targets.LambdaInvoke(
                function.alias,
                dead_letter_queue=self.dead_letters,
                max_event_age=Duration.minutes(1),
                retry_attempts=1,
                input=scheduler.ScheduleTargetInput.from_object({"sweep": True}),
            ),
        )
