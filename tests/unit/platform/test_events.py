"""Every sample event is one that Baton would take: no file without a check, no check that is loose.

A task is checked against what its agent takes, which the file's name says; so a new agent's sample is
checked without a line here.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from fnmatch import fnmatch
from functools import cache, partial
from importlib import import_module
from pathlib import Path
from typing import Any, cast

import pytest

from baton.core.message import Message
from baton.core.packaged_yaml import yaml_of
from baton.core.settings import Settings
from baton.messaging.events import SOURCE
from baton.messaging.events import Event as BusEvent
from baton.messaging.outbox import OutboxEntry
from baton.runtime.agent import Agent
from baton.runtime.platform import Platform
from baton.runtime.task import TaskRequest
from functions.leads.inbox.models import InboxTask
from functions.leads.inbox.text_messages import tasks_of
from functions.leads.outreach.models import OutreachTask
from functions.leads.outreach.reports import task_of
from functions.platform.facts.agent import FactRecorder
from functions.platform.facts.triggers import take_batch
from functions.platform.live.service import LiveService
from functions.platform.live.triggers import live_handler
from functions.platform.operations.models import Alarm
from functions.platform.outbox.triggers import announced
from functions.platform.rpc.jsonrpc import request_of
from functions.platform.rpc.mcp_protocol import message_of
from tests.fakes.platform.container import FakePlatform

ROOT = Path(__file__).parents[3]
EVENTS = ROOT / "events"

Event = Mapping[str, Any]
Check = Callable[[Event], object]


def _bus_events() -> Iterator[BusEvent[Any]]:
    """Every event that a package of Baton defines in its module ``events``."""
    layer = ROOT / "layers/baton/python/baton"
    for file in sorted(layer.glob("*/events.py")):
        module = import_module(f"baton.{file.parent.name}.events")
        yield from (one for one in vars(module).values() if isinstance(one, BusEvent))


BUS_EVENTS = tuple(_bus_events())


def _agent_of(file: Path) -> type[Agent[Any, Any]]:
    """The agent that a sample is for: the one of its area whose name the file's begins with."""
    folder = ROOT / "functions" / file.parent.name
    names = [one.parent.name for one in folder.glob("*/agent.py")]
    mine = [name for name in names if f"{file.stem}_".startswith(f"{name}_")]
    assert mine, f"{file.name} has neither an agent's name nor a pattern of SHAPES"
    module = import_module(f"functions.{file.parent.name}.{max(mine, key=len)}.agent")
    (agent,) = (
        one
        for one in vars(module).values()
        if isinstance(one, type) and issubclass(one, Agent) and one.__module__ == module.__name__
    )
    return agent


def _task(file: Path, event: Event) -> None:
    """What a workflow, a rule or a schedule gives an agent: only fields that its task knows."""
    request = TaskRequest.model_validate(event)
    _agent_of(file).task_type.model_validate(request.task)
    by_workflow = request.trace.execution is not None
    assert by_workflow == (request.trace.step is not None), "a workflow names its step"


def _message(kind: BusEvent[Any], event: Event) -> None:
    """What EventBridge brings: our envelope, and in it the payload that goes with the name."""
    assert event["detail-type"] == kind.name
    assert event["source"] == SOURCE
    message = Message.model_validate(event["detail"])
    assert kind.read(message).to_json() == message.payload, (
        "a field is missing, or has another type"
    )


def _live(event: Event) -> None:
    """What sockets, the registry's stream and the queue bring: nothing that is left out or refused."""
    fake = FakePlatform(Settings(issuer="https://issuer.example/pool"))
    fake.live_channel.open.add("L0SM9cOFvHcCIhw=")
    handler = live_handler(lambda _: LiveService.assemble(cast("Platform", fake)))
    assert handler(dict(event), None)
    assert not [one for _, one in fake.live_channel.sent if one["type"] == "error"]
    if "Records" in event:
        assert {"connections.of"} <= set(fake.faults.calls)


def _facts_queue(event: Event) -> None:
    """What the queue of facts brings: nothing of it has to come again."""
    keeper = FactRecorder.assemble(cast("Platform", FakePlatform()))
    assert take_batch(keeper, event) == {"batchItemFailures": []}


def _outbox_stream(event: Event) -> None:
    """What the outbox table's stream brings: records whose entries the outbox can carry out."""
    assert len(announced(event)) == len(event["Records"])
    for change in event["Records"]:
        assert change["eventSource"] == "aws:dynamodb"
        image = {
            key: next(iter(kept.values())) for key, kept in change["dynamodb"]["NewImage"].items()
        }
        assert image.pop("state") == "waiting", "the stream's filter lets nothing else through"
        image.pop("shard")
        entry = OutboxEntry.model_validate(
            {
                **image,
                "payload": json.loads(image["payload"]),
                "attempts": int(image["attempts"]),
            }
        )
        assert entry.entry_id == change["dynamodb"]["Keys"]["entry_id"]["S"]


def _sweep(event: Event) -> None:
    assert "Records" not in event, "that would be a stream batch"


