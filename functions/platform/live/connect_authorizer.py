"""Who may open a connection: the authoriser of ``$connect``."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from baton.core.errors import Forbidden
from baton.core.observability import logger
from baton.http.tokens import TokenCheck

if TYPE_CHECKING:
    from baton.runtime.platform import Platform

SERVICE = "live"


class ConnectAuthorizer:
    """Lets in who has a token of ours, in the header or, as browsers must, in the query."""

    def __init__(self, check: TokenCheck) -> None:
        self._check = check

    @classmethod
    def assemble(cls, platform: "Platform") -> Self:
        """The authorizer with the user pool's keys."""
        return cls(TokenCheck.of(platform.settings.require("issuer"), platform.clock))

    def admit(self, event: Mapping[str, Any]) -> dict[str, Any]:
        """The policy for a connection. Nothing of the token is logged or passed on but who it is
        from, what it permits, and until when."""
        arn = str(event["methodArn"])
        try:
            caller = self._check.caller(bearer_token(event))
        except Forbidden as error:
            logger(SERVICE).info("a connection was refused", extra={"reason": str(error)})
            return _policy("nobody", "Deny", arn)
        context = {
            "scopes": " ".join(sorted(caller.scopes)),
            "until": str(int(caller.until.timestamp())),
        }
        return {**_policy(caller.client_id, "Allow", arn), "context": context}


def bearer_token(event: Mapping[str, Any]) -> str:
    """The token of a connection. Raises ``Forbidden`` if there is none."""
    headers = {name.lower(): text for name, text in (event.get("headers") or {}).items()}
    scheme, _, token = headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and token.strip():
        return str(token.strip())
    if token := (event.get("queryStringParameters") or {}).get("token"):
        return str(token)
    raise Forbidden("There is no token: send it as Authorization header or as query parameter.")


def _policy(principal: str, effect: str, arn: str) -> dict[str, Any]:
    statement = {"Action": "execute-api:Invoke", "Effect": effect, "Resource": arn}
    return {
        "principalId": principal,
        "policyDocument": {"Version": "2012-10-17", "Statement": [statement]},
    }
