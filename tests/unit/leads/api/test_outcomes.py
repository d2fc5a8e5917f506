"""What a person did is recorded, and stops what should stop (A6, A7)."""

from datetime import timedelta

import pytest

from baton.core.message import Message
from baton.leads.events import OUTCOME_RECORDED
from baton.leads.interaction import Interaction, InteractionKind
from baton.leads.person_keys import contact_keys_of
from baton.messaging.outbox import Work


@pytest.fixture
def path(api):
    lead_id = api.post("/api/v1/leads", {"email": "ada@northwind.example"}).json["lead_id"]
    return f"/api/v1/leads/{lead_id}/outcomes"


def lead_behind(api, path):
    return api.platform.leads.get(path.split("/")[4])


@pytest.mark.parametrize("kind", ["delivered", "opened", "clicked", "bounced"])
def test_an_outcome_is_recorded_and_the_sequence_goes_on(api, path, kind):
    answer = api.post(path, {"kind": kind, "channel": "email"})

    assert answer.status == 201
    assert answer.headers["Location"] == path
    lead = lead_behind(api, path)
    assert (lead.version, lead.stopped) == (2, None)
    [kept] = api.platform.interactions.of(lead.lead_id)
    assert kept == Interaction.model_validate_json(answer.text)
    assert kept.occurred_at == api.platform.clock()


@pytest.mark.parametrize("kind", ["replied", "opted_out", "converted"])
def test_a_reply_an_opt_out_or_a_conversion_stops_the_sequence(api, path, kind):
    at = (api.platform.clock() - timedelta(hours=1)).isoformat()

    assert api.post(path, {"kind": kind, "occurred_at": at}).status == 201

    lead = lead_behind(api, path)
    assert lead.version == 3
    assert lead.stopped.reason == kind
    assert lead.stopped.at == api.platform.clock() - timedelta(hours=1)


@pytest.mark.parametrize(
    ("outcome", "closed"),
    [
        (
            {"kind": "opted_out"},
            [
                ["*/*/opted_out"],
                ["*/*/opted_out"],
                ["call_task/*/opted_out", "sms/*/opted_out"],
            ],
        ),
        ({"kind": "bounced", "channel": "email"}, [["email/*/bounced"], [], []]),
        ({"kind": "bounced", "channel": "sms"}, [[], [], ["sms/*/bounced"]]),
        ({"kind": "bounced"}, [[], [], []]),
        ({"kind": "replied"}, [[], [], []]),
    ],
)
def test_an_opt_out_is_the_persons_and_a_bounce_its_addresss(api, outcome, closed):
    person = {"email": "ada@northwind.example", "phone": "+43123456", "external_id": "crm-1"}
    lead_id = api.post("/api/v1/leads", person).json["lead_id"]

    api.post(f"/api/v1/leads/{lead_id}/outcomes", outcome)

    keys = contact_keys_of(lead_id, api.platform.leads.get(lead_id).details)
    contact_statuses, _ = api.platform.contact_statuses.read(keys)
    assert [[one.text for one in status.suppressions] for status in contact_statuses] == closed


def test_the_first_stop_is_the_one_that_counts(api, path):
    api.post(path, {"kind": "replied"})
    api.post(path, {"kind": "converted", "value": {"amount": 1_000, "currency": "EUR"}})

    lead = lead_behind(api, path)
    assert (lead.version, lead.stopped.reason) == (3, "replied")
    assert len(api.platform.interactions.of(lead.lead_id)) == 2


def test_an_outcome_is_published_after_it_is_stored(api, path):
    api.post(path, {"kind": "clicked"}, headers={"X-Correlation-Id": "mail-1"})

    [entry] = api.platform.outbox.entries.values()
    message = Message.model_validate(entry.payload["message"])
    assert entry.work is Work.PUBLISH
    assert entry.payload["event"] == OUTCOME_RECORDED.name
    assert message.payload["kind"] == "clicked"
    assert message.payload["interaction_id"] == entry.payload["message"]["message_id"]
    assert message.payload["occurred_at"]
    assert message.correlation_id == "mail-1"
    assert "ada" not in str(entry.payload)


def test_nothing_is_recorded_unless_all_of_it_is(api, path):
    api.platform.faults.fail("transactions.commit")

    assert api.post(path, {"kind": "replied"}).status == 503

    api.platform.faults.clear()
    lead = lead_behind(api, path)
    assert lead.stopped is None
    assert api.platform.interactions.of(lead.lead_id) == ()
    assert api.platform.outbox.entries == {}


@pytest.mark.parametrize(
    ("body", "faults"),
    [
        ({"kind": "planned"}, {"/kind": "not_an_outcome"}),
        ({"kind": "loved"}, {"/kind": "enum"}),
        ({}, {"/kind": "missing"}),
        ({"kind": "opened", "occurred_at": "2126-01-01T00:00:00Z"}, {"/occurred_at": "future"}),
        ({"kind": "opened", "step": 0}, {"/step": "greater_than_equal"}),
        ({"kind": "opened", "channel": "pigeon"}, {"/channel": "enum"}),
        (
            {"kind": "converted", "value": {"amount": 1.5, "currency": "eur"}},
            {"/value/amount": "int_type", "/value/currency": "string_pattern_mismatch"},
        ),
    ],
)
def test_a_bad_outcome_is_refused(api, path, body, faults):
    answer = api.post(path, body)

    assert (answer.status, answer.faults) == (400, faults)
    assert api.platform.interactions.of(path.split("/")[4]) == ()


def test_an_outcome_needs_a_lead(api):
    path = "/api/v1/leads/01JNB3V5QZ8W2Y4X6T7R9P0K1M/outcomes"

    assert api.post(path, {"kind": "replied"}).status == 404
    assert api.get(path).status == 404


def test_an_outcome_survives_others_changing_the_lead_meanwhile(api, path):
    leads = api.platform.leads
    get = leads.get
    overtaken = []

    def overtaking(lead_id):
        lead = get(lead_id)
        if len(overtaken) < 2:
            overtaken.append(lead_id)
            changed = lead.model_copy(update={"version": lead.version + 1})
            with api.platform.transactions.begin() as within:
                leads.replace(changed, within)
        return lead

    leads.get = overtaking

    assert api.post(path, {"kind": "replied"}).status == 201
    leads.get = get
    assert lead_behind(api, path).stopped.reason == "replied"
    assert len(api.platform.outbox.entries) == 1


def test_outcomes_are_listed_the_oldest_first_without_what_was_planned(api, path):
    lead_id = path.split("/")[4]
    now = api.platform.clock()
    planned = Interaction(
        lead_id=lead_id,
        interaction_id="plan",
        kind=InteractionKind.PLANNED,
        occurred_at=now,
        recorded_at=now,
    )
    with api.platform.transactions.begin() as within:
        api.platform.interactions.add(planned, within)
    for kind in ("delivered", "opened"):
        api.platform.clock.advance(60)
        api.post(path, {"kind": kind})

    assert [item["kind"] for item in api.get(path).json["items"]] == ["delivered", "opened"]
