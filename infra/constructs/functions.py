"""The functions: one class makes them all, from their lines in ``infra.function_specs``."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import cast

from aws_cdk import (
    CfnCodeDeployLambdaAliasUpdate,
    CfnResource,
    CfnUpdatePolicy,
    Duration,
    RemovalPolicy,
    Stack,
)
from aws_cdk import aws_events as events
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_lambda_destinations as destinations
from aws_cdk import aws_logs as logs
from aws_cdk import aws_s3 as s3
from constructs import Construct

from infra import names
from infra.configuration import Configuration
from infra.constructs.dead_letters import DeadLetters
from infra.constructs.episodes import EpisodeStore
from infra.constructs.layers import Layers
from infra.constructs.live import Live
from infra.constructs.models import model_settings, model_statements
from infra.constructs.outbound import Outward
from infra.constructs.tables import Tables
from infra.function_specs import ALIAS, READ, WRITE, FileAccess, FunctionSpec, function_specs
from infra.nag_suppressions import acknowledge, acknowledge_wildcard
from infra.packaging import function_package
from infra.retention import days_told, retention


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedResources:
    """What functions may be given access to. ``rate_limits`` is requests per second by client id."""

    tables: Tables
    bus: events.EventBus
    files: s3.Bucket
    rate_limits: Mapping[str, int]
    token_url: str
    episodes: EpisodeStore | None
    """``None`` if there is no episodic memory"""
    issuer: str
    callers: Mapping[str, str]
    """names by client id"""
    live: Live
    outward: Outward


class Functions(Construct):
    """Every function, and the queue for what asynchronous calls failed at."""

    def __init__(
        self, scope: Construct, configuration: Configuration, surroundings: SharedResources
    ) -> None:
        super().__init__(scope, "Functions")
        layers = Layers(self, configuration)
        self.dead_letters = DeadLetters(self, "functions")
        self._by_name = {
            spec.name: BatonFunction(self, spec, configuration, surroundings, layers)
            for spec in function_specs()
        }
        for spec in function_specs():
            if spec.asynchronous:
                self[spec.name].send_failures_to(self.dead_letters)

    def __getitem__(self, name: str) -> "BatonFunction":
        """The function ``name``."""
        return self._by_name[name]

    def __iter__(self) -> Iterator["BatonFunction"]:
        return iter(self._by_name.values())


class BatonFunction(Construct):
    """One function with its own role and log group, and the alias ``live`` that everybody calls.

    Each deployment publishes a version, from whose snapshot containers start (SnapStart); earlier
    versions stay, so that the alias can go back to them.
    """

    def __init__(
        self,
        scope: Construct,
        spec: FunctionSpec,
        configuration: Configuration,
        surroundings: SharedResources,
        layers: Layers,
    ) -> None:
        super().__init__(scope, spec.name.title().replace("_", ""))
        self.spec = spec
        self._configuration = configuration
        self._surroundings = surroundings
        self.name = names.function_name(Stack.of(self).stack_name, spec.name)
        self.role = self._role()
        self.function = self._function(layers)
        self.alias = self._alias()

    def send_failures_to(self, queue: DeadLetters) -> None:
        """Keeps events that failed three times, over at most six hours."""
        self.alias.configure_async_invoke(
            on_failure=destinations.SqsDestination(queue),
            retry_attempts=2,
            max_event_age=Duration.hours(6),
        )

    def _function(self, layers: Layers) -> lambda_.Function:
        spec, settings = self.spec, self._configuration
        package = function_package(spec.path)
        function = lambda_.Function(
            self,
            "Function",
            function_name=self.name,
            description=f"Baton: {spec.name}",
            code=lambda_.Code.from_asset(str(package.path), asset_hash=package.fingerprint),
            handler=f"{spec.module}.handler.handler",
            runtime=lambda_.Runtime.PYTHON_3_13,
            architecture=None if settings.local else lambda_.Architecture.ARM_64,
            memory_size=spec.memory_mb,
            timeout=Duration.seconds(spec.timeout_s),
            layers=layers.attached_to(spec),
            role=self.role,
            log_group=logs.LogGroup(
                self,
                "Logs",
                retention=retention(settings.log_days),
                removal_policy=RemovalPolicy.DESTROY if settings.local else RemovalPolicy.RETAIN,
            ),
            snap_start=lambda_.SnapStartConf.ON_PUBLISHED_VERSIONS,
            tracing=lambda_.Tracing.ACTIVE,
            environment=self._environment(),
            current_version_options=lambda_.VersionOptions(removal_policy=RemovalPolicy.RETAIN),
        )
        acknowledge(
            function,
            "AwsSolutions-L1",
            "Python 3.13 is what the tests and one machine run, and what the bytecode is made for",
        )
        return function

    def _alias(self) -> lambda_.Alias:
        alias = lambda_.Alias(self, "Live", alias_name=ALIAS, version=self.function.current_version)
        if self._configuration.operations.canary and not self._configuration.local:
            stack_name = Stack.of(self).stack_name
            cast(
                "CfnResource", alias.node.default_child
            ).cfn_options.update_policy = CfnUpdatePolicy(
                code_deploy_lambda_alias_update=CfnCodeDeployLambdaAliasUpdate(
                    application_name=stack_name,
                    deployment_group_name=names.deployment_group(stack_name, self.spec.name),
                )
            )
        return alias

    def _role(self) -> iam.Role:
        role = iam.Role(
            self,
            "Role",
            assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"),
            description=f"What {self.spec.name} may do",
        )
        for statement in self._statements():
            role.add_to_policy(statement)
        acknowledge_wildcard(role, "*", "X-Ray's two write actions, which know no resources")
        if self.spec.files:
            for folder in sorted({*self.spec.files.reads, *self.spec.files.writes}):
                objects = self._surroundings.files.arn_for_objects(f"{folder}/*")
                acknowledge_wildcard(role, objects, "files have no names that are known beforehand")
        if self.spec.speaks_live:
            live = self._surroundings.live.connections_arn
            acknowledge_wildcard(role, live, "connections have no names that are known beforehand")
        if self.spec.sends:
            steps = self._surroundings.outward.steps_arn
            acknowledge_wildcard(role, steps, "each step has a schedule of its own")
        if self.spec.searches and (episodes := self._surroundings.episodes):
            acknowledge_wildcard(role, episodes.everything, "a domain's resources are its paths")
        return role

    def _statements(self) -> Iterator[iam.PolicyStatement]:
        spec, around = self.spec, self._surroundings
        for name, access in spec.tables.items():
            yield around.tables.statement(name, access)
        if spec.publishes:
            yield _allow(["events:PutEvents"], [around.bus.event_bus_arn])
        for actions, workflows in (
            (["states:StartSyncExecution"], spec.runs),
            (["states:StartExecution"], spec.starts),
            (["states:SendTaskFailure", "states:SendTaskSuccess"], spec.answers),
        ):
            if workflows:
                yield _allow(actions, [names.workflow_arn(self, name) for name in workflows])
        if spec.files:
            yield from _file_statements(spec.files, around.files)
        yield from model_statements(self, self._configuration, spec, around.tables, around.bus)
        if spec.speaks_live:
            yield _allow(["execute-api:ManageConnections"], [around.live.connections_arn])
            yield _allow(["sqs:SendMessage"], [around.live.queue.queue_arn])
        if spec.searches and around.episodes:
            yield around.episodes.statement()
        if _needs_breakers(spec):
            yield around.tables.statement("breakers", READ | WRITE)
        yield from around.outward.statements_of(spec)

    def _environment(self) -> dict[str, str]:
        spec, around, settings = self.spec, self._surroundings, self._configuration
        given: dict[str, str] = {
            "stage": settings.stage,
            **{f"{name}_table": around.tables[name].table_name for name in spec.tables},
            **{
                f"{name}_arn": names.workflow_arn(self, name)
                for name in (*spec.runs, *spec.starts, *spec.answers)
            },
            **{name: str(getattr(settings.behaviour, name)) for name in spec.settings},
            **days_told(spec, settings),
        }
        if spec.publishes:
            given["bus_name"] = around.bus.event_bus_name
        if spec.speaks_live:
            given["issuer"] = around.issuer
            given["live_url"] = around.live.connections_url
            given["live_queue_url"] = around.live.queue.queue_url
        given |= around.outward.settings_of(spec)
        if _needs_breakers(spec):
            given["breakers_table"] = around.tables["breakers"].table_name
        if spec.searches and around.episodes:
            given["episodes_endpoint"] = around.episodes.endpoint
        if spec.files:
            given["intake_bucket"] = around.files.bucket_name
        given |= model_settings(settings, spec, around.tables, around.bus)
        if spec.serves_callers:
            given["token_url"] = around.token_url
            given["issuer"] = around.issuer
            given["callers"] = Stack.of(self).to_json_string(dict(around.callers))
            given["rate_limits"] = Stack.of(self).to_json_string(dict(around.rate_limits))
        return {
            **{f"BATON_{name.upper()}": value for name, value in given.items()},
            "POWERTOOLS_SERVICE_NAME": spec.name,
            "POWERTOOLS_LOG_LEVEL": "INFO",
            "POWERTOOLS_METRICS_NAMESPACE": "Baton",
            "AWS_RETRY_MODE": "standard",
        }


def _needs_breakers(spec: FunctionSpec) -> bool:
    """Whether it reaches something outside that is left alone when it fails."""
    return spec.searches or spec.embeds or spec.sends or spec.calls_webhook


def _allow(actions: list[str], resources: list[str]) -> iam.PolicyStatement:
    return iam.PolicyStatement(actions=actions, resources=resources)


def _file_statements(access: FileAccess, files: s3.Bucket) -> Iterator[iam.PolicyStatement]:
    """Objects have no names beforehand, so permissions end at the folder. Without the right to list
    the bucket, S3 says of an object that is not there that it is forbidden.
    """
    if access.reads:
        yield _allow(
            ["s3:GetObject"], [files.arn_for_objects(f"{name}/*") for name in access.reads]
        )
        yield _allow(["s3:ListBucket"], [files.bucket_arn])
    if access.writes:
        yield _allow(
            ["s3:AbortMultipartUpload", "s3:PutObject"],
            [files.arn_for_objects(f"{name}/*") for name in access.writes],
        )
    if access.deletes_versions:
        yield _allow(
            ["s3:DeleteObjectVersion"],
            [files.arn_for_objects(f"{name}/*") for name in access.writes],
        )
        yield _allow(["s3:ListBucketVersions"], [files.bucket_arn])
