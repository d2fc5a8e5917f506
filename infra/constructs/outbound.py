"""What leaves the house: the queue of calls, the mail service's reports, and what wakes outreach."""

from collections.abc import Iterator

from aws_cdk import Duration, RemovalPolicy, Stack
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as event_targets
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_scheduler as scheduler
from aws_cdk import aws_scheduler_targets as targets
from aws_cdk import aws_secretsmanager as secretsmanager
from aws_cdk import aws_ses as ses
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from infra import names
from infra.configuration import Behaviour, Configuration
from infra.constructs.dead_letters import DeadLetters
from infra.function_specs import ALIAS, FunctionSpec
from infra.nag_suppressions import acknowledge

_REPORTED = ("send", "delivery", "bounce", "complaint", "open", "click", "deliveryDelay")
"""What SES tells of each mail: it is the record by which an unknown send is settled."""


class Outward(Construct):
    """The parts are made first, since functions are told where they are; then ``serve`` has the
    function called for what is due and what is reported.

    On one machine the sender is verified here; on AWS whoever owns the address does it.
    """

    def __init__(self, scope: Construct, configuration: Configuration) -> None:
        super().__init__(scope, "Outward")
        self._behaviour = configuration.behaviour
        self.dead_letters = DeadLetters(self, "outward")
        self.calls = sqs.Queue(
            self,
            "Calls",
            fifo=True,
            encryption=sqs.QueueEncryption.SQS_MANAGED,
            enforce_ssl=True,
            visibility_timeout=Duration.minutes(15),
            retention_period=Duration.days(4),
            removal_policy=RemovalPolicy.RETAIN,
        )
        acknowledge(
            self.calls,
            "AwsSolutions-SQS3",
            "people take calls from it by their own tools; what nobody takes ends with the queue",
        )
        self.links = secretsmanager.Secret(
            self,
            "Links",
            description="Signs the links with which people leave a list",
            generate_secret_string=secretsmanager.SecretStringGenerator(
                password_length=64, exclude_punctuation=True
            ),
            removal_policy=RemovalPolicy.DESTROY if configuration.local else RemovalPolicy.RETAIN,
        )
        acknowledge(
            self.links,
            "AwsSolutions-SMG4",
            "a new secret would break the links in every mail that was sent before",
        )
        self.mails = ses.CfnConfigurationSet(self, "Mails", name=Stack.of(self).stack_name)
        if configuration.local and configuration.behaviour.sender:
            ses.CfnEmailIdentity(self, "Sender", email_identity=configuration.behaviour.sender)
        self._report_mails()
        self._steps = scheduler.CfnScheduleGroup(self, "Steps", name=self._steps_name)
        self._waker = iam.Role(
            self,
            "Waker",
            assumed_by=iam.ServicePrincipal("scheduler.amazonaws.com"),
            description="Calls outreach when a step is due",
        )
        self._waker.add_to_policy(_allow("lambda:InvokeFunction", self._outreach_arn))

    @property
    def steps_arn(self) -> str:
        """The schedules of steps that wait."""
        stack = Stack.of(self)
        where = f"arn:{stack.partition}:scheduler:{stack.region}:{stack.account}:schedule"
        return f"{where}/{self._steps_name}/*"

    @property
    def _steps_name(self) -> str:
        return f"{Stack.of(self).stack_name}-steps"

    @property
    def _outreach_arn(self) -> str:
        """By its name, since the function is told whom its schedules call."""
        name = names.function_name(Stack.of(self).stack_name, "outreach")
        return f"{names.function_arn(self, name)}:{ALIAS}"

    def serve(self, function: lambda_.IFunction) -> None:
        """Calls outreach each minute, and for every report of the mail service."""
        self._sweep("Sweep", "outreach", function)
        events.Rule(
            self,
            "Reports",
            description="What SES tells of the mails of this stack",
            event_pattern=events.EventPattern(
                source=["aws.ses"],
                detail={"mail": {"tags": {"ses:configuration-set": [Stack.of(self).stack_name]}}},
            ),
            targets=[
                event_targets.LambdaFunction(
                    function,
                    dead_letter_queue=self.dead_letters,
                    max_event_age=Duration.hours(24),
                    retry_attempts=185,
                )
            ],
        )

    def sweep_campaign_changes(self, function: lambda_.IFunction) -> None:
        """Has accepted changes of campaigns carried out each minute."""
        self._sweep("ChangeSweep", "campaign-changes", function)

    def _sweep(self, construct_id: str, name: str, function: lambda_.IFunction) -> None:
        scheduler.Schedule(
            self,
            construct_id,
            schedule_name=f"{Stack.of(self).stack_name}-{name}",
            description="Carries out what is due, and looks up what nobody knows of",
            schedule=scheduler.ScheduleExpression.rate(Duration.minutes(1)),
            target=targets.LambdaInvoke(
                function,
                dead_letter_queue=self.dead_letters,
                max_event_age=Duration.minutes(1),
                retry_attempts=0,
                input=scheduler.ScheduleTargetInput.from_object(
                    {"task": {}, "trace": {"correlation_id": f"{name}-sweep"}}
                ),
            ),
        )

    def statements_of(self, spec: FunctionSpec) -> Iterator[iam.PolicyStatement]:
        """What a function may do here: make and read links, and send."""
        if spec.sends or spec.reads_links:
            yield _allow("secretsmanager:GetSecretValue", self.links.secret_arn)
        if spec.sends_mail and self._behaviour.report_sender:
            yield self._mailing(self._behaviour.report_sender)
        if spec.sends or spec.calls_webhook:
            yield from self._webhook_statements()
        if not spec.sends:
            return
        yield _allow("sqs:SendMessage", self.calls.queue_arn)
        yield _allow("scheduler:CreateSchedule", self.steps_arn)
        yield iam.PolicyStatement(
            actions=["iam:PassRole"],
            resources=[self._waker.role_arn],
            conditions={"StringEquals": {"iam:PassedToService": "scheduler.amazonaws.com"}},
        )
        yield from self._sending_statements()

    def _sending_statements(self) -> Iterator[iam.PolicyStatement]:
        """Only the ways that are configured."""
        stack, behaviour = Stack.of(self), self._behaviour
        if behaviour.sender:
            yield self._mailing(behaviour.sender)
        if behaviour.text_messages:  # a number has no ARN; topics are left out
            yield iam.PolicyStatement(
                actions=["sns:Publish"],
                not_resources=[f"arn:{stack.partition}:sns:*:*:*"],
            )

    def _webhook_statements(self) -> Iterator[iam.PolicyStatement]:
        """The key with which the webhook's calls are signed, if there is one."""
        if self._behaviour.webhook_secret:
            stack = Stack.of(self)
            where = f"{stack.region}:{stack.account}"
            secret = f"arn:{stack.partition}:secretsmanager:{where}:secret:"
            yield _allow(
                "secretsmanager:GetSecretValue", f"{secret}{self._behaviour.webhook_secret}-??????"
            )

    def _mailing(self, sender: str) -> iam.PolicyStatement:
        """The sender's address and its domain: SES has verified the one or the other."""
        stack = Stack.of(self)
        named = f"arn:{stack.partition}:ses:{stack.region}:{stack.account}:"
        return iam.PolicyStatement(
            actions=["ses:SendEmail", "ses:SendRawEmail"],
            resources=[
                f"{named}identity/{sender}",
                f"{named}identity/{sender.rpartition('@')[2]}",
                f"{named}configuration-set/{stack.stack_name}",
            ],
        )

    def settings_of(self, spec: FunctionSpec) -> dict[str, str]:
        """What a function is told of it."""
        given = {"link_secret": self.links.secret_arn} if spec.sends or spec.reads_links else {}
        if spec.sends or spec.sends_mail:
            given["configuration_set"] = Stack.of(self).stack_name
        if spec.sends:
            given |= {
                "call_queue_url": self.calls.queue_url,
                "step_schedule_group": self._steps_name,
                "step_schedule_target": self._outreach_arn,
                "step_schedule_role": self._waker.role_arn,
            }
        return given

    def _report_mails(self) -> None:
        """SES reports to the default bus only."""
        stack = Stack.of(self)
        bus = f"arn:{stack.partition}:events:{stack.region}:{stack.account}:event-bus/default"
        destination = ses.CfnConfigurationSetEventDestination
        reports = destination(
            self,
            "MailReports",
            configuration_set_name=stack.stack_name,
            event_destination=destination.EventDestinationProperty(
                name="reports",
                enabled=True,
                matching_event_types=list(_REPORTED),
                event_bridge_destination=destination.EventBridgeDestinationProperty(
                    event_bus_arn=bus
                ),
            ),
        )
        reports.node.add_dependency(self.mails)


def links_of(behaviour: Behaviour, api_url: str) -> str:
    """The address that links begin with: the one that was set, or the API's own."""
    return behaviour.report_links or api_url


def _allow(action: str, *resources: str) -> iam.PolicyStatement:
    return iam.PolicyStatement(actions=[action], resources=list(resources))
