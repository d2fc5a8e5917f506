"""Nobody gets past the door without a token, the right scope and some patience."""

import json
from typing import Any

from baton.core.packaged_yaml import yaml_of
from baton.http.people import GROUPS
from infra.constructs.identity import CLIENTS, RESOURCE_SERVER, SCOPES
from tests.infrastructure.synthesis import ROOT, Template, mentions

PUBLIC = {
    "GET /api/v1/health",
    "GET /openapi.json",
    "GET /docs",
    "GET /console",
    "GET /console/settings.json",
    "GET /console/{version}/{file}",
    "GET /console/{version}/{folder}/{file}",
    "GET /u/{token}",
    "POST /u/{token}",
    "POST /webhooks/carriers",
    "POST /webhooks/payments",
    "GET /.well-known/oauth-protected-resource",
    "GET /.well-known/oauth-protected-resource/mcp",
    "GET /.well-known/oauth-authorization-server",
    "OPTIONS /mcp",
    "OPTIONS /.well-known/oauth-protected-resource",
    "OPTIONS /.well-known/oauth-protected-resource/mcp",
    "OPTIONS /.well-known/oauth-authorization-server",
}


ROUTES = {
    f"{row['method']} {row['path']}": row
    for file in sorted((ROOT / "functions").glob("*/*/routes.yaml"))
    for row in yaml_of(file.read_text(encoding="utf-8"))
}
"""The routes as their functions read them."""

ROUTES |= {f"HEAD {key[4:]}": row for key, row in ROUTES.items() if key.startswith("GET ")}
PUBLIC |= {f"HEAD {key[4:]}" for key in PUBLIC if key.startswith("GET ")}


def of_http(application: Template, kind: str) -> dict[str, dict[str, Any]]:
    """The resources of the HTTP API; the others are those of the WebSocket API."""
    apis = application.properties("ApiGatewayV2::Api")
    (http,) = (name for name, api in apis.items() if api["ProtocolType"] == "HTTP")
    return {
        name: one
        for name, one in application.properties(f"ApiGatewayV2::{kind}").items()
        if http in mentions(one["ApiId"])
    }


def of_sockets(application: Template, kind: str) -> dict[str, dict[str, Any]]:
    http = of_http(application, kind)
    every = application.properties(f"ApiGatewayV2::{kind}")
    return {name: one for name, one in every.items() if name not in http}


def test_a_socket_opens_with_a_token_only_wherever_the_token_is(application: Template) -> None:
    routes = {route["RouteKey"]: route for route in of_sockets(application, "Route").values()}
    assert set(routes) == {"$connect", "$disconnect", "$default"}
    assert routes["$connect"]["AuthorizationType"] == "CUSTOM"
    ((name, authorizer),) = of_sockets(application, "Authorizer").items()
    assert set(mentions(routes["$connect"]["AuthorizerId"])) == {name}
    assert authorizer["AuthorizerType"] == "REQUEST"
    assert not authorizer.get("IdentitySource")


def test_no_access_log_keeps_a_query_which_may_hold_a_token(application: Template) -> None:
    for stage in of_sockets(application, "Stage").values():
        assert "query" not in stage["AccessLogSettings"]["Format"].lower()
        assert "LoggingLevel" not in stage["DefaultRouteSettings"]
        assert "DataTraceEnabled" not in stage["DefaultRouteSettings"]


def test_the_routes_are_those_the_function_answers(application: Template) -> None:
    routes = of_http(application, "Route").values()
    assert {route["RouteKey"] for route in routes} == set(ROUTES)


def test_every_route_but_the_public_ones_needs_a_token_and_its_scope(
    application: Template,
) -> None:
    authorizers = set(application.of_type("ApiGatewayV2::Authorizer"))
    for route in of_http(application, "Route").values():
        scope = ROUTES[route["RouteKey"]]["scope"]
        assert (scope is None) == (route["RouteKey"] in PUBLIC)
        if scope is None or route["RouteKey"].endswith(" /mcp"):  # whose function checks the token
            assert route["AuthorizationType"] == "NONE"
            continue
        assert route["AuthorizationType"] == "JWT", route["RouteKey"]
        assert set(mentions(route["AuthorizerId"])) <= authorizers
        assert route.get("AuthorizationScopes") == (None if scope == "any" else [scope])


def test_tokens_are_those_of_our_clients(application: Template) -> None:
    (authorizer,) = of_http(application, "Authorizer").values()
    configuration = authorizer["JwtConfiguration"]
    clients = set(application.of_type("Cognito::UserPoolClient"))
    assert set(mentions(configuration["Audience"])) == clients


def test_people_sign_in_by_a_code_with_proof_and_have_their_groups(application: Template) -> None:
    clients = application.properties("Cognito::UserPoolClient").values()
    (people,) = (one for one in clients if one["AllowedOAuthFlows"] == ["code"])
    assert not people["GenerateSecret"]
    console, inspector = people["CallbackURLs"]
    assert str(console).endswith("'/console']]}")
    assert people["LogoutURLs"] == [console]
    assert inspector == "http://localhost:6274/oauth/callback"
    assert people["PreventUserExistenceErrors"] == "ENABLED"
    groups = application.properties("Cognito::UserPoolGroup").values()
    assert {group["GroupName"] for group in groups} == set(GROUPS)


