"""Deploys the synthesized application stack to the local AWS, as the CDK's CLI would."""

import io
import json
import time
import zipfile
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from infra.function_specs import ALIAS
from infra.local.ministack import LocalFailure, MiniStack
from infra.local.places import ACCOUNT, REGION, STACK

BOOTSTRAP_PARAMETER = "/cdk-bootstrap/hnb659fds/version"
SECONDS = 180.0
_PLACEHOLDERS = {
    "${AWS::AccountId}": ACCOUNT,
    "${AWS::Region}": REGION,
    "${AWS::Partition}": "aws",
}
_EPOCH = (2020, 1, 1, 0, 0, 0)


def deploy(aws: MiniStack, assembly: Path) -> dict[str, str]:
    """Creates or updates the stack and gives its outputs. Raises ``LocalFailure`` with the causes."""
    template_url = _upload_assets(aws, assembly)
    aws.client("ssm").put_parameter(
        Name=BOOTSTRAP_PARAMETER, Value="30", Type="String", Overwrite=True
    )
    stacks = aws.client("cloudformation")
    change = {
        "StackName": STACK,
        "TemplateURL": template_url,
        "Capabilities": ["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"],
    }
    try:
        stacks.describe_stacks(StackName=STACK)
    except ClientError:
        stacks.create_stack(**change)
    else:
        _update(stacks, change)
    outputs = _outputs_when_done(stacks)
    _wait_for_snapshots(aws.client("lambda"))
    return outputs


def _update(stacks: Any, change: dict[str, Any]) -> None:
    try:
        stacks.update_stack(**change)
    except ClientError as error:
        if "No updates" not in str(error):
            raise LocalFailure(f"The stack could not be updated: {error}") from error


def _outputs_when_done(stacks: Any) -> dict[str, str]:
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        stack = stacks.describe_stacks(StackName=STACK)["Stacks"][0]
        status = stack["StackStatus"]
        if status.endswith("_COMPLETE") and "ROLLBACK" not in status:
            return {one["OutputKey"]: one["OutputValue"] for one in stack.get("Outputs", ())}
        if status.endswith("_FAILED") or "ROLLBACK" in status:
            raise LocalFailure(f"The stack is {status}:\n{_causes(stacks)}")
        time.sleep(0.1)
    raise LocalFailure(f"The stack was not ready after {SECONDS:.0f} s.")


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


def _causes(stacks: Any) -> str:
    events = stacks.describe_stack_events(StackName=STACK)["StackEvents"]
    failed = [event for event in events if event["ResourceStatus"].endswith("_FAILED")]
    return "\n".join(
        f"  {event['LogicalResourceId']} ({event['ResourceType']}):"
        f" {event.get('ResourceStatusReason', 'no reason given')}"
        for event in failed
    )


def _upload_assets(aws: MiniStack, assembly: Path) -> str:
    """Puts every file asset into its bucket; gives the template's address."""
    manifest = json.loads((assembly / f"{STACK}.assets.json").read_text(encoding="utf-8"))
    storage = aws.client("s3")
    address = ""
    for asset in manifest["files"].values():
        source = assembly / asset["source"]["path"]
        for destination in asset["destinations"].values():
            bucket, key = _filled(destination["bucketName"]), _filled(destination["objectKey"])
            _ensure_bucket(storage, bucket)
            if not _is_there(storage, bucket, key):
                storage.put_object(Bucket=bucket, Key=key, Body=_content(asset, source))
            if source.name == f"{STACK}.template.json":
                address = f"{aws.endpoint}/{bucket}/{key}"
    return address


def _content(asset: dict[str, Any], source: Path) -> bytes:
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
