"""The operations stack: what only AWS has, and the local AWS does not know.

It is deployed after all others (``cdk deploy --all``) and takes nothing away when it is removed, but for
one thing: aliases whose update policy names its CodeDeploy groups cannot move without them. So before
removing it, deploy the others with ``operations.canary`` false.
"""

from aws_cdk import Duration, Environment, RemovalPolicy, Stack
from aws_cdk import aws_backup as backup
from aws_cdk import aws_budgets as budgets
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_events as events
from aws_cdk import aws_iam as iam
from aws_cdk import aws_xray as xray
from constructs import Construct

from infra import names
from infra.configuration import Configuration
from infra.constructs.alarms import Alarms
from infra.constructs.canaries import Canaries
from infra.constructs.edge import EDGE_REGION, Edge, Firewall, protect_pool
from infra.constructs.metrics import FIVE_MINUTES
from infra.constructs.shared import SharedResources
from infra.nag_suppressions import acknowledge
from infra.stacks.part import Part


class Operations(Part):
    """Canary deployments, firewalls, backups, an alarm on all tables, a budget, trace sampling."""

    def __init__(
        self, scope: Construct, configuration: Configuration, shared: SharedResources
    ) -> None:
        super().__init__(
            scope,
            "operations",
            configuration,
            description="how it is deployed, guarded and kept",
            cross_region=True,
        )
        self._shared = shared
        self._topic_arn = shared.topic.topic_arn
        Canaries(self, configuration)
        Edge(self, shared.http.host, self._edge_firewall(scope).attr_arn)
        firewall = Firewall(self, "Tokens", "REGIONAL", configuration)
        protect_pool(self, shared.identity.pool.user_pool_arn, firewall)
        self._back_up()
        self._watch_tables()
        self._watch_spending()
        self._sample_traces()

    def _edge_firewall(self, scope: Construct) -> Firewall:
        """The distribution's firewall, in a stack of its own if this one is not in its region."""
        configuration = self.configuration
        if configuration.region == EDGE_REGION:
            return Firewall(self, "Requests", "CLOUDFRONT", configuration)
        stack = Stack(
            scope,
            names.stack_name(configuration.stack_name, "edge"),
            description="Baton: the firewall in front of its API",
            env=Environment(region=EDGE_REGION),
            cross_region_references=True,
        )
        return Firewall(stack, "Requests", "CLOUDFRONT", configuration)

    def _back_up(self) -> None:
        """Every table, every night; beside point-in-time recovery, which ends with its table."""
        settings = self.configuration
        vault = backup.BackupVault(
            self,
            "Vault",
            backup_vault_name=settings.stack_name.lower(),
            removal_policy=RemovalPolicy.RETAIN,
        )
        plan = backup.BackupPlan(self, "Nightly", backup_vault=vault)
        plan.add_rule(
            backup.BackupPlanRule(
                rule_name="nightly",
                schedule_expression=events.Schedule.cron(hour="3", minute="0"),
                delete_after=Duration.days(settings.operations.backup_days),
            )
        )
        role = iam.Role(
            self,
            "BackupRole",
            assumed_by=iam.ServicePrincipal("backup.amazonaws.com"),
            managed_policies=[
                iam.ManagedPolicy.from_aws_managed_policy_name(
                    "service-role/AWSBackupServiceRolePolicyForBackup"
                )
            ],
        )
        acknowledge(
            role,
            "AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/"
            "AWSBackupServiceRolePolicyForBackup]",
            "AWS Backup's own policy, which AWS keeps in step with what the service does",
        )
        plan.add_selection(
            "Tables",
            resources=[backup.BackupResource.from_tag(*names.BACKUP_TAG)],
            role=role,
            disable_default_backup_policy=True,
        )

    def _watch_tables(self) -> None:
        """One alarm on all tables of the account, which the local AWS has no queries for."""
        query = 'SELECT SUM(ThrottledRequests) FROM SCHEMA("AWS/DynamoDB", Operation, TableName)'
        Alarms(self, self.configuration, self._shared.topic).when(
            "tables-throttled",
            cloudwatch.MathExpression(expression=query, period=FIVE_MINUTES, using_metrics={}),
            above=0,
            out_of=(2, 3),
            says="Tables refuse requests: more than they have grown to.",
            look_up="Slow answers",
        )

    def _watch_spending(self) -> None:
        """The account's bill, since costs by tag need tags that somebody has switched on."""
        limits = self.configuration.operations
        budgets.CfnBudget(
            self,
            "Budget",
            budget=budgets.CfnBudget.BudgetDataProperty(
                budget_name=f"{self.configuration.stack_name}-monthly",
                budget_type="COST",
                time_unit="MONTHLY",
                budget_limit=budgets.CfnBudget.SpendProperty(
                    amount=limits.monthly_budget_usd, unit="USD"
                ),
            ),
            notifications_with_subscribers=[
                self._told_of(kind, threshold)
                for kind, threshold in (
                    ("ACTUAL", limits.budget_alert_share * 100),
                    ("FORECASTED", 100),
                )
            ],
        )

    def _told_of(
        self, kind: str, threshold: float
    ) -> budgets.CfnBudget.NotificationWithSubscribersProperty:
        return budgets.CfnBudget.NotificationWithSubscribersProperty(
            notification=budgets.CfnBudget.NotificationProperty(
                comparison_operator="GREATER_THAN",
                notification_type=kind,
                threshold=threshold,
                threshold_type="PERCENTAGE",
            ),
            subscribers=[
                budgets.CfnBudget.SubscriberProperty(
                    address=self._topic_arn, subscription_type="SNS"
                )
            ],
        )

    def _sample_traces(self) -> None:
        """One trace a second and every twentieth beyond; a trace costs $5 a million."""
        stack_name = self.configuration.stack_name
        xray.CfnSamplingRule(
            self,
            "Sampling",
            sampling_rule=xray.CfnSamplingRule.SamplingRuleProperty(
                rule_name=stack_name,
                priority=100,
                reservoir_size=1,
                fixed_rate=0.05,
                service_name=f"{stack_name}-*",
                service_type="*",
                host="*",
                http_method="*",
                url_path="*",
                resource_arn="*",
                version=1,
            ),
        )
