"""Insights are asked for by link, body or method; segments are read by id or name."""

from typing import Any, cast

import pytest

from baton.facts.registered_kinds import fact_kinds
from baton.gtm.rpc_methods import contribution
from baton.http.caller import Caller
from baton.http.methods import CallContext, Method
from baton.messaging.workflows import WorkflowResult
from functions.platform.facts.appending import Appending
from tests.fakes.platform.container import FakePlatform
from tests.samples.http import Client
from tests.unit.gtm.insights.company import bought

INSIGHTS, SEGMENTS = "/api/v1/gtm/insights", "/api/v1/gtm/segments"
ASKED = {"analyses": "segments,cohorts", "period": "2026-02", "country": "AT"}


@pytest.fixture(autouse=True)
def facts(platform: FakePlatform) -> None:
    files, subjects = cast("Any", platform.files), cast("Any", platform.subjects)
    sold = [
        bought(f"c{number}", 40 + number % 3, 100 + number, country="AT") for number in range(9)
    ]
    Appending(files, fact_kinds, subjects).append(sold)


def test_a_link_answers_with_what_was_found(api: Client) -> None:
    answer = api.get(INSIGHTS, ASKED, headers={"X-Correlation-Id": "monday"})
    assert answer.status == 200
    assert answer.json["as_of"] == "2026-02-28"
    assert answer.json["figures"][0]["value"] == 9
    assert sum(one["customers"] for one in answer.json["segments"]) == 9
    (run,) = api.platform.workflows.runs
    assert run.workflow == "customer_insights"
    assert run.given["task"]["horizon_days"] == 90
    assert run.given["correlation_id"] == "monday"


def test_a_body_answers_the_same_as_a_link(api: Client) -> None:
    body = {**ASKED, "analyses": ["segments", "cohorts"]}
    posted, linked = api.post(INSIGHTS, body).json, api.get(INSIGHTS, ASKED).json
    assert {**posted, "request_id": ""} == {**linked, "request_id": ""}


@pytest.mark.parametrize(
    ("changed", "where"),
    [
        ({"analyses": "segments,fortune"}, "analyses"),
        ({"analyses": ","}, "analyses"),
        ({"period": "last month"}, "period"),
        ({"horizon_days": "0"}, "horizon_days"),
        ({"horizon_days": "731"}, "horizon_days"),
        ({"country": "Austria"}, "country"),
    ],
)
def test_a_wrong_question_is_told_where_it_is_wrong(
    api: Client, changed: dict[str, str], where: str
) -> None:
    linked = api.get(INSIGHTS, {**ASKED, **changed})
    assert linked.status == 400
    assert next(iter(linked.faults)).endswith(where)
    assert api.platform.workflows.runs == []


def test_a_segment_is_read_with_its_members(api: Client) -> None:
    told = api.get(INSIGHTS, ASKED).json["segments"][0]
    read = api.get(f"{SEGMENTS}/{told['segment_id']}")
    assert read.json["summary"] == told
    page = api.get(f"{SEGMENTS}/{told['segment_id']}/members")
    assert len(page.json["members"]) == told["customers"]
    assert "next" not in page.json


def test_a_segment_that_is_not_there_is_not_found(api: Client) -> None:
    assert api.get(f"{SEGMENTS}/at_risk").status == 404
    assert api.get(f"{SEGMENTS}/{'0' * 32}/members").status == 404
    assert api.get(f"{SEGMENTS}/..%2Fsecret").status in (400, 404)
    assert api.get(f"{SEGMENTS}/at_risk/members", {"page": "-1"}).status == 400


def test_who_may_not_read_gets_nothing(api: Client) -> None:
    stranger = Client(api.platform, scopes="baton/campaigns.read")
    assert stranger.get(INSIGHTS, ASKED).status == 403
    assert stranger.get(f"{SEGMENTS}/at_risk/members").status == 403


def test_an_agent_that_does_not_come_to_its_end_is_told_to_be_asked_again(api: Client) -> None:
    api.platform.workflows.script("customer_insights", WorkflowResult(None, "States.Timeout"))
    assert api.get(INSIGHTS, ASKED).status == 503


def test_the_same_is_there_by_name(platform: FakePlatform) -> None:
    methods = {one.name: one for one in contribution(cast("Any", platform)).methods}
    context = CallContext(
        caller=Caller(client_id="agent", scopes=frozenset({"baton/gtm.read"})), correlation_id="c"
    )
    asked = {"analyses": ["segments"], "period": "2026-02"}
    ask, list_members = methods["insights.customers"], methods["segments.members"]
    assert isinstance(ask, Method)
    assert isinstance(list_members, Method)
    told = ask.call(asked, context).to_json()["segments"][0]
    page = list_members.call({"segment": told["name"]}, context).to_json()
    assert len(page["members"]) == told["customers"]
