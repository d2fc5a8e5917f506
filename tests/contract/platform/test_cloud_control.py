"""What operations sees and does of the cloud, on a local AWS."""

import io
import json
import time
import zipfile
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from functions.platform.operations.aws_cloud_control import AwsCloudControl
from functions.platform.operations.diagnostics import Calls
from functions.platform.operations.undelivered_call import call_of
from tests.contract.aws import ACCOUNT, REGION, LocalAws

STACK = "Machinery"
CODE = "def handler(event, context):\n    print('called with', event)\n    return {}\n"


@pytest.fixture(scope="module")
def functions(aws: LocalAws) -> Any:
    """Lambda, with two versions of ``training``, of which callers get the second."""
    client = aws.clients.get("lambda")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("index.py", CODE)
    name = f"{STACK}-training"
    client.create_function(
        FunctionName=name,
        Runtime="python3.13",
        Role=f"arn:aws:iam::{ACCOUNT}:role/one",
        Handler="index.handler",
        Code={"ZipFile": packed.getvalue()},
    )
    client.publish_version(FunctionName=name)
    client.update_function_configuration(FunctionName=name, Description="another version")
    client.publish_version(FunctionName=name)
    client.create_alias(FunctionName=name, Name="live", FunctionVersion="2")
    return client


@pytest.fixture
def queue(aws: LocalAws) -> str:
    name = f"letters-{time.monotonic_ns()}"
    return str(aws.clients.get("sqs").create_queue(QueueName=name)["QueueUrl"])


@pytest.fixture
def cloud(aws: LocalAws, queue: str) -> AwsCloudControl:
    return AwsCloudControl(aws.clients, stack_name=STACK, queues={"functions": queue})


def arn(function: str) -> str:
    return f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{function}:live"


def failed_call(function: str) -> str:
    context = {"functionArn": arn(function), "condition": "RetriesExhausted"}
    return json.dumps({"requestContext": context, "requestPayload": {"again": True}})


def test_a_function_goes_back_one_version_unless_somebody_was_faster(
    functions: Any, cloud: AwsCloudControl
) -> None:
    seen = cloud.deployed("training")
    assert (seen.version, seen.newest, seen.previous, seen.moving) == ("2", "2", "1", False)
    assert seen.deployed_at is not None
    assert abs(datetime.now(UTC) - seen.deployed_at) < timedelta(minutes=5)
    assert cloud.shift("training", "1", seen.revision)
    after = cloud.deployed("training")
    assert (after.version, after.newest, after.previous) == ("1", "2", None)
    assert functions.get_alias(FunctionName=f"{STACK}-training", Name="live")


def test_calls_that_failed_are_made_again_and_those_of_others_stay(
    aws: LocalAws, functions: Any, cloud: AwsCloudControl, queue: str
) -> None:
    del functions
    client = aws.clients.get("sqs")
    for body in (failed_call(f"{STACK}-training"), failed_call("foreign"), "no JSON"):
        client.send_message(QueueUrl=queue, MessageBody=body)
    assert cloud.depths() == {"functions": 3}
    assert cloud.redrive("functions", 100) == 1
    seen = client.get_queue_attributes(QueueUrl=queue, AttributeNames=["All"])["Attributes"]
    assert seen["ApproximateNumberOfMessages"] == "2"


MINUTE = timedelta(minutes=1)


def test_errors_are_read_the_latest_first_and_calls_counted_with_those_of_outside(
    aws: LocalAws, functions: Any, cloud: AwsCloudControl
) -> None:
    del functions
    now = datetime.now(UTC)
    lines = [
        {"level": "ERROR", "message": "unexpected error", "exception_name": "KeyError"},
        {"level": "INFO", "message": "task", "outcome": "Unavailable"},
        {"level": "INFO", "message": "task", "outcome": "done"},
        report("success", None, 80),
        report("timeout", None, 60_000),
        {"level": "ERROR", "message": "later"},
        report("error", "Runtime.OutOfMemory", 900),
    ]
    log(aws, cloud._log_group("training"), lines, now)
    assert cloud.errors("training", now - MINUTE, now + MINUTE) == (
        "the call ended with error (Runtime.OutOfMemory) after 900 ms, 512 MB",
        "later",
        "the call ended with timeout after 60000 ms, 512 MB",
        "unexpected error (KeyError)",
    )
    for name, value in {"Invocations": 9.0, "Errors": 4.0}.items():
        measured(aws, "AWS/Lambda", MetricName=name, Value=value, Dimensions=of_alias("training"))
    assert cloud.calls("training", now - MINUTE, now + MINUTE) == Calls(5, 4, outside=1)


