"""The HTTP API: one for all areas, to which the stack of each adds its routes."""

from aws_cdk import Stack
from aws_cdk import aws_apigatewayv2 as apigatewayv2
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from infra.configuration import Configuration
from infra.constructs.access_log import write_access_log
from infra.constructs.identity import Identity
from infra.constructs.metrics import measured
from infra.function_specs import FunctionSpec
from infra.nag_suppressions import acknowledge
from infra.routes import routes_of, with_heads

TIMEOUT_MS = 29_000
"""How long a function is waited for: less than API Gateway's own 30 s."""

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


class HttpApi(Construct):
    """Callers prove themselves with a token of the user pool before a function is called."""

    def __init__(self, scope: Construct, configuration: Configuration, identity: Identity) -> None:
        super().__init__(scope, "Api")
        self.api = apigatewayv2.HttpApi(
            self,
            "Http",
            api_name=f"{configuration.prefix}-{configuration.stage}",
            create_default_stage=False,
        )
        self.authorizer = apigatewayv2.CfnAuthorizer(
            self,
            "Token",
            name="Token",
            api_id=self.api.api_id,
            authorizer_type="JWT",
            identity_source=["$request.header.Authorization"],
            jwt_configuration=apigatewayv2.CfnAuthorizer.JWTConfigurationProperty(
                issuer=identity.issuer,
                audience=identity.audience,
            ),
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


class Routes(Construct):
    """The routes of one function on the API of all: its integration, and the right to call it."""

    def __init__(
        self, scope: Construct, spec: FunctionSpec, alias: lambda_.Alias, http: HttpApi
    ) -> None:
        super().__init__(scope, "Routes")
        api = http.api.api_id
        integration = apigatewayv2.CfnIntegration(
            self,
            "Integration",
            api_id=api,
            integration_type="AWS_PROXY",
            integration_uri=alias.function_arn,
            payload_format_version="2.0",
            timeout_in_millis=TIMEOUT_MS,
        )
        stack = Stack.of(self)
        lambda_.CfnPermission(
            self,
            "Permission",
            action="lambda:InvokeFunction",
            function_name=alias.function_arn,
            principal="apigateway.amazonaws.com",
            source_arn=f"arn:{stack.partition}:execute-api:{stack.region}:{stack.account}:{api}/*/*",
        )
        for route in with_heads(routes_of(spec.path)):
            made = apigatewayv2.CfnRoute(
                self,
                route.key,
                api_id=api,
                route_key=route.key,
                target=f"integrations/{integration.ref}",
                authorization_type="JWT" if route.needs_token else "NONE",
                authorizer_id=http.authorizer.ref if route.needs_token else None,
                authorization_scopes=route.scopes,
            )
            if not route.needs_token:
                acknowledge(made, "AwsSolutions-APIG4", f"public: {route.description}")
