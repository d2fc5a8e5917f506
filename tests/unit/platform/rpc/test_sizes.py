"""What is too long is refused with its limit, and every answer stays below 5 MB."""

import json
from collections.abc import Iterator
from itertools import chain, count
from typing import Any

import pytest

from baton.leads.lead import Lead
from baton.leads.person_keys import person_of
from baton.memory.person import MOST_TEXT, PastTurn, Turn
from functions.platform.rpc.jsonrpc import BYTES_OF_A_BATCH
from tests.fakes.platform.container import FakePlatform
from tests.unit.platform.rpc.conftest import Client

MOST_BYTES = 5_000_000
QUOTES = '"\\' * (MOST_TEXT // 2)
"""A text that is longest where JSON stands in a text of JSON."""


def faults_of(answer: Any) -> list[str]:
    assert answer["error"]["code"] == -32602, answer
    return [f"{one['pointer']}: {one['detail']}" for one in answer["error"]["data"]["errors"]]


def pages(caller: Client, door: str, method: str, params: dict[str, Any]) -> Iterator[Any]:
    """Every page of a listing over JSON-RPC or MCP."""
    cursor = None
    for _ in count():
        given = params | ({"cursor": cursor} if cursor else {})
        if door == "rpc":
            answer = caller.send(
                "/rpc", {"jsonrpc": "2.0", "method": method, "params": given, "id": 1}
            )
            result = answer.json["result"]
        else:
            name = method.replace(".", "_")
            answer = caller.mcp("tools/call", {"name": name, "arguments": given})
            result = answer.json["result"]["structuredContent"]
        assert len(answer.text.encode()) < MOST_BYTES
        yield result
        if (cursor := result.get("next_cursor")) is None:
            return


@pytest.mark.parametrize(
    ("method", "params", "fault"),
    [
        ("memory.short_term.store", {"data": {"a": "x" * 33_000}}, "/data: may have 32 KiB"),
        ("memory.short_term.store", {"data": {"a": ["ü" * 17_000]}}, "/data: may have 32 KiB"),
        ("agent.handoff", {"context": {"a": {"b": "x" * 33_000}}}, "/context: may have 32 KiB"),
    ],
)
def test_what_is_too_long_is_refused_with_its_limit(
    caller: Client, lead: Lead, method: str, params: dict[str, Any], fault: str
) -> None:
    own: dict[str, Any] = {"conversation_id": f"lead-{lead.lead_id}", "text": "x"}
    if method == "agent.handoff":
        own = {"lead_id": lead.lead_id, "target_agent": "engagement"}
    (told,) = faults_of(caller.call(method, own | params))
    assert told.startswith(fault)


def test_a_node_has_so_many_facts(caller: Client) -> None:
    node = {"node_id": "play:long", "label": "Long", "facts": {"a": "x" * 9_000}}
    assert faults_of(caller.call("memory.semantic.store", {"nodes": [node]})) == [
        "/nodes/0/facts: may have 8 KiB as JSON; this has 9"
    ]


def test_facts_of_a_person_end_at_a_limit_and_the_rest_stays(caller: Client, lead: Lead) -> None:
    for number in range(10):
        facts = {f"f{number}_{one}": {"value": "ü" * 1_000} for one in range(8)}
        params = {"lead_id": lead.lead_id, "profile": facts}
        if "error" in (answer := caller.call("memory.long_term.store", params)):
            break
    assert faults_of(answer)[0].startswith("/profile: of a person are kept 64 KiB")
    known = caller.call("memory.long_term.get", {"lead_id": lead.lead_id})["result"]["profile"]
    assert len([name for name in known if name.startswith("f")]) == number * 8


@pytest.mark.parametrize("door", ["rpc", "mcp"])
@pytest.mark.parametrize("search", [False, True])
def test_a_long_conversation_comes_in_pages_each_turn_once(
    platform: FakePlatform, caller: Client, door: str, search: bool
) -> None:
    kept = []
    for _ in range(70):
        turn = Turn(
            conversation_id="long",
            turn_id=platform.new_id(),
            speaker="rpc",
            kind="note",
            text=QUOTES,
            data={"a": "\n" * 15_000},
            at=platform.clock(),
        )
        platform.short_term.append(turn)
        kept.append(turn.turn_id)
    method = f"memory.short_term.{'search' if search else 'get'}"
    params = {"conversation_id": "long", "limit": 500} | ({"text": "note"} if search else {})
    found = [
        [one["turn_id"] for one in page["items"]] for page in pages(caller, door, method, params)
    ]
    assert len(found) > 1
    assert list(chain.from_iterable(reversed(found))) == sorted(kept)


@pytest.mark.parametrize("door", ["rpc", "mcp"])
@pytest.mark.parametrize("search", [False, True])
def test_a_person_s_past_comes_in_pages_each_turn_once(
    platform: FakePlatform, caller: Client, lead: Lead, door: str, search: bool
) -> None:
    subject = person_of(lead.lead_id, lead.details)
    kept = [platform.new_id() for _ in range(120)]
    for turn_id in kept:
        past = PastTurn(
            turn_id=turn_id,
            conversation_id="long",
            speaker="rpc",
            kind="note",
            text=QUOTES,
            at=platform.clock(),
        )
        platform.long_term.remember(subject, past)
    method = f"memory.long_term.{'search' if search else 'get'}"
    params = {"subject": subject, "history": 500} | ({"text": "note"} if search else {})
    found = [
        [one["turn_id"] for one in page["history"]] for page in pages(caller, door, method, params)
    ]
    assert len(found) > 1
    assert [one for one in list(chain.from_iterable(reversed(found))) if one in kept] == sorted(
        kept
    )


def test_a_batch_stops_before_its_answer_is_too_long(
    platform: FakePlatform, caller: Client
) -> None:
    for _ in range(30):
        caller.call(
            "memory.short_term.store", {"conversation_id": "long", "text": QUOTES, "data": {}}
        )
    call = {
        "jsonrpc": "2.0",
        "method": "memory.short_term.get",
        "params": {"conversation_id": "long"},
    }
    answer = caller.send("/rpc", [call | {"id": number} for number in range(50)])
    assert BYTES_OF_A_BATCH < len(answer.text.encode()) < MOST_BYTES
    answers = json.loads(answer.text)
    refused = [one["error"]["data"]["detail"] for one in answers if "error" in one]
    assert 0 < len(refused) < 50
    assert all("fill the batch" in one for one in refused)
