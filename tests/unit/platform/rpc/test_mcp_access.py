"""Clients in browsers and on desktops find the sign-in, and get in with a person's token."""

from typing import Any

import pytest

from baton.core.settings import Settings
from tests.fakes.platform.container import FakePlatform
from tests.unit.platform.http.test_tokens import ISSUER, KEY, a_token, jwk
from tests.unit.platform.rpc.conftest import Client

PAGE = "https://inspector.example"
DOCUMENT = "/.well-known/oauth-protected-resource/mcp"
SIGN_IN = "/.well-known/oauth-authorization-server"
AT_CLOUDFRONT = {"x-amz-cf-id": "abc"}


@pytest.fixture
def door(monkeypatch: pytest.MonkeyPatch) -> Client:
    """A client without a token, at a deployment whose sign-in is known."""
    monkeypatch.setattr("baton.http.tokens.read_keys", lambda _url: {"keys": [jwk(KEY)]})
    settings = Settings(
        allowed_origins=PAGE,
        issuer=ISSUER,
        token_url="https://login.example/oauth2/token",
        links="https://baton.example",
        rate_limits={"default": 10_000},
    )
    return Client(FakePlatform(settings), scopes=None)


def with_token(door: Client, **claims: Any) -> Client:
    later = {"exp": int(door.platform.clock().timestamp()) + 60}
    door.headers = {"authorization": f"Bearer {a_token(**{**later, **claims})}"}
    return door


@pytest.mark.parametrize("path", ["/mcp", DOCUMENT, SIGN_IN])
def test_a_browser_s_preflight_is_answered(door: Client, path: str) -> None:
    asks = {"origin": PAGE, "access-control-request-headers": "authorization,mcp-protocol-version"}
    answer = door.send(path, method="OPTIONS", raw="", headers=asks)
    assert (answer.status, answer.text) == (204, "")
    assert answer.headers["Access-Control-Allow-Origin"] in {PAGE, "*"}
    assert "POST" in answer.headers["Access-Control-Allow-Methods"]
    allowed = answer.headers["Access-Control-Allow-Headers"].lower()
    assert all(one in allowed for one in ("authorization", "mcp-protocol-version", "mcp-method"))


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "https://inspector.example.evil"]
)
def test_another_page_s_preflight_is_refused(door: Client, origin: str) -> None:
    answer = door.send("/mcp", method="OPTIONS", raw="", headers={"origin": origin})
    assert answer.status == 403
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_a_page_can_read_why_it_is_refused(door: Client) -> None:
    answer = door.send("/mcp", {}, headers={"origin": PAGE})
    assert answer.status == 401
    assert answer.headers["Access-Control-Allow-Origin"] == PAGE
    assert "WWW-Authenticate" in answer.headers["Access-Control-Expose-Headers"]


@pytest.mark.parametrize(
    ("headers", "address"),
    [
        ({}, "https://abc.execute-api.example.com"),
        (AT_CLOUDFRONT, "https://baton.example"),
        ({"x-forwarded-host": "evil.example"}, "https://abc.execute-api.example.com"),
        (AT_CLOUDFRONT | {"x-forwarded-host": "evil.example"}, "https://baton.example"),
    ],
)
def test_the_address_that_the_client_used_is_the_resource(
    door: Client, headers: dict[str, str], address: str
) -> None:
    challenge = door.send("/mcp", {}, headers=headers).headers["WWW-Authenticate"]
    assert f'resource_metadata="{address}{DOCUMENT}"' in challenge
    told = door.send(DOCUMENT, method="GET", headers=headers).json
    assert told["resource"] == f"{address}/mcp"
    (server,) = told["authorization_servers"]
    found = door.send(SIGN_IN, method="GET", headers=headers).json
    assert found["issuer"] == server == address


