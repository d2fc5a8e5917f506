"""The operations stack: what only AWS has, and the local AWS does not know.

It is deployed after all others (``cdk deploy --all``) and takes nothing away when it is removed, but for
one thing: aliases whose update policy names its CodeDeploy groups cannot move without them. So before
removing it, deploy the others with ``operations.canary`` false.
"""

from aws_cdk import Duration, RemovalPolicy
from aws_cdk import aws_backup as backup
from aws_cdk import aws_budgets as budgets
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_events as events
from aws_cdk import aws_iam as iam
from aws_cdk import aws_xray as xray
from constructs import Construct

from infra import names
from infra.configuration import TRACED_SHARE, Configuration
from infra.constructs.alarms import Alarms
from infra.constructs.canaries import Canaries
from infra.constructs.firewall import Firewall, protect_pool
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
        )
        self._shared = shared
        self._topic_arn = shared.topic.topic_arn
        Canaries(self, configuration)
        if configuration.address.firewall:
            limit = configuration.address.tokens_per_5_minutes_per_address
            firewall = Firewall(self, "Tokens", "REGIONAL", configuration, limit=limit)
            protect_pool(self, shared.identity.pool.user_pool_arn, firewall)
        self._back_up()
        self._watch_tables()
        self._watch_spending()
        self._sample_traces()
        self.pin()

    def _back_up(self) -> None:
        """Every table, every week, whole: point-in-time recovery has every second of five weeks, but
        ends with its table. A copy a night would be kept, and paid, in full 35 times."""
        settings = self.configuration
        vault = backup.BackupVault(
            self,
            "Vault",
            backup_vault_name=settings.prefix.lower(),
            removal_policy=RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
        )
        plan = backup.BackupPlan(self, "Weekly", backup_vault=vault)
        plan.add_rule(
            backup.BackupPlanRule(
                rule_name="weekly",
                schedule_expression=events.Schedule.cron(week_day="SUN", hour="3", minute="0"),
                delete_after=Duration.days(7 * settings.operations.backup_weeks),
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
            resources=[backup.BackupResource.from_tag(*names.backup_tag(settings.prefix))],
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
        """The account's bill; or this deployment's, once its tag is active in Billing."""
        settings, limits = self.configuration, self.configuration.operations
        counted = {"TagKeyValue": [f"user:{names.DEPLOYMENT_TAG}${settings.prefix}"]}
        budgets.CfnBudget(
            self,
            "Budget",
            budget=budgets.CfnBudget.BudgetDataProperty(
                budget_name=names.worldwide(settings.prefix, settings.region, "monthly"),
                budget_type="COST",
                time_unit="MONTHLY",
                budget_limit=budgets.CfnBudget.SpendProperty(
                    amount=limits.monthly_budget_usd, unit="USD"
                ),
                cost_filters=counted if limits.budget_by_tag else None,
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
        """One trace a second and every hundredth beyond; a trace costs $5 a million."""
        prefix = self.configuration.prefix
        xray.CfnSamplingRule(
            self,
            "Sampling",
            sampling_rule=xray.CfnSamplingRule.SamplingRuleProperty(
                rule_name=prefix,
                priority=100,
                reservoir_size=1,
                fixed_rate=TRACED_SHARE,
                service_name=f"{prefix}-*",
                service_type="*",
                host="*",
                http_method="*",
                url_path="*",
                resource_arn="*",
                version=1,
            ),
        )
