"""Many leads at once: each has its own fate."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ulid import ULID

from baton.core.errors import Unavailable
from baton.leads.lead import Lead, LeadStatus
from functions.leads.api.batches import derived_id

BATCH = "/api/v1/leads/batch"


def test_a_bad_lead_does_not_stop_the_others(api):
    body = {"leads": [{"email": "a@b.example"}, {"email": "nobody"}, 7, {"external_id": "1"}]}

    answer = api.post(BATCH, body)

    assert answer.status == 200
    assert (answer.json["accepted"], answer.json["refused"]) == (2, 2)
    items = answer.json["items"]
    assert [item["index"] for item in items] == [0, 1, 2, 3]
    assert [item["status"] for item in items] == [202, 400, 400, 202]
    assert items[1]["problem"]["errors"][0]["pointer"] == "/leads/1/email"
    assert items[2]["problem"]["errors"][0]["pointer"] == "/leads/2"
    assert items[3]["href"] == f"/api/v1/leads/{items[3]['lead_id']}"


def test_what_a_lead_of_a_batch_goes_on_without_is_told_with_it(api):
    leads = [{"email": "a@b.example", "phone": "call me"}, {"email": "c@b.example", "phone": "-"}]

    first, second = api.post(BATCH, {"leads": leads}).json["items"]

    assert (first["status"], second["status"]) == (202, 202)
    assert [(one["field"], one["value"]) for one in first["ignored"]] == [("phone", "call me")]
    assert second["ignored"] == []
    kept = api.platform.leads.get(first["lead_id"])
    assert kept.details.phone is None
    assert kept.ignored[0].why.startswith("is not a phone number")


def test_the_leads_wait_for_the_outbox_and_nobody_waits_for_them(api):
    items = api.post(BATCH, {"leads": [{"external_id": str(n)} for n in range(5)]}).json["items"]

    ids = {item["lead_id"] for item in items}
    assert set(api.platform.outbox.inserted) == ids
    assert {entry.claimed_by for entry in api.platform.outbox.entries.values()} == {None}
    assert api.platform.workflows.runs == []
    assert all(api.platform.leads.get(lead_id).status is LeadStatus.RECEIVED for lead_id in ids)


@pytest.mark.parametrize("size", [0, 501])
def test_a_batch_has_1_to_500_leads(api, size):
    answer = api.post(BATCH, {"leads": [{"external_id": str(n)} for n in range(size)]})

    assert answer.status == 400
    assert list(answer.faults) == ["/leads"]
    assert api.platform.leads.kept == {}


def test_500_leads_go_in_at_once(api):
    answer = api.post(BATCH, {"leads": [{"external_id": str(n)} for n in range(500)]})

    assert answer.json["accepted"] == 500
    assert len(api.platform.leads.kept) == 500


def test_a_batch_may_be_larger_than_a_lead_but_not_any_size(api):
    leads = [{"external_id": str(n), "message": "x" * 4_000} for n in range(500)]

    assert api.post(BATCH, {"leads": leads[:100]}).status == 200
    assert api.post(BATCH, {"leads": leads}).status == 200
    leads = [{"external_id": f"b{n}", "message": "x" * 5_000} for n in range(500)]
    assert api.post(BATCH, {"leads": leads}).status == 413


def test_the_first_of_a_persons_enquiries_in_a_batch_counts(api):
    same = [{"email": "Ada@b.example"}, {"email": "ada@B.example", "external_id": "9"}]
    leads = [{"external_id": str(n)} for n in range(9)] + same + [{"external_id": "9"}]

    items = api.post(BATCH, {"leads": leads}).json["items"]

    assert [item["status"] for item in items[9:]] == [202, 409, 202]
    assert items[10]["problem"]["existing"] == items[9]["href"]


def test_a_lead_that_is_in_already_is_a_duplicate_in_a_batch_too(api):
    first = api.post("/api/v1/leads", {"external_id": "1"}).json["lead_id"]

    [item] = api.post(BATCH, {"leads": [{"external_id": "1"}]}).json["items"]

    assert item["status"] == 409
    assert item["problem"]["existing"] == f"/api/v1/leads/{first}"


def test_what_could_not_be_stored_is_told_and_the_same_key_does_the_rest(api):
    body = {"leads": [{"external_id": str(n)} for n in range(3)]}
    key = {"Idempotency-Key": "k"}
    api.platform.faults.fail("transactions.commit", Unavailable("busy"), times=1)
    first = api.post(BATCH, body, headers=key).json
    assert sorted(item["status"] for item in first["items"]) == [202, 202, 503]

    api.platform.clock.advance(30)
    again = api.post(BATCH, body, headers=key).json

    assert [item["status"] for item in again["items"]] == [202, 202, 202]
    assert len(api.platform.leads.kept) == 3
    kept = {item["lead_id"] for item in first["items"] if item["status"] == 202}
    assert kept <= {item["lead_id"] for item in again["items"]}


def test_a_campaign_is_looked_up_once_a_batch(api):
    campaign = {"name": "c", "platform": "p", "daily_budget": {"amount": 1, "currency": "USD"}}
    campaign_id = api.post("/api/v1/campaigns", campaign).json["campaign_id"]
    leads = [{"external_id": str(n), "campaign_id": campaign_id} for n in range(40)]

    assert api.post(BATCH, {"leads": leads}).json["accepted"] == 40
    assert api.platform.faults.calls.count("campaigns.get") <= 8


def test_every_lead_carries_the_correlation_id_of_its_batch(api):
    body = {"leads": [{"external_id": "1"}]}
    [item] = api.post(BATCH, body, headers={"X-Correlation-Id": "import-1"}).json["items"]

    lead: Lead = api.platform.leads.get(item["lead_id"])
    assert lead.correlation_id == "import-1"


@given(
    seed=st.binary(min_size=16, max_size=16), index=st.integers(0, 499), other=st.integers(0, 499)
)
def test_derived_ids_are_ulids_of_the_batchs_time_and_differ(seed, index, other):
    batch = ULID.from_bytes(bytes([seed[0] & 0x7F]) + seed[1:])

    derived = derived_id(str(batch), index)

    assert bytes(ULID.from_str(derived))[:6] == bytes(batch)[:6]
    assert (derived == derived_id(str(batch), other)) is (index == other)
