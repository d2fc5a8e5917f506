"""The stream and the minute call the outbox, and it says one line each time."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from baton.messaging.outbox import Work
from functions.platform.outbox.dispatcher import Dispatcher, EntryRef
from functions.platform.outbox.triggers import announced, outbox_handler
from tests.fakes.platform.container import FakePlatform
from tests.samples.outbox import an_event, dispatcher, put
from tests.samples.pipeline import Pipeline, a_lead, receive

EVENTS = Path(__file__).parents[4] / "events" / "platform"


class Context:
    """What Lambda passes along."""

    def __init__(self, seconds: float = 120) -> None:
        self._milliseconds = int(seconds * 1000)

    def get_remaining_time_in_millis(self) -> int:
        return self._milliseconds


def sample(name: str) -> dict[str, Any]:
    event: dict[str, Any] = json.loads((EVENTS / name).read_text(encoding="utf-8"))
    return event


@pytest.fixture
def platform(monkeypatch: pytest.MonkeyPatch) -> FakePlatform:
    fake = FakePlatform()
    fake.workflows.script("lead_pipeline", Pipeline(fake))
    monkeypatch.setattr("baton.runtime.platform.Platform", lambda **_: fake)
    return fake


@pytest.fixture
def handle(platform: FakePlatform) -> Callable[..., dict[str, Any]]:
    return outbox_handler(Dispatcher.assemble)


def line(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """The one line of a call, beside those of what was done in it."""
    lines = [json.loads(text) for text in capsys.readouterr().out.strip().splitlines()]
    (told,) = [one for one in lines if "trigger" in one]
    return dict(told)


def test_a_stream_batch_is_carried_out_and_told_in_one_line(
    platform: FakePlatform,
    handle: Callable[..., dict[str, Any]],
    capsys: pytest.CaptureFixture[str],
) -> None:
    event = sample("outbox_stream.json")
    for change in event["Records"]:
        image = change["dynamodb"]["NewImage"]
        if image["work"]["S"] == Work.RUN_WORKFLOW:
            receive(platform, a_lead(image["entry_id"]["S"]))

    assert handle(event, Context()) == {"batchItemFailures": []}

    told = line(capsys)
    assert (told["service"], told["trigger"]) == ("outbox", "stream")
    assert (told["Done"], told["Failed"], told["Tasks"]) == (2, 0, 1)  # a run, and an event
    metrics = {metric["Name"] for metric in told["_aws"]["CloudWatchMetrics"][0]["Metrics"]}
    assert metrics == {
        "Done",
        "Gone",
        "Tasks",
        "Failed",
        "TaskTime",
    }  # each is paid


def test_a_sweep_is_told_with_the_oldest_age(
    platform: FakePlatform,
    handle: Callable[..., dict[str, Any]],
    capsys: pytest.CaptureFixture[str],
) -> None:
    put(platform, an_event(platform))
    platform.clock.advance(90)

    answer = handle(sample("outbox_sweep.json"), Context())

    assert answer["counts"]["Done"] == 1
    assert line(capsys)["OldestAge"] == 90_000


def test_only_what_nobody_got_to_goes_back_to_the_stream(
    platform: FakePlatform, handle: Callable[..., dict[str, Any]]
) -> None:
    event = sample("outbox_stream.json")
    numbers = [change["dynamodb"]["SequenceNumber"] for change in event["Records"]]

    answer = handle(event, Context(seconds=10))

    assert answer == {"batchItemFailures": [{"itemIdentifier": number} for number in numbers]}


def test_a_failed_entry_does_not_go_back_to_the_stream(
    platform: FakePlatform, handle: Callable[..., dict[str, Any]]
) -> None:
    event = sample("outbox_stream.json")
    lead_id = announced(event)[event["Records"][0]["dynamodb"]["SequenceNumber"]].entry_id
    receive(platform, a_lead(lead_id))
    platform.faults.fail("workflows.run")

    assert handle(event, Context()) == {"batchItemFailures": []}
    assert platform.outbox.entries[lead_id].attempts == 1


def test_a_call_that_fails_is_told_and_fails(
    platform: FakePlatform,
    handle: Callable[..., dict[str, Any]],
    capsys: pytest.CaptureFixture[str],
) -> None:
    platform.faults.fail("outbox.due")

    with pytest.raises(Exception, match="a fault the test planned"):
        handle({"sweep": True}, Context())

    assert '"Failed":1' in capsys.readouterr().out


def test_an_entry_of_a_newer_version_is_announced_without_its_work() -> None:
    change = {
        "dynamodb": {
            "SequenceNumber": "1",
            "Keys": {"entry_id": {"S": "e1"}},
            "NewImage": {"work": {"S": "teleport"}},
        }
    }

    assert announced({"Records": [change]}) == {"1": EntryRef("e1", None)}


def test_the_dispatcher_is_built_once_per_container(
    monkeypatch: pytest.MonkeyPatch, platform: FakePlatform
) -> None:
    built = []

    def assemble(_: object) -> Dispatcher:
        built.append(1)
        return dispatcher(platform)

    handle = outbox_handler(assemble)
    handle({"sweep": True}, Context())
    handle({"sweep": True}, Context())

    assert built == [1]
