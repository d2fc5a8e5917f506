"""Old versions go, which are paid by the hour; what is called, newest or young stays."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from infra.workflows.platform.old_versions import definition
from tests.contract.aws import local_aws
from tests.infrastructure.stand_ins import Stage
from tests.infrastructure.synthesis import Template, listed, statements

PART = "def handler(event, context):\n    return {}\n"

ASKED = """
import boto3, json
def handler(event, context):
    ask = getattr(boto3.client("lambda", endpoint_url=ENDPOINT, region_name="us-east-1"), OPERATION)
    answer = ask(**event)
    del answer["ResponseMetadata"]
    return json.loads(json.dumps(answer, default=str))
"""
"""Asks Lambda as Step Functions would: the local one's workflows know not all of its operations."""

OPERATIONS = {
    "getAlias": "get_alias",
    "listVersionsByFunction": "list_versions_by_function",
    "deleteFunction": "delete_function",
}


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with local_aws(tmp_path_factory.mktemp("stage")) as aws:
        found = Stage(aws)
        for operation in OPERATIONS.values():
            part = ASKED.replace("ENDPOINT", repr(aws.endpoint)).replace(
                "OPERATION", repr(operation)
            )
            found.player(operation, part)
        yield found


def by_stand_ins(stage: Stage, workflow: dict[str, Any]) -> dict[str, Any]:
    """The workflow with a function in the place of each of Lambda's operations."""
    text = json.dumps(workflow)
    for action, operation in OPERATIONS.items():
        (arn,) = stage.aliases(operation).values()
        text = text.replace(f"arn:aws:states:::aws-sdk:lambda:{action}", arn)
    return dict(json.loads(text))


def published(stage: Stage, name: str, versions: int) -> Any:
    """A function of which callers get the second of its versions."""
    stage.player(name, PART)
    functions = stage.client("lambda")
    for number in range(2, versions + 1):
        functions.update_function_configuration(FunctionName=name, Description=str(number))
        functions.publish_version(FunctionName=name)
    functions.update_alias(FunctionName=name, Name="live", FunctionVersion="2")
    return functions


def left(functions: Any, name: str) -> list[str]:
    found = functions.list_versions_by_function(FunctionName=name)["Versions"]
    return [one["Version"] for one in found if one["Version"] != "$LATEST"]


def test_what_nothing_goes_back_to_is_removed(stage: Stage) -> None:
    functions = published(stage, "Baton-one", 5)
    published(stage, "Baton-two", 2)
    names = ["Baton-one", "Baton-two"]
    machine = stage.machine(
        "remove-all", by_stand_ins(stage, definition(names, -60)), {}, express=False
    )
    stage.finished(machine, {})
    assert left(functions, "Baton-one") == ["2", "5"]
    assert left(functions, "Baton-two") == ["2"]
    stage.finished(machine, {})
    assert left(functions, "Baton-one") == ["2", "5"]


def test_a_version_of_today_stays_since_a_deployment_may_be_taken_back(stage: Stage) -> None:
    functions = published(stage, "Baton-three", 4)
    machine = stage.machine(
        "remove-old", by_stand_ins(stage, definition(["Baton-three"])), {}, express=False
    )
    stage.finished(machine, {})
    assert left(functions, "Baton-three") == ["1", "2", "3", "4"]


def test_the_workflow_may_delete_versions_and_no_function(application: Template) -> None:
    deleted = [
        resource
        for _, statement in statements(application)
        if "lambda:DeleteFunction" in statement["Action"]
        for resource in listed(statement["Resource"])
    ]
    arns = {str(one["Fn::Join"][1][-1]) for one in deleted}
    assert len(arns) == len(application.of_type("Lambda::Function"))
    assert all(arn.endswith(":*") for arn in arns)
