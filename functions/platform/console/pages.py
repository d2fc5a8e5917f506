"""Answers requests for the console's page, the files it is made of, and its settings.

It keeps nothing and asks nobody: what a page shows comes from the API, by the token of who signed in.
"""

import base64
import hmac
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

from baton.core.observability import record
from baton.http.caller import headers_of, path_of
from baton.http.edge import EDGE_HEADER
from functions.platform.console import SERVICE
from functions.platform.console.bundle import PAGE, Asset, Bundle
from functions.platform.console.page_settings import PageSettings

if TYPE_CHECKING:
    from baton.runtime.platform import Platform

ROOT = "/console"

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'none'; "
    "connect-src {origins}; form-action 'none'; base-uri 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
"""Nothing inline and nothing from elsewhere; no text ever becomes markup or code (trusted types). The
page speaks to the API, the token endpoint and the live updates only."""

_EVERY_RESPONSE: Mapping[str, str] = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Strict-Transport-Security": "max-age=63072000",
}

_ALWAYS_ASKED = "no-cache"
_NOT_KEPT = "no-store"
_KEPT_FOR_EVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True)
class Reply:
    """An answer before it is one of API Gateway's."""

    status: int
    asset: Asset
    headers: Mapping[str, str] = field(default_factory=dict)


class Pages:
    """The page and its files. ``edge_key`` is what a request must bring where the API's own address is
    closed.
    """

    def __init__(self, bundle: Bundle, settings: PageSettings, *, edge_key: str = "") -> None:
        self._bundle = bundle
        self._settings = Asset(settings.model_dump_json().encode(), "application/json")
        self._policy = POLICY.format(origins=" ".join(("'self'", *settings.origins)))
        self._edge_key = edge_key.encode()

    @classmethod
    def assemble(cls, platform: "Platform") -> Self:
        """With the files of the package; on one machine the local AWS says where it is."""
        settings = platform.settings
        told = PageSettings.of(settings, os.environ.get("AWS_ENDPOINT_URL"))
        return cls(Bundle.packaged(), told, edge_key=settings.edge_key)

    def handle(self, event: dict[str, Any], _context: Any) -> dict[str, Any]:
        """Answers one HTTP API event (payload 2.0). Never raises for what a caller sends."""
        started = time.perf_counter()
        headers, path = headers_of(event), path_of(event)
        reply = self._reply(path, headers)
        record(
            SERVICE,
            "request",
            milliseconds={"RequestTime": round((time.perf_counter() - started) * 1000, 1)},
            counts={"Requests": 1},
            path=path[:200],
            status=reply.status,
        )
        return self._sent(reply, headers, event["requestContext"]["http"]["method"])

    def _reply(self, path: str, headers: Mapping[str, str]) -> Reply:
        if self._edge_key:
            brought = headers.get(EDGE_HEADER, "").encode()
            if not hmac.compare_digest(brought, self._edge_key):
                return _words(403, "This address is closed; use the deployment's own.")
        if path == ROOT:
            return _kept(self._bundle.assets[PAGE], headers, _ALWAYS_ASKED)
        if path == f"{ROOT}/settings.json":
            return _kept(self._settings, headers, _ALWAYS_ASKED)
        version, _, name = path.removeprefix(f"{ROOT}/").partition("/")
        asset = self._bundle.find(name)
        if asset is None or name == PAGE:
            return _words(404, "There is no such file. Load the console again: it was renewed.")
        # While a version is rolled out, a page of one may ask the other: it gets what is here, for now.
        same = version == self._bundle.version
        return _kept(asset, headers, _KEPT_FOR_EVER if same else _NOT_KEPT)

    def _sent(self, reply: Reply, asked: Mapping[str, str], method: str) -> dict[str, Any]:
        compressed = "gzip" in asked.get("accept-encoding", "") and reply.status != 304  # noqa: PLR2004
        content = reply.asset.compressed if compressed else reply.asset.content
        empty = method == "HEAD" or reply.status == 304  # noqa: PLR2004 not modified
        return {
            "statusCode": reply.status,
            "headers": {
                **_EVERY_RESPONSE,
                **reply.headers,
                "Content-Type": reply.asset.content_type,
                "Content-Security-Policy": self._policy,
                "Vary": "Accept-Encoding",
                **({"Content-Encoding": "gzip"} if compressed else {}),
            },
            "body": "" if empty else base64.b64encode(content).decode(),
            "isBase64Encoded": not empty,
        }


def _kept(asset: Asset, headers: Mapping[str, str], how_long: str) -> Reply:
    """A file, or 304 if the caller has it already. A compressed one has a weak tag (RFC 9110, 8.8.3)."""
    known = {one.strip().removeprefix("W/") for one in headers.get("if-none-match", "").split(",")}
    status = 304 if asset.tag in known or "*" in known else 200
    return Reply(status, asset, {"ETag": f"W/{asset.tag}", "Cache-Control": how_long})


def _words(status: int, text: str) -> Reply:
    asset = Asset(text.encode(), "text/plain; charset=utf-8")
    return Reply(status, asset, {"Cache-Control": _NOT_KEPT})
