"""Deploys the synthesized stacks to the local AWS, as the CDK's CLI would."""

import io
import json
import time
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from infra.function_specs import ALIAS
from infra.local.assembly import AssembledStack, stacks_of
from infra.local.ministack import LocalFailure, MiniStack
from infra.local.places import ACCOUNT, PREFIX, REGION

BOOTSTRAP_PARAMETER = "/cdk-bootstrap/hnb659fds/version"
SECONDS = 180.0
_CAPABILITIES = ("CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND")
_PLACEHOLDERS = {
    "${AWS::AccountId}": ACCOUNT,
    "${AWS::Region}": REGION,
    "${AWS::Partition}": "aws",
}
_EPOCH = (2020, 1, 1, 0, 0, 0)


def deploy(
    aws: MiniStack, assembly: Path, addresses: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Creates or updates every stack whose template has changed, and removes those of areas that are
    off now; ``addresses`` are those of servers that templates name. Gives the outputs of all. Raises
    ``LocalFailure`` with the causes.
    """
    stacks = stacks_of(assembly, addresses)
    _remove_others(aws.client("cloudformation"), {stack.name for stack in stacks})
    outputs = deploy_stacks(aws, stacks)
    _wait_for_snapshots(aws.client("lambda"))
    return outputs


def deploy_stacks(aws: MiniStack, stacks: Sequence[AssembledStack]) -> dict[str, str]:
    """Creates or updates these stacks, in their order, and touches no other. Gives their outputs. Raises
    ``LocalFailure`` with the causes.
    """
    aws.client("ssm").put_parameter(
        Name=BOOTSTRAP_PARAMETER, Value="30", Type="String", Overwrite=True
    )
    clouds = aws.client("cloudformation")
    outputs: dict[str, str] = {}
    for stack in stacks:
        if not _is_current(clouds, stack):
            _bring_up_to_date(aws, clouds, stack)
        outputs |= _outputs_when_done(clouds, stack.name)
    return outputs


def _is_current(clouds: Any, stack: AssembledStack) -> bool:
    """Whether the stack is there with this template, whose hash names every file that belongs to it."""
    try:
        status = clouds.describe_stacks(StackName=stack.name)["Stacks"][0]["StackStatus"]
        deployed = clouds.get_template(StackName=stack.name)["TemplateBody"]
    except ClientError:
        return False
    known = json.loads(deployed) if isinstance(deployed, str) else deployed
    wanted = json.loads(stack.body)
    return _is_good(status) and known == wanted


def _is_good(status: str) -> bool:
    return status in {"CREATE_COMPLETE", "UPDATE_COMPLETE"}


def _bring_up_to_date(aws: MiniStack, clouds: Any, stack: AssembledStack) -> None:
    change = {
        "StackName": stack.name,
        "TemplateURL": _upload_assets(aws, stack),
        "Capabilities": list(_CAPABILITIES),
    }
    act = clouds.update_stack if _is_there_already(clouds, stack.name) else clouds.create_stack
    try:
        act(**change)
    except ClientError as error:
        if "No updates" not in str(error):
            raise LocalFailure(f"{stack.name} could not be deployed: {error}") from error


def _is_there_already(clouds: Any, name: str) -> bool:
    try:
        clouds.describe_stacks(StackName=name)
    except ClientError:
        return False
    return True


def _outputs_when_done(clouds: Any, name: str) -> dict[str, str]:
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        stack = clouds.describe_stacks(StackName=name)["Stacks"][0]
        status = stack["StackStatus"]
        if _is_good(status):
            return _told(stack.get("Outputs", ()))
        if status.endswith("_FAILED") or "ROLLBACK" in status:
            raise LocalFailure(f"{name} is {status}:\n{_causes(clouds, name)}")
        time.sleep(0.1)
    raise LocalFailure(f"{name} was not ready after {SECONDS:.0f} s.")


def _told(outputs: Sequence[Mapping[str, str]]) -> dict[str, str]:
    """The outputs for people; what one stack exports to another is none."""
    return {one["OutputKey"]: one["OutputValue"] for one in outputs if "ExportName" not in one}


def _remove_others(clouds: Any, wanted: set[str]) -> None:
    """Removes stacks of ours that are not of the assembly, the latest first: nothing else uses them."""
    there = clouds.describe_stacks()["Stacks"]
    others = [
        one["StackName"]
        for one in sorted(there, key=lambda one: one["CreationTime"], reverse=True)
        if one["StackName"].startswith(PREFIX)
        and one["StackName"] not in wanted
        and one["StackStatus"] != "DELETE_COMPLETE"
    ]
    for name in others:
        clouds.delete_stack(StackName=name)
        _wait_until_gone(clouds, name)


def _wait_until_gone(clouds: Any, name: str) -> None:
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        try:
            status = clouds.describe_stacks(StackName=name)["Stacks"][0]["StackStatus"]
        except ClientError:
            return
        if status == "DELETE_COMPLETE":
            return
        if status == "DELETE_FAILED":
            raise LocalFailure(f"{name} could not be removed:\n{_causes(clouds, name)}")
        time.sleep(0.1)
    raise LocalFailure(f"{name} was not removed after {SECONDS:.0f} s.")


def _wait_for_snapshots(functions: Any) -> None:
    """Waits until every function's version has started once, as SnapStart has it: the first callers
    then find it warm. A version that fails to start is left to say so when it is called.
    """
    pages = functions.get_paginator("list_functions").paginate()
    waiting = [one["FunctionName"] for page in pages for one in page["Functions"]]
    deadline = time.monotonic() + SECONDS
    while waiting and time.monotonic() < deadline:
        waiting = [name for name in waiting if _is_starting(functions, name)]
        time.sleep(0.05)


def _is_starting(functions: Any, name: str) -> bool:
    live = functions.get_function_configuration(FunctionName=name, Qualifier=ALIAS)
    return bool(live["State"] == "Pending")


def _causes(clouds: Any, name: str) -> str:
    events = clouds.describe_stack_events(StackName=name)["StackEvents"]
    failed = [event for event in events if event["ResourceStatus"].endswith("_FAILED")]
    return "\n".join(
        f"  {event['LogicalResourceId']} ({event['ResourceType']}):"
        f" {event.get('ResourceStatusReason', 'no reason given')}"
        for event in failed
    )


def _upload_assets(aws: MiniStack, stack: AssembledStack) -> str:
    """Puts every file asset into its bucket; gives the template's address."""
    storage, address = aws.client("s3"), ""
    for asset in stack.assets:
        source = stack.source(asset)
        for destination in asset["destinations"].values():
            bucket, key = _filled(destination["bucketName"]), _filled(destination["objectKey"])
            _ensure_bucket(storage, bucket)
            if not _is_there(storage, bucket, key):
                storage.put_object(Bucket=bucket, Key=key, Body=_content(stack, asset, source))
            if source == stack.template:
                address = f"{aws.endpoint}/{bucket}/{key}"
    return address


def _content(stack: AssembledStack, asset: Mapping[str, Any], source: Path) -> bytes:
    if source == stack.template:
        return stack.body.encode()
    return _zipped(source) if asset["source"]["packaging"] == "zip" else source.read_bytes()


def _zipped(folder: Path) -> bytes:
    """The folder as a zip; the same content gives the same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                entry = zipfile.ZipInfo(path.relative_to(folder).as_posix(), _EPOCH)
                entry.external_attr = 0o644 << 16
                archive.writestr(entry, path.read_bytes(), zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _filled(text: str) -> str:
    for placeholder, value in _PLACEHOLDERS.items():
        text = text.replace(placeholder, value)
    return text


def _ensure_bucket(storage: Any, bucket: str) -> None:
    if not _is_there(storage, bucket):
        storage.create_bucket(Bucket=bucket)


def _is_there(storage: Any, bucket: str, key: str | None = None) -> bool:
    try:
        if key is None:
            storage.head_bucket(Bucket=bucket)
        else:
            storage.head_object(Bucket=bucket, Key=key)
    except ClientError as error:
        if error.response["ResponseMetadata"]["HTTPStatusCode"] == 404:  # noqa: PLR2004
            return False
        raise
    return True
