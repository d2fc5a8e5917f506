"""Who is let in, and how little is said about who is not."""

import io
import json
from typing import Any

import pytest

from baton.core.errors import Forbidden, Unavailable
from baton.http import tokens as module
from baton.http.tokens import TokenCaller, TokenCheck, keys_url, read_keys
from functions.platform.live.connect_authorizer import (
    ConnectAuthorizer,
    bearer_token,
)
from tests.fakes.platform.clock import NOON

ISSUER = "https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_Pool"
ARN = "arn:aws:execute-api:eu-central-1:111122223333:api/live/$connect"


class OneToken(TokenCheck):
    """Knows one token."""

    def __init__(self) -> None:
        pass

    def caller(self, token: str) -> TokenCaller:
        if token != "good":
            raise Forbidden("The token's signature is not ours.")
        return TokenCaller("client-1", frozenset({"baton/leads.read", "baton/agent.status"}), NOON)


def an_event(**given: Any) -> dict[str, Any]:
    return {"type": "REQUEST", "methodArn": ARN, "headers": {}, **given}


@pytest.mark.parametrize(
    "given",
    [
        {"headers": {"Authorization": "Bearer good"}},
        {"headers": {"authorization": "bearer  good "}},
        {"queryStringParameters": {"token": "good"}},
        {"headers": None, "queryStringParameters": {"token": "good"}},
        {"headers": {"Authorization": "Basic x"}, "queryStringParameters": {"token": "good"}},
    ],
)
def test_a_token_is_taken_from_the_header_or_the_query(given: dict[str, Any]) -> None:
    policy = ConnectAuthorizer(OneToken()).admit(an_event(**given))
    assert policy["principalId"] == "client-1"
    assert policy["context"] == {
        "scopes": "baton/agent.status baton/leads.read",
        "until": str(int(NOON.timestamp())),
    }
    (statement,) = policy["policyDocument"]["Statement"]
    assert statement == {"Action": "execute-api:Invoke", "Effect": "Allow", "Resource": ARN}


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"headers": {"Authorization": "Bearer secret-and-bad"}},
        {"queryStringParameters": {"token": "secret-and-bad"}},
        {"queryStringParameters": None},
    ],
)
def test_without_a_good_token_nobody_comes_in_and_nothing_of_it_is_logged(
    given: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    policy = ConnectAuthorizer(OneToken()).admit(an_event(**given))
    assert policy["policyDocument"]["Statement"][0]["Effect"] == "Deny"
    assert "context" not in policy
    assert "secret-and-bad" not in capsys.readouterr().out + json.dumps(policy)


def test_no_token_is_said_to_be_missing() -> None:
    with pytest.raises(Forbidden, match="no token"):
        bearer_token({})


def test_the_keys_are_where_the_issuer_has_them_or_where_the_local_aws_has_everything() -> None:
    assert keys_url(ISSUER, None) == f"{ISSUER}/.well-known/jwks.json"
    assert keys_url(ISSUER, "http://127.0.0.1:4566") == (
        "http://127.0.0.1:4566/eu-central-1_Pool/.well-known/jwks.json"
    )


@pytest.mark.parametrize("answer", [OSError("away"), b"no JSON", b"[]"])
def test_keys_that_cannot_be_read_are_a_passing_fault(
    monkeypatch: pytest.MonkeyPatch, answer: Any
) -> None:
    def urlopen(_url: str, timeout: float) -> Any:
        if isinstance(answer, Exception):
            raise answer
        return io.BytesIO(answer)

    monkeypatch.setattr(module.urllib.request, "urlopen", urlopen)
    with pytest.raises(Unavailable):
        read_keys("https://example.com/keys")
