"""The weekly run of all go-to-market agents on a local AWS, with stand-ins for them."""

from collections.abc import Iterator

import pytest

from infra.workflows.gtm import weekly_gtm_run
from tests.contract.aws import local_aws
from tests.infrastructure.stand_ins import Stage

REPORT_PART = """
import json
import os

KEPT = "/tmp/weekly-kept.jsonl"


def handler(event, context):
    task = event["task"]
    report = task.get("report_id") or "from-the-schedule"
    if task["step"] == "begin":
        open(KEPT, "w").close()
        asked = [("week", "finance"), ("broken", "finance"), ("customers", "nobody_yet")]
        return {
            "report_id": report,
            "asked": [{"name": n, "agent": a, "task": {"of": n, "country": None}} for n, a in asked],
        }
    if task["step"] == "keep":
        with open(KEPT, "a") as kept:
            kept.write(json.dumps(task) + "\\n")
        return {"report_id": report}
    kept = [json.loads(line) for line in open(KEPT)]
    return {"report_id": report, "failures": task["failures"], "kept": kept}
"""

FINANCE_PART = """
def handler(event, context):
    task = event["task"]
    assert task["country"] is None, "the task comes as it was asked"
    if task["of"] == "broken":
        raise ValueError("as it says in the play")
    return {"answer_to": task["of"]}
"""


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with local_aws(tmp_path_factory.mktemp("weekly")) as aws:
        yield Stage(aws)


@pytest.fixture(scope="module")
def run(stage: Stage) -> str:
    definition = weekly_gtm_run.definition(("finance",))
    asking = definition["States"]["Ask"]["ItemProcessor"]["States"]["finance"]
    asking["Retry"] = []  # what fails here fails every time, and the test need not wait for it
    players = {
        "weekly_report": stage.player("weekly", REPORT_PART),
        "finance": stage.player("finance", FINANCE_PART),
    }
    return stage.machine("weekly", definition, players, express=False)


@pytest.mark.parametrize("given", [{}, {"report_id": "R", "correlation_id": "c"}])
def test_who_fails_or_is_not_there_stops_nobody_and_is_told(
    stage: Stage, run: str, given: dict[str, str]
) -> None:
    output, entered = stage.finished(run, given)

    assert output["report_id"] == given.get("report_id", "from-the-schedule")
    assert [(one["name"], one["answer"]) for one in output["kept"]] == [
        ("week", {"answer_to": "week"})
    ]
    why = {one["name"]: one["error"] for one in output["failures"]}
    assert why.keys() == {"broken", "customers"}
    assert why["customers"] == "NotDeployed"
    assert entered[-1] == "Report"
