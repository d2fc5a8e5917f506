"""When short-term memory is consolidated: once an hour (requirement B5)."""

from aws_cdk import Duration, Stack
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_scheduler as scheduler
from aws_cdk import aws_scheduler_targets as targets
from aws_cdk import aws_sqs as sqs
from constructs import Construct


class HourlyConsolidation(Construct):
    """Calls ``consolidation``. A run that fails is repeated by the next one, since it goes on where it
    stopped; so it is tried once again, and not for hours.
    """

    def __init__(
        self, scope: Construct, consolidation: lambda_.IFunction, dead_letters: sqs.IQueue
    ) -> None:
        super().__init__(scope, "Consolidation")
        scheduler.Schedule(
            self,
            "Hourly",
            schedule_name=f"{Stack.of(self).stack_name}-consolidation",
            description="Moves turns that are over into the lasting memories",
            schedule=scheduler.ScheduleExpression.rate(Duration.hours(1)),
            target=targets.LambdaInvoke(
                consolidation,
                input=scheduler.ScheduleTargetInput.from_object(
                    {"task": {}, "trace": {"correlation_id": "hourly-consolidation"}}
                ),
                dead_letter_queue=dead_letters,
                max_event_age=Duration.minutes(30),
                retry_attempts=1,
            ),
        )
