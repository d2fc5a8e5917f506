"""JSON-RPC and MCP: our own time for a call, and a call's whole time on this machine.

Own time is the handler's, called in this process on the local stack's tables, without what it waits
for: its processor time. The calls over HTTP share this machine's cores with API Gateway, the worker
and DynamoDB, so they compare releases with each other and say little about AWS.
"""

import io
import json
import statistics
import time
from contextlib import redirect_stdout
from typing import Any

import httpx

from infra.local.client import ApiClient
from tests.benchmarks.handlers import Handler
from tests.benchmarks.local_stack import api_event
from tests.benchmarks.report import Section, at_most

CALLS = 60
WARM_UP = 5
OVER_HTTP = 120
OWN_LIMIT_MS = 15
PAUSE_SECONDS = 0.012
"""Between two calls: this caller has a hundred a second."""

MODERN = "2026-07-28"
_META = {
    "io.modelcontextprotocol/protocolVersion": MODERN,
    "io.modelcontextprotocol/clientCapabilities": {},
}


def run(handlers: dict[str, Handler], outputs: dict[str, Any]) -> list[Section]:
    """Measures calls of every kind; raises if one is refused."""
    api = ApiClient(outputs)
    lead = {"email": "protocols@example.com", "message": "Please call me."}
    lead_id = api.request("POST", "/api/v1/leads", json=lead).body["lead_id"]
    own = _own_time(handlers["rpc"], outputs, lead_id)
    whole = _over_http(outputs, api, lead_id)
    api.close()
    return [own, whole]


def _calls(lead_id: str) -> dict[str, Any]:
    one, conversation = {"lead_id": lead_id}, {"conversation_id": f"lead-{lead_id}"}
    get = _request("db.leads.get", one)
    return {
        "db.leads.get": get,
        "db.leads.list (20)": _request("db.leads.list", {}),
        "db.interactions.list": _request("db.interactions.list", one),
        "memory.short_term.store": _request(
            "memory.short_term.store", {**conversation, "text": "Called, no answer."}
        ),
        "memory.short_term.get": _request("memory.short_term.get", conversation),
        "memory.long_term.get": _request("memory.long_term.get", one),
        "memory.semantic.search": _request(
            "memory.semantic.search", {"start": "industry:education"}
        ),
        "agent.status (one)": _request("agent.status", {"agent": "engagement"}),
        "batch of 10 db.leads.get": [{**get, "id": number} for number in range(10)],
    }


def _request(method: str, params: dict[str, Any]) -> dict[str, Any]:
    return {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}


def _mcp_calls(lead_id: str) -> dict[str, dict[str, Any]]:
    call = {"name": "db_leads_get", "arguments": {"lead_id": lead_id}}
    return {
        "MCP tools/call db_leads_get": _request("tools/call", {**call, "_meta": _META}),
        "MCP tools/list": _request("tools/list", {"_meta": _META}),
        "MCP resources/read lead": _request(
            "resources/read", {"uri": f"baton://leads/{lead_id}", "_meta": _META}
        ),
    }


def _headers(body: dict[str, Any]) -> dict[str, str]:
    params = body["params"]
    named = params.get("name") or params.get("uri")
    return {
        "accept": "application/json, text/event-stream",
        "content-type": "application/json",
        "mcp-protocol-version": MODERN,
        "mcp-method": body["method"],
        **({"mcp-name": named} if named else {}),
    }


def _own_time(handler: Handler, outputs: dict[str, Any], lead_id: str) -> Section:
    section = Section(f"Own time of a call, warm (CPU, median of {CALLS})")
    for name, body in {**_calls(lead_id), **_mcp_calls(lead_id)}.items():
        event = api_event(outputs, body)
        path = "/mcp" if name.startswith("MCP") else "/rpc"
        event["rawPath"] = event["requestContext"]["http"]["path"] = path
        if path == "/mcp":
            event["headers"] = _headers(body)
        calls = len(body) if isinstance(body, list) else 1
        cpu, wall = _timed(handler, event, pause=PAUSE_SECONDS * calls)
        label = f"{name}, each" if calls > 1 else name
        section.figures.append(at_most(label, cpu / calls, "ms CPU", OWN_LIMIT_MS))
        section.add(f"{label}, with what it waits for", wall / calls, "ms")
    return section


def _timed(handler: Handler, event: dict[str, Any], *, pause: float) -> tuple[float, float]:
    cpu, wall = [], []
    for number in range(WARM_UP + CALLS):
        started, processor = time.perf_counter(), time.process_time()
        with redirect_stdout(io.StringIO()):
            answer = handler(event, None)
        if number >= WARM_UP:
            cpu.append((time.process_time() - processor) * 1000)
            wall.append((time.perf_counter() - started) * 1000)
        if answer["statusCode"] != httpx.codes.OK or '"error"' in answer["body"]:
            raise RuntimeError(f"the call was refused: {answer['body'][:500]}")
        time.sleep(pause)
    return statistics.median(cpu), statistics.median(wall)


def _over_http(outputs: dict[str, Any], api: ApiClient, lead_id: str) -> Section:
    section = Section(
        f"A call over HTTP on this machine, warm ({OVER_HTTP} one after the other)",
        note="API Gateway, the worker and DynamoDB are on the same cores.",
    )
    calls = {
        "JSON-RPC db.leads.get": (outputs["rpc_url"], _calls(lead_id)["db.leads.get"]),
        **{name: (outputs["mcp_url"], body) for name, body in _mcp_calls(lead_id).items()},
    }
    with httpx.Client(timeout=30) as http:
        for name, (url, body) in calls.items():
            headers = {**_headers(body), "authorization": f"Bearer {api.token()}"}
            content, times = json.dumps(body), []
            for number in range(WARM_UP + OVER_HTTP):
                started = time.perf_counter()
                answer = http.post(url, content=content, headers=headers)
                if number >= WARM_UP:
                    times.append((time.perf_counter() - started) * 1000)
                if answer.status_code != httpx.codes.OK:
                    raise RuntimeError(f"the call was refused: {answer.text[:500]}")
                time.sleep(PAUSE_SECONDS)
            cuts = statistics.quantiles(times, n=100, method="inclusive")
            section.add(f"{name}, p50", cuts[49], "ms")
            section.add(f"{name}, p95", cuts[94], "ms")
    return section
