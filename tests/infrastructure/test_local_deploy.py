"""The local AWS gets every stack in order, unchanged ones not again, and loses those that are gone."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from infra.local.assembly import stacks_of
from infra.local.deploy import deploy
from infra.local.ministack import LocalFailure, MiniStack

ABOVE = {
    "Resources": {
        "Q": {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": {"Fn::ImportValue": "below"}}}
    },
    "Outputs": {"AboveName": {"Value": {"Fn::GetAtt": ["Q", "QueueName"]}}},
}


def below(name: str) -> dict[str, Any]:
    return {
        "Resources": {"P": {"Type": "AWS::SSM::Parameter", "Properties": _parameter(name)}},
        "Outputs": {
            "BelowName": {"Value": name},
            "Exported": {"Value": name, "Export": {"Name": "below"}},
        },
    }


def _parameter(name: str) -> dict[str, str]:
    return {"Name": "p", "Type": "String", "Value": name}


def assembly(folder: Path, **templates: Mapping[str, Any]) -> Path:
    """Written as the CDK writes it; ``BatonAbove`` needs ``BatonBelow``, and is listed before it."""
    folder.mkdir()
    artifacts: dict[str, Any] = {}
    for name, template in templates.items():
        needs = ["BatonBelow"] if name == "BatonAbove" else []
        artifacts[name] = {"type": "aws:cloudformation:stack", "dependencies": needs}
        (folder / f"{name}.template.json").write_text(json.dumps(template), encoding="utf-8")
        destination = {"bucketName": "assets", "objectKey": f"{name}-{hash(json.dumps(template))}"}
        asset = {
            "source": {"path": f"{name}.template.json", "packaging": "file"},
            "destinations": {"here": destination},
        }
        listed = {"files": {"template": asset}}
        (folder / f"{name}.assets.json").write_text(json.dumps(listed), encoding="utf-8")
    (folder / "manifest.json").write_text(json.dumps({"artifacts": artifacts}), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MiniStack]:
    running = MiniStack(tmp_path_factory.mktemp("aws"))
    running.start({"PERSIST_STATE": "0", "S3_PERSIST": "0"})
    try:
        yield running
    finally:
        running.stop()


def changed_at(aws: MiniStack, name: str) -> int:
    """How often something happened to the stack."""
    found = aws.client("cloudformation").describe_stack_events(StackName=name)
    return len(found["StackEvents"])


def test_a_stack_comes_after_what_it_depends_on(tmp_path: Path) -> None:
    folder = assembly(tmp_path / "a", BatonAbove=ABOVE, BatonBelow=below("one"))
    assert [stack.name for stack in stacks_of(folder)] == ["BatonBelow", "BatonAbove"]


def test_stacks_are_deployed_changed_and_removed(aws: MiniStack, tmp_path: Path) -> None:
    first = assembly(tmp_path / "a", BatonAbove=ABOVE, BatonBelow=below("one"))
    assert deploy(aws, first) == {"BelowName": "one", "AboveName": "one"}

    before = {name: changed_at(aws, name) for name in ("BatonAbove", "BatonBelow")}
    deploy(aws, first)
    assert {name: changed_at(aws, name) for name in before} == before

    grown = {**ABOVE["Resources"], "R": {"Type": "AWS::SQS::Queue"}}
    second = assembly(
        tmp_path / "b", BatonAbove={**ABOVE, "Resources": grown}, BatonBelow=below("one")
    )
    deploy(aws, second)
    assert changed_at(aws, "BatonAbove") > before["BatonAbove"]
    assert changed_at(aws, "BatonBelow") == before["BatonBelow"]

    assert deploy(aws, assembly(tmp_path / "c", BatonBelow=below("one"))) == {"BelowName": "one"}
    queues = aws.client("sqs").list_queues().get("QueueUrls", [])
    assert not [url for url in queues if url.endswith("/one")]


def test_a_stack_that_fails_is_named_with_its_cause(aws: MiniStack, tmp_path: Path) -> None:
    unknown = {"Resources": {"X": {"Type": "AWS::Nothing::AtAll"}}}
    with pytest.raises(LocalFailure, match="BatonBroken"):
        deploy(aws, assembly(tmp_path / "a", BatonBroken=unknown))
