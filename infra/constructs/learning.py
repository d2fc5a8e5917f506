"""When the scorecard is learned anew: a history came in, or a week is over; and what is counted."""

from aws_cdk import Duration, Stack, TimeZone
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_scheduler as scheduler
from aws_cdk import aws_scheduler_targets as scheduled
from constructs import Construct

from infra.configuration import Configuration
from infra.constructs.bus import Bus

HISTORY = "history/"


class Learning(Construct):
    """Calls ``training`` for a file under ``history/``, once a week, and for what becomes of leads."""

    def __init__(
        self,
        scope: Construct,
        configuration: Configuration,
        training: lambda_.IFunction,
        *,
        files: s3.Bucket,
        bus: Bus,
    ) -> None:
        super().__init__(scope, "Learning")
        bus.call("CountLead", "lead.processed", training)
        bus.call("CountOutcome", "outcome.recorded", training)
        self._learn_from_files(training, files, bus)
        self._learn_weekly(training, configuration, bus)

    def _learn_from_files(
        self, training: lambda_.IFunction, files: s3.Bucket, bus: Bus
    ) -> events.Rule:
        return events.Rule(
            self,
            "HistoryDropped",
            event_pattern=events.EventPattern(
                source=["aws.s3"],
                detail_type=["Object Created"],
                detail={
                    "bucket": {"name": [files.bucket_name]},
                    "object": {"key": [{"prefix": HISTORY}]},
                },
            ),
            targets=[
                targets.LambdaFunction(
                    training,
                    event=events.RuleTargetInput.from_object(
                        {
                            "task": {"history": events.EventField.from_path("$.detail.object.key")},
                            "trace": {"correlation_id": events.EventField.event_id},
                        }
                    ),
                    dead_letter_queue=bus.dead_letters,
                    max_event_age=Duration.hours(24),
                    retry_attempts=10,
                )
            ],
        )

    def _learn_weekly(
        self, training: lambda_.IFunction, configuration: Configuration, bus: Bus
    ) -> scheduler.Schedule:
        """Sunday night: the week's outcomes are in, and nobody waits for the machine."""
        return scheduler.Schedule(
            self,
            "Weekly",
            schedule_name=f"{Stack.of(self).stack_name}-weekly-learning",
            description="Learns the scorecard anew from its history and the leads since",
            schedule=scheduler.ScheduleExpression.cron(
                minute="30",
                hour="2",
                week_day="SUN",
                time_zone=TimeZone.of(configuration.behaviour.default_timezone),
            ),
            target=scheduled.LambdaInvoke(
                training,
                input=scheduler.ScheduleTargetInput.from_object(
                    {"task": {}, "trace": {"correlation_id": "weekly-learning"}}
                ),
                dead_letter_queue=bus.dead_letters,
                max_event_age=Duration.hours(6),
                retry_attempts=2,
            ),
        )
