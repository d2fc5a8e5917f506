"""The application stack: everything that runs on AWS and on one machine."""

from aws_cdk import CfnOutput, Environment, Stack
from constructs import Construct

from infra.configuration import Configuration
from infra.constructs.api import Api
from infra.constructs.bus import Bus
from infra.constructs.consolidation import HourlyConsolidation
from infra.constructs.customer_key import CustomerKey
from infra.constructs.episodes import EpisodeStore
from infra.constructs.functions import Functions, SharedResources
from infra.constructs.identity import Identity, in_camel_case
from infra.constructs.incidents import Incidents
from infra.constructs.intake import Intake
from infra.constructs.learning import Learning
from infra.constructs.live import Live
from infra.constructs.monitoring import Monitoring, Watched
from infra.constructs.outbound import Outward, links_of
from infra.constructs.outbox import OutboxTriggers
from infra.constructs.tables import Tables
from infra.constructs.weekly_review import WeeklyReview
from infra.constructs.workflows import Workflows


class Application(Stack):
    """Baton: one construct per capability, wired here and nowhere else."""

    def __init__(self, scope: Construct, configuration: Configuration) -> None:
        super().__init__(
            scope,
            configuration.stack_name,
            description="Baton: a go-to-market team of AI agents",
            termination_protection=configuration.protected,
            env=Environment(region=configuration.region),
        )
        self.tables = Tables(self, configuration)
        self.bus = Bus(self)
        self.identity = Identity(self, configuration)
        self.intake = Intake(self, configuration)
        self.episodes = (
            EpisodeStore(self, configuration) if configuration.episodes.enabled else None
        )
        self.live = Live(self, configuration)
        self.outward = Outward(self, configuration)
        self.functions = Functions(
            self,
            configuration,
            SharedResources(
                tables=self.tables,
                bus=self.bus.bus,
                files=self.intake.bucket,
                rate_limits=self._rate_limits(configuration),
                token_url=self.identity.token_url,
                episodes=self.episodes,
                issuer=self.identity.issuer,
                callers={
                    client.user_pool_client_id: name
                    for name, client in self.identity.clients.items()
                },
                live=self.live,
                outward=self.outward,
            ),
        )
        self.workflows = Workflows(self, configuration, self.functions, self.tables, self.intake)
        self.api = Api(self, configuration, self.identity)
        for function in self.functions:
            self.api.add_routes_of(function)
        self.live.serve(self.functions["live"].alias, self.tables["agents"], self.bus)
        outreach = self.functions["outreach"]
        links = links_of(configuration.behaviour, self.api.url)
        outreach.function.add_environment("BATON_LINKS", links)
        self.outward.serve(outreach.alias)
        if configuration.behaviour.sending:
            self.bus.call("Outreach", "lead.processed", outreach.alias)
        self.outbox = OutboxTriggers(self, self.tables["outbox"], self.functions["outbox"])
        self.intake.run_for_each_file(self.workflows.file_intake.machine, self.bus.dead_letters)
        self.bus.call(
            "Review", "campaign.metrics_recorded", self.functions["campaign_optimizer"].alias
        )
        if configuration.language.configured:  # else nobody would draft anything
            self.bus.call("Drafting", "lead.processed", self.functions["drafting"].alias)
        Learning(
            self,
            configuration,
            self.functions["training"].alias,
            files=self.intake.bucket,
            bus=self.bus,
        )
        HourlyConsolidation(self, self.functions["consolidation"].alias, self.bus.dead_letters)
        if configuration.reports.enabled:
            WeeklyReview(
                self,
                configuration,
                self.workflows.scheduled_review.machine,
                self.bus.dead_letters,
            )
        dead_letters = (
            self.bus.dead_letters,
            self.functions.dead_letters,
            self.outbox.dead_letters,
            self.live.dead_letters,
            self.outward.dead_letters,
        )
        self.monitoring = Monitoring(
            self,
            configuration,
            Watched(
                api=self.api,
                functions=self.functions,
                workflows=self.workflows,
                tables=self.tables,
                dead_letters=dead_letters,
                calls=self.outward.calls,
                live=self.live,
            ),
        )
        Incidents(
            self,
            configuration,
            self.functions,
            workflow=self.workflows.incident.machine,
            topic=self.monitoring.alarms.topic,
            dead_letters=dead_letters,
            undelivered=self.bus.dead_letters,
            episodes_endpoint=self.episodes.endpoint if self.episodes else None,
        )
        self.bus.tell(
            "LanguageBudget",
            "language.budget_alert",
            self.monitoring.alarms.topic,
            "Language models have cost ${committed_usd} of today's ${limit_usd} ({day}, UTC). At the "
            "limit no model is called and templates write. What to do: docs/runbook.md, 'Language "
            "models'.",
        )
        self._outputs()
        if configuration.own_key:
            CustomerKey(self).seal(self.node.find_all())

    def _rate_limits(self, configuration: Configuration) -> dict[str, int]:
        """Requests per second by client id."""
        limits = configuration.callers
        return {
            "default": limits.default,
            **{
                client.user_pool_client_id: getattr(limits, name)
                for name, client in self.identity.clients.items()
            },
        }

    def _outputs(self) -> None:
        """What an operator, or the machine that runs it, has to know."""
        given = {
            "ApiUrl": self.api.url,
            "LiveUrl": self.live.url,
            "UserPoolId": self.identity.pool.user_pool_id,
            "TokenUrl": self.identity.token_url,
            "Issuer": self.identity.issuer,
            **{
                f"{in_camel_case(name)}ClientId": client.user_pool_client_id
                for name, client in self.identity.clients.items()
            },
            "IntakeBucketName": self.intake.bucket.bucket_name,
            "AlarmTopicArn": self.monitoring.alarms.topic.topic_arn,
            "BusName": self.bus.bus.event_bus_name,
            "LeadPipelineArn": self.workflows.lead_pipeline.machine.state_machine_arn,
            "AgentHandoffArn": self.workflows.agent_handoff.machine.state_machine_arn,
            "CampaignReviewArn": self.workflows.campaign_review.machine.state_machine_arn,
            "EscalationCaseArn": self.workflows.escalation_case.machine.state_machine_arn,
            "ScheduledReviewArn": self.workflows.scheduled_review.machine.state_machine_arn,
            "SubjectRequestArn": self.workflows.subject_request.machine.state_machine_arn,
            "IncidentArn": self.workflows.incident.machine.state_machine_arn,
            "ErasureArn": self.workflows.erasure.machine.state_machine_arn,
            "FileIntakeArn": self.workflows.file_intake.machine.state_machine_arn,
            **{
                f"{name.capitalize()}TableName": self.tables[name].table_name
                for name in self.tables.names
            },
        }
        if self.episodes:
            given["EpisodesEndpoint"] = self.episodes.endpoint
        for name, value in given.items():
            CfnOutput(self, name, value=value)
