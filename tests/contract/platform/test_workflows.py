"""What every way of starting workflows promises. The local AWS runs small machines in their place."""

import json
import time
from collections.abc import Callable
from typing import cast

import pytest

from baton.core.clock import new_id
from baton.messaging.workflows import WorkflowResult
from baton.runtime.platform import Platform
from tests.contract.aws import LocalAws
from tests.fakes.platform.container import FakePlatform

GIVEN = {"lead": {"name": "Zo\u00eb \N{SLIGHTLY SMILING FACE}"}, "n": [1, 2.5, None]}


@pytest.fixture(scope="module")
def machines(aws: LocalAws) -> LocalAws:
    """An Express machine that answers, one that fails, and a Standard one that waits."""
    aws.machine("lead_pipeline", {"Echo": {"Type": "Pass", "End": True}})
    aws.machine("campaign_review", {"Fail": {"Type": "Fail", "Error": "Poor", "Cause": "why"}})
    resource = "arn:aws:states:::sqs:sendMessage.waitForTaskToken"
    ask = {
        "QueueUrl": aws.queue("tokens").url,
        "MessageBody": {"token.$": "$$.Task.Token", "case.$": "$.case"},
    }
    wait = {"Type": "Task", "Resource": resource, "Parameters": ask, "End": True}
    aws.machine("escalation_case", {"Wait": wait}, kind="STANDARD")
    return aws


@pytest.fixture(params=["fake", "real"])
def platform(request: pytest.FixtureRequest) -> Platform:
    if request.param == "real":
        return cast("LocalAws", request.getfixturevalue("machines")).platform()
    fake = FakePlatform()
    fake.workflows.script("lead_pipeline", lambda given: given)
    fake.workflows.script("campaign_review", WorkflowResult(None, "Poor"))
    return cast("Platform", fake)


def test_a_run_gives_the_workflows_output(platform: Platform) -> None:
    result = platform.workflows.run("lead_pipeline", GIVEN, name=new_id())
    assert result == WorkflowResult(GIVEN)


def test_a_name_may_run_again(platform: Platform) -> None:
    name = new_id()
    first = platform.workflows.run("lead_pipeline", {"n": 1}, name=name)
    second = platform.workflows.run("lead_pipeline", {"n": 2}, name=name)
    assert (first.output, second.output) == ({"n": 1}, {"n": 2})


def test_a_failed_run_is_a_result_with_its_error(platform: Platform) -> None:
    result = platform.workflows.run("campaign_review", {}, name=new_id())
    assert result == WorkflowResult(None, "Poor")


def test_starting_the_same_execution_twice_is_no_fault(platform: Platform) -> None:
    name = new_id()
    for number in range(2):
        platform.workflows.start("escalation_case", {"case": f"{name}-{number}"}, name=name)


def test_completing_a_task_that_is_gone_is_no_fault(platform: Platform) -> None:
    platform.workflows.complete_task("gone", {"a": 1})


def test_a_task_is_completed_once_and_its_workflow_goes_on(machines: LocalAws) -> None:
    workflows, name = machines.platform().workflows, new_id()
    for _ in range(2):
        workflows.start("escalation_case", {"case": name}, name=name)
    queue = machines.queue("tokens")

    def asked() -> str | None:
        return next((body["token"] for body in queue.heard() if body["case"] == name), None)

    token = eventually(asked)
    workflows.complete_task(token, {"verdict": "approve"})
    machine = "arn:aws:states:us-east-1:000000000000:execution:escalation_case"
    states = machines.clients.get("stepfunctions")

    def output() -> str | None:
        found: str | None = states.describe_execution(executionArn=f"{machine}:{name}").get(
            "output"
        )
        return found

    # The local AWS takes a second answer in place of the first until the workflow has gone on.
    eventually(output)
    workflows.complete_task(token, {"verdict": "refuse"})
    assert json.loads(eventually(output)) == {"verdict": "approve"}


def eventually(question: Callable[[], str | None]) -> str:
    for _ in range(100):
        if (answer := question()) is not None:
            return answer
        time.sleep(0.05)
    raise AssertionError("it did not come in time")
