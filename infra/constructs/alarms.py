"""How an alarm is made: with a name, a limit, somebody who is told, and what they should do."""

from aws_cdk import RemovalPolicy, Stack
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sns_subscriptions as subscriptions
from constructs import Construct

from infra import names
from infra.configuration import Configuration

_NAMING_ACCOUNTS = ("cloudwatch.amazonaws.com", "budgets.amazonaws.com")
_TELLERS = (*_NAMING_ACCOUNTS, "events.amazonaws.com")
"""Who publishes on the topic. EventBridge does not tell a key for which account it asks (SNS: "Enable
compatibility between event sources from AWS services and encrypted topics"): a condition would lose its
notices. The topic lets in none but this account's, and nothing else has the key."""


class AlarmTopic(Construct):
    """The topic that people subscribe to."""

    def __init__(self, scope: Construct, configuration: Configuration) -> None:
        super().__init__(scope, "AlarmTopic")
        # Alarms may not use the key that SNS brings, so the topic has its own.
        key = kms.Key(
            self,
            "Key",
            description="Baton: what alarms say",
            enable_key_rotation=True,
            removal_policy=RemovalPolicy.DESTROY,
        )
        self.topic = sns.Topic(
            self,
            "Topic",
            topic_name=names.topic_name(configuration.prefix),
            display_name="Baton alarms",
            master_key=key,
            enforce_ssl=True,
        )
        # Without its condition, whoever may set up an alarm in another account could speak here.
        own = {"StringEquals": {"aws:SourceAccount": Stack.of(self).account}}
        for service in _TELLERS:
            asks_for = own if service in _NAMING_ACCOUNTS else {}
            key.grant_encrypt_decrypt(iam.ServicePrincipal(service, conditions=asks_for))
            self.topic.grant_publish(iam.ServicePrincipal(service, conditions=own))
        if configuration.alarms.email:
            self.topic.add_subscription(subscriptions.EmailSubscription(configuration.alarms.email))


class Alarms(Construct):
    """The alarms of a stack, all of which speak on the topic. Those that compute with metrics are left
    out of the local AWS, which does not know them.
    """

    def __init__(self, scope: Construct, configuration: Configuration, topic: sns.ITopic) -> None:
        super().__init__(scope, "Alarms")
        self.prefix, self._tell = configuration.prefix, actions.SnsAction(topic)
        self._computes = not configuration.local

    def when(
        self,
        name: str,
        metric: cloudwatch.IMetric,
        *,
        above: float | None = None,
        below: float | None = None,
        out_of: tuple[int, int] = (1, 1),
        says: str,
        look_up: str,
        silence_is_bad: bool = False,
    ) -> cloudwatch.Alarm | None:
        """Rings when ``metric`` is above (or below) its limit in, say, ``(2, 3)`` periods: two out of
        three. ``says`` is what is wrong, ``look_up`` the runbook's heading of what to do. Gives
        the alarm, if this deployment has it.
        """
        if isinstance(metric, cloudwatch.MathExpression) and not self._computes:
            return None
        needed, periods = out_of
        alarm = cloudwatch.Alarm(
            self,
            name,
            alarm_name=names.alarm_name(self.prefix, name),
            alarm_description=f"{says} What to do: docs/runbook.md, '{look_up}'.",
            metric=metric,
            threshold=above if above is not None else below or 0,
            comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD
            if above is not None
            else cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
            evaluation_periods=periods,
            datapoints_to_alarm=needed,
            treat_missing_data=cloudwatch.TreatMissingData.BREACHING
            if silence_is_bad
            else cloudwatch.TreatMissingData.NOT_BREACHING,
        )
        alarm.add_alarm_action(self._tell)
        alarm.add_ok_action(self._tell)
        return alarm
