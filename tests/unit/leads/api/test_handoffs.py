"""A lead's handoffs can be read, with the context that went with them (A5)."""

from dataclasses import replace

import pytest

from baton.messaging.handoff import Handoff
from tests.samples.pipeline import a_handoff


@pytest.fixture
def lead(api):
    lead_id = api.post("/api/v1/leads", {"email": "ada@northwind.example"}).json["lead_id"]
    return api.platform.leads.get(lead_id)


def keep(api, lead, *names):
    for name in names:
        api.platform.handoffs.add(a_handoff(lead).model_copy(update={"handoff_id": name}))


def path_of(lead):
    return f"/api/v1/leads/{lead.lead_id}/handoffs"


def test_a_handoff_is_shown_as_it_is_kept(api, lead):
    keep(api, lead, "a")

    answer = api.get(path_of(lead))

    assert answer.status == 200
    [handoff] = answer.json["items"]
    assert Handoff.model_validate(handoff) == api.platform.handoffs.get(lead.lead_id, "a")


def test_a_lead_without_handoffs_has_an_empty_page(api, lead):
    assert api.get(path_of(lead)).json == {"items": []}


def test_handoffs_come_in_pages_that_together_are_all(api, lead):
    keep(api, lead, "e", "b", "c", "d", "a")

    found, query = [], {"limit": "2"}
    while query:
        answer = api.get(path_of(lead), query)
        found += [one["handoff_id"] for one in answer.json["items"]]
        cursor = answer.json.get("next_cursor")
        assert ("Link" in answer.headers) == (cursor is not None)
        query = {"limit": "2", "cursor": cursor} if cursor else None

    assert found == ["a", "b", "c", "d", "e"]


def test_the_handoffs_of_an_unknown_lead_are_not_found(api):
    assert api.get("/api/v1/leads/01JNB3V5QZ8W2Y4X6T7R9P0K1M/handoffs").status == 404


@pytest.mark.parametrize(
    "query", [{"limit": "0"}, {"limit": "101"}, {"cursor": "x"}, {"color": "red"}]
)
def test_a_wrong_question_is_a_problem(api, lead, query):
    assert api.get(path_of(lead), query).status == 400


def test_whoever_may_not_read_leads_may_not_read_their_handoffs(api, lead):
    stranger = replace(api, scopes="baton/leads.write")

    assert stranger.get(path_of(lead)).status == 403
