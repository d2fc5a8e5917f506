"""The console's page as it is deployed, before an API that holds any number of leads and a live socket.

Only what the page speaks to is stood in for: its files, headers and settings are the function's own.
"""

import base64
import json
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar
from unittest.mock import patch
from urllib.parse import parse_qsl, urlsplit

from websockets.exceptions import ConnectionClosed
from websockets.sync.server import ServerConnection, serve

from functions.platform.console.bundle import Bundle
from functions.platform.console.page_settings import PageSettings
from functions.platform.console.pages import Pages

SCOPES = ("leads.read", "agent.status")
LEADS = 100_000
AGENTS = 23
PAGE = 50


def lead(number: int) -> dict[str, Any]:
    """The lead of a place in the list, as a listing has it."""
    return {
        "lead_id": f"01M8{number:022}",
        "first_name": "Ada",
        "last_name": f"Lindqvist {number}",
        "company": f"Northwind {number % 997}",
        "score": number % 101,
        "temperature": ("hot", "warm", "cold")[number % 3],
        "category": ("campaign_qualified", "cold_lead")[number % 2],
        "status": "processed",
        "source": "referral",
        "received_at": f"2026-11-{1 + number % 28:02}T09:00:00Z",
    }


def agent(number: int, *, busy: bool) -> dict[str, Any]:
    """What an agent is said to do."""
    return {
        "agent_id": f"agent_{number:02}",
        "status": "processing" if busy else "idle",
        "current_leads": int(busy),
        "avg_response_ms": 12.5,
        "error_rate": 0.0,
        "available": True,
    }


def update(number: int) -> dict[str, Any]:
    """The live update of a place in the stream: agents at work, and a lead as every third."""
    sent = {"message_id": f"01M9{number:022}", "sent_ms": time.time() * 1000}
    if number % 3:
        return {**sent, "type": "agent_status", **agent(number % AGENTS, busy=number % 2 == 0)}
    result = {"category": "cold_lead", "temperature": "warm", "score": number % 101}
    found = {"lead_id": lead(number)["lead_id"], "result": {**result, "next_agent": "engagement"}}
    at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    return {**sent, "type": "lead_processed", "timestamp": at, **found}


@dataclass
class ConsoleServer:
    """A server that runs. ``asked`` counts the requests by path; ``said`` the live updates."""

    url: str
    asked: Counter[str] = field(default_factory=Counter)
    said: int = 0
    pace: float = 50.0
    seconds: float = 20.0

    def stream(self, connection: ServerConnection) -> None:
        """Answers a subscription, and sends updates at ``pace`` a second for ``seconds``."""
        connection.recv()
        connection.send(json.dumps({"type": "subscribed", "topics": ["agents", "leads"]}))
        begun, number = time.monotonic(), 0
        try:
            while number < self.pace * self.seconds:
                time.sleep(max(0.0, begun + number / self.pace - time.monotonic()))
                connection.send(json.dumps(update(number)))
                number += 1
                self.said = number
            connection.recv()
        except ConnectionClosed:
            return


@contextmanager
def serving() -> Iterator[ConsoleServer]:
    """A server on free ports of this machine."""
    server = ConsoleServer("")
    quiet = patch("functions.platform.console.pages.record")
    with quiet, serve(server.stream, "127.0.0.1", 0) as live:
        threading.Thread(target=live.serve_forever, daemon=True).start()
        port = live.socket.getsockname()[1]
        pages = Pages(Bundle.packaged(), _settings(f"ws://127.0.0.1:{port}/live"))
        handler = type("Handler", (_Handler,), {"server_of": server, "pages": pages})
        with ThreadingHTTPServer(("127.0.0.1", 0), handler) as http:
            server.url = f"http://127.0.0.1:{http.server_address[1]}"
            threading.Thread(target=http.serve_forever, daemon=True).start()
            try:
                yield server
            finally:
                http.shutdown()
                live.shutdown()


def _settings(live_url: str) -> PageSettings:
    return PageSettings(
        client_id="people",
        authorize_url="/oauth2/authorize",
        token_url="/oauth2/token",
        sign_out_url="/logout",
        live_url=live_url,
        areas=("leads",),
        scopes={f"baton/{scope}": "viewer" for scope in SCOPES},
        stage="bench",
        version="v1",
    )


def _token() -> str:
    scope = " ".join(f"baton/{one}" for one in SCOPES)
    claims = {"username": "viewer", "cognito:groups": ["viewer"], "scope": scope}
    text = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    return f"e30.{text}.e30"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1
    disable_nagle_algorithm = True
    server_of: ClassVar[ConsoleServer]
    pages: ClassVar[Pages]

    def do_GET(self) -> None:
        """A file of the page, or what the API answers."""
        parts = urlsplit(self.path)
        if parts.path.startswith("/console"):
            self._file(parts.path)
            return
        self.server_of.asked[parts.path] += 1
        self._json(_answer(parts.path, dict(parse_qsl(parts.query))))

    def do_POST(self) -> None:
        """A token, or the search for an address."""
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.path == "/oauth2/token":
            self._json({"access_token": _token(), "refresh_token": "kept", "expires_in": 3_600})
            return
        self.server_of.asked[self.path] += 1
        number = int(json.loads(body)["email"].partition("@")[0])
        self._json({"items": [lead(number)] if number < LEADS else []})

    def _file(self, path: str) -> None:
        headers = {name.lower(): text for name, text in self.headers.items()}
        context = {"stage": "$default", "http": {"method": "GET"}}
        event = {"rawPath": path, "headers": headers, "requestContext": context}
        answer = self.pages.handle(event, None)
        self._send(answer["statusCode"], base64.b64decode(answer["body"]), answer["headers"])

    def _json(self, document: Mapping[str, Any]) -> None:
        self._send(200, json.dumps(document).encode(), {"Content-Type": "application/json"})

    def _send(self, status: int, content: bytes, headers: Mapping[str, str]) -> None:
        self.send_response(status)
        for name, text in headers.items():
            self.send_header(name, text)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Says nothing."""


def _answer(path: str, query: Mapping[str, str]) -> dict[str, Any]:
    if path == "/api/v1/agents":
        return {"items": [agent(number, busy=False) for number in range(AGENTS)]}
    if path != "/api/v1/leads":
        return {"items": []}
    first = int(query.get("cursor") or 0)
    last = min(LEADS, first + int(query.get("limit") or PAGE))
    more = {"next_cursor": str(last)} if last < LEADS else {}
    return {"items": [lead(number) for number in range(first, last)], **more}
