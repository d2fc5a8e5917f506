"""What the operations agent may see and do of a stack's functions: each stack grants its own, so that
it goes with the stack. What it may change is named one by one."""

from collections.abc import Iterable

from aws_cdk import Stack
from aws_cdk import aws_iam as iam
from constructs import Construct

from infra import names
from infra.configuration import Configuration
from infra.constructs.dead_letters import DeadLetters
from infra.constructs.functions import BatonFunction
from infra.constructs.shared import SharedResources
from infra.function_specs import ALIAS
from infra.nag_suppressions import acknowledge_wildcard


class OperationsAccess(Construct):
    """A policy on the agent's role, for the functions of one stack."""

    def __init__(
        self, scope: Construct, prefix: str, functions: Iterable[BatonFunction], agent: iam.IRole
    ) -> None:
        super().__init__(scope, "OperationsAccess")
        every = list(functions)
        others = [one for one in every if not one.spec.operates]
        called = [one for one in others if one.spec.triggers.asynchronous]

        def arns(those: Iterable[BatonFunction], alias: str = "") -> list[str]:
            return [names.function_arn(self, prefix, one.spec.name) + alias for one in those]

        looks = ["GetAlias", "GetFunctionConfiguration", "ListVersionsByFunction"]
        statements = [
            _allow([f"lambda:{action}" for action in looks], arns(every)),
            _allow(["lambda:UpdateAlias"], arns(others)),
            _allow(["logs:FilterLogEvents"], [one.log_group.log_group_arn for one in every]),
        ]
        if called:
            statements.append(_allow(["lambda:InvokeFunction"], arns(called, f":{ALIAS}")))
        iam.ManagedPolicy(
            self,
            "Policy",
            description="What operations may see and do of the functions of this stack",
            statements=statements,
            roles=[agent],
        )


def allow_to_operate(
    function: BatonFunction, configuration: Configuration, shared: SharedResources
) -> None:
    """What the agent may see and do beside functions: metrics, dead letters, and telling people."""
    role = function.role
    own = (one for one in Stack.of(role).node.find_all() if isinstance(one, DeadLetters))
    queues = [*shared.dead_letters.values(), *own]
    role.add_to_policy(_allow(["cloudwatch:GetMetricStatistics"], ["*"]))
    acknowledge_wildcard(role, "*", "metrics, which know no resources")
    role.add_to_policy(
        _allow(
            [
                "sqs:ChangeMessageVisibility",
                "sqs:DeleteMessage",
                "sqs:GetQueueAttributes",
                "sqs:ReceiveMessage",
            ],
            [queue.queue_arn for queue in queues],
        )
    )
    role.add_to_policy(_allow(["sns:Publish"], [shared.topic.topic_arn]))
    if key := shared.topic.master_key:
        role.add_to_policy(_allow(["kms:Decrypt", "kms:GenerateDataKey"], [key.key_arn]))
    if secret := configuration.behaviour.notice_webhook_secret:
        role.add_to_policy(
            _allow(["secretsmanager:GetSecretValue"], [names.secret_arn(role, secret)])
        )


def _allow(actions: list[str], resources: list[str]) -> iam.PolicyStatement:
    return iam.PolicyStatement(actions=actions, resources=resources)
