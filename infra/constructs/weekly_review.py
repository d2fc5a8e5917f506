"""When all campaigns are reviewed without anybody asking: once a week, in the company's own time."""

from aws_cdk import Duration, Stack, TimeZone
from aws_cdk import aws_scheduler as scheduler
from aws_cdk import aws_scheduler_targets as targets
from aws_cdk import aws_stepfunctions as stepfunctions
from constructs import Construct

from infra.configuration import Configuration
from infra.constructs.dead_letters import DeadLetters


class WeeklyReview(Construct):
    """Starts ``scheduled_review`` at its weekday and hour, summer time or not."""

    def __init__(
        self,
        scope: Construct,
        configuration: Configuration,
        workflow: stepfunctions.StateMachine,
        undelivered: DeadLetters,
    ) -> None:
        super().__init__(scope, "WeeklyReview")
        when = configuration.reports
        scheduler.Schedule(
            self,
            "Schedule",
            schedule_name=f"{Stack.of(self).stack_name}-weekly-review",
            description="Reviews all running campaigns and reports on them",
            schedule=scheduler.ScheduleExpression.cron(
                minute="0",
                hour=str(when.hour),
                week_day=when.weekday,
                time_zone=TimeZone.of(configuration.behaviour.default_timezone),
            ),
            target=targets.StepFunctionsStartExecution(
                workflow,
                input=scheduler.ScheduleTargetInput.from_object({}),
                dead_letter_queue=undelivered,
                max_event_age=Duration.hours(6),
                retry_attempts=10,
            ),
        )
