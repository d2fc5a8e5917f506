"""What a function may do: the statements that follow from its specification, and no others."""

from collections.abc import Iterator

from aws_cdk import aws_iam as iam
from aws_cdk import aws_logs as logs
from constructs import Construct

from infra import names
from infra.configuration import Configuration, secrets_of
from infra.constructs.fact_queries import RESULTS
from infra.constructs.models import model_statements
from infra.constructs.own_parts import OwnParts
from infra.constructs.shared import SharedResources
from infra.function_specs import FileAccess, FunctionSpec
from infra.nag_suppressions import acknowledge_wildcard

_IN_A_VPC = (
    "AssignPrivateIpAddresses",
    "CreateNetworkInterface",
    "DeleteNetworkInterface",
    "DescribeNetworkInterfaces",
    "DescribeSubnets",
    "UnassignPrivateIpAddresses",
)
"""What Lambda does in a function's role to put it into a VPC (AWSLambdaVPCAccessExecutionRole)."""


def function_role(
    scope: Construct,
    spec: FunctionSpec,
    configuration: Configuration,
    *,
    shared: SharedResources,
    own: OwnParts,
    log_group: logs.LogGroup,
) -> iam.Role:
    """The function's own role, with its reasons for each pattern in it."""
    role = iam.Role(
        scope,
        "Role",
        assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"),
        description=f"What {spec.name} may do",
    )
    role.add_to_policy(
        _allow(["logs:CreateLogStream", "logs:PutLogEvents"], [log_group.log_group_arn])
    )
    for statement in (
        *_statements(scope, spec, configuration, shared),
        *_own_statements(spec, own),
    ):
        role.add_to_policy(statement)
    if configuration.in_vpc:
        role.add_to_policy(_allow([f"ec2:{action}" for action in _IN_A_VPC], ["*"]))
    _acknowledge_patterns(role, spec, shared, own)
    return role


def _acknowledge_patterns(
    role: iam.Role, spec: FunctionSpec, shared: SharedResources, own: OwnParts
) -> None:
    """Why each pattern in the role is one."""
    reason = "actions of X-Ray, and of network interfaces in a VPC, which know no resources"
    acknowledge_wildcard(role, "*", reason)
    if spec.files:
        for folder in sorted({*spec.files.reads, *spec.files.writes, *spec.files.deletes}):
            reason = "files have no names that are known beforehand"
            acknowledge_wildcard(role, shared.objects_arn(folder), reason)
    if shared.facts and spec.asks_facts:
        reason = "answers to queries have no names that are known beforehand"
        acknowledge_wildcard(role, shared.objects_arn(RESULTS), reason)
    if shared.facts and (spec.asks_facts or spec.keeps_facts):
        for pattern in shared.facts.patterns:
            acknowledge_wildcard(role, pattern, "kinds of facts and answers have no names here")
    if own.sockets:
        reason = "connections have no names that are known beforehand"
        acknowledge_wildcard(role, own.sockets.connections_arn, reason)
    if own.steps:
        acknowledge_wildcard(role, own.steps.arn, "each step has a schedule of its own")
    if spec.searches and shared.episodes:
        acknowledge_wildcard(role, shared.episodes.everything, "a domain's resources are its paths")


def _statements(
    scope: Construct, spec: FunctionSpec, configuration: Configuration, shared: SharedResources
) -> Iterator[iam.PolicyStatement]:
    for name, access in spec.tables.items():
        yield shared.tables.statement(name, access)
    if spec.publishes:
        yield _allow(["events:PutEvents"], [shared.bus.event_bus_arn])
    prefix = configuration.prefix
    for actions, workflows in (
        (["states:StartSyncExecution"], spec.runs),
        (["states:StartExecution"], spec.starts),
        (["states:SendTaskFailure", "states:SendTaskSuccess"], spec.answers),
    ):
        if workflows:
            yield _allow(actions, [names.workflow_arn(scope, prefix, name) for name in workflows])
    if spec.files:
        yield from _file_statements(spec.files, shared)
    yield from model_statements(scope, configuration, spec, shared.tables, shared.bus)
    if spec.searches and shared.episodes:
        yield shared.episodes.statement()
    if shared.facts:
        yield from shared.facts.statements_of(spec)
    yield from shared.outbound.statements_of(spec)
    if secrets := secrets_of(configuration, spec.area, spec.settings):
        arns = [names.secret_arn(scope, secret) for secret in secrets]
        yield _allow(["secretsmanager:GetSecretValue"], arns)


def _own_statements(spec: FunctionSpec, own: OwnParts) -> Iterator[iam.PolicyStatement]:
    if own.sockets:
        yield _allow(["execute-api:ManageConnections"], [own.sockets.connections_arn])
    if own.notes and spec.triggers.queue and spec.triggers.queue.notes:
        yield _allow(["sqs:SendMessage"], [own.notes.queue.queue_arn])
    if own.steps:
        yield from own.steps.statements()


def _file_statements(access: FileAccess, shared: SharedResources) -> Iterator[iam.PolicyStatement]:
    """Objects have no names beforehand, so permissions end at the folder. Without the right to list
    the bucket, S3 says of an object that is not there that it is forbidden.
    """
    if access.reads:
        yield _allow(["s3:GetObject"], [shared.objects_arn(name) for name in access.reads])
        yield _allow(["s3:ListBucket"], [shared.files_arn])
    if access.writes:
        yield _allow(
            ["s3:AbortMultipartUpload", "s3:PutObject"],
            [shared.objects_arn(name) for name in access.writes],
        )
    if access.deletes:
        yield _allow(["s3:DeleteObject"], [shared.objects_arn(name) for name in access.deletes])
    if access.deletes_versions:
        yield _allow(
            ["s3:DeleteObjectVersion"],
            [shared.objects_arn(name) for name in access.writes],
        )
        yield _allow(["s3:ListBucketVersions"], [shared.files_arn])


def _allow(actions: list[str], resources: list[str]) -> iam.PolicyStatement:
    return iam.PolicyStatement(actions=actions, resources=resources)
