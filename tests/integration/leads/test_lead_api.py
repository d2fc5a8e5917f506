"""A lead goes end to end over the deployed API: one, many, read again, followed up."""

import pytest

from tests.integration.wire import LEADS

UNKNOWN = "01JNB3V5QZ8W2Y4X6T7R9P0K1M"


def key(name):
    return {"Idempotency-Key": name}


def test_a_lead_is_answered_with_its_whole_report(application, a_lead, done_once):
    answer = application.post(LEADS, a_lead())

    assert answer.status_code == 200, answer.text
    lead, report = answer.json(), answer.json()["report"]
    assert lead["status"] == "processed"
    assert 0 <= report["assessment"]["score"] <= 100
    assert 0 <= report["assessment"]["confidence"] <= 1
    assert report["category"] in {"campaign_qualified", "cold_lead", "general_inquiry"}
    assert report["temperature"] in {"hot", "warm", "cold"}
    assert all(reason["text"] for reason in report["assessment"]["reasons"])
    assert [step["number"] for step in report["plan"]["steps"]]
    assert report["next_actions"]
    assert {handoff["target_agent"] for handoff in report["handoffs"]} >= {"engagement"}
    assert 0 < report["processing_ms"] < 30_000
    assert answer.headers["Content-Location"] == f"{LEADS}/{lead['lead_id']}"
    done_once(lead["lead_id"])


def test_a_lead_is_the_same_whether_its_caller_waits_or_not(
    application, a_lead, processed, lead_when, done_once
):
    waited = processed(a_lead())

    answer = application.post(LEADS, a_lead(), headers={"Prefer": "respond-async"})

    assert answer.status_code == 202, answer.text
    receipt = answer.json()
    assert receipt["status"] == "received"
    assert answer.headers["Location"] == f"{LEADS}/{receipt['lead_id']}"
    assert answer.headers["Preference-Applied"] == "respond-async"
    lead = lead_when(receipt["lead_id"])
    assert lead["report"]["assessment"] == waited["report"]["assessment"]
    assert lead["report"]["plan"]["strategy"] == waited["report"]["plan"]["strategy"]
    done_once(lead["lead_id"])


def test_a_better_lead_scores_higher(processed, a_lead):
    good = processed(a_lead())["report"]
    bare = processed({"external_id": "bare-1", "source": "Facebook", "country": "Nigeria"})[
        "report"
    ]

    assert good["assessment"]["score"] > bare["assessment"]["score"] + 20


def test_every_lead_of_a_batch_gets_its_own_answer(application, a_lead, lead_when, done_once):
    first, second = a_lead(), a_lead()
    batch = [first, {"email": "not an address"}, second, first, {"email": "x@y.example", "vip": 1}]

    answer = application.post(f"{LEADS}/batch", {"leads": batch})

    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert (body["accepted"], body["refused"]) == (2, 3)
    assert [item["status"] for item in body["items"]] == [202, 400, 202, 409, 400]
    pointers = [
        {fault["pointer"] for fault in item.get("problem", {}).get("errors") or ()}
        for item in body["items"]
    ]
    assert pointers == [set(), {"/leads/1/email"}, set(), set(), {"/leads/4/vip"}]
    assert body["items"][3]["problem"]["existing"] == body["items"][0]["href"]
    for item in (body["items"][0], body["items"][2]):
        lead_when(item["lead_id"])
        done_once(item["lead_id"])


def test_a_lead_that_was_read_is_not_sent_again(application, processed, a_lead):
    lead_id = processed(a_lead())["lead_id"]

    read = application.get(f"{LEADS}/{lead_id}")
    again = application.get(f"{LEADS}/{lead_id}", headers={"If-None-Match": read.headers["ETag"]})

    assert (read.status_code, read.headers["ETag"]) == (200, '"2"')
    assert (again.status_code, again.content) == (304, b"")
    assert application.get(f"{LEADS}/{UNKNOWN}").status_code == 404


def test_a_listing_shows_every_lead_once_page_by_page(application, processed, a_lead):
    sent = [processed(a_lead())["lead_id"] for _ in range(5)]
    seen, path = [], f"{LEADS}?status=processed&limit=2"

    while path and not set(sent) <= set(seen):
        page = application.get(path)
        assert page.status_code == 200, page.text
        seen += [item["lead_id"] for item in page.json()["items"]]
        assert ("next_cursor" in page.json()) == ("next" in page.links)
        path = page.links.get("next", {}).get("url")

    assert seen[: len(sent)] == sent[::-1]
    assert len(seen) == len(set(seen))
    assert application.get(f"{LEADS}?cursor=made-up").status_code == 400
    assert application.get(f"{LEADS}?state=processed").status_code == 400


def test_a_listing_by_category_holds_that_category_only(application, processed, a_lead):
    lead = processed(a_lead())
    category = lead["report"]["category"]

    found = application.get(f"{LEADS}?category={category}&limit=100").json()["items"]

    assert lead["lead_id"] in {item["lead_id"] for item in found}
    assert {item["category"] for item in found} == {category}


@pytest.mark.parametrize("kind", ["replied", "opted_out", "converted"])
def test_an_answer_of_the_person_stops_the_sequence(
    *, application, processed, a_lead, deployment, eventually, kind
):
    lead_id = processed(a_lead())["lead_id"]
    opened = application.post(f"{LEADS}/{lead_id}/outcomes", {"kind": "opened", "step": 1})
    assert opened.status_code == 201, opened.text
    assert "stopped" not in application.get(f"{LEADS}/{lead_id}").json()

    answer = application.post(f"{LEADS}/{lead_id}/outcomes", {"kind": kind})

    assert answer.status_code == 201, answer.text
    assert application.get(f"{LEADS}/{lead_id}").json()["stopped"]["reason"] == kind
    kept = application.get(f"{LEADS}/{lead_id}/outcomes").json()["items"]
    assert [one["kind"] for one in kept] == ["opened", kind]
    eventually(lambda: deployment.heard("outcome.recorded", lead_id=lead_id, kind=kind), "the news")


def test_a_request_that_is_repeated_gets_the_same_answer_and_creates_nothing(
    application, a_lead, deployment, done_once
):
    lead = a_lead()
    first = application.post(LEADS, lead, headers=key("once"))
    before = deployment.count("leads", "interactions")

    again = application.post(LEADS, dict(reversed(lead.items())), headers=key("once"))

    assert (first.status_code, again.status_code) == (200, 200)
    assert again.content == first.content
    assert again.headers["Idempotency-Replayed"] == "true"
    assert again.headers["Content-Location"] == first.headers["Content-Location"]
    assert deployment.count("leads", "interactions") == before
    done_once(first.json()["lead_id"])


def test_a_key_that_comes_with_another_body_is_refused(application, a_lead, deployment):
    application.post(LEADS, a_lead(), headers=key("taken"))
    before = deployment.count("leads")

    answer = application.post(LEADS, a_lead(), headers=key("taken"))

    assert answer.status_code == 422, answer.text
    assert deployment.count("leads") == before


def test_a_key_is_the_callers_own(application, operator, a_lead):
    first = application.post(LEADS, a_lead(), headers=key("shared"))
    second = operator.post(LEADS, a_lead(), headers=key("shared"))

    assert (first.status_code, second.status_code) == (200, 200)
    assert first.json()["lead_id"] != second.json()["lead_id"]
