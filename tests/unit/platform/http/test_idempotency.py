"""The same key and body get the same answer, and create nothing twice, whatever happens between."""

import pytest

from baton.core.errors import Unavailable
from baton.http.error_kinds import CLAIM_SECONDS
from baton.leads.lead import Lead
from tests.fakes.platform.faults import Crash
from tests.samples.outbox import dispatcher, plenty

LEADS = "/api/v1/leads"
ADA = {"email": "ada@northwind.example", "first_name": "Ada"}
KEY = {"Idempotency-Key": "order-4711"}


def test_a_repeated_request_gets_the_same_answer_and_does_nothing(api):
    first = api.post(LEADS, ADA, headers=KEY)
    again = api.post(LEADS, ADA, headers=KEY)

    assert (again.status, again.text) == (first.status, first.text) == (200, first.text)
    for name in ("ETag", "Content-Location", "Content-Type"):
        assert again.headers[name] == first.headers[name]
    assert "Idempotency-Replayed" not in first.headers
    assert again.headers["Idempotency-Replayed"] == "true"
    assert again.headers["X-Correlation-Id"] != first.headers["X-Correlation-Id"]
    assert len(api.platform.workflows.runs) == 1
    assert len(api.platform.leads.kept) == 1


def test_an_acknowledgement_is_repeated_with_its_place(api):
    headers = {**KEY, "Prefer": "respond-async"}
    first = api.post(LEADS, ADA, headers=headers)
    again = api.post(LEADS, ADA, headers=headers)

    assert again.status == 202
    for name in ("Location", "Retry-After", "Preference-Applied"):
        assert again.headers[name] == first.headers[name]


def test_a_long_answer_is_kept_small_and_repeated_whole(api):
    body = {"leads": [{"external_id": str(number)} for number in range(200)]}

    first = api.post("/api/v1/leads/batch", body, headers=KEY)
    again = api.post("/api/v1/leads/batch", body, headers=KEY)

    assert again.text == first.text
    [kept] = api.platform.requests.kept.values()
    assert len(kept.answer) < len(first.text) / 2


def test_the_order_of_names_in_a_body_does_not_matter(api):
    api.post(LEADS, raw='{"email": "a@b.example", "city": "Graz"}', headers=KEY)

    again = api.post(LEADS, raw='{"city":"Graz","email":"a@b.example"}', headers=KEY)

    assert again.headers["Idempotency-Replayed"] == "true"


def test_a_key_with_another_body_is_refused(api):
    api.post(LEADS, ADA, headers=KEY)

    answer = api.post(LEADS, {**ADA, "city": "Graz"}, headers=KEY)

    assert answer.status == 422
    assert answer.json["type"].endswith("/key-reused")


def test_a_key_belongs_to_one_caller_and_one_path(platform, api):
    from dataclasses import replace

    api.post(LEADS, {"external_id": "1"}, headers=KEY)
    other = replace(api, client_id="client-2")

    assert other.post(LEADS, {"external_id": "2"}, headers=KEY).status == 200
    campaign = {"name": "c", "platform": "p", "daily_budget": {"amount": 1, "currency": "USD"}}
    assert api.post("/api/v1/campaigns", campaign, headers=KEY).status == 201


@pytest.mark.parametrize("key", ["", " ", "x" * 256, "a\x00b", "ключ", "a "])
def test_a_key_must_be_printable_and_short(api, key):
    answer = api.post(LEADS, ADA, headers={"Idempotency-Key": key})

    assert answer.status == 400
    assert list(answer.faults) == ["header:idempotency-key"]
    assert api.platform.leads.kept == {}


@pytest.mark.parametrize("key", ["x", "x" * 255, "a b", '"quoted"'])
def test_any_printable_key_will_do(api, key):
    assert api.post(LEADS, ADA, headers={"Idempotency-Key": key}).status == 200


def test_a_fault_of_the_callers_frees_the_key(api):
    future = {**ADA, "occurred_at": "2126-01-01T00:00:00Z"}
    assert api.post(LEADS, future, headers=KEY).status == 400

    assert api.post(LEADS, ADA, headers=KEY).status == 200


def test_the_fault_is_told_even_if_the_key_cannot_be_freed(api):
    api.platform.faults.fail("requests.release")

    answer = api.post(LEADS, {**ADA, "occurred_at": "2126-01-01T00:00:00Z"}, headers=KEY)

    assert answer.status == 400


def test_a_request_that_is_under_way_is_not_begun_again(api):
    answers = []

    def meanwhile(given):
        answers.append(api.restarted().post(LEADS, ADA, headers=KEY))
        return {"lead": given["lead"]}

    api.platform.workflows.script("lead_pipeline", meanwhile)
    api.post(LEADS, ADA, headers=KEY)

    [answer] = answers
    assert answer.status == 409
    assert answer.json["type"].endswith("/request-under-way")
    assert int(answer.headers["Retry-After"]) >= 1
    assert len(api.platform.leads.kept) == 1


