"""The WebSocket API of live updates, in front of the function that serves it."""

from aws_cdk import Stack
from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_apigatewayv2 as apigatewayv2
from aws_cdk import aws_apigatewayv2_authorizers as authorizers
from aws_cdk import aws_apigatewayv2_integrations as integrations
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from infra.configuration import Configuration
from infra.constructs.access_log import write_access_log
from infra.nag_suppressions import acknowledge
from infra.retention import removal

STAGE = "live"

_LOG_WRITER = "service-role/AmazonAPIGatewayPushToCloudWatchLogs"

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


class Sockets(Construct):
    """The API is made first, since the function is told where it is; then ``serve`` puts the function
    behind it."""

    def __init__(self, scope: Construct, configuration: Configuration) -> None:
        super().__init__(scope, "Sockets")
        self.api = apigatewayv2.WebSocketApi(
            self,
            "Api",
            api_name=f"{configuration.prefix}-live-{configuration.stage}",
            route_selection_expression="$request.body.action",
        )
        self.stage = self._stage(configuration)

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

    def serve(self, function: lambda_.IFunction) -> None:
        """Puts the function behind the API."""
        integration = integrations.WebSocketLambdaIntegration("Function", function)
        # Neither place of the token is demanded by the gateway: it may be in either.
        token = authorizers.WebSocketLambdaAuthorizer("Token", function, identity_source=[])
        self.api.add_route("$connect", integration=integration, authorizer=token)
        for key in ("$disconnect", "$default"):
            route = self.api.add_route(key, integration=integration)
            acknowledge(route, "AwsSolutions-APIG4", "only who was let in by $connect comes here")

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
        stage.node.add_dependency(self._account(configuration))
        return stage

    def _account(self, configuration: Configuration) -> apigateway.CfnAccount:
        """The role in which API Gateway writes access logs of WebSockets: one for the account and
        region, which refuses the stage without. It stays when the stack goes: others may log by it.
        """
        role = iam.Role(
            self,
            "LogWriter",
            assumed_by=iam.ServicePrincipal("apigateway.amazonaws.com"),
            description="Writes the logs of API Gateway",
            managed_policies=[iam.ManagedPolicy.from_aws_managed_policy_name(_LOG_WRITER)],
        )
        acknowledge(
            role,
            f"AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/{_LOG_WRITER}]",
            "API Gateway's own policy: the role is the account's, for the logs of every API",
        )
        account = apigateway.CfnAccount(self, "Account", cloud_watch_role_arn=role.role_arn)
        for kept in (role, account):
            kept.apply_removal_policy(removal(configuration))
        return account
