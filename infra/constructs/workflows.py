"""The state machines of a stack, each with the rights that its definition needs."""

import json
import re
from collections.abc import Iterator, Mapping
from importlib import import_module

from aws_cdk import Stack
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_iam as iam
from aws_cdk import aws_logs as logs
from aws_cdk import aws_stepfunctions as stepfunctions
from constructs import Construct

from infra import names
from infra.configuration import Configuration
from infra.constructs.functions import Functions
from infra.constructs.metrics import measured
from infra.constructs.shared import SharedResources
from infra.function_specs import function_specs, workflow_areas
from infra.nag_suppressions import acknowledge, acknowledge_wildcard
from infra.retention import removal, retention
from infra.workflows.spec import WorkflowSpec

_PLACEHOLDER = re.compile(r"\$\{(\w+)\}")

_READ_AND_WRITE_RESULTS = [
    "s3:AbortMultipartUpload",
    "s3:GetObject",
    "s3:ListMultipartUploadParts",
    "s3:PutObject",
]
"""What a Distributed Map needs to read its items and write its results (Step Functions:
"ItemReader", "ResultWriter")."""


def workflow_specs(area: str, configuration: Configuration) -> dict[str, WorkflowSpec]:
    """The workflows of an area by name."""
    return {
        name: import_module(f"infra.workflows.{area}.{name}").spec(configuration)
        for name, owner in workflow_areas().items()
        if owner == area
    }


class Workflows(Construct):
    """Every workflow of an area, by the name that functions know it by."""

    def __init__(
        self,
        scope: Construct,
        area: str,
        configuration: Configuration,
        *,
        functions: Functions,
        shared: SharedResources,
    ) -> None:
        super().__init__(scope, "Workflows")
        self.all = tuple(
            Workflow(self, name, spec, configuration, functions=functions, shared=shared)
            for name, spec in workflow_specs(area, configuration).items()
        )

    def __getitem__(self, name: str) -> "Workflow":
        """The workflow ``name``."""
        return next(one for one in self.all if one.name == name)


