"""What starts operations when an alarm rings, and what it may see and do. Least privilege: what it may
change is named one by one, and of the house itself only.
"""

from collections.abc import Sequence

from aws_cdk import Duration, Stack
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_iam as iam
from aws_cdk import aws_sns as sns
from aws_cdk import aws_stepfunctions as stepfunctions
from constructs import Construct

from infra import names
from infra.configuration import Configuration
from infra.constructs.dead_letters import DeadLetters
from infra.constructs.functions import BatonFunction, Functions
from infra.function_specs import ALIAS
from infra.nag_suppressions import acknowledge_wildcard

DRILL = "baton.drill"
"""The source of an alarm's event that somebody puts on the bus by hand, to see that all of this works:
EventBridge takes none whose source begins with ``aws.``"""


class Incidents(Construct):
    """Runs ``incident`` for every alarm of this stack that starts to ring."""

    def __init__(
        self,
        scope: Construct,
        configuration: Configuration,
        functions: Functions,
        *,
        workflow: stepfunctions.StateMachine,
        topic: sns.Topic,
        dead_letters: Sequence[DeadLetters],
        undelivered: DeadLetters,
        episodes_endpoint: str | None,
    ) -> None:
        super().__init__(scope, "Incidents")
        self._configuration = configuration
        self._function = functions["operations"]
        self._tell_it(topic, dead_letters, episodes_endpoint)
        self._let_it(functions, topic, dead_letters)
        events.Rule(
            self,
            "Rings",
            description="An alarm of this stack starts to ring",
            event_pattern=events.EventPattern(
                source=["aws.cloudwatch", DRILL],
                detail_type=["CloudWatch Alarm State Change"],
                detail={
                    "alarmName": [{"prefix": names.alarm_name(Stack.of(self).stack_name, "")}],
                    "state": {"value": ["ALARM"]},
                },
            ),
            targets=[
                targets.SfnStateMachine(
                    workflow,
                    dead_letter_queue=undelivered,
                    max_event_age=Duration.hours(1),
                    retry_attempts=10,
                )
            ],
        )

    def _tell_it(
        self, topic: sns.Topic, dead_letters: Sequence[DeadLetters], episodes_endpoint: str | None
    ) -> None:
        stack = Stack.of(self)
        language = self._configuration.language.base_url
        given = {
            "STACK_NAME": stack.stack_name,
            "TOPIC_ARN": topic.topic_arn,
            "DEAD_LETTERS": stack.to_json_string(
                {queue.holds: queue.queue_url for queue in dead_letters}
            ),
            **({"LANGUAGE_BASE_URL": language} if language else {}),
            **({"EPISODES_ENDPOINT": episodes_endpoint} if episodes_endpoint else {}),
        }
        for name, value in given.items():
            self._function.function.add_environment(f"BATON_{name}", value)

    def _let_it(
        self, functions: Functions, topic: sns.Topic, dead_letters: Sequence[DeadLetters]
    ) -> None:
        others = [one for one in functions if one is not self._function]
        called = [one for one in others if one.spec.asynchronous]
        self._allow(
            ["lambda:GetAlias", "lambda:GetFunctionConfiguration", "lambda:ListVersionsByFunction"],
            [self._arn(one) for one in functions],
        )
        self._allow(["lambda:UpdateAlias"], [self._arn(one) for one in others])
        self._allow(["lambda:InvokeFunction"], [f"{self._arn(one)}:{ALIAS}" for one in called])
        groups = [one.function.log_group.log_group_arn for one in functions]
        self._allow(["logs:FilterLogEvents"], groups)
        self._allow(["cloudwatch:GetMetricStatistics"], ["*"])
        acknowledge_wildcard(self._function.role, "*", "metrics, which know no resources")
        self._allow(
            ["sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"],
            [queue.queue_arn for queue in dead_letters],
        )
        self._allow(["sns:Publish"], [topic.topic_arn])
        if topic.master_key:
            self._allow(["kms:Decrypt", "kms:GenerateDataKey"], [topic.master_key.key_arn])
        if secret := self._configuration.behaviour.notice_webhook_secret:
            stack = Stack.of(self)
            named = f"arn:{stack.partition}:secretsmanager:{stack.region}:{stack.account}:secret:"
            self._allow(["secretsmanager:GetSecretValue"], [f"{named}{secret}-??????"])

    def _arn(self, function: BatonFunction) -> str:
        return names.function_arn(self, function.name)

    def _allow(self, actions: list[str], resources: list[str]) -> None:
        self._function.role.add_to_policy(iam.PolicyStatement(actions=actions, resources=resources))
