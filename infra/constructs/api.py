"""The HTTP API: one for all functions that have routes, in their ``routes.yaml``."""

from aws_cdk import Duration, Stack
from aws_cdk import aws_apigatewayv2 as apigatewayv2
from aws_cdk import aws_apigatewayv2_authorizers as authorizers
from aws_cdk import aws_apigatewayv2_integrations as integrations
from aws_cdk import aws_cloudwatch as cloudwatch
from constructs import Construct

from infra.configuration import Configuration
from infra.constructs.access_log import write_access_log
from infra.constructs.functions import BatonFunction
from infra.constructs.identity import Identity
from infra.constructs.metrics import measured
from infra.nag_suppressions import acknowledge
from infra.routes import routes_of

_LINE = {
    "request_id": "$context.requestId",
    "at": "$context.requestTimeEpoch",
    "client_id": "$context.authorizer.claims.client_id",
    "address": "$context.identity.sourceIp",
    "route": "$context.routeKey",
    "status": "$context.status",
    "milliseconds": "$context.responseLatency",
    "authorizer_error": "$context.authorizer.error",
    "integration_error": "$context.integrationErrorMessage",
}
"""One access log line a request: who, what, how it ended, how long it took; no body, no name."""


class Api(Construct):
    """Callers prove themselves with a token of the user pool before the function is called."""

    def __init__(
        self,
        scope: Construct,
        configuration: Configuration,
        identity: Identity,
    ) -> None:
        super().__init__(scope, "Api")
        self.api = apigatewayv2.HttpApi(
            self,
            "Http",
            api_name=f"{configuration.stack_name}-{configuration.stage}",
            create_default_stage=False,
        )
        self.authorizer = authorizers.HttpJwtAuthorizer(
            "Token",
            identity.issuer,
            jwt_audience=[client.user_pool_client_id for client in identity.clients.values()],
        )
        self.stage = self._stage(configuration)

    @property
    def url(self) -> str:
        """The API's address, without a slash at the end."""
        return self.api.api_endpoint

    @property
    def host(self) -> str:
        """The API's host name."""
        stack = Stack.of(self)
        return f"{self.api.api_id}.execute-api.{stack.region}.{stack.url_suffix}"

    def metric(self, name: str, statistic: str) -> cloudwatch.Metric:
        """What API Gateway says of all routes together, over five minutes."""
        return measured(
            "AWS/ApiGateway",
            name,
            statistic,
            ApiId=self.api.api_id,
            Stage="$default",
        )

    def add_routes_of(self, function: BatonFunction) -> None:
        """Leads the routes of a function to its alias; nothing if it has none."""
        routes = routes_of(function.spec.path)
        if not routes:
            return
        integration = integrations.HttpLambdaIntegration(
            function.spec.name,
            function.alias,
            timeout=Duration.seconds(29),  # it gives up before API Gateway does
            scope_permission_to_route=False,
        )
        for route in routes:
            added = self.api.add_routes(
                path=route.path,
                methods=[apigatewayv2.HttpMethod[route.method]],
                integration=integration,
                authorizer=(
                    self.authorizer if route.needs_token else apigatewayv2.HttpNoneAuthorizer()
                ),
                authorization_scopes=route.scopes,
            )
            if not route.needs_token:
                for made in added:
                    acknowledge(made, "AwsSolutions-APIG4", f"public: {route.description}")

    def _stage(self, configuration: Configuration) -> apigatewayv2.HttpStage:
        limits = configuration.api
        stage = apigatewayv2.HttpStage(
            self,
            "Stage",
            http_api=self.api,
            stage_name="$default",
            auto_deploy=True,
            throttle=apigatewayv2.ThrottleSettings(
                rate_limit=limits.requests_per_second, burst_limit=limits.burst
            ),
        )
        write_access_log(self, stage, configuration, _LINE)
        return stage
