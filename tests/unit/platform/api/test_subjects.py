"""Persons are found without their addresses in any path, shown, and erased."""

from typing import Any

import pytest

from baton.messaging.workflows import WorkflowResult
from baton.privacy.subject import email_key
from functions.platform.erasure.agent import ErasureService
from functions.platform.erasure.models import ErasureTask
from tests.fakes.platform.container import FakePlatform
from tests.samples.http import Client

ADA = {"email": "ada@example.com", "external_id": "crm-1", "last_name": "Lovelace"}
SUBJECT = email_key("ADA@example.com").removeprefix("person#")


@pytest.fixture
def lead_id(api: Client, platform: FakePlatform) -> str:
    def serve(given: dict[str, Any]) -> dict[str, Any]:
        task = ErasureTask.model_validate(given)
        return ErasureService.assemble(platform).perform(task).to_json()

    platform.workflows.script("subject_request", serve)
    lead: str = api.post("/api/v1/leads", ADA).json["lead_id"]
    platform.clock.advance(1)
    return lead


@pytest.mark.parametrize("asked", [{"email": "Ada@Example.com"}, {"external_id": "crm-1"}])
def test_a_person_is_found_by_what_they_are_known_by(
    api: Client, lead_id: str, asked: dict[str, str]
) -> None:
    (found,) = api.post("/api/v1/subjects/lookup", asked).json["items"]

    assert found["records"] == [lead_id]
    assert api.get(found["href"]).json["records"][0]["record_id"] == lead_id
    assert api.post("/api/v1/subjects/lookup", {"email": "eve@example.com"}).status == 404
    assert api.post("/api/v1/subjects/lookup", {}).status == 400


def test_a_person_is_found_by_their_number_and_so_is_everybody_who_shares_it(api: Client) -> None:
    shared = {"phone": "+43 664 1234567"}
    ids = [
        api.post("/api/v1/leads", {**shared, **more}).json["lead_id"]
        for more in ({"email": "bo@example.com"}, {"email": "cy@example.com"}, {})
    ]

    for asked in (
        {"phone": "0043 664 1234567"},
        {"phone": "tel:+43-(0)664-1234567"},
        {"phone": "0664/123 45 67", "country": "Österreich"},
    ):
        found = api.post("/api/v1/subjects/lookup", asked).json["items"]
        assert sorted(one["records"] for one in found) == sorted([one] for one in ids)
        assert len({one["subject"] for one in found}) == 3
    assert api.post("/api/v1/subjects/lookup", {"phone": "0664 1234567"}).status == 400


def test_an_erased_person_is_gone_and_a_repeated_request_does_not_bring_them_back(
    api: Client, platform: FakePlatform, lead_id: str
) -> None:
    key = {"idempotency-key": "k"}
    second = api.post("/api/v1/leads", {"email": "bo@example.com"}, headers=key).json["lead_id"]
    platform.clock.advance(1)

    answer = api.send("DELETE", f"/api/v1/subjects/{SUBJECT}")
    other = api.send("DELETE", f"/api/v1/subjects/{second}")

    assert (answer.status, other.status) == (200, 200)
    assert answer.json["status"] == "erased"
    assert answer.json["requested_by"] == "client-1"
    assert api.get(f"/api/v1/erasures/{answer.json['erasure_id']}").json == answer.json
    assert api.get(f"/api/v1/leads/{lead_id}").status == 404
    assert api.get(f"/api/v1/subjects/{SUBJECT}").status == 404
    assert api.post(f"/api/v1/leads/{lead_id}/outcomes", {"kind": "opened"}).status == 404
    again = api.post("/api/v1/leads", {"email": "bo@example.com"}, headers=key)
    assert again.status == 410
    old = api.post("/api/v1/leads", {**ADA, "occurred_at": "2026-03-01T00:00:00Z"})
    assert (old.status, old.json["type"].rpartition("/")[2]) == (410, "erased")
    assert platform.leads.kept == {}
    assert api.send("DELETE", f"/api/v1/subjects/{SUBJECT}").status == 200
    platform.clock.advance(1)
    assert api.post("/api/v1/leads", ADA).status == 200


def test_nobody_is_erased_who_was_never_there(api: Client, lead_id: str) -> None:
    assert api.send("DELETE", f"/api/v1/subjects/{'0' * 64}").status == 404
    assert api.send("DELETE", f"/api/v1/subjects/{lead_id[::-1]}").status == 404
    assert api.send("DELETE", "/api/v1/subjects/ada@example.com").status == 404
    assert api.get(f"/api/v1/erasures/{lead_id}").status == 404


def test_an_erasure_that_takes_long_is_told_where_it_goes_on(
    api: Client, platform: FakePlatform, lead_id: str
) -> None:
    def slow(given: dict[str, Any]) -> WorkflowResult:
        ErasureService.assemble(platform).perform(ErasureTask.model_validate(given))
        return WorkflowResult(None, "TimedOut")

    platform.workflows.script("subject_request", slow)
    answer = api.send("DELETE", f"/api/v1/subjects/{lead_id}")

    assert answer.status == 202
    assert api.get(answer.headers["Location"]).json["status"] == "erased"


def test_an_erasure_that_was_not_begun_is_not_acknowledged(
    api: Client, platform: FakePlatform, lead_id: str
) -> None:
    platform.workflows.script("subject_request", WorkflowResult(None, "States.TaskFailed"))

    assert api.send("DELETE", f"/api/v1/subjects/{lead_id}").status == 503
    assert api.get(f"/api/v1/subjects/{lead_id}").status == 503
    assert platform.leads.get(lead_id)


def test_showing_and_erasing_need_their_own_scopes(platform: FakePlatform, lead_id: str) -> None:
    writer = Client(platform, scopes="baton/leads.read baton/leads.write")

    for method in ("GET", "DELETE"):
        assert writer.send(method, f"/api/v1/subjects/{lead_id}").status == 403
