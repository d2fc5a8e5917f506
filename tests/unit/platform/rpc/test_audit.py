"""Who reads or changes a person's data by the protocols is written down as at the API (G4)."""

import pytest

from baton.leads.conversation import conversation_of
from baton.leads.person_keys import person_of
from functions.platform.rpc.methods import every_contribution
from tests.contract.given import a_campaign
from tests.samples.pipeline import a_lead, receive

ID = "01JNB3V5QZ8W2Y4X6T7R9P0K1M"


def lines(platform, subject):
    return [
        (line.what, line.route, line.by) for line in platform.audit.page([subject], limit=100).items
    ]


@pytest.fixture
def resources(platform):
    return [resource for one in every_contribution(platform) for resource in one.resources]


def test_every_method_and_resource_is_audited_or_says_why_not(methods, resources):
    for one in (*methods, *resources):
        assert (one.audit is None) == bool(one.of_nobody), f"{one.name}: audit=… or of_nobody='why'"


def test_ids_are_looked_for_where_they_are(methods, resources):
    for method in methods:
        if method.audit:
            model = method.result if method.audit.when == "after" else method.params
            names = {path.split(".")[0] for path in method.audit.ids}
            assert names <= set(model.model_fields), method.name
    for resource in resources:
        if resource.audit:
            assert set(resource.audit.ids) <= set(resource.pattern.groupindex), resource.template


CALLS = {
    "db.leads.get": "lead.read",
    "db.leads.list": "lead.listed",
    "db.interactions.list": "lead.read",
    "db.interactions.create": "lead.changed",
    "agent.escalate": "case.opened",
    "memory.long_term.store": "memory.changed",
    "memory.long_term.get": "memory.read",
    "memory.short_term.store": "memory.changed",
    "memory.short_term.get": "memory.read",
    "memory.episodic.store": "memory.changed",
}


def given_to(method, lead):
    """The parameters of a call about a lead."""
    own = {"lead_id": lead.lead_id}
    turn = {"conversation_id": conversation_of(lead.lead_id)}
    return {
        "db.leads.list": {},
        "db.interactions.create": own | {"outcome": {"kind": "opened"}},
        "agent.escalate": {"subject": "lead", "subject_id": lead.lead_id, "reason": "Look."},
        "memory.long_term.store": own | {"profile": {"role": {"value": "CTO"}}},
        "memory.short_term.store": turn | {"text": "Hello."},
        "memory.short_term.get": turn,
        "memory.episodic.store": own
        | {
            "situation": "a/warm",
            "action": "email",
            "outcome": "won",
            "value": 1,
            "text": "It was.",
        },
    }.get(method, own)


@pytest.mark.parametrize("method", CALLS)
def test_a_call_about_a_lead_leaves_its_line(caller, platform, lead, method):
    client = caller.as_(
        *(scope.removeprefix("baton/") for scope in caller.scopes.split()), client_id="reader-1"
    )
    assert "result" in client.call(method, given_to(method, lead))
    assert lines(platform, lead.lead_id) == [(CALLS[method], method, "reader-1")]


def test_a_lead_is_taken_in_with_its_line(caller, platform):
    caller.call("db.leads.create", {"lead": {"email": "ada@northwind.example"}, "lead_id": ID})
    assert lines(platform, ID) == [("lead.taken", "db.leads.create", "client-1")]


def test_a_tool_leaves_the_same_line_as_its_method(caller, platform, lead):
    caller.mcp("tools/call", {"name": "db_leads_get", "arguments": {"lead_id": lead.lead_id}})
    assert lines(platform, lead.lead_id) == [("lead.read", "db.leads.get", "client-1")]


def test_resources_and_prompts_leave_lines_of_their_addresses(caller, platform, lead):
    address = f"baton://leads/{lead.lead_id}"
    caller.mcp("resources/read", {"uri": f"{address}/memory"})
    caller.mcp("resources/list")
    assert sorted(what for what, _, _ in lines(platform, lead.lead_id)) == [
        "lead.listed",
        "memory.read",
    ]


def test_every_lead_of_a_listing_that_goes_on_leaves_its_line(caller, platform):
    leads = [a_lead(platform.new_id()) for _ in range(30)]
    for one in leads:
        receive(platform, one)
    page = caller.mcp("resources/list").json["result"]
    caller.mcp("resources/list", {"cursor": page["nextCursor"]})
    for one in leads:
        assert lines(platform, one.lead_id) == [("lead.listed", "resources/list", "client-1")]


def test_every_request_of_a_batch_leaves_its_own_line(caller, platform, lead):
    one = {"jsonrpc": "2.0", "id": 1, "method": "db.leads.get", "params": {"lead_id": lead.lead_id}}
    params = {"lead_id": lead.lead_id, "outcome": {"kind": "opened"}}
    other = {"jsonrpc": "2.0", "method": "db.interactions.create", "params": params}
    caller.send("/rpc", [one, other])
    assert {route for _, route, _ in lines(platform, lead.lead_id)} == {
        "db.leads.get",
        "db.interactions.create",
    }


def test_an_episode_is_read_under_its_persons_hash(caller, platform, lead):
    kept = caller.call("memory.episodic.store", given_to("memory.episodic.store", lead))["result"]
    caller.call("memory.episodic.get", {"episode_id": kept["episode_id"]})
    caller.call("memory.episodic.search", {"text": "it was"})

    person = person_of(lead.lead_id, lead.details).removeprefix("person#")
    assert [route for _, route, _ in lines(platform, person)] == [
        "memory.episodic.get",
        "memory.episodic.search",
    ]


def test_what_is_about_no_lead_leaves_no_line(caller, platform):
    caller.call("memory.short_term.store", {"conversation_id": ID, "text": "Hello."})
    campaign = a_campaign()
    with platform.transactions.begin() as within:
        platform.campaigns.add(campaign, within)
    asked = {"subject": "campaign", "subject_id": campaign.campaign_id, "reason": "Look."}
    caller.call("agent.escalate", asked)
    assert platform.audit.kept == {}


def test_who_may_not_read_reads_nothing_and_leaves_no_line(caller, platform, lead):
    caller.as_("agent.status").call("db.leads.get", {"lead_id": lead.lead_id})
    assert lines(platform, lead.lead_id) == []


def test_a_line_that_is_lost_takes_no_answer_away_and_is_counted(caller, platform, lead, capsys):
    platform.faults.fail("audit.write", times=1)
    assert "result" in caller.call("db.leads.get", {"lead_id": lead.lead_id})
    assert '"AuditLost":1' in capsys.readouterr().out