def test_the_issuer_is_the_user_pool(application: Template) -> None:
    (authorizer,) = of_http(application, "Authorizer").values()
    configuration = authorizer["JwtConfiguration"]
    assert set(mentions(configuration["Issuer"])) & set(application.of_type("Cognito::UserPool"))


def test_the_stage_refuses_more_than_it_can_take(application: Template) -> None:
    for stage in application.properties("ApiGatewayV2::Stage").values():
        settings = stage["DefaultRouteSettings"]
        assert 0 < settings["ThrottlingRateLimit"] <= settings["ThrottlingBurstLimit"]


def test_the_access_log_says_who_and_what_but_nothing_of_a_person(application: Template) -> None:
    for stage in application.properties("ApiGatewayV2::Stage").values():
        log = stage["AccessLogSettings"]
        assert set(mentions(log["DestinationArn"])) <= set(application.of_type("Logs::LogGroup"))
        line = json.loads(log["Format"])
        assert {"client_id", "route", "status", "milliseconds"} <= set(line)


def test_the_api_gives_up_before_api_gateway_does(application: Template) -> None:
    integrations = of_http(application, "Integration").values()
    assert all(integration["TimeoutInMillis"] <= 30_000 for integration in integrations)


def test_every_scope_of_a_route_exists_and_somebody_has_it(application: Template) -> None:
    named = {row["scope"] for row in ROUTES.values()} - {None, "any"}
    needed = {scope.removeprefix(f"{RESOURCE_SERVER}/") for scope in named}
    (server,) = application.properties("Cognito::UserPoolResourceServer").values()
    assert server["Identifier"] == RESOURCE_SERVER
    assert needed <= {scope["ScopeName"] for scope in server["Scopes"]} == set(SCOPES)
    assert needed <= {scope for scopes in CLIENTS.values() for scope in scopes}


def test_a_client_proves_itself_and_its_token_lives_a_day_at_most(application: Template) -> None:
    for name, client in application.properties("Cognito::UserPoolClient").items():
        people = client["ClientName"] == "people"
        assert client["AllowedOAuthFlows"] == ["code" if people else "client_credentials"], name
        assert client["GenerateSecret"] != people, name
        assert client["TokenValidityUnits"]["AccessToken"] == "minutes"
        assert client["AccessTokenValidity"] <= 24 * 60, name


def test_the_reader_can_change_nothing(application: Template) -> None:
    reader = next(
        client
        for client in application.properties("Cognito::UserPoolClient").values()
        if client["ClientName"] == "reader"
    )
    assert all(json.dumps(scope).endswith('.read"]]}') for scope in reader["AllowedOAuthScopes"])


def test_an_agent_may_do_its_own_work_and_nothing_else(application: Template) -> None:
    may = {
        client["ClientName"]: {
            scope["Fn::Join"][1][-1].lstrip("/") for scope in client["AllowedOAuthScopes"]
        }
        for client in application.properties("Cognito::UserPoolClient").values()
        if client["ClientName"] != "people"
    }
    assert may["lead_triage"] == {"db.leads", "memory.short_term", "agent.handoff"}
    assert may["engagement"] == {"db.interactions", "memory.long_term", "agent.handoff"}
    assert may["campaign_optimizer"] == {"db.campaigns", "analytics", "agent.escalate"}


def test_every_method_can_be_called_by_somebody() -> None:
    from functions.platform.rpc.methods import every_contribution
    from tests.fakes.platform.container import FakePlatform

    for method in (method for one in every_contribution(FakePlatform()) for method in one.methods):
        assert set() < set(method.scopes) <= set(SCOPES), method.name


def test_who_signs_in_can_ask_for_every_scope_that_mcp_tells_of() -> None:
    """A sign-in with one scope that the pool does not know is refused whole."""
    from functions.platform.rpc.app import assemble
    from tests.fakes.platform.container import FakePlatform
    from tests.samples.http import Client as Caller

    event = Caller(FakePlatform()).event("GET", "/.well-known/oauth-protected-resource/mcp")
    told = json.loads(assemble(FakePlatform()).handle(event)["body"])["scopes_supported"]
    assert {scope.removeprefix(f"{RESOURCE_SERVER}/") for scope in told} <= set(SCOPES)


def test_every_route_leads_to_the_function_that_answers_it(application: Template) -> None:
    integrations = of_http(application, "Integration")
    folders = {
        f"{row['method']} {row['path']}": file.parent
        for file in (ROOT / "functions").glob("*/*/routes.yaml")
        for row in yaml_of(file.read_text(encoding="utf-8"))
    }
    for route in of_http(application, "Route").values():
        (integration,) = set(mentions(route["Target"])) & set(integrations)
        folder = folders[route["RouteKey"].replace("HEAD ", "GET ")]
        name = {"api": f"{folder.parent.name}_api"}.get(folder.name, folder.name)
        target = "".join(mentions(integrations[integration]["IntegrationUri"]))
        assert name.title().replace("_", "") in target, route["RouteKey"]
