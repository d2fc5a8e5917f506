"""Who reads or changes a person's data is written down, and can be read (G4)."""

from dataclasses import replace

import pytest

from baton.messaging.workflows import WorkflowResult
from baton.privacy.subject import email_key
from tests.contract.given import a_case
from tests.samples.http import ROUTES

EMAIL = "ada@northwind.example"

OF_NOBODY = {
    ("GET", "/api/v1/leads/funnel"): "counts by day",
    ("GET", "/api/v1/erasures/{erasure_id}"): "counts, and who asked",
    ("POST", "/api/v1/escalations/{escalation_id}/decision"): "in the decision's own transaction",
}
"""Routes with a scope of persons that need no line here, and why."""


@pytest.fixture
def lead(api):
    return api.post("/api/v1/leads", {"email": EMAIL}).json["lead_id"]


def lines(api, subject):
    answer = api.get(f"/api/v1/subjects/{subject}/audit")
    assert answer.status == 200
    return [line["what"] for line in answer.json["items"]]


def test_every_route_that_tells_of_persons_is_audited_or_says_why_not():
    persons = (
        "leads.",
        "outcomes.",
        "subjects.",
        "escalations.",
        "traces.",
        "audit.",
        "drafts.",
        "support.read",
    )
    for row in ROUTES:
        if row.scope and row.scope.removeprefix("baton/").startswith((*persons, "suppressions.")):
            assert row.audit or OF_NOBODY[row.method, row.path], row.path


def test_a_lead_tells_who_handed_it_in_read_it_and_changed_it(api, lead):
    reader = replace(api, client_id="reader-1")
    reader.get(f"/api/v1/leads/{lead}", headers={"x-correlation-id": "c-read"})
    api.get("/api/v1/leads")
    api.get(f"/api/v1/leads/{lead}/handoffs")
    api.get(f"/api/v1/traces/{lead}")
    api.post(f"/api/v1/leads/{lead}/outcomes", {"kind": "opened"})

    found = api.get(f"/api/v1/subjects/{lead}/audit").json["items"]

    assert sorted(line["what"] for line in found) == sorted(
        ["lead.taken", "lead.read", "lead.listed", "lead.read", "trace.read", "lead.changed"]
    )
    (one,) = [line for line in found if line["by"] == "reader-1"]
    assert (one["what"], one["correlation_id"]) == ("lead.read", "c-read")
    assert one["route"] == "GET /api/v1/leads/{lead_id}"


def test_every_lead_of_a_batch_has_its_line(api):
    items = api.post("/api/v1/leads/batch", {"leads": [{"email": EMAIL}, {"phone": "x"}]}).json
    (lead,) = [one["lead_id"] for one in items["items"] if "lead_id" in one]
    assert lines(api, lead) == ["lead.taken"]


def test_a_persons_trail_is_that_of_all_of_their_leads(api, lead):
    subject = email_key(EMAIL).removeprefix("person#")
    api.post("/api/v1/subjects/lookup", {"email": EMAIL})
    api.get(f"/api/v1/subjects/{subject}")

    assert sorted(lines(api, subject)) == ["lead.taken", "subject.exported", "subject.found"]
    assert "audit.read" in lines(api, subject)


def test_who_closed_a_way_to_a_person_is_in_their_trail(api):
    api.post("/api/v1/suppressions", {"email": EMAIL})
    assert lines(api, email_key(EMAIL).removeprefix("person#")) == ["subject.suppressed"]


def test_an_erasure_is_asked_for_in_writing_or_not_at_all(api, lead):
    asked = []
    api.platform.workflows.script(
        "subject_request", lambda given: asked.append(given) or WorkflowResult({"found": False})
    )
    api.platform.faults.fail("audit.write", times=1)

    assert api.send("DELETE", f"/api/v1/subjects/{lead}").status == 503
    assert asked == []


def test_a_line_that_is_lost_takes_no_answer_away_and_is_in_the_log(api, lead, logged, capsys):
    api.platform.faults.fail("audit.write", times=1)

    answer = api.get(f"/api/v1/leads/{lead}")

    assert answer.status == 200
    assert '"AuditLost":1' in capsys.readouterr().out
    assert [one.line["subject"] for one in logged if hasattr(one, "line")] == [lead]


def test_a_decision_and_its_line_are_written_together(api, lead):
    case = a_case().model_copy(update={"subject_id": lead})
    with api.platform.transactions.begin() as within:
        api.platform.escalations.add(case, within)

    path = f"/api/v1/escalations/{case.escalation_id}"
    api.get(path)
    assert api.post(f"{path}/decision", {"verdict": "approve"}).status == 200

    assert set(lines(api, lead)) == {"lead.taken", "case.read", "case.decided"}


def test_what_is_no_id_leaves_no_line(api):
    assert api.get("/api/v1/leads/ada@example.com").status == 404
    assert api.platform.audit.kept == {}


def test_a_trail_comes_in_pages(api, lead):
    for _ in range(3):
        api.get(f"/api/v1/leads/{lead}/outcomes")
        api.platform.clock.advance(1)
    path = f"/api/v1/subjects/{lead}/audit"
    first = api.get(path, {"limit": "3"})
    second = api.get(path, {"limit": "3", "cursor": first.json["next_cursor"]})
    assert len(first.json["items"]) == 3
    assert "Link" in first.headers
    assert second.json["items"]


def test_only_who_has_the_scope_reads_the_trail(api, lead):
    nosy = replace(api, scopes="baton/leads.read baton/subjects.read")
    assert nosy.get(f"/api/v1/subjects/{lead}/audit").status == 403