@cache
def _scopes() -> dict[str, str | None]:
    """The scopes of all routes of the API."""
    return {
        f"{route['method']} {route['path']}": route["scope"]
        for file in ROOT.glob("functions/*/api/routes.yaml")
        for route in yaml_of(file.read_text(encoding="utf-8"))
    }


def _http(event: Event) -> None:
    """What API Gateway brings to the API: a route that there is, with the scope that it needs."""
    assert event["version"] == "2.0"
    assert event["routeKey"] in _scopes()
    if wanted := _scopes()[event["routeKey"]]:
        granted = event["requestContext"]["authorizer"]["jwt"]["claims"]["scope"]
        assert wanted in granted.split()


def _rpc(event: Event) -> None:
    """What API Gateway brings to the protocols: a route that there is, and requests that there are."""
    routes = yaml_of((ROOT / "functions/platform/rpc/routes.yaml").read_text(encoding="utf-8"))
    assert event["routeKey"] in {f"{route['method']} {route['path']}" for route in routes}
    body = json.loads(event["body"])
    for request in body if isinstance(body, list) else [body]:
        assert request_of(request)
    if event["rawPath"] == "/mcp":
        assert message_of(body, event["headers"]).is_modern


def _file_dropped(event: Event) -> None:
    """What S3 tells EventBridge when a file is dropped."""
    assert (event["source"], event["detail-type"]) == ("aws.s3", "Object Created")
    assert event["detail"]["bucket"]["name"]
    assert event["detail"]["object"]["key"].startswith("incoming/")
    assert event["detail"]["object"]["etag"]


def _alarm_rang(event: Event) -> None:
    """What CloudWatch tells EventBridge when an alarm starts to ring."""
    assert (event["source"], event["detail-type"]) == (
        "aws.cloudwatch",
        "CloudWatch Alarm State Change",
    )
    alarm = Alarm.model_validate(event["detail"])
    assert alarm.state.value == "ALARM"
    assert alarm.incident_id.startswith("01"), "it is made of the moment at which it rang"


def _text_reply(event: Event) -> None:
    """What SNS gives the inbox."""
    (task,) = tasks_of(dict(event))
    assert InboxTask.model_validate(task["task"]).reply


def _mail_report(event: Event) -> None:
    """What SES tells EventBridge of a mail of ours: the effect that it was, and what it means."""
    task = task_of(dict(event))
    assert task is not None
    report = OutreachTask.model_validate(task["task"]).report
    assert report is not None
    assert report.outcome is not None


SHAPES: dict[str, Check] = {
    "text_reply.json": _text_reply,
    "ses_*.json": _mail_report,
    "live_*.json": _live,
    "facts_queue.json": _facts_queue,
    "outbox_stream*.json": _outbox_stream,
    "outbox_sweep*.json": _sweep,
    "api_*.json": _http,
    "rpc_*.json": _rpc,
    "alarm_rang.json": _alarm_rang,
    "file_dropped*.json": _file_dropped,
    **{f"{one.name.replace('.', '_')}.json": partial(_message, one) for one in BUS_EVENTS},
}
"""What comes as something else than a task, by the names of its samples."""


@pytest.mark.parametrize("file", sorted(EVENTS.glob("*/*.json")), ids=lambda file: file.name)
def test_a_sample_event_is_one_that_its_function_takes(file: Path) -> None:
    event = json.loads(file.read_text(encoding="utf-8"))
    shapes = [check for pattern, check in SHAPES.items() if fnmatch(file.name, pattern)]
    assert len(shapes) <= 1, f"{file.name} has {len(shapes)} patterns in SHAPES"
    if shapes:
        shapes[0](event)
    else:
        _task(file, event)


def test_every_agent_has_a_sample_of_what_calls_it() -> None:
    """One of its own, or that of an event on the bus."""
    for folder in {file.parent for file in (ROOT / "functions").glob("*/*/agent.py")}:
        spec = yaml_of((folder / "function.yaml").read_text(encoding="utf-8"))
        on_the_bus = "events" in spec.get("triggers", {})
        own = list((EVENTS / folder.parent.name).glob(f"{folder.name}_*.json"))
        assert own or on_the_bus, f"events/{folder.parent.name}/{folder.name}_task.json is missing"


def test_an_events_name_is_its_alone() -> None:
    names = [one.name for one in BUS_EVENTS]
    assert len(names) == len(set(names)) > 10


@pytest.mark.parametrize("name", [one.name for one in BUS_EVENTS])
def test_every_event_on_the_bus_has_a_sample(name: str) -> None:
    assert list(EVENTS.glob(f"*/{name.replace('.', '_')}.json"))


@pytest.mark.parametrize("file", sorted(EVENTS.glob("*/*.json")), ids=lambda file: file.name)
def test_a_sample_has_no_address_of_a_real_person(file: Path) -> None:
    domains = re.findall(r"[\w.+\-]+@([\w\-.]+\.[a-z]{2,})", file.read_text(encoding="utf-8"))

    assert all(domain.endswith((".example", "example.com")) for domain in domains)
