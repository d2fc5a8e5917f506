"""A state machine from a definition, with the rights that its definition needs."""

import json
import re
from collections.abc import Mapping, Sequence

from aws_cdk import RemovalPolicy, Stack
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_iam as iam
from aws_cdk import aws_logs as logs
from aws_cdk import aws_stepfunctions as stepfunctions
from constructs import Construct

from infra import names
from infra.configuration import Configuration
from infra.constructs.functions import Functions
from infra.constructs.metrics import measured
from infra.function_specs import function_specs
from infra.nag_suppressions import acknowledge, acknowledge_wildcard
from infra.retention import retention
from infra.workflows.states import Definition

_PLACEHOLDER = re.compile(r"\$\{(\w+)\}")
_FUNCTIONS = {spec.name for spec in function_specs()}


class Workflow(Construct):
    """One state machine. It may call the functions its definition names, and what is added here.

    It logs what fails, never what it carries: leads are persons.
    """

    def __init__(
        self,
        scope: Construct,
        name: str,
        definition: Definition,
        *,
        configuration: Configuration,
        functions: Functions,
        express: bool,
        values: Mapping[str, str] | None = None,
        statements: Sequence[iam.PolicyStatement] = (),
    ) -> None:
        super().__init__(scope, name.title().replace("_", ""))
        self.name, self.express, stack = name, express, Stack.of(self)
        text = json.dumps(definition)
        called = sorted(set(_PLACEHOLDER.findall(text)) & _FUNCTIONS)
        aliases = {function: functions[function].alias.function_arn for function in called}
        self.role = self._role([_may_call(list(aliases.values())), *statements])
        self.machine = stepfunctions.StateMachine(
            self,
            "Machine",
            state_machine_name=names.workflow_name(stack.stack_name, name),
            state_machine_type=stepfunctions.StateMachineType.EXPRESS
            if express
            else stepfunctions.StateMachineType.STANDARD,
            definition_body=stepfunctions.DefinitionBody.from_string(text),
            definition_substitutions={**aliases, **(values or {})},
            role=self.role,
            tracing_enabled=True,
            logs=stepfunctions.LogOptions(
                destination=logs.LogGroup(
                    self,
                    "Logs",
                    retention=retention(configuration.log_days),
                    removal_policy=RemovalPolicy.DESTROY
                    if configuration.local
                    else RemovalPolicy.RETAIN,
                ),
                level=stepfunctions.LogLevel.ERROR,
                include_execution_data=False,
            ),
        )
        acknowledge(
            self.machine,
            "AwsSolutions-SF1",
            "only what fails is logged; each function logs its own step, and metrics count the rest",
        )

    def metric(self, name: str, statistic: str = "Sum") -> cloudwatch.Metric:
        """What Step Functions says of the executions, over five minutes."""
        arn = self.machine.state_machine_arn
        return measured("AWS/States", name, statistic, StateMachineArn=arn)

    def _role(self, statements: Sequence[iam.PolicyStatement]) -> iam.Role:
        role = iam.Role(
            self,
            "Role",
            assumed_by=iam.ServicePrincipal("states.amazonaws.com"),
            description=f"What the workflow {self.name} may do",
        )
        for statement in statements:
            role.add_to_policy(statement)
        acknowledge_wildcard(
            role, "*", "X-Ray's actions and the delivery of workflow logs, which know no resources"
        )
        return role


def _may_call(aliases: Sequence[str]) -> iam.PolicyStatement:
    return iam.PolicyStatement(actions=["lambda:InvokeFunction"], resources=list(aliases))
