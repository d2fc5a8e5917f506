"""Figures are asked for by link, body or method, and a wrong question is told where it is wrong."""

from typing import Any, cast

import pytest

from baton.facts.registered_kinds import fact_kinds
from baton.gtm.figures import FigureName
from baton.gtm.rpc_methods import contribution
from baton.http.caller import Caller
from baton.http.methods import CallContext, Method
from baton.messaging.workflows import WorkflowResult
from functions.platform.facts.appending import Appending
from tests.fakes.platform.container import FakePlatform
from tests.samples.http import Client
from tests.unit.gtm.finance.company import TRANSACTIONS

FIGURES = "/api/v1/gtm/finance/figures"
ASKED = {"figures": "revenue,mrr", "period": "2026-Q1", "channel": "google"}


@pytest.fixture(autouse=True)
def facts(platform: FakePlatform) -> None:
    files, subjects = cast("Any", platform.files), cast("Any", platform.subjects)
    Appending(files, fact_kinds, subjects).append(TRANSACTIONS)


def test_a_link_answers_with_figures_and_what_is_missing(api: Client) -> None:
    answer = api.get(FIGURES, ASKED, headers={"X-Correlation-Id": "monday"})
    assert answer.status == 200
    revenue, mrr = answer.json["figures"]
    assert (revenue["value"], revenue["unit"], revenue["currency"]) == (25_000, "money", "EUR")
    assert mrr["undefined"].startswith("No subscriptions through google are known")
    assert [one["kind"] for one in answer.json["missing"]] == ["transaction", "subscription"]
    (run,) = api.platform.workflows.runs
    assert run.workflow == "finance_figures"
    assert run.name == run.given["task"]["request_id"] == answer.json["request_id"]
    assert run.given["correlation_id"] == "monday"


def test_a_body_answers_the_same_as_a_link(api: Client) -> None:
    body = {**ASKED, "figures": ["revenue", "mrr"]}
    posted, linked = api.post(FIGURES, body).json, api.get(FIGURES, ASKED).json
    assert {**posted, "request_id": ""} == {**linked, "request_id": ""}


@pytest.mark.parametrize(
    ("changed", "where"),
    [
        ({"figures": "revenue,profit"}, "figures"),
        ({"figures": ","}, "figures"),
        ({"period": "last month"}, "period"),
        ({"period": "2026-13"}, "period"),
        ({"period": "2026-03-02/2026-03-01"}, "period"),
        ({"period": "1999"}, "period"),
        ({"currency": "euro"}, "currency"),
        ({"country": "Austria"}, "country"),
    ],
)
def test_a_wrong_question_is_told_where_it_is_wrong(
    api: Client, changed: dict[str, str], where: str
) -> None:
    linked = api.get(FIGURES, {**ASKED, **changed})
    assert linked.status == 400
    assert list(linked.faults) == [f"query:{where}"] or list(linked.faults) == [where]
    asked = {**ASKED, **changed}
    names = [name for name in asked["figures"].split(",") if name]
    posted = api.post(FIGURES, {**asked, "figures": names})
    assert posted.status == 400
    assert next(iter(posted.faults)).startswith(f"/{where}")
    assert api.platform.workflows.runs == []


def test_who_may_not_read_figures_gets_none(api: Client) -> None:
    stranger = Client(api.platform, scopes="baton/campaigns.read")
    assert stranger.get(FIGURES, ASKED).status == 403


def test_an_agent_that_does_not_come_to_its_end_is_told_to_be_asked_again(api: Client) -> None:
    api.platform.workflows.script("finance_figures", WorkflowResult(None, "States.Timeout"))
    answer = api.get(FIGURES, ASKED)
    assert answer.status == 503
    assert "States.Timeout" not in answer.text


def test_the_same_figures_are_there_by_name(platform: FakePlatform) -> None:
    every = contribution(cast("Any", platform)).methods
    method = next(one for one in every if one.name == "finance.figures")
    assert isinstance(method, Method)
    assert (method.name, method.tool, method.changes) == (
        "finance.figures",
        "finance_figures",
        False,
    )
    caller = Caller(client_id="agent", scopes=frozenset({"baton/gtm.read"}))
    asked = {"figures": [FigureName.REVENUE.value], "period": "2026-Q1", "channel": "google"}
    answer = method.call(asked, CallContext(caller=caller, correlation_id="c"))
    assert answer.to_json()["figures"][0]["value"] == 25_000
