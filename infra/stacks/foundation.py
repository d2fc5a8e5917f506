"""The foundation: what is kept, who may call, and how parts hear of each other. It has no functions.

It is the same whichever areas are on, so that switching one on or off changes its own stack only, and
takes away nothing that was kept.
"""

from collections.abc import Iterator
from typing import cast

from aws_cdk import CfnOutput, Environment, Stack
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_s3 as s3
from constructs import Construct

from infra import names
from infra.configuration import Configuration
from infra.constructs import monitoring
from infra.constructs.alarms import Alarms, AlarmTopic
from infra.constructs.bus import DAY, RETRIES, Bus
from infra.constructs.customer_key import CustomerKey
from infra.constructs.dead_letters import DeadLetters
from infra.constructs.edge import Edge, EdgeGuards
from infra.constructs.episodes import EpisodeStore
from infra.constructs.fact_queries import FactQueries
from infra.constructs.files import Files
from infra.constructs.http_api import HttpApi
from infra.constructs.identity import Identity
from infra.constructs.inbound import MailReplies
from infra.constructs.outbound import Outbound
from infra.constructs.shared import SharedResources
from infra.constructs.tables import Tables
from infra.deployment_options import EDGE_REGION
from infra.names import in_camel_case
from infra.stacks.part import Part


