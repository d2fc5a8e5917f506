"""Runs of campaigns over HTTP: begun by a brief, watched, paused, stopped and repeated."""

from datetime import timedelta

import pytest

from baton.campaigns.container import Campaigns
from baton.campaigns.run_changes import StepReport, reported
from baton.campaigns.run_service import RunService
from baton.core.clock import new_id
from tests.fakes.platform.clock import NOON
from tests.unit.campaigns.runs import a_brief

CAMPAIGNS = "/api/v1/campaigns"
BRIEFED = {"name": "Pilots", "brief": a_brief().to_json()}


@pytest.fixture
def run(api):
    """The path of the run that a brief has begun."""
    campaign_id = api.post(CAMPAIGNS, BRIEFED).json["campaign_id"]
    [run] = api.get(f"{CAMPAIGNS}/{campaign_id}/runs").json["items"]
    return f"{CAMPAIGNS}/{campaign_id}/runs/{run['run_id']}"


def test_a_brief_registers_a_campaign_and_begins_its_run(api, run):
    campaign = api.get(run.partition("/runs")[0]).json
    shown = api.get(run).json

    assert campaign["details"]["daily_budget"] == {"amount": 10_000, "currency": "EUR"}
    assert (shown["state"], shown["step"]) == ("running", "lead_generation")
    assert shown["brief"] == campaign["brief"]
    [started] = [e for e in api.platform.outbox.entries.values() if e.work == "start_workflow"]
    assert started.payload["workflow"] == "campaign_run"
    assert started.payload["input"]["step"] == "lead_generation"


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"ends_on": "2026-02-01"}, "/brief/ends_on"),
        ({"ends_on": "2028-02-01"}, "/brief/ends_on"),
        ({"budget": {"amount": 5_000, "currency": "EUX"}}, "/brief/budget"),
        ({"platforms": ["google_ads"]}, "/brief/platforms/0"),
        ({"platforms": ["google", "google"]}, "/brief/platforms"),
        ({"goal": ""}, "/brief/goal"),
        ({"offer": "\u200b\u00a0"}, "/brief/offer"),
        ({"audience": {"titles": ["\u2060"]}}, "/brief/audience/titles/0"),
        ({"languages": ["en", "xx"]}, "/brief/languages/1"),
        ({"landing_url": "javascript:alert(1)"}, "/brief/landing_url"),
        ({"audience": {"limit": 10_001}}, "/brief/audience/limit"),
        ({"audience": {"weights": {"title": 1}}}, "/brief/audience/weights"),
        ({"audience": {"company_size": {"at_least": 9, "at_most": 3}}}, "/brief/audience/company_size"),
    ],
)  # fmt: skip
def test_a_brief_that_contradicts_itself_is_refused_and_stored_nowhere(api, changes, pointer):
    answer = api.post(CAMPAIGNS, {**BRIEFED, "brief": {**BRIEFED["brief"], **changes}})

    assert (answer.status, list(answer.faults)) == (400, [pointer])
    assert api.get(CAMPAIGNS).json["items"] == []


AUDIENCE = {"countries": ["AT"], "keywords": ["pilot"]}
YESTERDAY = f"{NOON.date() - timedelta(days=1)}"


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"starts_on": "2026-01-01", "ends_on": YESTERDAY}, "/brief/ends_on"),
        ({"starts_on": "9999-12-01", "ends_on": "9999-12-31"}, "/brief/ends_on"),
        ({"budget": {"amount": 5, "currency": "EUR"}}, "/brief/budget/amount"),
        ({"landing_url": None}, "/brief/landing_url"),
        ({"landing_url": "http://acme.example"}, "/brief/landing_url"),
        ({"landing_url": "https://127.0.0.1/"}, "/brief/landing_url"),
        ({"landing_url": "https://localhost"}, "/brief/landing_url"),
        ({"landing_url": "https://acme.local/"}, "/brief/landing_url"),
        ({"landing_url": "https://user:word@acme.example/"}, "/brief/landing_url"),
        ({"landing_url": "https://acme.example/\u202elmth"}, "/brief/landing_url"),
        ({"audience": {"industries": ["logistics"]}}, "/brief/audience/countries"),
        ({"audience": {"countries": ["AT"]}}, "/brief/audience/keywords"),
        ({"platforms": [], "content": ["ad"]}, "/brief/platforms"),
        ({"platforms": ["meta", "linkedin"], "languages": ["el", "zh"]}, "/brief/languages"),
        ({"languages": ["xh"]}, "/brief/languages"),
        ({"audience": {**AUDIENCE, "websites": ["https://a.example", "http://169.254.169.254/"]}},
         "/brief/audience/websites/1"),
        ({"audience": {**AUDIENCE, "websites": ["http://localhost:80"]}}, "/brief/audience/websites/0"),
        ({"audience": {**AUDIENCE, "websites": ["http://metadata.google.internal"]}},
         "/brief/audience/websites/0"),
        ({"audience": {**AUDIENCE, "websites": ["http://0x7f000001/"]}}, "/brief/audience/websites/0"),
        ({"audience": {**AUDIENCE, "websites": ["http://[::1]/x"]}}, "/brief/audience/websites/0"),
    ],
)  # fmt: skip
def test_a_brief_that_cannot_come_to_its_end_is_refused_before_it_costs_anything(
    api, changes, pointer
):
    answer = api.post(CAMPAIGNS, {**BRIEFED, "brief": {**BRIEFED["brief"], **changes}})

    assert (answer.status, list(answer.faults)) == (400, [pointer])
    assert api.get(CAMPAIGNS).json["items"] == []


