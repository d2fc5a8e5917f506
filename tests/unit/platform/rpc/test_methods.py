"""What the methods do: the same stores and rules as everywhere else."""

import pytest

from baton.http.error_kinds import CLAIM_SECONDS
from baton.leads.interaction import InteractionKind
from baton.leads.lead import Lead, LeadStatus
from baton.messaging.entries import start_id
from baton.messaging.outbox import Work
from baton.messaging.workflows import WorkflowResult
from functions.leads.result_writer.agent import ResultWriter
from tests.samples.crashes import ends_the_same_wherever_it_dies
from tests.samples.pipeline import a_lead, an_assembly_task, receive
from tests.unit.platform.rpc.conftest import Client, every_method

ID = "01JNB3V5QZ8W2Y4X6T7R9P0K1M"
OTHER = "01JNB3V5QZ8W2Y4X6T7R9P0K1N"


def code_of(answer):
    return answer.get("error", {}).get("code")


def handing_over(platform):
    """Lets ``agent_handoff`` do what the real one does for the optimiser."""

    def run(given):
        handoff = dict(
            an_assembly_task(Lead.model_validate(given["lead"])).to_json()["handoffs"][0]
        )
        handoff["handoff_id"] += f"-{given['request_id']}"
        return {"handoff": handoff, "lead": given["lead"]}

    platform.workflows.script("agent_handoff", run)


def test_a_lead_is_taken_in_as_at_the_api_and_once(caller, platform):
    params = {"lead": {"email": "ada@northwind.example"}, "lead_id": ID}

    first, again = caller.call("db.leads.create", params), caller.call("db.leads.create", params)
    other = caller.call("db.leads.create", {"lead": {"email": "Ada@northwind.example"}})

    assert (
        first["result"]
        == again["result"]
        == {
            "lead_id": ID,
            "status": "received",
            "ignored": [],
        }
    )
    assert platform.outbox.entries[ID].work is Work.RUN_WORKFLOW
    assert code_of(other) == 409
    assert ID in other["error"]["data"]["detail"]


def test_what_a_lead_goes_on_without_is_told_as_at_the_api(caller):
    lead = {"email": "ada@northwind.example", "country": "Atlantis", "consent": {"email": True}}

    (told,) = caller.call("db.leads.create", {"lead": lead})["result"]["ignored"]

    assert (told["field"], told["value"]) == ("country", "Atlantis")
    refused = caller.call("db.leads.create", {"lead": {**lead, "consent": {"email": "t"}}})
    pointers = {one["pointer"] for one in refused["error"]["data"]["errors"]}
    assert pointers == {"/lead/consent/email", "/lead/country"}


def test_a_lead_of_a_campaign_that_is_not_there_is_refused_where_it_says_so(caller):
    answer = caller.call("db.leads.create", {"lead": {"email": "a@b.example", "campaign_id": ID}})

    assert answer["error"]["data"]["errors"][0]["pointer"] == "/lead/campaign_id"


def test_an_outcome_is_recorded_as_at_the_api(caller, lead, platform):
    params = {
        "lead_id": lead.lead_id,
        "outcome": {"kind": "replied", "channel": "email"},
        "interaction_id": ID,
    }

    recorded = caller.call("db.interactions.create", params)["result"]

    assert recorded["interaction_id"] == ID
    assert platform.leads.get(lead.lead_id).stopped.reason == "replied"
    listed = caller.call("db.interactions.list", {"lead_id": lead.lead_id})["result"]["items"]
    assert {one["kind"] for one in listed} == {InteractionKind.PLANNED, InteractionKind.REPLIED}
    got = caller.call("db.interactions.get", {"lead_id": lead.lead_id, "interaction_id": ID})
    assert got["result"] == recorded


def test_a_handoff_reaches_the_agent_with_what_is_known(caller, lead, platform):
    handing_over(platform)
    triage = caller.as_("agent.handoff", client_id="client-triage")

    answer = triage.call(
        "agent.handoff",
        {"lead_id": lead.lead_id, "target_agent": "engagement", "request_id": ID},
    )

    assert answer["result"]["handoff"]["accepted"] is True
    (run,) = platform.workflows.runs
    assert (run.workflow, run.name) == ("agent_handoff", ID)
    assert run.given["source_agent"] == "lead_triage"
    assert run.given["route"]["target_agent"] == "engagement"
    assert run.given["context"]["score"] == lead.report.assessment.score


def test_an_agent_hands_over_as_itself_only(caller, lead):
    params = {"lead_id": lead.lead_id, "target_agent": "engagement"}
    triage = caller.as_("agent.handoff", client_id="client-triage")

    pretending = triage.call("agent.handoff", {**params, "source_agent": "engagement"})

    assert pretending["error"]["data"]["errors"][0]["code"] == "identity"
    assert code_of(caller.call("agent.handoff", params)) == -32602