@pytest.mark.parametrize(
    "name", ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example:80"]
)
def test_a_name_that_is_made_to_point_to_this_machine_gives_no_access(
    door: Client, name: str
) -> None:
    door.domain = "abc.execute-api.localhost"
    headers = {"host": name, "origin": f"http://{name}"}
    answer = with_token(door).send("/mcp", {}, headers=headers)
    assert answer.status == 403
    assert "Access-Control-Allow-Origin" not in answer.headers
    told = door.send(DOCUMENT, method="GET", headers=headers).json
    assert told["resource"] == "http://abc.execute-api.localhost/mcp"


@pytest.mark.parametrize(
    "name", ["localhost:4566", "127.0.0.1:4566", "[::1]:4566", "abc.localhost"]
)
def test_on_one_machine_its_own_names_are_the_address(door: Client, name: str) -> None:
    door.domain = "abc.execute-api.localhost"
    told = door.send(DOCUMENT, method="GET", headers={"host": name}).json
    assert told["resource"] == f"http://{name}/mcp"
    page = {"host": name, "origin": f"http://{name}"}
    assert with_token(door).send("/mcp", method="OPTIONS", raw="", headers=page).status == 204


def test_on_one_machine_the_sign_in_is_where_it_can_be_reached(
    door: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:4566")
    found = Client(door.platform, scopes=None).send(SIGN_IN, method="GET").json
    assert found["authorization_endpoint"] == "http://127.0.0.1:4566/oauth2/authorize"
    assert found["token_endpoint"] == "http://127.0.0.1:4566/oauth2/token"


def test_the_sign_in_takes_a_code_with_proof(door: Client) -> None:
    found = door.send(SIGN_IN, method="GET").json
    assert found["authorization_endpoint"] == "https://login.example/oauth2/authorize"
    assert found["token_endpoint"] == "https://login.example/oauth2/token"
    assert found["code_challenge_methods_supported"] == ["S256"]
    assert {"baton/leads.read", "baton/agent.status"} <= set(found["scopes_supported"])


def test_a_good_token_opens_and_a_bad_one_is_told_from_none(door: Client) -> None:
    assert with_token(door).mcp("tools/list").status == 200
    refused = with_token(door, exp=1).mcp("tools/list")
    assert refused.status == 401
    assert 'error="invalid_token"' in refused.headers["WWW-Authenticate"]
    door.headers = {}
    assert "error=" not in door.mcp("tools/list").headers["WWW-Authenticate"]


def tools_of(door: Client) -> set[str]:
    return {tool["name"] for tool in door.mcp("tools/list").json["result"]["tools"]}


def test_a_person_s_groups_say_what_the_token_is_good_for(door: Client) -> None:
    scopes = "baton/leads.read baton/db.leads baton/agent.status baton/memory.semantic"

    def tools(*groups: str) -> set[str]:
        person = {"username": "u-1", "scope": scopes, "cognito:groups": list(groups)}
        return tools_of(with_token(door, **person))

    assert tools() == tools("strangers") == set()
    assert (
        tools("viewer")
        == tools("approver")
        == {"db_leads_get", "db_leads_list", "agent_status"}
        | ({"db_interactions_get", "db_interactions_list"})
    )
    assert {"db_leads_create", "memory_semantic_store"} <= tools("operator", "viewer")
    assert tools("admin") == tools("operator")


def test_the_403_names_the_smallest_scope_that_would_do(door: Client) -> None:
    client = with_token(door, scope="baton/agent.status")
    for name, scope in (("db.leads.get", "leads.read"), ("db.leads.create", "leads.write")):
        answer = client.mcp("tools/call", {"name": name, "arguments": {}})
        assert answer.status == 403
        assert f'scope="baton/{scope}"' in answer.headers["WWW-Authenticate"]


def test_json_rpc_trusts_the_gateway_alone(door: Client) -> None:
    body = {"jsonrpc": "2.0", "method": "agent.status", "id": 1}
    assert with_token(door).send("/rpc", body).status == 401
