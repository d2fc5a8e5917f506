"""The bus when part of it does not work."""

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from baton.core.clock import new_id
from baton.core.message import ALL_AGENTS, Message, MessageType
from baton.leads.events import LEAD_PROCESSED
from baton.messaging.bus import BATCH, BATCH_BYTES, EventBridgeBus
from tests.fakes.platform.clock import NOON
from tests.fakes.platform.scripted import ScriptedClients, client_error


def message(size: int = 1) -> Message:
    return Message(
        message_id=new_id(),
        sender="api",
        receiver=ALL_AGENTS,
        message_type=MessageType.STATUS_UPDATE,
        payload={"text": "\u00fc" * (size // 2)},
        correlation_id="c",
        timestamp=NOON,
    )


def publish(script: ScriptedClients, messages: list[Message]) -> tuple[str, ...]:
    bus = EventBridgeBus(script.clients, "bus")
    return bus.publish([(LEAD_PROCESSED.name, one) for one in messages])


def taken_except(*refused: int) -> Callable[[dict[str, Any]], dict[str, Any]]:
    def answer(asked: dict[str, Any]) -> dict[str, Any]:
        entries = [
            {"ErrorCode": "ThrottlingException"} if number in refused else {"EventId": "x"}
            for number in range(len(asked["Entries"]))
        ]
        return {"Entries": entries}

    return answer


def test_ten_go_with_a_call_and_what_was_refused_is_named() -> None:
    script, messages = ScriptedClients(), [message() for _ in range(23)]
    script.script("put_events", taken_except(3), taken_except(), taken_except(0, 2))
    refused = publish(script, messages)
    assert [len(asked["Entries"]) for _, asked in script.calls] == [BATCH, BATCH, 3]
    assert refused == tuple(messages[number].message_id for number in (3, 20, 22))


def test_a_call_that_fails_took_none_of_its_ten_and_the_others_go_on() -> None:
    script, messages = ScriptedClients(), [message() for _ in range(15)]
    script.script("put_events", client_error("ThrottlingException"), taken_except())
    assert publish(script, messages) == tuple(one.message_id for one in messages[:10])


def test_a_fault_of_ours_is_not_taken_for_a_busy_bus() -> None:
    script = ScriptedClients()
    script.script("put_events", client_error("AccessDeniedException"))
    with pytest.raises(ClientError):
        publish(script, [message()])


def test_big_events_go_in_more_calls_and_one_too_big_is_refused_alone() -> None:
    script = ScriptedClients()
    script.script("put_events", *[taken_except()] * 5)
    messages = [message(100_000), message(300_000), message(100_000), message(100_000), message()]
    assert publish(script, messages) == (messages[1].message_id,)
    sizes = [
        sum(len(entry["Detail"].encode()) for entry in asked["Entries"])
        for _, asked in script.calls
    ]
    assert len(sizes) == 2
    assert max(sizes) <= BATCH_BYTES
