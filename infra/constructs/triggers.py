"""What calls the functions and starts the workflows of a stack, as their specifications say."""

from collections.abc import Mapping

from aws_cdk import Duration, TimeZone
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_lambda_event_sources as sources
from aws_cdk import aws_scheduler as scheduler
from aws_cdk import aws_scheduler_targets as scheduled
from aws_cdk import aws_sqs as sqs
from aws_cdk import aws_stepfunctions as stepfunctions
from constructs import Construct

from infra import names
from infra.configuration import Configuration
from infra.constructs.bus import DAY, RETRIES, SOURCE
from infra.constructs.functions import BatonFunction
from infra.constructs.inbound import TextReplies
from infra.constructs.shared import SharedResources
from infra.constructs.workflows import Workflow
from infra.triggers import EventTrigger, ScheduleTrigger, StreamTrigger

DRILL = "baton.drill"
"""The source of an alarm's event that somebody puts on the bus by hand, to see that all of this works:
EventBridge takes none whose source begins with ``aws.``"""


class Triggers(Construct):
    """Every trigger of a stack. ``undelivered`` are the queues of the foundation, by what they hold."""

    def __init__(
        self,
        scope: Construct,
        configuration: Configuration,
        shared: SharedResources,
        undelivered: Mapping[str, sqs.IQueue],
    ) -> None:
        super().__init__(scope, "Triggers")
        self._configuration, self._shared = configuration, shared
        self._functions, self._events = undelivered["functions"], undelivered["events"]

    def call(self, function: BatonFunction) -> None:
        """Has the function called for all that its specification names."""
        spec, name = function.spec.triggers, names.in_camel_case(function.spec.name)
        if spec.asynchronous:
            function.send_failures_to(self._functions)
        for heard in spec.events:
            if heard.wanted(self._configuration):
                self._hear(name, heard, function.alias)
        for schedule in spec.schedules:
            self._schedule(
                schedule,
                scheduled.LambdaInvoke(
                    function.alias,
                    input=scheduler.ScheduleTargetInput.from_object(schedule.given),
                    dead_letter_queue=self._events,
                    max_event_age=Duration.minutes(schedule.max_age_minutes),
                    retry_attempts=schedule.retries,
                ),
            )
        for dropped in spec.files:
            task = _file_task(dropped.key_as)
            target = self._function_target(function.alias, input=task, retries=10)
            self._dropped(f"{name}Files", dropped.folder, target, dropped.ending)
        self._bring_mail(name, function)
        if spec.stream:
            self._follow(spec.stream, function)
        if function.own.notes:
            function.own.notes.bring(function.alias, self._shared.bus, self._events)
        if function.own.sockets:
            function.own.sockets.serve(function.alias)

    def keep_awake(self, function: BatonFunction) -> None:
        """A call a day: a snapshot that nobody has used for 14 days is put away, and the next caller is
        refused until it has been made anew."""
        name = function.spec.name
        scheduler.Schedule(
            self,
            f"{names.in_camel_case(name)}Awake",
            schedule_name=f"{self._configuration.prefix}-wake-{name}",
            description=f"Keeps the snapshot of {name}",
            schedule=scheduler.ScheduleExpression.rate(Duration.days(1)),
            target=scheduled.LambdaInvoke(
                function.alias,
                input=scheduler.ScheduleTargetInput.from_object({"wake": True}),
                dead_letter_queue=self._events,
                max_event_age=Duration.hours(1),
                retry_attempts=3,
            ),
        )

    def start(self, workflow: Workflow) -> None:
        """Has the workflow started for all that its module names."""
        name = names.in_camel_case(workflow.name)
        for schedule in workflow.spec.schedules:
            self._schedule(
                schedule,
                scheduled.StepFunctionsStartExecution(
                    workflow.machine,
                    input=scheduler.ScheduleTargetInput.from_object(schedule.given),
                    dead_letter_queue=self._events,
                    max_event_age=Duration.minutes(schedule.max_age_minutes),
                    retry_attempts=schedule.retries,
                ),
            )
        for folder in workflow.spec.files:
            self._dropped(f"{name}Files", folder, self._workflow_target(workflow.machine, DAY))
        if workflow.spec.on_alarms:
            self._rings(name, workflow.machine)

    def _hear(self, name: str, heard: EventTrigger, function: lambda_.IFunction) -> events.Rule:
        return events.Rule(
            self,
            f"{name}{''.join(map(_in_words, heard.events))}",
            event_bus=self._shared.bus,
            event_pattern=events.EventPattern(source=[SOURCE], detail_type=list(heard.events)),
            targets=[self._function_target(function)],
        )

    def _bring_mail(self, name: str, function: BatonFunction) -> None:
        """What is told of mail that was sent, and what people answer by text message."""
        spec = function.spec.triggers
        if spec.mail_reports:
            self._hear_of_mail(name, function.alias)
        if spec.texts and self._configuration.behaviour.text_replies:
            TextReplies(self, self._configuration).bring(function.alias)

    def _hear_of_mail(self, name: str, function: lambda_.IFunction) -> events.Rule:
        prefix = self._configuration.prefix
        return events.Rule(
            self,
            f"{name}MailReports",
            description="What SES tells of the mails of this stack",
            event_pattern=events.EventPattern(
                source=["aws.ses"],
                detail={"mail": {"tags": {"ses:configuration-set": [prefix]}}},
            ),
            targets=[self._function_target(function)],
        )

    def _dropped(
        self, name: str, folder: str, target: events.IRuleTarget, ending: str | None = None
    ) -> events.Rule:
        key = {"wildcard": f"{folder}/*{ending}"} if ending else {"prefix": f"{folder}/"}
        return events.Rule(
            self,
            name,
            event_pattern=events.EventPattern(
                source=["aws.s3"],
                detail_type=["Object Created"],
                detail={
                    "bucket": {"name": [self._shared.files.bucket_name]},
                    "object": {"key": [key]},
                },
            ),
            targets=[target],
        )

    def _rings(self, name: str, machine: stepfunctions.StateMachine) -> events.Rule:
        prefix = names.alarm_name(self._configuration.prefix, "")
        return events.Rule(
            self,
            f"{name}Rings",
            description="An alarm of this stack starts to ring",
            event_pattern=events.EventPattern(
                source=["aws.cloudwatch", DRILL],
                detail_type=["CloudWatch Alarm State Change"],
                detail={"alarmName": [{"prefix": prefix}], "state": {"value": ["ALARM"]}},
            ),
            targets=[self._workflow_target(machine, Duration.hours(1))],
        )

    def _function_target(
        self,
        function: lambda_.IFunction,
        *,
        input: events.RuleTargetInput | None = None,  # noqa: A002 (EventBridge's word)
        retries: int = RETRIES,
    ) -> events.IRuleTarget:
        return targets.LambdaFunction(
            function,
            event=input,
            dead_letter_queue=self._events,
            max_event_age=DAY,
            retry_attempts=retries,
        )

    def _workflow_target(
        self, machine: stepfunctions.StateMachine, age: Duration
    ) -> events.IRuleTarget:
        return targets.SfnStateMachine(
            machine,
            dead_letter_queue=self._events,
            max_event_age=age,
            retry_attempts=RETRIES if age is DAY else 10,
        )

    def _schedule(
        self, schedule: ScheduleTrigger, target: scheduler.IScheduleTarget
    ) -> scheduler.Schedule:
        return scheduler.Schedule(
            self,
            names.in_camel_case(schedule.name.replace("-", "_")),
            schedule_name=f"{self._configuration.prefix}-{schedule.name}",
            description=schedule.description,
            schedule=self._moments(schedule),
            target=target,
        )

    def _moments(self, schedule: ScheduleTrigger) -> scheduler.ScheduleExpression:
        zone = TimeZone.of(self._configuration.behaviour.default_timezone)
        if schedule.rate:
            return scheduler.ScheduleExpression.expression(f"rate({schedule.rate})")
        return scheduler.ScheduleExpression.expression(f"cron({schedule.cron})", zone)

    def _follow(self, stream: StreamTrigger, function: BatonFunction) -> None:
        failed = function.own.dead_letters
        if failed is None:  # made for every function with a stream
            raise ValueError(f"{function.spec.name} has nowhere to put what fails of its stream")
        function.alias.add_event_source(
            sources.DynamoEventSource(
                self._shared.tables[stream.table],
                starting_position=lambda_.StartingPosition[stream.start],
                batch_size=stream.batch_size,
                max_batching_window=Duration.seconds(stream.window_s) if stream.window_s else None,
                parallelization_factor=stream.parallel if stream.parallel > 1 else None,
                filters=[lambda_.FilterCriteria.filter(stream.filter)] if stream.filter else None,
                bisect_batch_on_error=True,
                report_batch_item_failures=True,
                retry_attempts=stream.retries,
                max_record_age=Duration.minutes(stream.max_age_minutes),
                on_failure=sources.SqsDlq(failed),
            )
        )


def _file_task(key_as: str) -> events.RuleTargetInput:
    """What a function is called with for a file: its key."""
    return events.RuleTargetInput.from_object(
        {
            "task": {key_as: events.EventField.from_path("$.detail.object.key")},
            "trace": {"correlation_id": events.EventField.event_id},
        }
    )


def _in_words(event: str) -> str:
    """``lead.processed`` as ``LeadProcessed``."""
    return names.in_camel_case(event.replace(".", "_"))