def test_an_agent_that_does_not_come_to_its_end_is_told(caller, lead, platform):
    platform.workflows.script("agent_handoff", WorkflowResult(None, "TimedOut"))

    answer = caller.call(
        "agent.handoff",
        {"lead_id": lead.lead_id, "target_agent": "engagement", "source_agent": "person"},
    )

    assert code_of(answer) == 503


def test_a_lead_on_its_way_cannot_be_handed_over(caller, platform):
    caller.call("db.leads.create", {"lead": {"email": "a@b.example"}, "lead_id": ID})
    params = {"lead_id": ID, "target_agent": "engagement", "source_agent": "person"}

    assert code_of(caller.call("agent.handoff", params)) == 409


def test_a_case_about_a_lead_is_opened_once_and_the_lead_waits(caller, lead, platform):
    params = {
        "subject": "lead",
        "subject_id": lead.lead_id,
        "reason": "The budget is unusual.",
        "request_id": ID,
    }

    first, again = caller.call("agent.escalate", params), caller.call("agent.escalate", params)

    assert first["result"] == again["result"]
    kept = platform.leads.get(lead.lead_id)
    assert (kept.status, kept.report.escalation_id) == (LeadStatus.ESCALATED, ID)
    assert platform.outbox.entries[start_id("escalation_case", ID)].work is Work.START_WORKFLOW
    assert platform.escalations.get(ID).reason == "The budget is unusual."
    other = caller.call("agent.escalate", {**params, "request_id": OTHER})
    assert code_of(other) == 409


CALLS = {
    "agent.escalate": {"subject": "lead", "reason": "Look at this.", "request_id": ID},
    "agent.handoff": {
        "target_agent": "engagement",
        "source_agent": "lead_triage",
        "request_id": ID,
    },
    "db.interactions.create": {"outcome": {"kind": "replied"}, "interaction_id": ID},
}


@pytest.mark.parametrize("method", CALLS)
def test_a_call_that_dies_anywhere_and_is_made_again_takes_effect_once(method):
    def caller_of(platform):
        handing_over(platform)
        scopes = {f"baton/{scope}" for one in every_method(platform) for scope in one.scopes}
        return Client(platform, scopes=" ".join(sorted(scopes)))

    def prepare(platform):
        fresh = a_lead()
        receive(platform, fresh, held=True)
        ResultWriter.assemble(platform).perform(an_assembly_task(fresh))
        key = "subject_id" if method == "agent.escalate" else "lead_id"
        return {**CALLS[method], key: fresh.lead_id}

    def act(platform, params):
        caller_of(platform).call(method, params)

    def state(platform, params):
        (lead,) = map(platform.leads.get, platform.leads.kept)
        runs = {run.name for run in platform.workflows.runs}
        entries = sorted(platform.outbox.entries)
        return lead.status, lead.version, entries, len(platform.escalations.kept), runs

    ends_the_same_wherever_it_dies(prepare, act, state, least=3, wait=CLAIM_SECONDS)


def test_a_campaign_without_a_review_is_not_put_to_a_person(caller):
    campaign = {
        "name": "Spring",
        "platform": "google",
        "daily_budget": {"amount": 100, "currency": "EUR"},
    }
    made = caller.call("db.campaigns.create", {"campaign": campaign, "campaign_id": ID})["result"]
    assert caller.call("db.campaigns.get", {"campaign_id": ID})["result"] == made

    params = {"subject": "campaign", "subject_id": ID, "reason": "Costs rise."}
    assert code_of(caller.call("agent.escalate", params)) == 409


def test_performance_is_told_with_how_sure_it_is(caller, platform):
    from baton.campaigns.campaign import DailyMetrics

    campaign = {
        "name": "Spring",
        "platform": "google",
        "daily_budget": {"amount": 100, "currency": "EUR"},
    }
    caller.call("db.campaigns.create", {"campaign": campaign, "campaign_id": ID})
    today = platform.clock().date()
    metrics = DailyMetrics(day=today, impressions=10_000, clicks=200, spend=50_000, leads=4)
    with platform.transactions.begin() as within:
        platform.campaigns.put_metrics(ID, metrics, within)

    found = caller.call(
        "analytics.performance",
        {"campaign_id": ID, "timeframe": "last_7_days", "metrics": ["ctr", "cpl"]},
    )["result"]

    ctr, cpl = found["figures"]
    assert (ctr["metric"], ctr["value"]) == ("ctr", 0.02)
    assert ctr["interval"][0] < 0.02 < ctr["interval"][1]
    assert cpl["value"] == 12_500
    assert found["totals"]["clicks"] == 200
    assert caller.call("db.campaigns.metrics", {"campaign_id": ID})["result"]["items"]
    both = {"campaign_id": ID, "timeframe": "last_7_days", "since": "2026-01-01"}
    assert code_of(caller.call("analytics.performance", both)) == -32602


