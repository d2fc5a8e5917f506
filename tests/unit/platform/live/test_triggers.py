"""Whoever calls the live updates, and however wrong what they bring is."""

import json
from pathlib import Path
from typing import Any, cast

import pytest

from baton.core.errors import InvalidInput, Unavailable
from baton.core.settings import Settings
from baton.runtime.platform import Platform
from functions.platform.live.service import LiveService
from functions.platform.live.triggers import Handler, live_handler
from tests.fakes.platform.container import FakePlatform

EVENTS = Path(__file__).parents[4] / "events"


@pytest.fixture
def fake() -> FakePlatform:
    return FakePlatform(Settings(issuer="https://issuer.example/pool"))


@pytest.fixture
def handler(fake: FakePlatform) -> Handler:
    return live_handler(lambda _: LiveService.assemble(cast("Platform", fake)))


def sample(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(next(EVENTS.glob(f"*/{name}.json")).read_text("utf-8"))
    return found


def a_batch(*notes: Any) -> dict[str, Any]:
    records = [
        {"eventSource": "aws:sqs", "messageId": str(number), "body": json.dumps(note)}
        for number, note in enumerate(notes)
    ]
    return {"Records": records}


@pytest.fixture
def listening(fake: FakePlatform, handler: Handler) -> str:
    event = sample("live_subscribe")
    connection = str(event["requestContext"]["connectionId"])
    fake.live_channel.open.add(connection)
    event["requestContext"]["authorizer"]["until"] = "1772456400"
    handler(event, None)
    fake.live_channel.sent.clear()
    return connection


def test_a_batch_is_told_once_and_a_repeated_event_too(
    fake: FakePlatform, handler: Handler, listening: str
) -> None:
    event = sample("lead_processed")
    assert handler(a_batch(event, event), None) == {"batchItemFailures": []}
    (heard,) = fake.live_channel.heard(listening)
    assert heard["type"] == "lead_processed"
    assert heard["correlation_id"] == event["detail"]["correlation_id"]


def test_a_message_of_the_queue_that_comes_again_is_told_no_more(
    fake: FakePlatform, handler: Handler, listening: str
) -> None:
    event = sample("lead_processed")
    for _ in range(3):
        handler(a_batch(event), None)
    (heard,) = fake.live_channel.heard(listening)
    assert heard["message_id"] == event["detail"]["message_id"]


def test_a_lead_told_by_two_containers_has_one_id(
    fake: FakePlatform, handler: Handler, listening: str
) -> None:
    event = sample("lead_processed")
    other = live_handler(lambda _: LiveService.assemble(cast("Platform", fake)))
    for one in (handler, other):
        one(a_batch(event), None)
    first, second = fake.live_channel.heard(listening)
    assert first == second


def test_agents_that_cannot_be_looked_at_bring_no_lead_again(
    fake: FakePlatform, handler: Handler, listening: str
) -> None:
    fake.faults.fail("agents.status", times=1)
    batch = a_batch(sample("lead_processed"), {"look_at": ["lead_triage"]})
    assert handler(batch, None) == {"batchItemFailures": [{"itemIdentifier": "1"}]}
    assert len(fake.live_channel.heard(listening)) == 1


def test_every_message_has_an_id_and_the_same_words_the_same(
    fake: FakePlatform, handler: Handler, listening: str
) -> None:
    for _ in range(2):
        handler(sample("live_agents_stream"), None)
    heard = fake.live_channel.heard(listening)
    assert len({one["message_id"] for one in heard}) == len(heard) / 2


@pytest.mark.parametrize(
    "change",
    [
        {"detail-type": "lead.sold"},
        {"detail": None},
        {"detail": {"payload": {}}},
        {"detail": {**sample("lead_processed")["detail"], "payload": {"lead_id": "x"}}},
        {"detail": {**sample("lead_processed")["detail"], "sender": "nobody"}},
    ],
)
def test_an_event_that_is_not_as_it_must_be_is_left_out_and_the_others_are_told(
    fake: FakePlatform, handler: Handler, listening: str, change: dict[str, Any]
) -> None:
    event = sample("lead_processed")
    handler(a_batch({**event, **change}, event), None)
    assert len(fake.live_channel.heard(listening)) == 1


def test_a_question_on_the_bus_is_answered_on_the_bus_by_every_agent(
    fake: FakePlatform, handler: Handler
) -> None:
    question = sample("data_requested")
    handler(a_batch(question), None)
    published = fake.bus.events
    assert {name for name, _ in published} == {"data.provided"}
    assert {m.correlation_id for _, m in published} == {question["detail"]["correlation_id"]}
    assert len({message.sender for _, message in published}) == len(published) > 5


def test_what_agents_of_a_newer_version_report_is_left_out(
    fake: FakePlatform, handler: Handler, listening: str
) -> None:
    event = sample("live_agents_stream")
    event["Records"][0]["dynamodb"]["Keys"]["agent"]["S"] = "astronaut"
    assert handler(event, None) == {"batchItemFailures": []}
    assert fake.live_channel.heard(listening) == []


def test_a_store_that_does_not_answer_brings_the_batch_again(
    fake: FakePlatform, handler: Handler
) -> None:
    fake.faults.fail("connections.of", times=1)
    with pytest.raises(Unavailable):
        handler(sample("live_queue"), None)
    assert handler(sample("live_queue"), None) == {"batchItemFailures": []}


@pytest.mark.parametrize("event", [{}, {"requestContext": {}}, {"type": "TOKEN"}])
def test_what_is_nothing_of_all_that_is_refused(handler: Handler, event: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput):
        handler(event, None)
