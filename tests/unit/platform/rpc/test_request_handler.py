"""Nobody gets in without a token, the scope of what they call, and some patience."""

import pytest

from baton.core.settings import Settings
from tests.fakes.platform.container import FakePlatform

ONE = "01JNB3V5QZ8W2Y4X6T7R9P0K1M"


def test_nobody_is_served_without_a_token(caller):
    caller.scopes = None

    for path in ("/rpc", "/mcp"):
        answer = caller.send(path, {})
        assert answer.status == 401
        assert "resource_metadata=" in answer.headers["WWW-Authenticate"]


def test_a_method_needs_one_of_its_scopes(caller, methods):
    for method in methods:
        nobody = caller.as_("nothing.at.all").call(method.name)
        assert nobody["error"]["code"] == 403, method.name
        for scope in method.scopes:
            somebody = caller.as_(scope).call(method.name)
            assert somebody.get("error", {}).get("code") != 403, method.name


def test_a_reader_may_look_and_change_nothing(caller, methods):
    reader = caller.as_("leads.read", "campaigns.read")

    for method in methods:
        if method.changes:
            assert reader.call(method.name)["error"]["code"] == 403, method.name


def test_a_caller_who_is_too_fast_is_told_when_to_come_back(caller):
    platform = FakePlatform(Settings(rate_limits={"default": 2}))
    hasty = type(caller)(platform, scopes="baton/agent.status")
    body = {"jsonrpc": "2.0", "method": "agent.status", "id": 1}

    answers = [hasty.send("/rpc", body) for _ in range(3)]

    assert [answer.status for answer in answers] == [200, 200, 429]
    assert int(answers[-1].headers["Retry-After"]) >= 1


def test_every_request_of_a_batch_counts(caller):
    platform = FakePlatform(Settings(rate_limits={"default": 2}))
    hasty = type(caller)(platform, scopes="baton/agent.status")
    body = [{"jsonrpc": "2.0", "method": "agent.status", "id": number} for number in range(3)]

    codes = [one.get("error", {}).get("code") for one in hasty.send("/rpc", body).json]

    assert codes == [None, None, 429]


@pytest.mark.parametrize("method", ["GET", "DELETE", "PUT"])
def test_there_are_no_sessions_and_no_streams_without_a_request(caller, method):
    answer = caller.send("/mcp", method=method)

    assert answer.status == 405
    assert answer.headers["Allow"] == "POST"


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        ("https://evil.example", 403),
        ("http://localhost:3000", 403),
        ("null", 403),
        ("https://abc.execute-api.example.com", 200),
        (None, 200),
    ],
)
def test_a_page_may_call_only_from_where_it_is_expected(caller, origin, status):
    caller.headers = {"Origin": origin} if origin else {}

    assert caller.mcp("server/discover").status == status


def test_pages_of_allowed_origins_may_call(caller):
    settings = Settings(allowed_origins="https://a.example, https://b.example")
    page = type(caller)(
        FakePlatform(settings), scopes="baton/x", headers={"origin": "https://b.example"}
    )

    assert page.mcp("server/discover").status == 200


def test_what_is_not_json_is_not_read(caller):
    assert caller.send("/rpc", {}, headers={"content-type": "text/plain"}).status == 415
    assert caller.send("/rpc", {}, headers={"accept": "text/html"}).status == 406
    assert caller.send("/rpc", raw=" " * 1_100_000).status == 413
    assert caller.send("/elsewhere", {}).status == 404


def test_a_client_learns_who_gives_tokens(caller):
    caller.scopes = None
    answer = caller.send("/.well-known/oauth-protected-resource/mcp", method="GET")

    assert answer.status == 200
    assert answer.json["resource"].endswith("/mcp")