def test_calls_are_counted_though_the_log_cannot_be_asked(
    aws: LocalAws, functions: Any, cloud: AwsCloudControl
) -> None:
    del functions
    now = datetime.now(UTC)
    for name, value in {"Invocations": 9.0, "Errors": 4.0}.items():
        measured(aws, "AWS/Lambda", MetricName=name, Value=value, Dimensions=of_alias("nowhere"))
    assert cloud.calls("nowhere", now - MINUTE, now + MINUTE) == Calls(5, 4, outside=None)


def test_a_metric_is_read_as_its_alarm_reads_it(aws: LocalAws, cloud: AwsCloudControl) -> None:
    now = datetime.now(UTC)
    measured(aws, "Baton", MetricName="Parked", Value=3.0)
    asked = {"metric": {"namespace": "Baton", "name": "Parked", "dimensions": {}}, "stat": "Sum"}
    (point,) = cloud.metric(asked, now - 10 * MINUTE, now + 10 * MINUTE)
    assert point.startswith("Parked Sum 3.0 at ")


def log(aws: LocalAws, group: str, lines: list[Any], now: datetime) -> None:
    logs = aws.clients.get("logs")
    with suppress(logs.exceptions.ResourceAlreadyExistsException):  # a call that ended made it
        logs.create_log_group(logGroupName=group)
    logs.create_log_stream(logGroupName=group, logStreamName="one")
    at = int(now.timestamp() * 1000)
    logs.put_log_events(
        logGroupName=group,
        logStreamName="one",
        logEvents=[
            {"timestamp": at + number, "message": json.dumps(line)}
            for number, line in enumerate(lines)
        ],
    )


def measured(aws: LocalAws, namespace: str, **data: Any) -> None:
    told = {"Timestamp": datetime.now(UTC), **data}
    aws.clients.get("cloudwatch").put_metric_data(Namespace=namespace, MetricData=[told])


def of_alias(function: str) -> list[dict[str, str]]:
    name = f"{STACK}-{function}"
    return [
        {"Name": "FunctionName", "Value": name},
        {"Name": "Resource", "Value": f"{name}:live"},
    ]


def report(status: str, kind: str | None, took_ms: int) -> dict[str, Any]:
    """A line of Lambda's own (Telemetry API, ``platform.report``)."""
    spent = {"durationMs": took_ms, "maxMemoryUsedMB": 512}
    named = {"errorType": kind} if kind else {}
    return {"type": "platform.report", "record": {"status": status, "metrics": spent, **named}}


def test_functions_that_fail_are_told_from_those_that_do_not_the_worst_first(
    aws: LocalAws, cloud: AwsCloudControl
) -> None:
    now, span = datetime.now(UTC), timedelta(minutes=10)
    failed = {"sometimes": 1.0, "never": 0.0, "often": 4.0}
    aws.clients.get("cloudwatch").put_metric_data(
        Namespace="AWS/Lambda",
        MetricData=[
            {
                "MetricName": "Errors",
                "Dimensions": of_alias(name),
                "Value": errors,
                "Timestamp": now,
            }
            for name, errors in failed.items()
        ],
    )
    asked = (*failed, "unheard_of")
    assert cloud.failing(asked, now - span, now + span) == ("often", "sometimes")


def test_an_event_that_a_rule_could_not_deliver_is_its_targets_call() -> None:
    event = {"detail-type": "lead.processed", "detail": {}}
    message = {
        "Body": json.dumps(event),
        "MessageAttributes": {"TARGET_ARN": {"StringValue": arn("Baton-training")}},
    }
    assert call_of(message) == ("Baton-training", event)
    assert call_of({"Body": json.dumps(event)}) is None
    assert call_of({"Body": "[1]"}) is None
