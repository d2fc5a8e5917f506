"""What went out for a lead can be read, with its reasons; ways to persons can be closed."""

from dataclasses import replace
from datetime import timedelta

import pytest

from baton.effects.effect import Effect, EffectKind, EffectState, Note, Purpose
from baton.privacy.subject import email_key, external_key, phone_key
from tests.fakes.platform.clock import NOON

SUPPRESSIONS = "/api/v1/suppressions"


@pytest.fixture
def lead(api):
    lead_id = api.post("/api/v1/leads", {"email": "ada@northwind.example"}).json["lead_id"]
    return api.platform.leads.get(lead_id)


def keep(api, lead, number, **changes):
    effect = Effect(
        effect_id=f"{lead.lead_id}.{number}",
        kind=EffectKind.EMAIL,
        purpose=Purpose.MARKETING,
        owner="leads",
        subject_id=lead.lead_id,
        person_keys=(email_key("ada@northwind.example"),),
        parameters={"step": number, "template": "general_answer"},
        planned_at=NOON + timedelta(days=number),
        worker="worker-1",
    )
    api.platform.effects.put(effect.model_copy(update=changes))


def path_of(lead):
    return f"/api/v1/leads/{lead.lead_id}/effects"


def test_an_effect_is_shown_with_its_reason_and_story_and_without_the_persons_keys(api, lead):
    note = Note(at=NOON, state=EffectState.REFUSED, text="the person unsubscribed from everything")
    keep(api, lead, 1, state=EffectState.REFUSED, reason=note.text, story=(note,))

    [effect] = api.get(path_of(lead)).json["items"]

    assert (effect["state"], effect["reason"]) == (
        "refused",
        "the person unsubscribed from everything",
    )
    assert effect["story"][0]["text"] == note.text
    assert not {"person_keys", "worker", "version"} & set(effect)


def test_effects_come_in_pages_that_together_are_all(api, lead):
    for number in (10, 2, 1, 4, 3):
        keep(api, lead, number)

    found, query = [], {"limit": "2"}
    while query:
        answer = api.get(path_of(lead), query)
        found += [one["step"] for one in answer.json["items"]]
        cursor = answer.json.get("next_cursor")
        assert ("Link" in answer.headers) == (cursor is not None)
        query = {"limit": "2", "cursor": cursor} if cursor else None

    assert found == [1, 2, 3, 4, 10]


@pytest.mark.parametrize("query", [{"limit": "0"}, {"cursor": "x"}, {"color": "red"}])
def test_a_wrong_question_is_a_problem(api, lead, query):
    assert api.get(path_of(lead), query).status == 400


def test_the_effects_of_an_unknown_lead_are_not_found(api):
    assert api.get("/api/v1/leads/01JNB3V5QZ8W2Y4X6T7R9P0K1M/effects").status == 404


def test_whoever_may_not_read_leads_may_not_read_their_effects(api, lead):
    assert replace(api, scopes="baton/leads.write").get(path_of(lead)).status == 403


def suppressions(api, *keys):
    contact_statuses, _ = api.platform.contact_statuses.read(keys)
    return [tuple(one.text for one in status.suppressions) for status in contact_statuses]


def test_a_way_is_closed_under_each_key_and_closing_again_changes_nothing(api):
    body = {"email": "Ada@Northwind.example", "phone": "+431234", "external_id": "crm-1"}
    keys = (email_key("ada@northwind.example"), phone_key("+431234"), external_key("crm-1"))

    first = api.post(SUPPRESSIONS, body | {"purpose": "marketing"})
    again = api.post(SUPPRESSIONS, body | {"purpose": "marketing"})

    assert (first.status, again.status) == (201, 201)
    assert first.json["subjects"] == [key.removeprefix("person#") for key in keys]
    assert suppressions(api, *keys) == [("*/marketing/suppressed",)] * 3


@pytest.mark.parametrize(
    "written",
    [
        {"phone": "0043 664 1234567"},
        {"phone": "+43 (0)664 123 45 67"},
        {"phone": "0664/123 45 67", "country": "Austria"},
        {"phone": "tel:+43-664-1234567", "country": "US"},
    ],
)
def test_a_number_is_closed_in_whatever_form_it_is_given(api, written):
    api.post(SUPPRESSIONS, written)

    assert suppressions(api, phone_key("+436641234567")) == [("*/*/suppressed",)]


def test_without_channel_and_purpose_everything_is_closed(api):
    api.post(SUPPRESSIONS, {"email": "ada@northwind.example"})

    assert suppressions(api, email_key("ada@northwind.example")) == [("*/*/suppressed",)]


@pytest.mark.parametrize(
    "body", [{}, {"email": "nobody"}, {"phone": "1"}, {"email": "a@b.example", "channel": "fax"}]
)
def test_a_suppression_of_nobody_is_refused(api, body):
    assert api.post(SUPPRESSIONS, body).status == 400


def test_a_suppression_needs_its_scope(api):
    reader = replace(api, scopes="baton/leads.read baton/leads.write")

    assert reader.post(SUPPRESSIONS, {"email": "ada@northwind.example"}).status == 403


def test_neither_answer_nor_log_of_a_suppression_has_the_address(api, capsys):
    answer = api.post(SUPPRESSIONS, {"email": "ada@northwind.example"})

    assert "ada@" not in answer.text + capsys.readouterr().out
