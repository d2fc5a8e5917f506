"""The Model Context Protocol as its specifications have it: the current one and the two before."""

import json

import pytest

from tests.unit.platform.rpc.conftest import CAPABILITIES_KEY, MODERN, VERSION_KEY

LEGACY = ["2025-11-25", "2025-06-18"]
EVERY = [MODERN, *LEGACY]
ONE = "01JNB3V5QZ8W2Y4X6T7R9P0K1M"


@pytest.mark.parametrize("version", LEGACY)
def test_an_older_client_agrees_on_its_version(caller, version):
    params = {"protocolVersion": version, "capabilities": {}, "clientInfo": {"name": "x"}}
    body = {"jsonrpc": "2.0", "id": 0, "method": "initialize", "params": params}

    answer = caller.send("/mcp", body)

    assert answer.status == 200
    assert answer.json["result"]["protocolVersion"] == version
    assert "Mcp-Session-Id" not in answer.headers


@pytest.mark.parametrize("wanted", ["2024-11-05", "2099-01-01", MODERN])
def test_a_client_of_another_version_is_offered_the_latest_that_is_agreed_on_this_way(
    caller, wanted
):
    body = {
        "jsonrpc": "2.0",
        "id": 0,
        "method": "initialize",
        "params": {"protocolVersion": wanted},
    }

    assert caller.send("/mcp", body).json["result"]["protocolVersion"] == LEGACY[0]


def test_the_current_version_needs_no_handshake(caller):
    found = caller.mcp("server/discover").json["result"]

    assert found["supportedVersions"] == EVERY
    assert found["resultType"] == "complete"
    assert found["_meta"]["io.modelcontextprotocol/serverInfo"]["name"] == "baton"
    assert (found["cacheScope"], found["ttlMs"] > 0) == ("public", True)


@pytest.mark.parametrize("version", LEGACY)
def test_a_notification_is_accepted_without_a_word(caller, version):
    body = {"jsonrpc": "2.0", "method": "notifications/initialized"}

    answer = caller.send("/mcp", body, headers={"MCP-Protocol-Version": version})

    assert (answer.status, answer.text) == (202, "")


@pytest.mark.parametrize("version", EVERY)
def test_batches_ended_before_our_oldest_version(caller, version):
    body = [{"jsonrpc": "2.0", "id": 1, "method": "ping"}]

    answer = caller.send("/mcp", body, headers={"MCP-Protocol-Version": version})

    assert (answer.status, answer.code) == (400, -32600)


@pytest.mark.parametrize(
    ("changes", "meta", "code"),
    [
        ({"MCP-Protocol-Version": "1900-01-01"}, {VERSION_KEY: "1900-01-01"}, -32022),
        ({"MCP-Protocol-Version": "2025-11-25"}, {}, -32020),
        ({"MCP-Protocol-Version": None}, {}, -32020),
        ({"Mcp-Method": None}, {}, -32020),
        ({"Mcp-Method": "tools/list"}, {}, -32020),
        ({"Mcp-Name": None}, {}, -32020),
        ({"Mcp-Name": "db_leads_list"}, {}, -32020),
        ({"Mcp-Name": "=?base64?!?="}, {}, -32020),
        ({}, {CAPABILITIES_KEY: None}, -32602),
        ({}, {VERSION_KEY: None}, -32602),
    ],
)
def test_headers_and_body_must_say_the_same(caller, changes, meta, code):
    headers = {
        "MCP-Protocol-Version": MODERN,
        "Mcp-Method": "tools/call",
        "Mcp-Name": "agent_status",
        **changes,
    }
    told = {VERSION_KEY: MODERN, CAPABILITIES_KEY: {}, **meta}
    params = {
        "name": "agent_status",
        "_meta": {key: value for key, value in told.items() if value is not None},
    }
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params}
    given = {name: value for name, value in headers.items() if value is not None}

    answer = caller.send("/mcp", body, headers=given)

    assert (answer.status, answer.code) == (400, code)


@pytest.mark.parametrize("name", ["=?base64?YWdlbnRfc3RhdHVz?=", "  agent_status\t"])
def test_a_name_in_base_64_or_padded_is_read(caller, name):
    params = {"name": "agent_status", "_meta": {VERSION_KEY: MODERN, CAPABILITIES_KEY: {}}}
    headers = {
        "MCP-Protocol-Version": MODERN,
        "Mcp-Method": "tools/call",
        "Mcp-Name": name,
    }
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params}

    assert caller.send("/mcp", body, headers=headers).status == 200


def test_an_unknown_method_is_told_as_its_version_has_it(caller):
    modern, legacy = caller.mcp("sampling/createMessage"), caller.mcp("foo", version=LEGACY[0])

    assert (modern.status, modern.code) == (404, -32601)
    assert (legacy.status, legacy.code) == (200, -32601)
    assert caller.mcp("ping", version=LEGACY[0]).json["result"] == {}
    assert caller.mcp("ping").code == -32601
    assert caller.mcp("initialize").code == -32601


@pytest.mark.parametrize("version", EVERY)
def test_every_method_is_a_tool_with_its_schemas(caller, methods, version):
    tools, params = [], {}
    while params is not None:
        page = caller.mcp("tools/list", params, version=version).json["result"]
        tools += page["tools"]
        params = {"cursor": page["nextCursor"]} if "nextCursor" in page else None

    assert [tool["name"] for tool in tools] == [method.tool for method in methods]
    for tool in tools:
        assert tool["inputSchema"]["type"] == "object"
        assert tool["inputSchema"]["additionalProperties"] is False
        assert tool.get("outputSchema", {"type": "object"})["type"] == "object"
    read_only = {tool["name"] for tool in tools if tool["annotations"]["readOnlyHint"]}
    assert read_only == {method.tool for method in methods if not method.changes}


