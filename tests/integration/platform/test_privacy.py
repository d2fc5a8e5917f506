"""What is written into logs names nobody (requirement G4)."""

import json

import pytest

from tests.integration.wire import LEADS

PERSON = {
    "email": "zdenka.quasimodo@secretive-person.example",
    "phone": "+436609876543",
    "first_name": "Zdenkaxyl",
    "last_name": "Quasimodowitz",
    "company": "Secretive Holdings",
    "message": "My private number is +43 660 987 65 44, call Zdenkaxyl Quasimodowitz.",
}
WORDS = (
    "zdenka",
    "quasimodo",
    "secretive-person",
    "987 65 4",
    "9876543",
    "9876544",
    "my private number",
)


def test_a_leads_story_and_trail_are_whole_and_name_nobody(application, operator, eventually):
    lead = application.post(LEADS, {**PERSON, "email": f"story.{PERSON['email']}"}).json()
    application.get(f"{LEADS}/{lead['lead_id']}")

    story = operator.get(f"/api/v1/traces/{lead['lead_id']}")

    assert story.status_code == 200, story.text
    told = [one["agent"] for one in story.json()["items"]]
    assert told[:3] == ["lead_triage", "handoff", "engagement"]
    assert told.count("result_writer") == 1
    assert "result_writer" in told[3:]
    assert [word for word in WORDS if word in story.text.casefold()] == []
    trail = operator.get(f"/api/v1/subjects/{lead['lead_id']}/audit")
    whats = [line["what"] for line in trail.json()["items"]]
    assert whats == ["lead.taken", "lead.read", "trace.read"]


def test_no_log_names_a_person_whichever_way_they_came(application, deployment, eventually):
    senders = [f"private-{number}" for number in range(4)]
    one, many, late, bad = (
        {**PERSON, "external_id": name, "email": f"{name}.{PERSON['email']}"} for name in senders
    )

    assert application.post(LEADS, one).status_code == 200
    assert application.post(LEADS, one).status_code == 409
    assert (
        application.post(LEADS, {**bad, "email": f"{PERSON['email']} "[:-1] + "@"}).status_code
        == 400
    )
    assert application.post(LEADS, {**bad, PERSON["email"]: PERSON["phone"]}).status_code == 400
    assert application.get(f"{LEADS}/{PERSON['email']}").status_code == 404
    assert application.get(f"{LEADS}?cursor={PERSON['email']}").status_code == 400
    batch = {"leads": [many, {**bad, "phone": PERSON["last_name"]}]}
    assert application.post(f"{LEADS}/batch", batch).status_code == 200
    lines = [late, {**bad, "country": PERSON["last_name"]}, {**bad, "phone": PERSON["email"]}]
    deployment.drop("incoming/private.jsonl", "\n".join(json.dumps(line) for line in lines))
    eventually(lambda: deployment.summaries("incoming/private.jsonl"), "the file's end")
    for lead in (one, many, late):
        eventually(
            lambda name=lead["external_id"]: (
                deployment.lead_known_as(name)["status"] in {"processed", "escalated"}
            ),
            "the end of a lead",
        )

    log = deployment.log().casefold()

    assert '"service":"leads_api"' in log
    assert '"service":"intake"' in log
    assert [word for word in WORDS if word in log] == []


@pytest.mark.parametrize("part", ["northwind.example", "lindqvist0", "files.example"])
def test_no_log_names_anybody_of_the_other_tests(application, a_lead, deployment, part):
    application.post(LEADS, a_lead())

    assert part not in deployment.log().casefold()