def test_after_a_fault_of_ours_the_same_key_goes_on_when_it_is_told(api):
    api.platform.faults.fail("transactions.commit", Unavailable("no records"), times=1, after=True)
    failed = api.post(LEADS, ADA, headers=KEY)
    assert failed.status == 503

    api.platform.clock.advance(int(failed.headers["Retry-After"]))
    again = api.post(LEADS, ADA, headers=KEY)

    assert again.status in (200, 202)
    assert len(api.platform.leads.kept) == 1


def test_an_answer_that_cannot_be_kept_is_given_all_the_same(api):
    api.platform.faults.fail("requests.answer")
    first = api.post(LEADS, ADA, headers=KEY)
    api.platform.faults.clear()
    api.platform.clock.advance(CLAIM_SECONDS)

    again = api.post(LEADS, ADA, headers=KEY)

    assert first.status == again.status == 200
    assert again.json["lead_id"] == first.json["lead_id"]
    assert len(api.platform.workflows.runs) == 1


def calls_of(api, path, body, headers):
    """How many port calls a request makes when all goes well."""
    assert api.post(path, body, headers=headers).status < 300
    return len(api.platform.faults.calls)


def crashes(limit=20):
    return [(call, after) for call in range(1, limit) for after in (False, True)]


@pytest.mark.parametrize(("call", "after"), crashes(8))
@pytest.mark.parametrize("prefer", ["respond-async", "wait"])
def test_a_crash_anywhere_and_a_retry_make_one_lead(api, call, after, prefer):
    headers = {**KEY, "Prefer": prefer}
    api.platform.faults.crash_at(call, after=after)
    try:
        api.post(LEADS, ADA, headers=headers)
    except Crash:
        api = api.restarted()
    api.platform.faults.clear()
    api.platform.clock.advance(CLAIM_SECONDS)

    again = api.post(LEADS, ADA, headers=headers)

    assert again.status in (200, 202)
    assert list(api.platform.leads.kept) == [again.json["lead_id"]]
    lead = api.platform.leads.get(again.json["lead_id"])
    assert lead.status == "processed" or lead.held or lead.lead_id in api.platform.outbox.entries
    api.platform.clock.advance(api.platform.settings.lease_seconds)
    dispatcher(api.platform).sweep(plenty)
    done = api.platform.leads.get(lead.lead_id)
    assert (done.status, done.version) == ("processed", 2)


def test_the_crashes_above_reach_past_the_end(api):
    assert calls_of(api, LEADS, ADA, KEY) < 8


def test_a_retry_after_the_lease_finishes_the_lead_itself(api):
    api.platform.faults.fail("workflows.run", Crash("right after storing"), times=1)
    with pytest.raises(Crash):
        api.post(LEADS, ADA, headers=KEY)
    api = api.restarted()
    api.platform.clock.advance(api.platform.settings.lease_seconds)

    again = api.post(LEADS, ADA, headers=KEY)

    assert again.status == 200
    assert Lead.model_validate_json(again.text).report is not None


@pytest.mark.parametrize(("call", "after"), crashes(8))
def test_a_crash_in_a_batch_and_a_retry_make_each_lead_once(api, call, after):
    body = {"leads": [{"external_id": "1"}, {"email": "b@northwind.example"}, {"x": 1}]}
    api.platform.faults.crash_at(call, after=after)
    try:
        api.post("/api/v1/leads/batch", body, headers=KEY)
    except Crash:
        api = api.restarted()
    api.platform.faults.clear()
    api.platform.clock.advance(CLAIM_SECONDS)

    again = api.post("/api/v1/leads/batch", body, headers=KEY).json

    assert [item["status"] for item in again["items"]] == [202, 202, 400]
    ids = {item["lead_id"] for item in again["items"] if "lead_id" in item}
    assert set(api.platform.leads.kept) == ids == set(api.platform.outbox.entries)


@pytest.mark.parametrize(("call", "after"), crashes(8))
def test_a_crash_while_registering_a_campaign_makes_one(api, call, after):
    body = {"name": "c", "platform": "p", "daily_budget": {"amount": 1, "currency": "USD"}}
    api.platform.faults.crash_at(call, after=after)
    try:
        api.post("/api/v1/campaigns", body, headers=KEY)
    except Crash:
        api = api.restarted()
    api.platform.faults.clear()
    api.platform.clock.advance(CLAIM_SECONDS)

    again = api.post("/api/v1/campaigns", body, headers=KEY)

    assert again.status == 201
    assert len(api.get("/api/v1/campaigns").json["items"]) == 1


@pytest.mark.parametrize(("call", "after"), crashes(9))
def test_a_crash_while_recording_an_outcome_records_one_and_says_it_under_one_id(api, call, after):
    lead_id = api.post(LEADS, ADA).json["lead_id"]
    path, body = f"{LEADS}/{lead_id}/outcomes", {"kind": "replied"}
    api.platform.faults.crash_at(len(api.platform.faults.calls) + call, after=after)
    try:
        api.post(path, body, headers=KEY)
    except Crash:
        api = api.restarted()
    api.platform.faults.clear()
    api.platform.clock.advance(CLAIM_SECONDS)

    assert api.post(path, body, headers=KEY).status == 201

    [outcome] = api.get(path).json["items"]
    assert list(api.platform.outbox.entries) == [outcome["interaction_id"]]
    assert api.platform.leads.get(lead_id).version == 3