class Foundation(Part):
    """Tables, files, bus, topic, callers, the HTTP API without routes, and what goes out."""

    def __init__(self, scope: Construct, configuration: Configuration) -> None:
        super().__init__(
            scope,
            "foundation",
            configuration,
            description="what is kept, and who calls",
            cross_region=_guards_are_elsewhere(configuration),
        )
        tables = Tables(self, configuration)
        dead_letters = self._dead_letters()
        key = CustomerKey(self, configuration.prefix) if configuration.own_key else None
        identity, files = Identity(self, configuration), self._files(key)
        self.topic = AlarmTopic(self, configuration).topic
        self._bus = Bus(self, configuration.prefix, dead_letters["events"])
        http = HttpApi(self, configuration, identity)
        # One machine has no CloudFront: there the API's own address is the one.
        self._edge = None if configuration.local else self._stand_before(scope, http)
        self.shared = SharedResources(
            tables=tables,
            bus=self._bus.bus,
            files=files,
            files_arn=self.export_value(files.bucket_arn),
            identity=identity,
            http=http,
            address=identity.let_in_from(self._edge.url if self._edge else http.url),
            edge_key=self._edge.key if self._edge else None,
            outbound=Outbound(self, configuration),
            topic=self.topic,
            dead_letters=dead_letters,
            episodes=EpisodeStore(self, configuration) if configuration.episodes.enabled else None,
            facts=FactQueries(self, configuration, files) if configuration.asks_athena else None,
            key_arn=self.export_value(key.key.key_arn) if key else None,
        )
        self._keep_failed_executions()
        self._tell_of_the_budget()
        self._watch()
        self._outputs()
        self.seal(key.key.key_arn if key else None)
        self.pin()

    def _files(self, key: CustomerKey | None) -> s3.Bucket:
        """The intake bucket, into which answers to mail go as well if there are any."""
        files = Files(self, self.configuration).bucket
        if self.configuration.behaviour.inbox_address and not self.configuration.local:
            MailReplies(self, self.configuration, files, key.key if key else None)
        return files

    def _stand_before(self, scope: Construct, http: HttpApi) -> Edge:
        """The edge, what of it must be in us-east-1 in a stack of its own there."""
        configuration, guarded = self.configuration, cast("Construct", self)
        if _guards_are_elsewhere(configuration):
            guarded = Stack(
                scope,
                names.worldwide(configuration.prefix, configuration.region, "edge"),
                description="Baton: the certificate and firewall of its address",
                env=Environment(region=EDGE_REGION),
                termination_protection=configuration.protected,
                cross_region_references=True,
                tags={names.DEPLOYMENT_TAG: configuration.prefix},
            )
        return Edge(self, configuration, EdgeGuards(guarded, configuration), http.host)

    def _dead_letters(self) -> dict[str, DeadLetters]:
        queues = (
            DeadLetters(self, "events", for_rules=True),
            DeadLetters(self, "functions"),
            DeadLetters(self, "workflows"),
        )
        return {queue.holds: queue for queue in queues}

    def _keep_failed_executions(self) -> events.Rule:
        """Every Standard execution that ends in failure is kept with its name, without what it carried;
        Express workflows have no such events, and callers who wait for them."""
        prefix = names.workflow_arn(self, self.configuration.prefix, "")
        return events.Rule(
            self,
            "FailedExecutions",
            description="An execution of this deployment's workflows ends in failure",
            event_pattern=events.EventPattern(
                source=["aws.states"],
                detail_type=["Step Functions Execution Status Change"],
                detail={
                    "status": ["FAILED", "TIMED_OUT"],
                    "stateMachineArn": [{"prefix": prefix}],
                },
            ),
            targets=[
                targets.SqsQueue(
                    self.shared.dead_letters["workflows"],
                    message=events.RuleTargetInput.from_object(
                        {
                            "execution": events.EventField.from_path("$.detail.executionArn"),
                            "status": events.EventField.from_path("$.detail.status"),
                            "at": events.EventField.time,
                        }
                    ),
                    dead_letter_queue=self.shared.dead_letters["events"],
                    max_event_age=DAY,
                    retry_attempts=RETRIES,
                )
            ],
        )

    def _tell_of_the_budget(self) -> None:
        self._bus.tell(
            "LanguageBudget",
            "language.budget_alert",
            self.topic,
            "Language models have cost ${committed_usd} of today's ${limit_usd} ({day}, UTC). At the "
            "limit no model is called and templates write. What to do: docs/runbook.md, 'Language "
            "models'.",
        )

    def _watch(self) -> None:
        alarms = Alarms(self, self.configuration, self.topic)
        monitoring.watch_api(alarms, self.shared.http, self.configuration.alarms)
        monitoring.watch_throttles(alarms)
        monitoring.watch_breakers(alarms)
        monitoring.watch_audit(alarms)
        monitoring.watch_language(alarms)
        monitoring.watch_agents(alarms, self.configuration.alarms)
        monitoring.watch_calls(alarms, self.shared.outbound.calls)
        for queue in self.shared.dead_letters.values():
            monitoring.watch_queue(alarms, queue)

    def _outputs(self) -> None:
        """What an operator, or the machine that runs it, has to know; and what stacks above may use."""
        shared = self.shared
        given = {
            "ApiUrl": shared.address,
            "UserPoolId": shared.identity.pool.user_pool_id,
            "TokenUrl": shared.identity.token_url,
            "Issuer": shared.identity.issuer,
            **{
                f"{in_camel_case(name)}ClientId": client.user_pool_client_id
                for name, client in shared.identity.clients.items()
            },
            "ConsoleUrl": shared.identity.console_url(shared.address),
            "PeopleClientId": shared.identity.people.user_pool_client_id,
            "IntakeBucketName": shared.files.bucket_name,
            "AlarmTopicArn": self.topic.topic_arn,
            "BusName": shared.bus.event_bus_name,
            **{
                f"{in_camel_case(name)}TableName": shared.tables[name].table_name
                for name in shared.tables.names
            },
        }
        if shared.episodes:
            given["EpisodesEndpoint"] = shared.episodes.endpoint
        for name, value in given.items():
            CfnOutput(self, name, value=value)
        for value in self._exported():
            self.export_value(value)

    def _exported(self) -> Iterator[str]:
        """All that a stack above may ever refer to, whether one does or not: an export that went when
        the last user goes would have to go before its user."""
        shared = self.shared
        for name in shared.tables.names:
            table = shared.tables[name]
            yield table.table_name
            yield table.table_arn
            if table.table_stream_arn:
                yield table.table_stream_arn
        for queue in (*shared.dead_letters.values(), shared.outbound.calls):
            yield queue.queue_arn
            yield queue.queue_url
        for client in shared.identity.clients.values():
            yield client.user_pool_client_id
        yield from (
            shared.identity.people.user_pool_client_id,
            shared.bus.event_bus_name,
            shared.bus.event_bus_arn,
            shared.files.bucket_name,
            shared.identity.pool.user_pool_id,
            shared.identity.pool.user_pool_arn,
            shared.identity.domain.domain_name,
            shared.http.api.api_id,
            shared.http.url,
            shared.http.authorizer.ref,
            shared.outbound.links.secret_arn,
            self.topic.topic_arn,
        )
        if self.topic.master_key:
            yield self.topic.master_key.key_arn
        if self._edge:
            yield from self._edge.exported
        if shared.episodes:
            yield shared.episodes.endpoint


def _guards_are_elsewhere(configuration: Configuration) -> bool:
    return (
        not configuration.local
        and configuration.region != EDGE_REGION
        and configuration.address.needs_edge_region
    )
