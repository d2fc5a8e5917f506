"""The protocols over a platform in memory, and callers that speak HTTP API events to them."""

import json
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from baton.core.settings import Settings
from baton.leads.lead import Lead
from functions.platform.rpc.app import assemble
from functions.platform.rpc.methods import Methods, every_contribution
from tests.fakes.platform.container import FakePlatform
from tests.samples.pipeline import a_lead, an_assembly_task, receive

CLIENTS = {"client-triage": "lead_triage", "client-engagement": "engagement"}
VERSION_KEY = "io.modelcontextprotocol/protocolVersion"
CAPABILITIES_KEY = "io.modelcontextprotocol/clientCapabilities"
MODERN = "2026-07-28"


@dataclass
class Answer:
    """An answer, as its caller sees it."""

    status: int
    headers: dict[str, str]
    text: str

    @property
    def json(self) -> Any:
        return json.loads(self.text)

    @property
    def code(self) -> int:
        return int(self.json["error"]["code"])


@dataclass
class Client:
    """A caller of the protocols. ``platform`` is what is behind them."""

    platform: FakePlatform
    client_id: str = "client-1"
    scopes: str | None = ""
    headers: dict[str, str] = field(default_factory=dict)
    domain: str = "abc.execute-api.example.com"

    def __post_init__(self) -> None:
        self.handler = assemble(self.platform)

    def as_(self, *scopes: str, client_id: str = "client-1") -> "Client":
        """A caller with these scopes."""
        return replace(
            self, scopes=" ".join(f"baton/{scope}" for scope in scopes), client_id=client_id
        )

    def send(
        self,
        path: str,
        body: Any = None,
        *,
        method: str = "POST",
        raw: str | None = None,
        headers: dict[str, str] | None = None,
    ) -> Answer:
        claims = {"client_id": self.client_id, "scope": self.scopes}
        event: dict[str, Any] = {
            "version": "2.0",
            "rawPath": path,
            "headers": {"content-type": "application/json", **self.headers, **(headers or {})},
            "requestContext": {
                "http": {"method": method, "path": path},
                "stage": "$default",
                "domainName": self.domain,
                **({"authorizer": {"jwt": {"claims": claims}}} if self.scopes is not None else {}),
            },
            "isBase64Encoded": False,
            "body": raw if raw is not None else json.dumps(body),
        }
        found = json.loads(json.dumps(self.handler.handle(event)))
        return Answer(found["statusCode"], found["headers"], found["body"])

    def call(self, method: str, params: Any = None, id_: Any = 1) -> Any:
        """One JSON-RPC call's whole answer."""
        body = {"jsonrpc": "2.0", "method": method, "params": params or {}, "id": id_}
        return self.send("/rpc", body).json

    def mcp(
        self, method: str, params: dict[str, Any] | None = None, version: str = MODERN
    ) -> Answer:
        """One MCP request, as a good client sends it."""
        given = dict(params or {})
        headers = {"MCP-Protocol-Version": version, "Accept": "application/json, text/event-stream"}
        if version == MODERN:
            given["_meta"] = {VERSION_KEY: version, CAPABILITIES_KEY: {}}
            headers["Mcp-Method"] = method
            if method in {"tools/call", "prompts/get", "resources/read"}:
                headers["Mcp-Name"] = str(given.get("name") or given.get("uri"))
        body = {"jsonrpc": "2.0", "id": 7, "method": method, "params": given}
        return self.send("/mcp", body, headers=headers)


def every_method(platform: FakePlatform) -> Methods:
    """The methods of the platform and of every area."""
    return Methods(method for one in every_contribution(platform) for method in one.methods)


@pytest.fixture
def platform() -> FakePlatform:
    return FakePlatform(Settings(rate_limits={"default": 10_000}, callers=CLIENTS))


@pytest.fixture
def methods(platform: FakePlatform) -> Methods:
    return every_method(platform)


@pytest.fixture
def caller(platform: FakePlatform, methods: Methods) -> Client:
    """A caller with every scope."""
    every = {f"baton/{scope}" for method in methods for scope in method.scopes}
    return Client(platform, scopes=" ".join(sorted(every)))


@pytest.fixture
def lead(platform: FakePlatform) -> Lead:
    """A lead that is kept and processed."""
    from functions.leads.result_writer.agent import ResultWriter

    fresh = a_lead()
    receive(platform, fresh, held=True)
    return ResultWriter.assemble(platform).perform(an_assembly_task(fresh)).lead


AGENT = "lead_triage"
