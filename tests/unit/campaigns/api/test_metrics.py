"""Daily metrics: stored day by day, replaced by later reports, looked at by the optimiser."""

from datetime import date, timedelta

import pytest

from baton.campaigns.events import CAMPAIGN_METRICS_RECORDED
from baton.core.errors import Unavailable
from baton.core.message import Message

TODAY = date(2026, 3, 2)


def day(when, **changes):
    return {"day": str(when), "impressions": 1_000, "clicks": 20, "spend": 500, **changes}


def days(number):
    return [day(TODAY - timedelta(days=back)) for back in range(number)]


@pytest.fixture
def path(api):
    body = {"name": "c", "platform": "p", "daily_budget": {"amount": 1, "currency": "USD"}}
    campaign_id = api.post("/api/v1/campaigns", body).json["campaign_id"]
    return f"/api/v1/campaigns/{campaign_id}/metrics"


def test_one_day_or_a_list_of_days_is_stored(api, path):
    one = api.post(path, day(TODAY))
    many = api.post(path, days(3))

    assert one.status == many.status == 200
    assert one.json["days"] == 1
    assert (many.json["days"], many.json["since"], many.json["until"]) == (
        3,
        "2026-02-28",
        "2026-03-02",
    )
    kept = api.get(path).json["items"]
    assert [item["day"] for item in kept] == ["2026-02-28", "2026-03-01", "2026-03-02"]


@pytest.mark.parametrize(
    "reported",
    [
        {"conversions": 0.33, "leads": 1.5},
        {"impressions": 0, "clicks": 3},
        {"spend": -2_500},
        {"revenue": -900, "conversions": -1},
        {"clicks": -4, "impressions": -100},
        {"impressions": 95, "ads": [{"ad": "a", "impressions": 100, "clicks": 1, "spend": 100}]},
        {"impressions": None, "clicks": None},
        {"impressions": 900, "clicks": None, "leads": 2},
        {"ads": [{"ad": "a", "impressions": None, "clicks": None, "spend": 100}]},
        {"spend": 80, "ads": [{"ad": "a", "impressions": 9, "clicks": 1, "spend": 100}]},
    ],
)
def test_figures_are_taken_as_platforms_report_them(api, path, reported):
    assert api.post(path, day(TODAY, **reported)).status == 200
    [kept] = api.get(path).json["items"]
    assert {name: kept.get(name) for name in reported if name != "ads"} == {
        name: value for name, value in reported.items() if name != "ads"
    }


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ({"spend": 1234.5}, {"spend": 1235}),
        ({"spend": -0.5, "revenue": 99.49}, {"spend": -1, "revenue": 99}),
        ({"leads": None, "conversions": None, "revenue": None},
         {"leads": 0, "conversions": 0, "revenue": 0}),
    ],
)  # fmt: skip
def test_fractions_of_a_minor_unit_are_rounded_and_a_result_may_be_none(api, path, given, kept):
    assert api.post(path, day(TODAY, **given)).status == 200
    [item] = api.get(path).json["items"]
    assert {name: item[name] for name in kept} == kept


def test_a_later_report_replaces_a_day(api, path):
    api.post(path, day(TODAY))
    api.post(path, day(TODAY, clicks=99, leads=3))

    [kept] = api.get(path).json["items"]
    assert (kept["clicks"], kept["leads"]) == (99, 3)


def test_the_optimiser_is_asked_to_look(api, path):
    api.post(path, day(TODAY))

    [entry] = api.platform.outbox.entries.values()
    message = Message.model_validate(entry.payload["message"])
    assert entry.payload["event"] == CAMPAIGN_METRICS_RECORDED.name
    assert message.receiver == "campaign_optimizer"
    assert message.payload == {"campaign_id": path.split("/")[4]}
    assert entry.available_at == api.platform.clock()


