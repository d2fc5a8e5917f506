"""The scheduled review, and a case that is called to mind, run on a local AWS with stand-ins."""

from collections.abc import Iterator
from typing import Any

import pytest

from infra.workflows.campaigns import scheduled_review
from infra.workflows.platform import escalation_case
from tests.contract.aws import local_aws
from tests.infrastructure.stand_ins import Stage

REPORT_PART = """
def handler(event, context):
    task = event["task"]
    print(event)
    if task["step"] == "report":
        return {"reported": task}
    if task["step"] == "go_on":
        return task
    page, report = int(task.get("cursor") or 0), task.get("report_id") or "weekly-0"
    campaigns = int(report.split("-")[1])
    ids = [str(number) for number in range(page * 3, min(campaigns, page * 3 + 3))]
    answer = {
        "report_id": report,
        "reviews": [{"campaign_id": one, "review_id": "r" + one} for one in ids],
    }
    if (page + 1) * 3 < campaigns:
        answer["cursor"] = str(page + 1)
    return answer
"""

OPTIMISER_PART = """
def handler(event, context):
    task = event["task"]
    print(event)
    assert task["review_id"] == "r" + task["campaign_id"]
    if task["campaign_id"] in ("1", "5"):
        raise ValueError("as it says in the play")
    return {"review": {"review_id": task["review_id"]}}
"""

ESCALATION_PART = """
import json
import boto3


def handler(event, context):
    task = event["task"]
    print(event)
    if task["step"] == "register" and event["trace"]["step"] == task["escalation_id"]:
        boto3.client("stepfunctions").send_task_success(
            taskToken=task["task_token"], output=json.dumps({"verdict": "approve"})
        )
    return {"subject": "lead", "subject_id": "S"}
"""


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with local_aws(tmp_path_factory.mktemp("reviews")) as aws:
        yield Stage(aws)


@pytest.fixture(scope="module")
def review(stage: Stage) -> str:
    players = {
        "reporting": stage.player("reports", REPORT_PART),
        "campaign_optimizer": stage.player("reviews", OPTIMISER_PART),
    }
    definition = scheduled_review.definition(2, pages=3)
    reviewing = definition["States"]["Review"]["ItemProcessor"]["States"]["ReviewOne"]
    reviewing["Retry"] = []  # what fails here fails every time, and the test need not wait for it
    return stage.machine("scheduled", definition, players, express=False)


@pytest.mark.parametrize(
    ("given", "pages", "failures"),
    [
        ({}, 1, []),
        ({"report_id": "R-0", "correlation_id": "c"}, 1, []),
        ({"report_id": "R-1", "correlation_id": "c"}, 1, []),
        ({"report_id": "R-2", "correlation_id": "c"}, 1, ["1"]),
        ({"report_id": "R-8", "correlation_id": "c"}, 3, ["1", "5"]),
    ],
)
def test_every_page_is_reviewed_and_a_campaign_that_fails_stops_nobody(
    stage: Stage, review: str, given: dict[str, Any], pages: int, failures: list[str]
) -> None:
    output, entered = stage.finished(review, given)

    reported = output["reported"]
    assert reported["report_id"] == given.get("report_id", "weekly-0")
    assert [one["campaign_id"] for one in reported["failures"]] == failures
    assert all(one["error"] for one in reported["failures"])
    assert entered.count("List") == pages


def test_after_some_pages_another_execution_goes_on_with_the_failures_so_far(
    stage: Stage, review: str
) -> None:
    going_on, entered = stage.finished(review, {"report_id": "R-11", "correlation_id": "c"})
    assert (entered.count("List"), entered[-1]) == (3, "GoOn")
    assert [one["campaign_id"] for one in going_on["failures"]] == ["1", "5"]
    output, entered = stage.finished(review, going_on)
    assert [one["campaign_id"] for one in output["reported"]["failures"]] == ["1", "5"]
    assert entered.count("List") == 1


@pytest.fixture(scope="module")
def case(stage: Stage) -> str:
    """The case workflow with a second for each wait."""
    player = stage.player("cases", ESCALATION_PART)
    definition = escalation_case.definition(7, 2)
    for state in ("AskPerson", "AskAgain"):
        definition["States"][state]["TimeoutSeconds"] = 1
    players = {"escalation": player, "campaign_optimizer": player}
    return stage.machine("reminding", definition, players, express=False)


@pytest.mark.parametrize(
    ("decided_at", "way"),
    [
        ("AskPerson", ["AskPerson", "GoOn", "Whose?", "Done"]),
        ("AskAgain", ["AskPerson", "Remind", "AskAgain", "GoOn", "Whose?", "Done"]),
        ("never", ["AskPerson", "Remind", "AskAgain", "Expire", "Whose?", "Done"]),
    ],
)
def test_who_does_not_decide_is_reminded_once_before_the_case_expires(
    stage: Stage, case: str, decided_at: str, way: list[str]
) -> None:
    _, entered = stage.finished(case, {"escalation_id": decided_at, "correlation_id": "c"})

    assert entered == way


def test_both_waits_together_are_as_long_as_configured() -> None:
    day = 86_400
    states = escalation_case.definition(7, 2)["States"]
    assert (states["AskPerson"]["TimeoutSeconds"], states["AskAgain"]["TimeoutSeconds"]) == (
        5 * day,
        2 * day,
    )
    assert "Remind" not in escalation_case.definition(1, 1)["States"]