def test_the_workflow_s_token_is_shown_to_nobody(api, run):
    _change(api, run, lambda kept: kept.next_version(NOON, task_token="secret"))

    assert "secret" not in api.get(run).text
    assert "secret" not in api.get(run.rpartition("/")[0]).text


def test_a_run_is_paused_resumed_stopped_and_repeated(api, run):
    assert api.post(f"{run}/pause").json["state"] == "paused"
    assert api.post(f"{run}/resume").json["state"] == "running"
    assert api.post(f"{run}/repeat", {"step": "analytics"}).status == 409
    assert api.post(f"{run}/stop").json["state"] == "stopped"
    assert api.post(f"{run}/repeat", {"step": "end"}).status == 400, "no agent does it"
    again = api.post(f"{run}/repeat", {"step": "ad_manager"})

    assert (again.json["state"], again.json["step"]) == ("running", "ad_manager")
    started = [e for e in api.platform.outbox.entries.values() if e.work == "start_workflow"]
    assert len({e.subject_id for e in started}) == len(started) == 2


def test_a_held_run_that_is_resumed_lets_its_workflow_go_on_with_what_is_next(api, run):
    api.post(f"{run}/pause")
    _change(api, run, lambda kept: kept.next_version(NOON, task_token="token"))

    api.post(f"{run}/resume")

    [told] = [e for e in api.platform.outbox.entries.values() if e.work == "complete_task"]
    assert told.payload["task_token"] == "token"
    assert told.payload["output"]["action"] == "work"


def test_another_run_begins_only_when_the_last_one_is_over(api, run):
    path = run.rpartition("/")[0]
    assert api.post(path).status == 409
    api.post(f"{run}/stop")

    begun = api.post(path)

    assert begun.status == 202
    assert api.get(begun.headers["Location"]).json["run_id"] == begun.json["run_id"]
    assert len(api.get(path).json["items"]) == 2


def test_a_run_is_not_repeated_beside_another(api, run):
    path = run.rpartition("/")[0]
    api.post(f"{run}/stop")
    other = api.post(path).headers["Location"]

    assert api.post(f"{run}/repeat", {"step": "analytics"}).status == 409
    api.post(f"{other}/stop")
    assert api.post(f"{run}/repeat", {"step": "analytics"}).status == 200
    assert api.post(path).status == 409, "an older run is under way again"


def test_of_two_runs_that_are_asked_for_at_once_one_begins(api, run):
    path = run.rpartition("/")[0]
    api.post(f"{run}/stop")
    runs, faster = api.platform.area(Campaigns).runs, RunService.of("rpc", api.platform)
    page, begun = runs.page, [new_id()]

    def overtaken(*given, **more):
        found = page(*given, **more)
        while begun:
            told = {"by": "anna", "correlation_id": "run-2", "again": False}
            faster.start(path.split("/")[-2], begun.pop(), **told)
        return found

    runs.page = overtaken
    answer = api.post(path)

    assert answer.status == 409
    assert "under way" in answer.json["detail"]
    assert sum(one["state"] == "running" for one in api.get(path).json["items"]) == 1


def test_a_run_of_a_campaign_whose_last_day_has_passed_costs_nothing(api, run):
    path = run.rpartition("/")[0]
    api.post(f"{run}/stop")
    api.platform.clock.advance(40 * 86_400)

    answer = api.post(path)

    assert (answer.status, len(api.get(path).json["items"])) == (409, 1)
    assert "/ends_on is over" in answer.json["detail"]


def test_a_campaign_without_a_brief_has_no_runs(api):
    budget = {"amount": 1, "currency": "EUR"}
    made = api.post(CAMPAIGNS, {"name": "x", "platform": "google", "daily_budget": budget})

    assert api.post(f"{made.headers['Location']}/runs").status == 409


def test_a_run_that_nobody_has_is_not_found(api, run):
    assert api.get(f"{run[:-1]}Z").status == 404
    assert api.post(f"{run[:-1]}Z/pause").status == 404


def _change(api, run, change):
    _, _, _, _, campaign_id, _, run_id = run.split("/")
    runs = api.platform.area(Campaigns).runs
    with api.platform.transactions.begin() as within:
        runs.replace(change(runs.get(campaign_id, run_id)), within)


def test_what_a_run_cost_is_shown(api, run):
    report = StepReport(summary="2 of 9 people qualify", cost={"model_micros": 1_200})
    _change(api, run, lambda kept: reported(kept, report, NOON, NOON))

    shown = api.get(run).json
    assert shown["cost"]["model_micros"] == 1_200
    assert shown["steps"][0]["summary"] == "2 of 9 people qualify"


def test_a_country_that_is_named_twice_is_meant_once():
    assert a_brief(audience={"countries": ["germany", "AT", "DE"]}).audience.countries == (
        "DE",
        "AT",
    )