def test_a_year_is_stored_in_parts_and_announced_when_it_is_whole(api, path):
    assert api.post(path, days(366)).status == 200

    assert api.platform.faults.calls.count("transactions.commit") == 1 + 4
    [entry] = api.platform.outbox.entries.values()
    assert entry.available_at == api.platform.clock()
    assert len(api.get(path, {"since": "2025-03-02", "until": "2026-03-02"}).json["items"]) == 366


def test_a_year_that_breaks_off_is_announced_all_the_same_but_later(api, path):
    commits = api.platform.faults.calls.count("transactions.commit")
    broken = {"count": 0}
    begin = api.platform.transactions.begin

    def sometimes():
        broken["count"] += 1
        if broken["count"] == 3:
            raise Unavailable("busy")
        return begin()

    api.platform.transactions.begin = sometimes

    assert api.post(path, days(366)).status == 503
    assert api.platform.faults.calls.count("transactions.commit") == commits + 2
    [entry] = api.platform.outbox.entries.values()
    assert entry.available_at == api.platform.clock() + timedelta(minutes=1)


@pytest.mark.parametrize(
    ("body", "faults"),
    [
        (day(TODAY + timedelta(days=2)), {"/day": "future"}),
        (day("yesterday"), {"/day": "value_error"}),
        (day(TODAY, clicks=1.5), {"/clicks": "int_type"}),
        (day(TODAY, clicks=True, spend="5"), {"/clicks": "int_type", "/spend": "int_type"}),
        (day(TODAY, spend=None), {"/spend": "int_type"}),
        (day(TODAY, spend=-(10**16)), {"/spend": "greater_than_equal"}),
        ({"day": "2026-03-01"}, {"/spend": "missing"}),
        ([day(TODAY), day(TODAY)], {"/1/day": "repeated"}),
        ([day(TODAY), day("2030-01-01"), {"day": 1}], {
            "/2/day": "value_error", "/2/spend": "missing"}),
        ([day(TODAY), day("2030-01-01")], {"/1/day": "future"}),
        ([], {"": "too_short"}),
        (days(367), {"": "too_long"}),
        ([[day(TODAY)]], {"/0": "model_attributes_type"}),
        ("a day", {"": "model_attributes_type"}),
    ],
)  # fmt: skip
def test_a_bad_report_is_refused_whole(api, path, body, faults):
    answer = api.post(path, body)

    assert (answer.status, answer.faults) == (400, faults)
    assert api.get(path).json["items"] == []
    assert api.platform.outbox.entries == {}


def test_a_day_that_has_begun_somewhere_is_not_in_the_future(api, path):
    assert api.post(path, day(TODAY + timedelta(days=1))).status == 200


def test_metrics_need_a_campaign(api):
    path = "/api/v1/campaigns/01JNB3V5QZ8W2Y4X6T7R9P0K1M/metrics"

    assert api.post(path, day(TODAY)).status == 404
    assert api.get(path).status == 404


def test_the_last_thirty_days_are_read_unless_said_otherwise(api, path):
    api.post(path, days(40))

    assert len(api.get(path).json["items"]) == 30
    some = api.get(path, {"since": "2026-02-01", "until": "2026-02-03"}).json["items"]
    assert [item["day"] for item in some] == ["2026-02-01", "2026-02-02", "2026-02-03"]
    assert len(api.get(path, {"until": "2026-02-01"}).json["items"]) == 40 - 29


@pytest.mark.parametrize(
    ("query", "faults"),
    [
        ({"since": "2026-03-01", "until": "2026-02-01"}, {"query:since": "span"}),
        ({"since": "2020-01-01"}, {"query:since": "span"}),
        ({"since": "soon"}, {"query:since": "date_from_datetime_parsing"}),
        ({"until": "0001-01-01", "since": "0001-01-02"}, {"query:since": "span"}),
    ],
)
def test_a_span_that_is_none_is_refused(api, path, query, faults):
    answer = api.get(path, query)

    assert (answer.status, answer.faults) == (400, faults)


def test_the_first_day_there_is_can_be_asked_for(api, path):
    assert api.get(path, {"until": "0001-01-01"}).status == 200
