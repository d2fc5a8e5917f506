"""JSON-RPC and MCP: more routes of the HTTP API, to a function that checks scopes by itself."""

import yaml
from aws_cdk import aws_apigatewayv2 as apigatewayv2
from pydantic import BaseModel, ConfigDict, TypeAdapter

from infra.configuration import ROOT
from infra.constructs.api import Api
from infra.constructs.functions import BatonFunction
from infra.nag_suppressions import acknowledge


class ProtocolRoute(BaseModel):
    """A route of the protocols. One that is not ``public`` needs a token, of whatever scope."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    method: str
    path: str
    public: bool
    description: str


def protocol_routes() -> list[ProtocolRoute]:
    """Every route of the protocols."""
    text = (ROOT / "functions" / "platform" / "rpc" / "routes.yaml").read_text(encoding="utf-8")
    return TypeAdapter(list[ProtocolRoute]).validate_python(yaml.safe_load(text))


def add_protocols(api: Api, function: BatonFunction) -> None:
    """Adds the routes to the API: the scope that a call needs depends on its method, so the token is
    checked by API Gateway and its scopes by the function.
    """
    integration = api.integration("Rpc", function)
    for route in protocol_routes():
        added = api.api.add_routes(
            path=route.path,
            methods=[apigatewayv2.HttpMethod[route.method]],
            integration=integration,
            authorizer=(apigatewayv2.HttpNoneAuthorizer() if route.public else api.authorizer),
        )
        if route.public:
            for made in added:
                acknowledge(made, "AwsSolutions-APIG4", f"public: {route.description}")
