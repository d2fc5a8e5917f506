"""What alarms led to can be read (G10)."""

from datetime import timedelta

from baton.incidents.incident import Diagnosis, Evidence, Incident
from tests.fakes.platform.clock import NOON

PATH = "/api/v1/incidents"


def rang(api, number):
    quote = Evidence(source="queue:functions", text="3 undelivered messages of functions")
    incident = Incident(
        incident_id=api.platform.new_id(),
        alarm=f"Baton-alarm-{number}",
        opened_at=NOON + timedelta(minutes=number),
        diagnoses=(Diagnosis(rule="undelivered", text="3 calls failed", because=(quote,)),),
    )
    api.platform.incidents.keep(incident)
    return incident


def test_an_incident_tells_what_was_seen_and_done(api):
    incident = rang(api, 1)

    answer = api.get(f"{PATH}/{incident.incident_id}")

    assert answer.status == 200
    assert Incident.model_validate(answer.json) == incident


def test_incidents_come_in_pages_the_newest_first(api):
    for number in range(3):
        rang(api, number)

    first = api.get(PATH, {"limit": "2"})
    second = api.get(PATH, {"limit": "2", "cursor": first.json["next_cursor"]})

    assert [one["alarm"][-1] for one in first.json["items"]] == ["2", "1"]
    assert [one["alarm"][-1] for one in second.json["items"]] == ["0"]
    assert "Link" in first.headers


def test_an_incident_that_never_was_is_not_found(api):
    assert api.get(f"{PATH}/{api.platform.new_id()}").status == 404
