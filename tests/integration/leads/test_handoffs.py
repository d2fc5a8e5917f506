"""A handoff on the deployed stack brings what the four memories know, and can be read afterwards."""

from tests.integration.wire import LEADS


def handoffs_of(application, lead):
    answer = application.get(f"{LEADS}/{lead['lead_id']}/handoffs")
    assert answer.status_code == 200, answer.text
    return {one["target_agent"]: one for one in answer.json()["items"]}


def test_a_leads_handoffs_can_be_read_with_what_the_memories_brought(
    application, a_lead, processed
):
    lead = processed(a_lead())

    handoff = handoffs_of(application, lead)["engagement"]

    memory = handoff["context"]["memory"]
    assert handoff["accepted"]
    assert handoff["quality"].get("unavailable", []) == []
    assert memory.get("silent", []) == []
    assert [turn["kind"] for turn in memory["conversation"]] == ["message"]
    reported = {one["handoff_id"]: one for one in lead["report"]["handoffs"]}
    rest = {name: value for name, value in handoff["context"].items() if name != "memory"}
    assert reported[handoff["handoff_id"]]["context"] == rest


def test_handoffs_come_in_pages(application, processed):
    cold = processed({"external_id": "pages-1", "source": "Facebook", "country": "Nigeria"})
    path = f"{LEADS}/{cold['lead_id']}/handoffs"

    first = application.get(f"{path}?limit=1").json()

    found = [one["handoff_id"] for one in first["items"]]
    if cursor := first.get("next_cursor"):
        second = application.get(path, params={"limit": 1, "cursor": cursor}).json()
        found += [one["handoff_id"] for one in second["items"]]
    assert sorted(found) == sorted(one["handoff_id"] for one in cold["report"]["handoffs"])