def test_short_term_memory_is_kept_found_and_searched(caller, lead):
    conversation = {"conversation_id": f"lead-{lead.lead_id}"}
    triage = caller.as_("memory.short_term", client_id="client-triage")
    kept = triage.call(
        "memory.short_term.store",
        {**conversation, "text": "Asked for a quote.", "data": {"seats": 200}},
    )["result"]

    assert kept["speaker"] == "lead_triage"
    assert kept["subject"].startswith("person#")
    found = triage.call("memory.short_term.search", {**conversation, "text": "QUOTE seats"})
    assert found["result"]["items"] == [kept]
    assert triage.call("memory.short_term.get", conversation)["result"]["items"][-1] == kept


@pytest.mark.parametrize("conversation", [f"lead-{ID}", "lead-7"])
def test_nothing_is_remembered_of_a_lead_that_is_not_there(caller, conversation):
    params = {"conversation_id": conversation, "text": "Hello"}

    assert code_of(caller.call("memory.short_term.store", params)) in {404, -32602}
    assert code_of(caller.call("memory.long_term.get", {"lead_id": ID})) == 404


def test_what_nobody_could_erase_holds_no_address(caller):
    params = {
        "conversation_id": "planning",
        "text": "Write to anna@example.com",
        "data": {"phones": ["+43 660 1234567"]},
    }

    kept = caller.call("memory.short_term.store", params)["result"]

    assert "anna" not in str(kept)
    assert "1234567" not in str(kept)


def test_long_term_memory_learns_and_recalls_a_person(caller, lead):
    params = {
        "lead_id": lead.lead_id,
        "profile": {"role": {"value": "buyer"}},
        "preferences": {"channel": {"value": "email", "confidence": 0.8}, "hour": {"value": 9}},
    }

    person = caller.call("memory.long_term.store", params)["result"]

    assert person["profile"]["role"]["value"] == "buyer"
    assert person["preferences"]["channel"]["source"] == "rpc"
    assert caller.call("memory.long_term.get", {"subject": person["subject"]})["result"] == person
    found = caller.call("memory.long_term.search", {"lead_id": lead.lead_id, "text": "Buyer"})
    assert list(found["result"]["profile"]) == ["role"]


def test_a_preference_that_agents_act_upon_must_make_sense(caller, lead):
    params = {"lead_id": lead.lead_id, "preferences": {"hour": {"value": 99}}}

    answer = caller.call("memory.long_term.store", params)

    assert answer["error"]["data"]["errors"][0]["pointer"] == "/preferences/hour/value"


def test_episodes_are_kept_without_names_and_found(caller, lead):
    params = {
        "lead_id": lead.lead_id,
        "situation": "education/warm/google",
        "action": "nurture/case_study",
        "outcome": "converted",
        "value": 1,
        "text": "A case study won them; write to anna@example.com.",
    }

    kept = caller.call("memory.episodic.store", params)["result"]

    assert "anna" not in kept["text"]
    assert kept["subject"].startswith("person#")
    got = caller.call("memory.episodic.get", {"episode_id": kept["episode_id"]})
    assert got["result"] == kept
    found = caller.call("memory.episodic.search", {"text": "case study", "limit": 3})["result"]
    assert found["items"][0]["episode"] == kept


def test_knowledge_is_kept_with_who_told_it_and_walked(caller):
    params = {
        "nodes": [
            {"node_id": "industry:education", "label": "Education"},
            {"node_id": "play:case_study", "label": "Case study"},
        ],
        "edges": [
            {
                "source": "play:case_study",
                "relation": "works_for",
                "target": "industry:education",
                "weight": 0.9,
            }
        ],
    }

    assert caller.call("memory.semantic.store", params)["result"] == {"nodes": 2, "edges": 1}
    node = caller.call("memory.semantic.get", {"node_id": "play:case_study"})["result"]
    assert node["edges"][0]["provenance"] == "caller/client-1"
    walked = caller.call(
        "memory.semantic.search", {"start": "industry:education", "target": "play:case_study"}
    )["result"]
    assert walked["items"][0]["node"]["node_id"] == "play:case_study"
    assert walked["paths"][0]["strength"] == 0.9


def test_the_agents_say_what_they_are_doing(caller):
    items = caller.call("agent.status")["result"]["items"]

    assert {"lead_triage", "engagement"} <= {one["agent_id"] for one in items}
    one = caller.call("agent.status", {"agent": "engagement"})["result"]["items"]
    assert [status["agent_id"] for status in one] == ["engagement"]
    assert code_of(caller.call("agent.status", {"agent": "person"})) == 404


def test_a_document_is_kept_found_and_deleted_as_at_the_api(caller):
    given = {"title": "Returns", "text": "Send it back.", "collections": ["support"]}
    kept = caller.call("documents.keep", given)["result"]
    named = {"document_id": kept["document_id"]}
    search = {"question": "send it back", "collection": "support"}

    (found,) = caller.call("documents.search", search)["result"]["items"]
    assert (found["quote"], found["version"]) == ("Send it back.", 1)
    assert caller.call("documents.get", named)["result"] == kept
    assert caller.call("documents.list", {})["result"]["items"] == [kept]
    assert caller.call("documents.delete", named)["result"]["deleted"]
    assert caller.call("documents.search", search)["result"]["items"] == []
    assert code_of(caller.call("documents.get", named)) == 404
