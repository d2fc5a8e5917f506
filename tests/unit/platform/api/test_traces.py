"""What agents decided about a lead or campaign can be read as one story (G12)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from baton.runtime.decision import TracedDecision
from tests.fakes.platform.clock import NOON

LEAD = "01JNB3V5QZ8W2Y4X6T7R9P0K1M"
PATH = f"/api/v1/traces/{LEAD}"


def tell(api, *agents):
    api.platform.traces.keep(
        [
            [
                TracedDecision(
                    about="lead",
                    subject_id=LEAD,
                    what=f"decided by {agent}",
                    inputs=(f"lead/{LEAD}@1",),
                    cost_usd=0.125,
                    decision_id=f"{agent}/v1",
                    agent=agent,
                    correlation_id="c-1",
                    at=NOON + timedelta(seconds=number),
                    milliseconds=2,
                )
                for number, agent in enumerate(agents)
            ]
        ]
    )


def test_a_story_is_told_in_its_order_with_what_it_cost(api):
    tell(api, "lead_triage", "handoff", "engagement")

    answer = api.get(PATH)

    assert answer.status == 200
    agents = [one["agent"] for one in answer.json["items"]]
    assert agents == ["lead_triage", "handoff", "engagement"]
    assert answer.json["cost_usd"] == 0.375
    assert TracedDecision.model_validate(answer.json["items"][0])


def test_a_lead_about_which_nothing_was_decided_has_no_story(api):
    assert api.get(PATH).status == 404


def test_a_long_story_comes_in_pages(api):
    tell(api, "lead_triage", "handoff", "engagement")

    first = api.get(PATH, {"limit": "2"})
    second = api.get(PATH, {"limit": "2", "cursor": first.json["next_cursor"]})

    assert "Link" in first.headers
    assert [one["agent"] for one in second.json["items"]] == ["engagement"]
    assert "next_cursor" not in second.json


@pytest.mark.parametrize("query", [{"limit": "0"}, {"cursor": "x"}, {"color": "red"}])
def test_a_wrong_question_is_a_problem(api, query):
    assert api.get(PATH, query).status == 400


def test_what_is_no_id_is_not_found(api):
    assert api.get("/api/v1/traces/ada@example.com").status == 404


def test_whoever_may_read_leads_may_not_read_traces_by_that(api):
    assert replace(api, scopes="baton/leads.read").get(PATH).status == 403