def test_a_caller_sees_the_tools_its_token_opens(caller):
    triage = caller.as_("db.leads", "memory.short_term", "agent.handoff")

    names = [tool["name"] for tool in triage.mcp("tools/list").json["result"]["tools"]]

    assert names == [
        "agent_handoff",
        "db_leads_create",
        "db_leads_get",
        "db_leads_list",
        "memory_short_term_get",
        "memory_short_term_search",
        "memory_short_term_store",
    ]


@pytest.mark.parametrize("version", EVERY)
@pytest.mark.parametrize("name", ["db_leads_get", "db.leads.get"])
def test_a_tool_gives_what_its_method_gives(caller, lead, version, name):
    arguments = {"lead_id": lead.lead_id}

    result = caller.mcp("tools/call", {"name": name, "arguments": arguments}, version)

    given = result.json["result"]
    assert given["structuredContent"] == caller.call("db.leads.get", arguments)["result"]
    assert json.loads(given["content"][0]["text"]) == given["structuredContent"]
    assert given["isError"] is False


@pytest.mark.parametrize(
    ("arguments", "said"), [({}, "Field required"), ({"lead_id": ONE}, "There is no lead")]
)
def test_a_fault_in_a_call_is_a_result_that_a_model_can_act_upon(caller, arguments, said):
    answer = caller.mcp("tools/call", {"name": "db_leads_get", "arguments": arguments})

    assert answer.status == 200
    assert answer.json["result"]["isError"] is True
    assert said in answer.json["result"]["content"][0]["text"]


def test_an_unknown_tool_and_a_missing_scope_are_errors_of_the_protocol(caller):
    unknown = caller.mcp("tools/call", {"name": "nothing"})
    refused = caller.as_("analytics").mcp("tools/call", {"name": "db_leads_list"})

    assert (unknown.status, unknown.code) == (400, -32602)
    assert refused.status == 403
    assert 'scope="baton/leads.read"' in refused.headers["WWW-Authenticate"]


def test_a_fault_of_ours_is_an_error_of_the_protocol_that_tells_nothing(caller, platform):
    platform.faults.fail("campaigns.page", RuntimeError("secret"))

    answer = caller.mcp("tools/call", {"name": "db_campaigns_list"})

    assert answer.code == -32603
    assert "secret" not in answer.text


@pytest.mark.parametrize("part", ["", "/handoffs", "/memory"])
def test_a_lead_can_be_read_as_a_resource(caller, lead, part):
    uri = f"baton://leads/{lead.lead_id}{part}"

    (contents,) = caller.mcp("resources/read", {"uri": uri}).json["result"]["contents"]

    assert contents["uri"] == uri
    assert json.loads(contents["text"])["lead_id"] == lead.lead_id


@pytest.mark.parametrize(("version", "code"), [(MODERN, -32602), (LEGACY[0], -32002)])
@pytest.mark.parametrize("uri", [f"baton://leads/{ONE}", "baton://nothing", "file:///etc/passwd"])
def test_a_resource_that_is_not_there_is_told_as_its_version_has_it(caller, version, code, uri):
    assert caller.mcp("resources/read", {"uri": uri}, version).code == code


def test_a_resource_needs_the_scopes_of_all_that_is_in_it(caller, lead):
    reader = caller.as_("leads.read")
    uri = f"baton://leads/{lead.lead_id}"

    assert reader.mcp("resources/read", {"uri": uri}).status == 200
    assert reader.mcp("resources/read", {"uri": f"{uri}/memory"}).status == 403
    named = [
        one["name"]
        for one in reader.mcp("resources/templates/list").json["result"]["resourceTemplates"]
    ]
    assert named == ["lead", "handoffs", "handoff"]


def test_resources_come_in_pages_that_hold_each_once(caller, lead):
    for number in range(60):
        campaign = {
            "name": f"Spring {number}",
            "platform": "google",
            "daily_budget": {"amount": 1, "currency": "EUR"},
        }
        caller.call("db.campaigns.create", {"campaign": campaign})
    seen, cursor, pages = [], None, 0
    while pages == 0 or cursor is not None:
        params = {} if cursor is None else {"cursor": cursor}
        page = caller.mcp("resources/list", params).json["result"]
        seen += [one["uri"] for one in page["resources"]]
        cursor, pages = page.get("nextCursor"), pages + 1

    assert pages == 4
    assert len(seen) == len(set(seen)) == 61
    assert seen[-1] == f"baton://leads/{lead.lead_id}"
    assert not any("anna" in json.dumps(one).lower() for one in page["resources"])


@pytest.mark.parametrize(
    "method", ["tools/list", "resources/list", "resources/templates/list", "prompts/list"]
)
def test_a_foreign_cursor_is_refused(caller, method):
    assert caller.mcp(method, {"cursor": "nonsense"}).code == -32602


def test_prompts_bring_what_they_are_about(caller, lead):
    prompts = caller.mcp("prompts/list").json["result"]["prompts"]
    assert [prompt["name"] for prompt in prompts] == ["review_campaign", "explain_lead_score"]

    params = {"name": "explain_lead_score", "arguments": {"lead_id": lead.lead_id}}
    messages = caller.mcp("prompts/get", params).json["result"]["messages"]

    assert messages[0]["content"]["resource"]["uri"] == f"baton://leads/{lead.lead_id}"
    assert "score" in messages[1]["content"]["text"]
    assert caller.mcp("prompts/get", {"name": "explain_lead_score"}).code == -32602
    assert caller.mcp("prompts/get", {"name": "nothing"}).code == -32602
