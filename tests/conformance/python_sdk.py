"""The official Python SDK as a client of ``/mcp``, with the real sign-in."""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from html import unescape
from urllib.parse import parse_qs, urljoin, urlsplit

import httpx2
from mcp.client import Client
from mcp.client.auth import OAuthClientProvider
from mcp.client.auth.extensions.client_credentials import ClientCredentialsOAuthProvider
from mcp.client.streamable_http import streamable_http_client
from mcp.shared.auth import (
    AuthorizationCodeResult,
    OAuthClientInformationFull,
    OAuthClientMetadata,
    OAuthToken,
)
from pydantic import AnyUrl

from tests.conformance.report import Finding, Outcome
from tests.conformance.signing_in import SignIns

SUITE = "MCP SDK for Python"
MODES = ("2026-07-28", "legacy", "auto")
"""The current version, the handshake of those before it, and finding out which."""

_HIDDEN = re.compile(r'type="hidden" name="([^"]*)" value="([^"]*)"')

Trial = Callable[[Client, str], Awaitable[bool]]


async def _lists_the_tools(client: Client, _lead_id: str) -> bool:
    return "db_leads_get" in {one.name for one in (await client.list_tools()).tools}


async def _calls_a_tool(client: Client, lead_id: str) -> bool:
    called = await client.call_tool("db_leads_get", {"lead_id": lead_id})
    return bool((called.structured_content or {}).get("lead_id") == lead_id)


async def _is_told_of_bad_arguments(client: Client, _lead_id: str) -> bool:
    return bool((await client.call_tool("db_leads_get", {"lead_id": "7"})).is_error)


async def _reads_a_resource(client: Client, lead_id: str) -> bool:
    read = await client.read_resource(f"baton://leads/{lead_id}")
    return bool(json.loads(read.contents[0].text)["lead_id"] == lead_id)  # type: ignore[union-attr]


async def _walks_the_pages_of_resources(client: Client, lead_id: str) -> bool:
    seen: set[str] = set()
    page = await client.list_resources()
    while page.resources and not seen >= {str(one.uri) for one in page.resources}:
        seen |= {str(one.uri) for one in page.resources}
        if page.next_cursor is None:
            break
        page = await client.list_resources(cursor=page.next_cursor)
    return f"baton://leads/{lead_id}" in seen


async def _gets_a_prompt(client: Client, lead_id: str) -> bool:
    prompt = await client.get_prompt("explain_lead_score", {"lead_id": lead_id})
    return bool(prompt.messages)


TRIED: Mapping[str, Trial] = {
    "lists the tools": _lists_the_tools,
    "calls a tool": _calls_a_tool,
    "is told of bad arguments": _is_told_of_bad_arguments,
    "reads a resource": _reads_a_resource,
    "walks the pages of resources": _walks_the_pages_of_resources,
    "gets a prompt": _gets_a_prompt,
}


@dataclass
class Kept:
    """What a client keeps of a sign-in."""

    client: OAuthClientInformationFull
    tokens: OAuthToken | None = None

    async def get_tokens(self) -> OAuthToken | None:
        """The tokens, once there are some."""
        return self.tokens

    async def set_tokens(self, tokens: OAuthToken) -> None:
        """Keeps them."""
        self.tokens = tokens

    async def get_client_info(self) -> OAuthClientInformationFull | None:
        """The client, which is known before: there is no registration of clients."""
        return self.client

    async def set_client_info(self, client_info: OAuthClientInformationFull) -> None:
        """Keeps it."""
        self.client = client_info


class Browser:
    """What a person's browser does between: the page of the sign-in, its form, and the way back."""

    def __init__(self, sign_ins: SignIns) -> None:
        self._sign_ins = sign_ins
        self._back: dict[str, list[str]] = {}

    async def open(self, address: str) -> None:
        """Fills the form in at ``address``. Raises ``ValueError`` if it leads nowhere."""
        async with httpx2.AsyncClient() as http:
            page = await http.get(address)
            form = {name: unescape(text) for name, text in _HIDDEN.findall(page.text)}
            form |= {"username": self._sign_ins.person, "password": self._sign_ins.password}
            answer = await http.post(urljoin(address, "/login"), data=form)
        self._back = parse_qs(urlsplit(answer.headers.get("location", "")).query)
        if "code" not in self._back:
            told = page.headers.get("location") or answer.text[:200]
            raise ValueError(f"the sign-in gave no code: {told}")

    async def came_back(self) -> AuthorizationCodeResult:
        """The code that the sign-in gave."""
        one = {name: values[0] for name, values in self._back.items()}
        return AuthorizationCodeResult(code=one["code"], state=one.get("state"), iss=one.get("iss"))


def _program(sign_ins: SignIns) -> httpx2.Auth:
    known = OAuthClientInformationFull(client_id=sign_ins.program_id, redirect_uris=None)
    return ClientCredentialsOAuthProvider(
        server_url=sign_ins.url,
        storage=Kept(known),
        client_id=sign_ins.program_id,
        client_secret=sign_ins.program_secret,
        issuer=sign_ins.origin,
    )


def _person(sign_ins: SignIns) -> httpx2.Auth:
    callback, browser = [AnyUrl(sign_ins.callback)], Browser(sign_ins)
    how = {"redirect_uris": callback, "token_endpoint_auth_method": "none"}
    known = OAuthClientInformationFull(client_id=sign_ins.people_client, **how)
    metadata = OAuthClientMetadata(**how)
    return OAuthClientProvider(sign_ins.url, metadata, Kept(known), browser.open, browser.came_back)


WAYS: Mapping[str, Callable[[SignIns], httpx2.Auth]] = {
    "a program (client credentials)": _program,
    "a person (code with PKCE)": _person,
}


def run(sign_ins: SignIns) -> Outcome:
    """Everything by everybody, in every version of the protocol."""
    told = Outcome(SUITE)
    for who, signed_in in WAYS.items():
        for mode in MODES:
            asyncio.run(_tried(told, f"{who}, {mode}", sign_ins, signed_in(sign_ins), mode))
    return told


async def _tried(told: Outcome, who: str, sign_ins: SignIns, auth: httpx2.Auth, mode: str) -> None:
    try:
        async with httpx2.AsyncClient(auth=auth, timeout=60) as http:
            transport = streamable_http_client(sign_ins.url, http_client=http)
            async with Client(transport, mode=mode) as client:
                told.passed += 1
                for what, trial in TRIED.items():
                    if await trial(client, sign_ins.lead_id):
                        told.passed += 1
                    else:
                        told.findings.append(Finding(f"{who}: {what}", "another answer came"))
    except Exception as error:  # noqa: BLE001 whatever the SDK raises is what it found
        told.findings.append(Finding(who, f"{type(error).__name__}: {_innermost(error)}"[:400]))


def _innermost(error: BaseException) -> str:
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return str(error)