class Workflow(Construct):
    """One state machine. It may call the functions that its definition names: those of its own stack,
    and those of others by their names.

    It logs what fails, never what it carries, which is of persons.
    """

    def __init__(
        self,
        scope: Construct,
        name: str,
        spec: WorkflowSpec,
        configuration: Configuration,
        *,
        functions: Functions,
        shared: SharedResources,
    ) -> None:
        super().__init__(scope, names.in_camel_case(name))
        self.name, self.spec = name, spec
        self._prefix, self._shared = configuration.prefix, shared
        text = json.dumps(spec.definition)
        aliases = self._aliases(text, functions)
        self.role = self._role(aliases)
        self.machine = self._machine(text, aliases, configuration)

    def metric(self, name: str, statistic: str = "Sum") -> cloudwatch.Metric:
        """What Step Functions says of the executions, over five minutes."""
        arn = self.machine.state_machine_arn
        return measured("AWS/States", name, statistic, StateMachineArn=arn)

    def _machine(
        self, definition: str, aliases: Mapping[str, str], configuration: Configuration
    ) -> stepfunctions.StateMachine:
        machine = stepfunctions.StateMachine(
            self,
            "Machine",
            state_machine_name=names.workflow_name(self._prefix, self.name),
            state_machine_type=stepfunctions.StateMachineType.EXPRESS
            if self.spec.express
            else stepfunctions.StateMachineType.STANDARD,
            definition_body=stepfunctions.DefinitionBody.from_string(definition),
            definition_substitutions={**aliases, **self._values()} or None,
            role=self.role,
            tracing_enabled=True,
            logs=stepfunctions.LogOptions(
                destination=logs.LogGroup(
                    self,
                    "Logs",
                    retention=retention(configuration.log_days),
                    removal_policy=removal(configuration),
                ),
                level=stepfunctions.LogLevel.ERROR,
                include_execution_data=False,
            ),
        )
        acknowledge(
            machine,
            "AwsSolutions-SF1",
            "only what fails is logged; each function logs its own step, and metrics count the rest",
        )
        return machine

    def _aliases(self, text: str, functions: Functions) -> dict[str, str]:
        """The ARNs of the functions that the definition names."""
        known = {spec.name for spec in function_specs()}
        called = sorted(set(_PLACEHOLDER.findall(text)) & known)
        return {
            name: functions[name].alias.function_arn
            if name in functions
            else names.alias_arn(self, self._prefix, name)
            for name in called
        }

    def _values(self) -> dict[str, str]:
        """What it runs and touches, by the names in its definition."""
        runs = {
            names.in_camel_case(name): names.workflow_arn(self, self._prefix, name)
            for name in self.spec.runs
        }
        tables = {
            names.in_camel_case(name): self._shared.tables[name].table_name
            for name in self.spec.tables
        }
        return runs | tables

    def _role(self, aliases: dict[str, str]) -> iam.Role:
        role = iam.Role(
            self,
            "Role",
            assumed_by=iam.ServicePrincipal("states.amazonaws.com"),
            description=f"What the workflow {self.name} may do",
        )
        for statement in (
            *([_allow(["lambda:InvokeFunction"], *aliases.values())] if aliases else []),
            *self._own_statements(),
        ):
            role.add_to_policy(statement)
        acknowledge_wildcard(
            role, "*", "X-Ray's actions and the delivery of workflow logs, which know no resources"
        )
        for execution in self._executions():
            acknowledge_wildcard(role, execution, "Step Functions names a map's executions")
        for versions in self._versions():
            acknowledge_wildcard(role, versions, "versions are numbered by Lambda")
        if self.spec.results_folder:
            reason = "results are named by import and execution"
            acknowledge_wildcard(role, self._results(), reason)
        return role

    def _own_statements(self) -> Iterator[iam.PolicyStatement]:
        own = names.workflow_arn(self, self._prefix, self.name)
        if self.spec.runs:
            run = [names.workflow_arn(self, self._prefix, name) for name in self.spec.runs]
            yield _allow(["states:StartSyncExecution"], *run)
        if self.spec.distributed_map:
            yield _allow(["states:StartExecution"], own)
            yield _allow(["states:DescribeExecution", "states:StopExecution"], *self._executions())
        for table, actions in self.spec.tables.items():
            yield _allow(list(actions), self._shared.tables[table].table_arn)
        for versions in self._versions():  # each by itself, so that CDK can cut a policy of all
            function = versions.removesuffix(":*")
            yield _allow(["lambda:GetAlias", "lambda:ListVersionsByFunction"], function)
            # With ``:*`` at the end it is a version that is deleted, never the function.
            yield _allow(["lambda:DeleteFunction"], versions)
        if self.spec.results_folder:
            yield _allow(_READ_AND_WRITE_RESULTS, self._results())

    def _versions(self) -> tuple[str, ...]:
        """All versions of the functions of which it removes some."""
        stack = Stack.of(self)
        where = f"arn:{stack.partition}:lambda:{stack.region}:{stack.account}:function"
        return tuple(f"{where}:{name}:*" for name in self.spec.removes_versions)

    def _executions(self) -> tuple[str, ...]:
        """The executions of its map, if it has one."""
        if self.spec.distributed_map is None:
            return ()
        own = names.workflow_arn(self, self._prefix, self.name)
        execution = own.replace(":stateMachine:", ":execution:")
        return (f"{execution}:*", f"{execution}/{self.spec.distributed_map}:*")

    def _results(self) -> str:
        return self._shared.objects_arn(self.spec.results_folder or "")


def _allow(actions: list[str], *resources: str) -> iam.PolicyStatement:
    return iam.PolicyStatement(actions=actions, resources=list(resources))
