"""Canary deployments: a new version of a function first gets a tenth of the calls."""

from collections.abc import Sequence

from aws_cdk import aws_codedeploy as codedeploy
from aws_cdk import aws_iam as iam
from constructs import Construct

from infra import names
from infra.area_specs import functions_on
from infra.configuration import Configuration
from infra.nag_suppressions import acknowledge_wildcard


class Canaries(Construct):
    """One CodeDeploy group for each alias ``live``; the alarm on its area's errors rolls back, and the
    one on what callers feel of any function.

    The aliases are of the areas' stacks and name these groups in their update policies, as text.
    CloudFormation asks CodeDeploy to move an alias only when a later deployment changes its version,
    so those stacks can be made first, and none waits for another.
    """

    def __init__(self, scope: Construct, configuration: Configuration) -> None:
        super().__init__(scope, "Canaries")
        self._configuration = configuration
        stack_name = configuration.prefix
        application = codedeploy.CfnApplication(
            self, "Application", application_name=stack_name, compute_platform="Lambda"
        )
        specs = functions_on(configuration)
        role = self._role([spec.name for spec in specs])
        for spec in specs:
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
                        codedeploy.CfnDeploymentGroup.AlarmProperty(
                            name=names.alarm_name(stack_name, name)
                        )
                        for name in (names.errors_alarm(spec.area), "api-errors")
                    ],
                ),
                auto_rollback_configuration=codedeploy.CfnDeploymentGroup.AutoRollbackConfigurationProperty(
                    enabled=True, events=["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM"]
                ),
            )
            group.add_resource_dependency(application)

    def _role(self, functions: Sequence[str]) -> iam.Role:
        """What CodeDeploy needs to move an alias (its managed policy allows it for every function)."""
        role = iam.Role(
            self,
            "Role",
            assumed_by=iam.ServicePrincipal("codedeploy.amazonaws.com"),
            description="Moves the aliases of Baton's functions",
        )
        prefix = self._configuration.prefix
        for (
            function
        ) in functions:  # each by itself, so that CDK can cut what is too long for a policy
            role.add_to_policy(
                iam.PolicyStatement(
                    actions=[
                        "lambda:GetAlias",
                        "lambda:GetProvisionedConcurrencyConfig",
                        "lambda:UpdateAlias",
                    ],
                    resources=[
                        names.function_arn(self, prefix, function),
                        names.alias_arn(self, prefix, function),
                    ],
                )
            )
        role.add_to_policy(
            iam.PolicyStatement(actions=["cloudwatch:DescribeAlarms"], resources=["*"])
        )
        acknowledge_wildcard(role, "*", "CodeDeploy asks for the state of alarms without an ARN")
        return role
