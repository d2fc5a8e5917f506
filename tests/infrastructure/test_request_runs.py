"""A request's way through its workflow, on a local AWS, with stand-ins for the agents."""

from collections.abc import Iterator
from typing import Any

import pytest

from infra.workflows.gtm import gtm_request
from tests.contract.aws import local_aws
from tests.infrastructure.stand_ins import Stage

AREAS = ("commerce", "gtm")
SUPERVISOR = """
def handler(event, context):
    task = event["task"]
    if "asked" in task:
        rounds = task["asked"]["rounds"]
    else:
        rounds = task["progress"]["rounds"]
    results = task.get("results", [])
    before = task.get("progress", {}).get("results", [])
    if not rounds:
        return {"answer": {"results": before + results, "step": event["trace"]["step"]}}
    ask = [
        {"step": name, "agent": name, "attempt": 1, "seconds": 5, "task": {"say": name}}
        for name in rounds[0]
    ]
    return {"ask": ask, "progress": {"rounds": rounds[1:], "results": before + results}}
"""
AGENT = """
def handler(event, context):
    said = event["task"]["say"]
    if said == "insights":
        raise ValueError("as it says in the play")
    return {"said": said, "correlation": event["trace"]["correlation_id"]}
"""


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with local_aws(tmp_path_factory.mktemp("requests")) as aws:
        yield Stage(aws)


@pytest.fixture(scope="module")
def machine(stage: Stage) -> str:
    players = {name: stage.player(name, AGENT) for name in gtm_request.agents(AREAS)}
    players["supervisor"] = stage.player("supervisor", SUPERVISOR)
    return stage.machine("gtm_request", gtm_request.definition(AREAS), players)


def answer(stage: Stage, machine: str, *rounds: list[str]) -> dict[str, Any]:
    given = {"task": {"asked": {"rounds": list(rounds)}}, "correlation_id": "c-1"}
    return dict(stage.run(machine, given)["answer"])


def test_agents_are_asked_at_once_and_one_that_fails_is_a_result_too(
    stage: Stage, machine: str
) -> None:
    found = answer(stage, machine, ["finance", "insights", "marketing"])
    by_agent = {one["agent"]: one for one in found["results"]}
    assert by_agent["finance"]["answer"] == {"said": "finance", "correlation": "c-1"}
    assert by_agent["marketing"]["answer"]["said"] == "marketing"
    # The local AWS has one name for whatever a handler raises; Lambda would say ValueError.
    assert by_agent["insights"]["error"] in ("ValueError", "Runtime.HandlerError")
    assert "answer" not in by_agent["insights"]
    assert (by_agent["insights"]["step"], by_agent["insights"]["attempt"]) == ("insights", 1)


def test_turns_go_on_until_nobody_is_asked(stage: Stage, machine: str) -> None:
    found = answer(stage, machine, ["finance"], ["marketing"], ["finance", "insights"])
    assert [one["agent"] for one in found["results"]] == [
        "finance",
        "marketing",
        "finance",
        "insights",
    ]
    assert found["step"] == "GoOn"


def test_a_request_that_needs_nobody_is_answered_at_once(stage: Stage, machine: str) -> None:
    assert answer(stage, machine) == {"results": [], "step": "Begin"}


def test_an_agent_that_has_no_branch_is_a_result_with_an_error(stage: Stage, machine: str) -> None:
    (result,) = answer(stage, machine, ["lawyer"])["results"]
    assert result["error"] == "NoSuchAgent"
