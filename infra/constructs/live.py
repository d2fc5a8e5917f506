"""Live updates: the WebSocket API, and what brings the function that serves it something to tell."""

from aws_cdk import Duration, RemovalPolicy, Stack
from aws_cdk import aws_apigatewayv2 as apigatewayv2
from aws_cdk import aws_apigatewayv2_authorizers as authorizers
from aws_cdk import aws_apigatewayv2_integrations as integrations
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_lambda_event_sources as sources
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from infra.configuration import Configuration
from infra.constructs.access_log import write_access_log
from infra.constructs.bus import Bus
from infra.constructs.dead_letters import DeadLetters
from infra.nag_suppressions import acknowledge

STAGE = "live"
WINDOW = Duration.seconds(1)
"""How long what happens is gathered before it is told: a burst becomes few messages."""

HEARD = ("lead.processed", "data.requested")
"""The events that the function hears."""

_LINE = {
    "request_id": "$context.requestId",
    "at": "$context.requestTimeEpoch",
    "connection_id": "$context.connectionId",
    "event": "$context.eventType",
    "client_id": "$context.authorizer.principalId",
    "address": "$context.identity.sourceIp",
    "route": "$context.routeKey",
    "status": "$context.status",
    "milliseconds": "$context.integrationLatency",
    "authorizer_error": "$context.authorizer.error",
    "integration_error": "$context.integrationErrorMessage",
}
"""One access log line an event; never the query, which may hold a token."""


class Live(Construct):
    """The API and the queue are made first, since the function is told where they are; then ``serve``
    puts the function behind them."""

    def __init__(self, scope: Construct, configuration: Configuration) -> None:
        super().__init__(scope, "Live")
        self.api = apigatewayv2.WebSocketApi(
            self,
            "Sockets",
            api_name=f"{configuration.stack_name}-live-{configuration.stage}",
            route_selection_expression="$request.body.action",
        )
        self.stage = self._stage(configuration)
        self.dead_letters = DeadLetters(self, "live")
        self.queue = sqs.Queue(
            self,
            "Notes",
            encryption=sqs.QueueEncryption.SQS_MANAGED,
            enforce_ssl=True,
            visibility_timeout=Duration.minutes(3),
            retention_period=Duration.minutes(10),
            dead_letter_queue=sqs.DeadLetterQueue(queue=self.dead_letters, max_receive_count=2),
            removal_policy=RemovalPolicy.RETAIN,
        )

    @property
    def host(self) -> str:
        """The API's host name."""
        stack = Stack.of(self)
        return f"{self.api.api_id}.execute-api.{stack.region}.{stack.url_suffix}"

    @property
    def url(self) -> str:
        """Where clients connect."""
        return f"wss://{self.host}/{STAGE}"

    @property
    def connections_url(self) -> str:
        """Where the function reaches connections."""
        return f"https://{self.host}/{STAGE}"

    @property
    def connections_arn(self) -> str:
        """Every connection of the stage: they have no names that are known beforehand."""
        stack = Stack.of(self)
        return (
            f"arn:{stack.partition}:execute-api:{stack.region}:{stack.account}:"
            f"{self.api.api_id}/{STAGE}/*/@connections/*"
        )

    def serve(self, function: lambda_.IFunction, agents: dynamodb.Table, bus: Bus) -> None:
        """Puts the function behind the API, the agents' stream, and the queue of what is heard."""
        integration = integrations.WebSocketLambdaIntegration("Function", function)
        # Neither place of the token is demanded by the gateway: it may be in either.
        token = authorizers.WebSocketLambdaAuthorizer("Token", function, identity_source=[])
        self.api.add_route("$connect", integration=integration, authorizer=token)
        for key in ("$disconnect", "$default"):
            route = self.api.add_route(key, integration=integration)
            acknowledge(route, "AwsSolutions-APIG4", "only who was let in by $connect comes here")
        function.add_event_source(
            sources.DynamoEventSource(
                agents,
                starting_position=lambda_.StartingPosition.LATEST,
                batch_size=1_000,
                max_batching_window=WINDOW,
                bisect_batch_on_error=True,
                report_batch_item_failures=True,
                retry_attempts=1,
                max_record_age=Duration.minutes(1),
                on_failure=sources.SqsDlq(self.dead_letters),
            )
        )
        function.add_event_source(
            sources.SqsEventSource(
                self.queue,
                batch_size=1_000,
                max_batching_window=WINDOW,
                report_batch_item_failures=True,
            )
        )
        bus.put("Live", HEARD, self.queue)

    def _stage(self, configuration: Configuration) -> apigatewayv2.WebSocketStage:
        limits = configuration.api
        stage = apigatewayv2.WebSocketStage(
            self,
            "Stage",
            web_socket_api=self.api,
            stage_name=STAGE,
            auto_deploy=True,
            throttle=apigatewayv2.ThrottleSettings(
                rate_limit=limits.requests_per_second, burst_limit=limits.burst
            ),
        )
        write_access_log(self, stage, configuration, _LINE)
        return stage
