"""Taking leads in and showing them."""

import re
from datetime import timedelta

import pytest

from baton.core.errors import Unavailable
from baton.leads.container import Leads
from baton.leads.lead import Lead
from baton.leads.settings import LeadSettings
from baton.messaging.outbox import Work
from baton.messaging.workflows import WorkflowResult

ADA = {"email": "ada@northwind.example", "first_name": "Ada", "consent": {"email": True}}


def test_a_waiting_caller_gets_the_report(api):
    answer = api.post("/api/v1/leads", ADA)

    assert answer.status == 200
    lead = Lead.model_validate_json(answer.text)
    assert lead.status == "processed"
    assert lead.report.assessment.score == 82
    assert answer.headers["ETag"] == '"2"'
    assert answer.headers["Content-Location"] == f"/api/v1/leads/{lead.lead_id}"
    assert api.platform.leads.get(lead.lead_id) == lead
    assert api.platform.outbox.entries == {}


def test_the_pipeline_is_named_after_the_lead_and_knows_the_correlation_id(api):
    lead_id = api.post("/api/v1/leads", ADA, headers={"X-Correlation-Id": "order-7"}).json[
        "lead_id"
    ]

    [run] = api.platform.workflows.runs
    assert (run.workflow, run.name) == ("lead_pipeline", lead_id)
    assert run.given["correlation_id"] == run.given["lead"]["correlation_id"] == "order-7"


def test_a_lead_whose_caller_waits_is_held_without_an_entry_while_its_pipeline_runs(api):
    platform = api.platform

    def look(given):
        held = platform.leads.get(given["lead"]["lead_id"]).held
        seen.append((held, dict(platform.outbox.entries)))
        return WorkflowResult(None, "States.Timeout")

    seen = []
    platform.workflows.script("lead_pipeline", look)
    lead_id = api.post("/api/v1/leads", ADA).json["lead_id"]

    assert seen == [(True, {})]
    assert platform.outbox.entries[lead_id].work is Work.RUN_WORKFLOW
    assert platform.outbox.entries[lead_id].attempts == 1
    assert not platform.leads.get(lead_id).held


@pytest.mark.parametrize("prefer", ["respond-async", "wait=5, respond-async", "Respond-Async; x=1"])
def test_a_caller_who_prefers_not_to_wait_gets_the_place_of_the_report(api, prefer):
    answer = api.post("/api/v1/leads", ADA, headers={"prefer": prefer})

    assert answer.status == 202
    lead_id = answer.json["lead_id"]
    assert answer.headers["Location"] == answer.json["href"] == f"/api/v1/leads/{lead_id}"
    assert answer.headers["Preference-Applied"] == "respond-async"
    assert int(answer.headers["Retry-After"]) >= 1
    assert api.platform.workflows.runs == []
    assert api.platform.outbox.inserted == [lead_id]
    assert api.get(f"/api/v1/leads/{lead_id}").json["status"] == "received"


@pytest.mark.parametrize(
    "script",
    [
        WorkflowResult(None, "States.Timeout"),
        WorkflowResult({"lead": {"nonsense": 1}}),
        WorkflowResult({}),
        Unavailable("no workflow today"),
    ],
    ids=["timed out", "no lead", "nothing", "not started"],
)
def test_a_lead_whose_pipeline_does_not_finish_is_acknowledged_and_given_back(api, script):
    api.platform.workflows.script("lead_pipeline", script)

    answer = api.post("/api/v1/leads", ADA)

    assert answer.status == 202
    assert "Preference-Applied" not in answer.headers
    entry = api.platform.outbox.entries[answer.json["lead_id"]]
    assert entry.claimed_by is None
    assert entry.available_at <= api.platform.clock() + timedelta(seconds=10)


