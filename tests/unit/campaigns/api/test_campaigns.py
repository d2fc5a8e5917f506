"""Campaigns: registered, read, changed by those who have read them, reviewed."""

import pytest

from baton.messaging.workflows import WorkflowResult

CAMPAIGNS = "/api/v1/campaigns"
SPRING = {
    "name": "Spring",
    "platform": "linkedin",
    "daily_budget": {"amount": 20_000, "currency": "USD"},
    "starts_on": "2026-03-01",
    "ends_on": "2026-05-31",
}


@pytest.fixture
def path(api):
    return f"{CAMPAIGNS}/{api.post(CAMPAIGNS, SPRING).json['campaign_id']}"


def test_a_campaign_is_registered_and_read(api):
    made = api.post(CAMPAIGNS, SPRING)

    assert made.status == 201
    read = api.get(made.headers["Location"])
    assert read.json == made.json
    assert read.headers["ETag"] == made.headers["ETag"] == '"1"'
    assert api.get(made.headers["Location"], headers={"if-none-match": '"1"'}).status == 304


@pytest.mark.parametrize(
    ("changes", "faults"),
    [
        ({"name": ""}, {"/name": "string_too_short"}),
        (
            {"daily_budget": {"amount": 1, "currency": "€"}},
            {"/daily_budget/currency": "string_pattern_mismatch"},
        ),
        ({"ends_on": "2026-02-01"}, {"": "value_error"}),
        ({"ends_on": "soon"}, {"/ends_on": "value_error"}),
        ({"ends_on": 0}, {"/ends_on": "value_error"}),
        (
            {"daily_budget": {"amount": False, "currency": "EUR"}},
            {"/daily_budget/amount": "int_type"},
        ),
        (
            {"daily_budget": {"amount": "500", "currency": "EUR"}},
            {"/daily_budget/amount": "int_type"},
        ),
        ({"owner": "x"}, {"/owner": "extra_forbidden"}),
    ],
)  # fmt: skip
def test_a_bad_campaign_is_refused(api, changes, faults):
    answer = api.post(CAMPAIGNS, {**SPRING, **changes})

    assert (answer.status, answer.faults) == (400, faults)
    assert api.get(CAMPAIGNS).json["items"] == []


def test_a_change_needs_the_version_it_was_made_from(api, path):
    assert api.patch(path, {"status": "paused"}).status == 428
    assert api.patch(path, {"status": "paused"}, headers={"if-match": '"7"'}).status == 412

    changed = api.patch(path, {"status": "paused"}, headers={"if-match": '"1"'})

    assert changed.status == 200
    assert changed.headers["ETag"] == '"2"'
    assert changed.json["details"] == {**SPRING, "status": "paused", "approval": "none"}
    assert api.patch(path, {"status": "active"}, headers={"if-match": '"1"'}).status == 412


def test_a_weak_tag_guards_no_change_and_a_star_takes_any_version(api, path):
    assert api.patch(path, {"name": "x"}, headers={"if-match": 'W/"1"'}).status == 412
    assert api.patch(path, {"name": "x"}, headers={"if-match": "*"}).status == 200


def test_of_two_changes_at_the_same_moment_one_is_stale(api, path):
    get = api.platform.campaigns.get
    first = []

    def overtaken(campaign_id):
        campaign = get(campaign_id)
        if not first:
            first.append(True)
            api.platform.campaigns.get = get
            other = api.restarted()
            assert other.patch(path, {"name": "other"}, headers={"if-match": '"1"'}).status == 200
        return campaign

    api.platform.campaigns.get = overtaken
    assert api.patch(path, {"name": "mine"}, headers={"if-match": '"1"'}).status == 412
    assert api.get(path).json["details"]["name"] == "other"


def test_what_is_not_named_stays_and_an_end_can_be_taken_away(api, path):
    budget = {"amount": 5, "currency": "USD"}
    change = {"daily_budget": budget, "ends_on": None}

    details = api.patch(path, change, headers={"if-match": "*"}).json["details"]

    expected = {**SPRING, "status": "active", "daily_budget": budget, "approval": "none"}
    del expected["ends_on"]
    assert details == expected


@pytest.mark.parametrize(
    ("change", "faults"),
    [
        ({"name": None, "status": None}, {"/name": "null", "/status": "null"}),
        (
            {"daily_budget": {"amount": 1, "currency": "EUR"}},
            {"/daily_budget/currency": "currency"},
        ),
        ({"ends_on": "2026-01-01"}, {"": "value_error"}),
        ({"platform": "google"}, {"/platform": "extra_forbidden"}),
        ({"status": "gone"}, {"/status": "enum"}),
    ],
)
def test_a_change_that_does_not_fit_is_refused(api, path, change, faults):
    answer = api.patch(path, change, headers={"if-match": "*"})

    assert (answer.status, answer.faults) == (400, faults)
    assert api.get(path).headers["ETag"] == '"1"'


def test_campaigns_are_listed_the_newest_first_and_by_status(api):
    ids = []
    for number in range(5):
        ids.append(api.post(CAMPAIGNS, {**SPRING, "name": str(number)}).json["campaign_id"])
        api.platform.clock.advance(1)
    api.patch(f"{CAMPAIGNS}/{ids[0]}", {"status": "ended"}, headers={"if-match": "*"})

    page = api.get(CAMPAIGNS, {"limit": "2"})
    rest = api.get(CAMPAIGNS, {"limit": "2", "cursor": page.json["next_cursor"]})
    ended = api.get(CAMPAIGNS, {"status": "ended"})

    found = [item["campaign_id"] for item in page.json["items"] + rest.json["items"]]
    assert found == ids[:0:-1]
    assert [item["campaign_id"] for item in ended.json["items"]] == ids[:1]


def test_a_campaign_that_is_not_there_is_not_found(api):
    path = f"{CAMPAIGNS}/01JNB3V5QZ8W2Y4X6T7R9P0K1M"

    assert api.get(path).status == 404
    assert api.patch(path, {"name": "x"}, headers={"if-match": "*"}).status == 404
    assert api.post(f"{path}/review").status == 404
    assert api.platform.workflows.runs == []


def test_a_review_is_asked_for_and_answered(api, path):
    def review(given):
        return {
            "review": {
                "review_id": given["review_id"],
                "campaign_id": given["campaign_id"],
                "at": "2026-03-02T12:00:00Z",
                "totals": {"days": 0, "currency": "USD"},
                "outcome": "not_enough_data",
            }
        }

    api.platform.workflows.script("campaign_review", review)

    answer = api.post(f"{path}/review", headers={"X-Correlation-Id": "monday"})

    assert answer.status == 200
    assert answer.json["outcome"] == "not_enough_data"
    [run] = api.platform.workflows.runs
    assert run.name == run.given["review_id"] == answer.json["review_id"]
    assert run.given["correlation_id"] == "monday"


def test_a_review_that_fails_is_told_to_be_tried_again(api, path):
    api.platform.workflows.script("campaign_review", WorkflowResult(None, "States.Timeout"))

    answer = api.post(f"{path}/review")

    assert answer.status == 503
    assert "Retry-After" in answer.headers
    assert "States.Timeout" not in answer.text
