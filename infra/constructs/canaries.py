"""Canary deployments: a new version of a function first gets a tenth of the calls."""

from collections.abc import Sequence

from aws_cdk import aws_codedeploy as codedeploy
from aws_cdk import aws_iam as iam
from constructs import Construct

from infra import names
from infra.configuration import Configuration
from infra.function_specs import ALIAS, function_specs
from infra.nag_suppressions import acknowledge_wildcard


class Canaries(Construct):
    """One CodeDeploy group for each alias ``live``; the alarm on its function's errors rolls back.

    The aliases are of the application stack and name these groups in their update policies, as text.
    CloudFormation asks CodeDeploy to move an alias only when a later deployment changes its version,
    so the application stack can be made first, and the two never wait for each other.
    """

    def __init__(self, scope: Construct, configuration: Configuration) -> None:
        super().__init__(scope, "Canaries")
        self._configuration = configuration
        stack_name = configuration.stack_name
        application = codedeploy.CfnApplication(
            self, "Application", application_name=stack_name, compute_platform="Lambda"
        )
        role = self._role([names.function_name(stack_name, spec.name) for spec in function_specs()])
        for spec in function_specs():
            group = codedeploy.CfnDeploymentGroup(
                self,
                spec.name,
                application_name=stack_name,
                deployment_group_name=names.deployment_group(stack_name, spec.name),
                deployment_config_name=configuration.operations.canary_strategy,
                service_role_arn=role.role_arn,
                deployment_style=codedeploy.CfnDeploymentGroup.DeploymentStyleProperty(
                    deployment_option="WITH_TRAFFIC_CONTROL", deployment_type="BLUE_GREEN"
                ),
                alarm_configuration=codedeploy.CfnDeploymentGroup.AlarmConfigurationProperty(
                    enabled=True,
                    alarms=[
                        codedeploy.CfnDeploymentGroup.AlarmProperty(name=name)
                        for name in self._alarms(spec.name)
                    ],
                ),
                auto_rollback_configuration=codedeploy.CfnDeploymentGroup.AutoRollbackConfigurationProperty(
                    enabled=True, events=["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM"]
                ),
            )
            group.add_resource_dependency(application)

    def _alarms(self, function: str) -> Sequence[str]:
        """A function's own errors, and what callers feel of any of them."""
        stack_name = self._configuration.stack_name
        return [
            names.alarm_name(stack_name, alarm)
            for alarm in (names.errors_alarm(function), "api-errors")
        ]

    def _role(self, functions: Sequence[str]) -> iam.Role:
        """What CodeDeploy needs to move an alias (its managed policy allows it for every function)."""
        role = iam.Role(
            self,
            "Role",
            assumed_by=iam.ServicePrincipal("codedeploy.amazonaws.com"),
            description="Moves the aliases of Baton's functions",
        )
        arns = [names.function_arn(self, function) for function in functions]
        role.add_to_policy(
            iam.PolicyStatement(
                actions=[
                    "lambda:GetAlias",
                    "lambda:GetProvisionedConcurrencyConfig",
                    "lambda:UpdateAlias",
                ],
                resources=[*arns, *(f"{arn}:{ALIAS}" for arn in arns)],
            )
        )
        role.add_to_policy(
            iam.PolicyStatement(actions=["cloudwatch:DescribeAlarms"], resources=["*"])
        )
        acknowledge_wildcard(role, "*", "CodeDeploy asks for the state of alarms without an ARN")
        return role
