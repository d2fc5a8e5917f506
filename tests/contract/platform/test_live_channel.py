"""What the way to open connections, and the queue of notes for later, promise."""

from typing import Any

from baton.messaging.live import ApiGatewayChannel, SqsLater, connections_endpoint
from tests.contract.aws import LocalAws
from tests.fakes.platform.live import FakeLater
from tests.fakes.platform.transaction import Ground


def test_a_note_comes_back_as_it_was_left(aws: LocalAws) -> None:
    queue = aws.queue("notes")
    fake = FakeLater(Ground())
    note: dict[str, Any] = {"look_at": ["engagement", "lead_triage"]}
    for later in (fake, SqsLater(aws.clients, queue.url)):
        later.put(note, 0)
    assert queue.heard() == [note] == [kept for kept, _ in fake.notes]


def test_a_note_for_later_does_not_come_at_once(aws: LocalAws) -> None:
    queue = aws.queue("later-notes")
    SqsLater(aws.clients, queue.url).put({"look_at": []}, 60)
    assert queue.heard() == []


def test_connections_are_reached_where_the_api_is() -> None:
    url = "https://a1b2.execute-api.eu-central-1.amazonaws.com/live"
    assert connections_endpoint(url, None) == url
    local = connections_endpoint(url, "http://127.0.0.1:4566")
    assert local == "http://127.0.0.1:4566/_aws/execute-api/a1b2/live"


def test_a_connection_that_is_gone_is_told_apart_from_one_that_takes_nothing(aws: LocalAws) -> None:
    made = aws.clients
    channel = ApiGatewayChannel(made, f"{aws.endpoint}/_aws/execute-api/a1b2/live")
    assert channel.send("nobody", "{}") is False
    channel.close("nobody")
