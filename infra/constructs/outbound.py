"""What goes out: the queue of calls, the mail service's reports, and the schedules of steps."""

from collections.abc import Iterator

from aws_cdk import Duration, RemovalPolicy, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_scheduler as scheduler
from aws_cdk import aws_secretsmanager as secretsmanager
from aws_cdk import aws_ses as ses
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from infra import names
from infra.configuration import Behaviour, Configuration, address_of
from infra.constructs.mail_identity import MailIdentity
from infra.function_specs import FunctionSpec
from infra.nag_suppressions import acknowledge
from infra.retention import removal

_REPORTED = ("send", "delivery", "bounce", "complaint", "open", "click", "deliveryDelay")
"""What SES tells of each mail: it is the record by which an unknown send is settled."""


class Outbound(Construct):
    """What every function that sends has in common.

    On one machine the sender is verified here; on AWS whoever owns the address does it.
    """

    def __init__(self, scope: Construct, configuration: Configuration) -> None:
        super().__init__(scope, "Outbound")
        self._prefix, self._behaviour = configuration.prefix, configuration.behaviour
        self._mail_domain = configuration.mail.domain
        self.calls = sqs.Queue(
            self,
            "Calls",
            fifo=True,
            encryption=sqs.QueueEncryption.SQS_MANAGED,
            enforce_ssl=True,
            visibility_timeout=Duration.minutes(15),
            retention_period=Duration.days(4),
            removal_policy=RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
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
            removal_policy=removal(configuration),
        )
        acknowledge(
            self.links,
            "AwsSolutions-SMG4",
            "rotation by itself would drop the keys of links in mails that were sent before",
        )
        self.mails = ses.CfnConfigurationSet(self, "Mails", name=self._prefix)
        if configuration.local and configuration.behaviour.sender:
            address = address_of(configuration.behaviour.sender)
            ses.CfnEmailIdentity(self, "Sender", email_identity=address)
        if configuration.mail.domain:
            MailIdentity(self, configuration.mail)
        self._report_mails()

    def statements_of(self, spec: FunctionSpec) -> Iterator[iam.PolicyStatement]:
        """What a function may do here: make and read links, and send by the ways that are configured."""
        stack, behaviour = Stack.of(self), self._behaviour
        if spec.sends or spec.reads_links:
            yield _allow("secretsmanager:GetSecretValue", self.links.secret_arn)
        if spec.sends_mail and behaviour.report_sender:
            yield self._mailing(behaviour.report_sender)
        if (spec.sends or spec.calls_webhook) and behaviour.webhook_secret:
            secret = names.secret_arn(self, behaviour.webhook_secret)
            yield _allow("secretsmanager:GetSecretValue", secret)
        if spec.mails_people and behaviour.sender:
            yield self._mailing(behaviour.sender)
        if not spec.sends:
            return
        yield _allow("sqs:SendMessage", self.calls.queue_arn)
        if behaviour.sender:
            yield self._mailing(behaviour.sender)
        if behaviour.text_messages:  # a number has no ARN; topics are left out
            yield iam.PolicyStatement(
                actions=["sns:Publish"],
                not_resources=[f"arn:{stack.partition}:sns:*:*:*"],
            )

    def settings_of(self, spec: FunctionSpec) -> dict[str, str]:
        """What a function is told of it."""
        given = {"link_secret": self.links.secret_arn} if spec.sends or spec.reads_links else {}
        if spec.sends or spec.sends_mail or spec.mails_people:
            given["configuration_set"] = self._prefix
        if spec.sends or spec.plans_sending:
            given["call_queue_url"] = self.calls.queue_url
        return given

    def _mailing(self, sender: str) -> iam.PolicyStatement:
        """The sender's address, its domain or the one of ``mail``: SES has verified one of them."""
        stack = Stack.of(self)
        named = f"arn:{stack.partition}:ses:{stack.region}:{stack.account}:"
        address = address_of(sender)
        identities = (address, address.rpartition("@")[2], self._mail_domain)
        return iam.PolicyStatement(
            actions=["ses:SendEmail", "ses:SendRawEmail"],
            resources=[
                *(f"{named}identity/{one}" for one in dict.fromkeys(identities) if one),
                f"{named}configuration-set/{self._prefix}",
            ],
        )

    def _report_mails(self) -> None:
        """SES reports to the default bus only."""
        stack = Stack.of(self)
        bus = f"arn:{stack.partition}:events:{stack.region}:{stack.account}:event-bus/default"
        destination = ses.CfnConfigurationSetEventDestination
        reports = destination(
            self,
            "MailReports",
            configuration_set_name=self._prefix,
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


class StepSchedules(Construct):
    """The schedules that a function which sends makes for itself, one for each step that waits, and the
    role in which they call it."""

    def __init__(self, scope: Construct, configuration: Configuration, spec: FunctionSpec) -> None:
        super().__init__(scope, "StepSchedules")
        prefix = configuration.prefix
        self._group = f"{prefix}-{spec.name}-steps"
        # By its name, since the function is told whom its schedules call.
        self._target = names.alias_arn(self, prefix, spec.name)
        scheduler.CfnScheduleGroup(self, "Group", name=self._group)
        self._role = iam.Role(
            self,
            "Role",
            assumed_by=iam.ServicePrincipal("scheduler.amazonaws.com"),
            description=f"Calls {spec.name} when a step is due",
        )
        self._role.add_to_policy(_allow("lambda:InvokeFunction", self._target))

    @property
    def arn(self) -> str:
        """The schedules of steps that wait."""
        stack = Stack.of(self)
        where = f"arn:{stack.partition}:scheduler:{stack.region}:{stack.account}:schedule"
        return f"{where}/{self._group}/*"

    def statements(self) -> Iterator[iam.PolicyStatement]:
        """The right to make them."""
        yield _allow("scheduler:CreateSchedule", self.arn)
        yield iam.PolicyStatement(
            actions=["iam:PassRole"],
            resources=[self._role.role_arn],
            conditions={"StringEquals": {"iam:PassedToService": "scheduler.amazonaws.com"}},
        )

    def settings(self) -> dict[str, str]:
        """What their maker is told."""
        return {
            "step_schedule_group": self._group,
            "step_schedule_target": self._target,
            "step_schedule_role": self._role.role_arn,
        }


def links_of(behaviour: Behaviour, address: str) -> str:
    """The address that links begin with: the one that was set, or the deployment's."""
    return behaviour.report_links or address


def _allow(action: str, *resources: str) -> iam.PolicyStatement:
    return iam.PolicyStatement(actions=[action], resources=list(resources))