def test_a_lead_that_came_through_although_its_run_failed_is_answered_with_its_report(api):
    platform = api.platform
    script = platform.workflows._scripts["lead_pipeline"]

    def lost(given):
        script(given)
        raise Unavailable("the answer was lost")

    platform.workflows.script("lead_pipeline", lost)

    assert api.post("/api/v1/leads", ADA).json["status"] == "processed"


def test_the_lead_is_acknowledged_even_if_it_cannot_be_given_back(api):
    api.platform.workflows.script("lead_pipeline", WorkflowResult(None, "States.Timeout"))
    api.platform.faults.fail("outbox.defer")

    assert api.post("/api/v1/leads", ADA).status == 202


def test_the_same_person_again_is_a_duplicate_that_links_to_the_lead(api):
    first = api.post("/api/v1/leads", ADA).json["lead_id"]

    again = api.post("/api/v1/leads", {"email": "Ada@NorthWind.example "})

    assert again.status == 409
    assert again.headers["Content-Type"] == "application/problem+json"
    assert again.json["type"].endswith("/duplicate")
    assert again.json["existing"] == f"/api/v1/leads/{first}"
    assert f"</api/v1/leads/{first}>" in again.headers["Link"]
    assert len(api.platform.leads.kept) == 1
    assert len(api.platform.workflows.runs) == 1


def test_the_same_external_id_is_a_duplicate_whatever_the_email(api):
    api.post("/api/v1/leads", {"external_id": "CRM-1", "email": "a@northwind.example"})

    again = api.post("/api/v1/leads", {"external_id": "CRM-1", "email": "b@northwind.example"})

    assert again.status == 409
    assert api.post("/api/v1/leads", {"email": "b@northwind.example"}).status == 200


def test_a_person_may_ask_again_after_the_window(api):
    api.post("/api/v1/leads", ADA)
    api.platform.clock.advance(24 * 3600 + 1)

    assert api.post("/api/v1/leads", ADA).status == 200


def test_a_window_of_zero_turns_duplicates_off(platform, api):
    platform.area_settings[Leads] = LeadSettings(duplicate_window_hours=0)
    client = api.restarted()

    assert [client.post("/api/v1/leads", ADA).status for _ in range(2)] == [200, 200]
    assert platform.claims.kept == {}


def test_claims_tell_nothing_of_the_person(api):
    api.post("/api/v1/leads", {**ADA, "external_id": "CRM-1"})

    keys = list(api.platform.subjects.claims)
    assert len(keys) == 2
    assert all(re.fullmatch("person#[0-9a-f]{64}", key) for key in keys)


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("Zoë 👩‍💻", "O'Brien-Łukasiewicz"),
        ("משה", "\u202bكريم\u202c"),
        ("'; DROP TABLE leads;--", "<script>alert(1)</script>"),
        ("=HYPERLINK(1)", "{{7*7}} ${jndi:ldap://x}"),
        ("நிலா", "e\u0301"),
    ],
)
def test_what_people_are_called_is_data(api, first, last):
    body = {"email": "x@northwind.example", "first_name": first, "last_name": last}
    body["message"] = "line one\nline two\t=1+1"

    lead_id = api.post("/api/v1/leads", body).json["lead_id"]

    details = api.get(f"/api/v1/leads/{lead_id}").json["details"]
    assert details["first_name"] == first
    assert details["message"] == body["message"]


def test_a_reader_who_has_the_version_gets_no_body(api):
    lead_id = api.post("/api/v1/leads", ADA).json["lead_id"]
    path = f"/api/v1/leads/{lead_id}"
    tag = api.get(path).headers["ETag"]

    for given in (tag, f"W/{tag}", f'"99", {tag}', "*"):
        answer = api.get(path, headers={"if-none-match": given})
        assert (answer.status, answer.text, answer.headers["ETag"]) == (304, "", tag)
    assert api.get(path, headers={"if-none-match": '"1"'}).status == 200


