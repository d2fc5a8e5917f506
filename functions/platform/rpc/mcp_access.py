"""Who may use ``/mcp`` from where, and how a client that may not yet finds the sign-in.

Other paths have API Gateway's authorizer. It answers 401 without saying where tokens come from, so at
``/mcp`` the token is checked here. Pages in a browser read an answer only with CORS headers (Fetch
standard), which therefore stand on refusals too.
"""

import os
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from baton.core.errors import Forbidden
from baton.core.settings import Settings
from baton.http.caller import Caller
from baton.http.http_errors import InsufficientScope, Unauthenticated
from baton.http.request_context import RequestContext
from baton.http.tokens import TokenCheck, token_url

RPC, MCP = "/rpc", "/mcp"
METADATA = "/.well-known/oauth-protected-resource"
"""Where an MCP client learns who gives tokens (RFC 9728); that of ``/mcp`` is behind it."""

SIGN_IN = "/.well-known/oauth-authorization-server"
"""How to sign in (RFC 8414). Cognito's own document does not say that it takes PKCE, and without that
MCP clients must not go on."""

_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_THROUGH_CLOUDFRONT = "x-amz-cf-id"
_PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, POST, OPTIONS",
    "Access-Control-Allow-Headers": "Authorization, Content-Type, Accept, MCP-Protocol-Version, "
    "Mcp-Method, Mcp-Name, Mcp-Session-Id, Last-Event-ID, X-Correlation-Id",
    "Access-Control-Max-Age": "7200",
}
_READABLE = {
    "Access-Control-Expose-Headers": "WWW-Authenticate, X-Correlation-Id, Retry-After, "
    "RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset",
}

Document = dict[str, Any]


class McpAccess:
    """Origins, tokens and the documents of the sign-in. ``scopes`` are those that any method or
    resource asks for.
    """

    def __init__(
        self, settings: Settings, tokens: TokenCheck | None, scopes: Iterable[str]
    ) -> None:
        self._settings = settings
        self._tokens = tokens
        self._scopes = sorted(set(scopes))

    def caller(self, request: RequestContext) -> Caller | None:
        """Who calls, by the token in the header; ``None`` without one. Raises ``Unauthenticated`` for a
        token that is not good, ``Unavailable`` if the pool's keys cannot be read.
        """
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if self._tokens is None or scheme.lower() != "bearer" or not token.strip():
            return None
        try:
            found = self._tokens.caller(token.strip())
        except Forbidden as error:
            raise Unauthenticated(str(error)) from None
        return Caller(found.client_id, found.scopes)

    def check_origin(self, request: RequestContext) -> None:
        """A page in a browser may call only from where it is expected: a name that is made to point
        here (DNS rebinding) gives no access. Programs send no origin. Raises ``Forbidden``.
        """
        origin = request.headers.get("origin")
        if origin is not None and not self._is_expected(origin, request):
            raise Forbidden("This origin may not call; behaviour.allowed_origins says which may.")

    def cors(self, request: RequestContext) -> dict[str, str]:
        """The headers by which a page may read this answer; the documents anybody may read."""
        origin = request.headers.get("origin")
        more = _PREFLIGHT if request.method == "OPTIONS" else _READABLE
        if request.path.startswith((METADATA, SIGN_IN)):
            return {"Access-Control-Allow-Origin": "*", **more}
        if request.path != MCP:
            return {}
        if origin is None or not self._is_expected(origin, request):
            return {"Vary": "Origin"}
        return {"Access-Control-Allow-Origin": origin, "Vary": "Origin", **more}

    def challenge(self, request: RequestContext, error: Exception | None) -> dict[str, str]:
        """What a caller needs who may not do this (RFC 6750, section 3.1; RFC 9728, section 5.1)."""
        where = f'resource_metadata="{self._own(request)}{METADATA}{MCP}"'
        if isinstance(error, Unauthenticated):
            said = 'error="invalid_token", ' if error.of_token else ""
            return {"WWW-Authenticate": f"Bearer {said}{where}"}
        if isinstance(error, InsufficientScope):
            scopes = " ".join(error.scopes)
            text = f'Bearer error="insufficient_scope", scope="{scopes}", {where}'
            return {"WWW-Authenticate": text}
        return {}

    def document(self, request: RequestContext) -> Document:
        """The document at a path of ``METADATA`` or ``SIGN_IN``."""
        own, signs_in = self._own(request), bool(self._settings.token_url)
        if request.path.startswith(METADATA):
            return {
                "resource": own + MCP,
                "resource_name": "Baton",
                "authorization_servers": [own] if signs_in else [],
                "bearer_methods_supported": ["header"],
                "scopes_supported": self._scopes,
            }
        tokens = token_url(self._settings.token_url or "", os.environ.get("AWS_ENDPOINT_URL"))
        return {
            "issuer": own,
            "authorization_endpoint": tokens.removesuffix("/token") + "/authorize",
            "token_endpoint": tokens,
            "response_types_supported": ["code"],
            "grant_types_supported": ["authorization_code", "refresh_token", "client_credentials"],
            "code_challenge_methods_supported": ["S256"],
            "token_endpoint_auth_methods_supported": ["none", "client_secret_basic"],
            "scopes_supported": self._scopes,
        }

    def _is_expected(self, origin: str, request: RequestContext) -> bool:
        allowed = {one.strip() for one in self._settings.allowed_origins.split(",") if one.strip()}
        at_home = _domain(request).endswith("localhost")
        return (
            origin in allowed
            or (at_home and _is_of_this_machine(origin))
            or origin == self._own(request)
        )

    def _own(self, request: RequestContext) -> str:
        """The address that the client used, without a slash at the end. CloudFront does not pass the
        name on by which it was called, but marks what it passes on. On one machine nothing in front
        holds the name to be ours, so only its own names count.
        """
        if self._settings.links and _THROUGH_CLOUDFRONT in request.headers:
            return self._settings.links.rstrip("/")
        domain = _domain(request)
        if domain.endswith("localhost"):
            host = request.headers.get("host", domain)
            return f"http://{host if _is_of_this_machine(f'http://{host}') else domain}"
        return f"https://{domain}"


def _is_of_this_machine(address: str) -> bool:
    try:
        name = urlsplit(address).hostname or ""
    except ValueError:  # a broken IPv6 address
        return False
    return name in _LOOPBACK or name.endswith(".localhost")


def _domain(request: RequestContext) -> str:
    return str(request.event["requestContext"].get("domainName", "localhost"))
