"""The functions of a stack: one class makes them all, from their specifications."""

from collections.abc import Iterator, Sequence
from typing import Any, Final, cast

from aws_cdk import (
    CfnCodeDeployLambdaAliasUpdate,
    CfnResource,
    CfnUpdatePolicy,
    Duration,
    RemovalPolicy,
)
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_lambda_destinations as destinations
from aws_cdk import aws_logs as logs
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from infra import names
from infra.configuration import Configuration
from infra.constructs.environment import environment_of
from infra.constructs.layers import Layers
from infra.constructs.own_parts import OwnParts
from infra.constructs.permissions import function_role
from infra.constructs.shared import SharedResources
from infra.function_specs import ALIAS, FunctionSpec
from infra.nag_suppressions import acknowledge
from infra.packaging import function_package
from infra.retention import removal, retention


class Functions(Construct):
    """Every function of one area."""

    def __init__(
        self,
        scope: Construct,
        configuration: Configuration,
        shared: SharedResources,
        specs: Sequence[FunctionSpec],
    ) -> None:
        super().__init__(scope, "Functions")
        layers = Layers(self, configuration, specs)
        self.own = {spec.name: self._own(spec, configuration) for spec in specs}
        self._by_name = {
            spec.name: BatonFunction(
                self.own[spec.name], spec, configuration, shared=shared, layers=layers
            )
            for spec in specs
        }

    def __getitem__(self, name: str) -> "BatonFunction":
        """The function ``name``."""
        return self._by_name[name]

    def __iter__(self) -> Iterator["BatonFunction"]:
        return iter(self._by_name.values())

    def __contains__(self, name: str) -> bool:
        return name in self._by_name

    def _own(self, spec: FunctionSpec, configuration: Configuration) -> OwnParts:
        return OwnParts(Construct(self, names.in_camel_case(spec.name)), spec, configuration)


_LOGGED: Final[dict[str, Any]] = {
    "logging_format": lambda_.LoggingFormat.JSON,
    "application_log_level_v2": lambda_.ApplicationLogLevel.INFO,
    "system_log_level_v2": lambda_.SystemLogLevel.WARN,
}
"""Our lines are JSON already, and one a task tells what Lambda's own three would. At WARN, Lambda still
reports calls that did not succeed (Lambda Developer Guide, "System log level event mapping")."""

_FAILED_CALL: Final = (
    '{ ($.type = "platform.report" && $.record.status != "success") || '
    '($.log_level = "ERROR" && $.errorType = "*") }'
)
"""A line that says that a call failed: Lambda's report of an error, a time-out, a crash or too little
memory (Telemetry API, ``platform.report``), or the runtime's own of an exception that nobody took
(``log_error`` of awslambdaric). A call may have both, so lines are at least as many as calls."""


class BatonFunction(Construct):
    """One function with its own role and log group, and the alias ``live`` that everybody calls.

    Each deployment publishes a version, from whose snapshot containers start where somebody waits for
    them (SnapStart). Earlier versions stay, so that the alias can go back to them, until ``make deploy``
    has removed those that nothing goes back to.
    """

    def __init__(
        self,
        own: OwnParts,
        spec: FunctionSpec,
        configuration: Configuration,
        *,
        shared: SharedResources,
        layers: Layers,
    ) -> None:
        super().__init__(cast("Construct", own.node.scope), "Lambda")
        self.spec, self.own = spec, own
        self._configuration = configuration
        self.name = names.function_name(configuration.prefix, spec.name)
        self.log_group = self._log_group()
        self._count_failed_calls()
        self.role = function_role(
            self, spec, configuration, shared=shared, own=own, log_group=self.log_group
        )
        environment = environment_of(self, spec, configuration, shared=shared, own=own)
        self.function = self._function(layers, environment)
        self.alias = self._alias()

    @property
    def has_canary(self) -> bool:
        """Whether a new version first gets a part of the calls."""
        return self._configuration.operations.canary and not self._configuration.local

    @property
    def version_number(self) -> str:
        """The number of the version that this deployment publishes."""
        return self.function.current_version.version

    def send_failures_to(self, queue: sqs.IQueue) -> None:
        """Keeps events that failed three times, over at most six hours."""
        self.alias.configure_async_invoke(
            on_failure=destinations.SqsDestination(queue),
            retry_attempts=2,
            max_event_age=Duration.hours(6),
        )

    def _log_group(self) -> logs.LogGroup:
        settings = self._configuration
        return logs.LogGroup(
            self,
            "Logs",
            retention=retention(settings.log_days),
            removal_policy=removal(settings),
        )

    def _count_failed_calls(self) -> None:
        """Into one metric of the area, without dimensions. Lambda's own of each function would be paid
        one by one as soon as an alarm looks at them; this one is, and only in hours when calls fail.
        """
        self.log_group.add_metric_filter(
            "FailedCalls",
            filter_pattern=logs.FilterPattern.literal(_FAILED_CALL),
            metric_namespace=self._configuration.prefix,
            metric_name=names.failed_calls(self.spec.area),
            metric_value="1",
        )

    def _function(self, layers: Layers, environment: dict[str, str]) -> lambda_.Function:
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
            log_group=self.log_group,
            **_LOGGED,
            snap_start=lambda_.SnapStartConf.ON_PUBLISHED_VERSIONS if spec.snapshot else None,
            tracing=lambda_.Tracing.ACTIVE,
            environment=environment,
            current_version_options=lambda_.VersionOptions(
                removal_policy=RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE
            ),
        )
        if settings.in_vpc:
            self._put_into_vpc(function)
        acknowledge(
            function,
            "AwsSolutions-L1",
            "Python 3.13 is what the tests and one machine run, and what the bytecode is made for",
        )
        return function

    def _put_into_vpc(self, function: lambda_.Function) -> None:
        """By the plain property: subnets are only known by their ids, and nothing is looked up."""
        network = self._configuration.network
        cast(
            "lambda_.CfnFunction", function.node.default_child
        ).vpc_config = lambda_.CfnFunction.VpcConfigProperty(
            subnet_ids=list(network.subnet_ids), security_group_ids=list(network.security_group_ids)
        )

    def _alias(self) -> lambda_.Alias:
        alias = lambda_.Alias(self, "Live", alias_name=ALIAS, version=self.function.current_version)
        if self.has_canary:
            prefix = self._configuration.prefix
            cast(
                "CfnResource", alias.node.default_child
            ).cfn_options.update_policy = CfnUpdatePolicy(
                code_deploy_lambda_alias_update=CfnCodeDeployLambdaAliasUpdate(
                    application_name=prefix,
                    deployment_group_name=names.deployment_group(prefix, self.spec.name),
                )
            )
        return alias