@pytest.mark.parametrize("lead_id", ["01JNB3V5QZ8W2Y4X6T7R9P0K1M", "batch", "1", "a b", "%00"])
def test_a_lead_that_is_not_there_is_not_found(api, lead_id):
    answer = api.get(f"/api/v1/leads/{lead_id}")

    assert answer.status == 404
    assert answer.json["type"].endswith(("/not-found", "/no-such-route"))


def test_pages_lead_through_every_lead_once_the_newest_first(api):
    ids = []
    for number in range(7):
        ids.append(api.post("/api/v1/leads", {"external_id": str(number)}).json["lead_id"])
        api.platform.clock.advance(1)

    seen, cursor = [], None
    while True:
        query = {"limit": "3", "status": "processed", **({"cursor": cursor} if cursor else {})}
        page = api.get("/api/v1/leads", query)
        assert page.status == 200
        seen += [item["lead_id"] for item in page.json["items"]]
        cursor = page.json.get("next_cursor")
        assert ("Link" in page.headers) is (cursor is not None)
        if cursor is None:
            break
        assert page.headers["Link"].endswith('>; rel="next"')
        assert "status=processed" in page.headers["Link"]
    assert seen == ids[::-1]


def test_a_listing_is_filtered_by_status_and_category(api):
    done = api.post("/api/v1/leads", {"external_id": "1"}).json["lead_id"]
    waiting = api.post(
        "/api/v1/leads", {"external_id": "2"}, headers={"prefer": "respond-async"}
    ).json["lead_id"]

    def ids(**query):
        return [item["lead_id"] for item in api.get("/api/v1/leads", query).json["items"]]

    assert ids(status="received") == [waiting]
    assert ids(category="campaign_qualified") == [done]
    assert ids(category="cold_lead") == []
    summary = api.get("/api/v1/leads", {"status": "processed"}).json["items"][0]
    assert summary["score"] == 82
    assert summary["next_action"] == "call"


def test_leads_are_filtered_by_campaign_and_by_when_they_came(api):
    budget = {"amount": 5000, "currency": "EUR"}
    given = {"name": "Spring", "platform": "email", "daily_budget": budget}
    campaign = api.post("/api/v1/campaigns", given).json["campaign_id"]
    lead = {"external_id": "1", "campaign_id": campaign}
    first = api.post("/api/v1/leads", lead).json["lead_id"]
    api.platform.clock.advance(60)
    since = api.platform.clock().isoformat().replace("+00:00", "Z")
    second = api.post("/api/v1/leads", {"external_id": "2"}).json["lead_id"]

    def ids(**query):
        return [item["lead_id"] for item in api.get("/api/v1/leads", query).json["items"]]

    assert ids(campaign_id=campaign) == [first]
    assert ids(since=since) == [second]
    assert ids(before=since) == [first]
    refused = api.get("/api/v1/leads", {"campaign_id": campaign, "status": "processed"})
    assert (refused.status, refused.faults) == (400, {"query:campaign_id": "filters"})


def test_leads_are_found_by_what_is_known_of_their_person_and_nobody_elses(api):
    ada = api.post("/api/v1/leads", {"email": "ada@northwind.example"}).json["lead_id"]
    number = api.post("/api/v1/leads", {"phone": "+43 664 1234567"}).json["lead_id"]
    known = api.post("/api/v1/leads", {"external_id": "CRM-1"}).json["lead_id"]

    def ids(question):
        found = api.post("/api/v1/leads/search", question)
        assert found.status == 200
        return [item["lead_id"] for item in found.json["items"]]

    assert ids({"email": "ADA@Northwind.example"}) == [ada]
    assert ids({"phone": "+436641234567"}) == [number]
    assert ids({"external_id": "CRM-1"}) == [known]
    assert ids({"email": "nobody@northwind.example"}) == []
    assert api.post("/api/v1/leads/search", {}).status == 400
    assert ada in {
        line.subject for line in api.platform.audit.kept.values() if line.what == "lead.listed"
    }
