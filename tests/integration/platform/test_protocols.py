"""Programs that speak JSON-RPC or MCP reach what is deployed with their own clients."""

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager

import httpx
import httpx2
import pytest
from mcp.client import Client
from mcp.client.streamable_http import streamable_http_client

from tests.integration.wire import Wire


def in_a_loop_of_its_own(work):
    """What ``work`` gives. A browser test that ran in this process before leaves its loop running."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


MODES = ["2026-07-28", "legacy", "auto"]
"""The current version, the handshake of those before it, and finding out which."""


@pytest.fixture(scope="session")
def triage(outputs, deployment):
    """The lead triage agent, where it runs outside of Baton."""
    wire = Wire(outputs, "lead_triage")
    yield wire
    wire.close()


@pytest.fixture(scope="session")
def rpc(outputs):
    """Calls a method as a client."""
    with httpx.Client(timeout=35) as http:

        def call(wire, method, params=None, id_=1):
            body = {"jsonrpc": "2.0", "id": id_, "method": method, "params": params or {}}
            answer = http.post(
                outputs["rpc_url"], json=body, headers={"Authorization": f"Bearer {wire.token()}"}
            )
            assert answer.status_code == 200, answer.text
            return answer.json()

        yield call


@asynccontextmanager
async def connected(outputs, wire, **how):
    """The official client, connected."""
    headers = {"Authorization": f"Bearer {wire.token()}"}
    async with httpx2.AsyncClient(headers=headers, timeout=35) as http:
        transport = streamable_http_client(outputs["mcp_url"], http_client=http)
        async with Client(transport, **how) as client:
            yield client


def test_a_lead_goes_its_way_by_json_rpc(application, rpc, a_lead, lead_when):
    taken = rpc(application, "db.leads.create", {"lead": a_lead()})["result"]
    lead = lead_when(taken["lead_id"])
    lead_id = {"lead_id": lead["lead_id"]}

    assert rpc(application, "db.leads.get", lead_id)["result"] == lead
    conversation = {"conversation_id": f"lead-{lead['lead_id']}"}
    rpc(application, "memory.short_term.store", {**conversation, "text": "Asked for a quote."})
    turns = rpc(application, "memory.short_term.get", conversation)["result"]["items"]
    assert turns[-1]["text"] == "Asked for a quote."
    told = {**lead_id, "preferences": {"channel": {"value": "email"}}}
    person = rpc(application, "memory.long_term.store", told)["result"]
    assert person["preferences"]["channel"]["value"] == "email"
    agents = rpc(application, "agent.status")["result"]["items"]
    assert any(agent["workers"] for agent in agents)


def test_an_agent_hands_a_lead_over_and_its_plan_is_kept(
    triage, application, rpc, a_lead, processed
):
    lead = processed(a_lead())

    handed = rpc(
        triage,
        "agent.handoff",
        {"lead_id": lead["lead_id"], "target_agent": "engagement", "reason": "Asked again."},
    )

    assert "result" in handed, handed
    handoff, after = handed["result"]["handoff"], handed["result"]["lead"]
    assert handoff["source_agent"] == "lead_triage"
    assert handoff["accepted"] is True
    assert after["version"] == lead["version"] + 1
    kept = [one["handoff_id"] for one in after["report"]["handoffs"]]
    assert handoff["handoff_id"] in kept
    assert rpc(application, "db.leads.get", {"lead_id": lead["lead_id"]})["result"] == after


def test_a_case_that_an_agent_opens_is_decided_by_a_person(
    application, operator, rpc, a_lead, request
):
    processed, case_about, lead_when = map(
        request.getfixturevalue, ("processed", "case_about", "lead_when")
    )
    lead = processed(a_lead())
    about = {"subject": "lead", "subject_id": lead["lead_id"], "reason": "Look at the budget."}

    opened = rpc(application, "agent.escalate", about)["result"]
    case = case_about(lead["lead_id"])

    assert case["escalation_id"] == opened["escalation_id"]
    operator.post(f"/api/v1/escalations/{case['escalation_id']}/decision", {"verdict": "approve"})
    assert lead_when(lead["lead_id"])["report"]["plan"]


def test_an_agent_may_do_its_own_work_and_nothing_else(triage, rpc):
    assert "result" in rpc(triage, "db.leads.list", {"limit": 1})
    for method in ("db.campaigns.list", "memory.long_term.get", "agent.escalate"):
        assert rpc(triage, method)["error"]["code"] == 403, method


@pytest.mark.parametrize("mode", MODES)
def test_the_official_client_lists_and_calls_the_tools(
    outputs, application, a_lead, processed, mode
):
    lead = processed(a_lead())
    uri = f"baton://leads/{lead['lead_id']}"

    async def converse():
        async with connected(outputs, application, mode=mode) as client:
            tools = (await client.list_tools()).tools
            called = await client.call_tool("db_leads_get", {"lead_id": lead["lead_id"]})
            wrong = await client.call_tool("db_leads_get", {"lead_id": "7"})
            read = await client.read_resource(f"{uri}/memory")
            templates = (await client.list_resource_templates()).resource_templates
            prompt = await client.get_prompt("explain_lead_score", {"lead_id": lead["lead_id"]})
            status = await client.call_tool("agent_status", {})
            return tools, called, wrong, read, templates, prompt, status

    tools, called, wrong, read, templates, prompt, status = in_a_loop_of_its_own(converse())

    assert len(tools) >= 26
    assert called.structured_content == application.get(f"/api/v1/leads/{lead['lead_id']}").json()
    assert wrong.is_error
    assert json.loads(read.contents[0].text)["conversation"]
    assert {template.name for template in templates} >= {"lead", "handoff", "memory", "campaign"}
    assert str(prompt.messages[0].content.resource.uri) == uri
    assert status.structured_content["items"]


def test_the_official_client_walks_all_pages(outputs, application, a_lead, processed):
    lead = processed(a_lead())

    async def walk():
        async with connected(outputs, application) as client:
            seen, cursor = [], None
            while True:
                page = await client.list_resources(cursor=cursor)
                seen += [str(one.uri) for one in page.resources]
                cursor = page.next_cursor
                if cursor is None or len(seen) > 500:
                    return seen

    seen = in_a_loop_of_its_own(walk())

    assert f"baton://leads/{lead['lead_id']}" in seen
    assert len(seen) == len(set(seen))


def test_nobody_is_served_without_a_token(outputs):
    for url in (outputs["rpc_url"], outputs["mcp_url"]):
        assert httpx.post(url, json={}).status_code == 401


def test_there_are_no_sessions(outputs, application):
    headers = {"Authorization": f"Bearer {application.token()}"}
    for method in ("GET", "DELETE"):
        assert httpx.request(method, outputs["mcp_url"], headers=headers).status_code == 405
