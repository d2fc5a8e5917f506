"""What clients may ask for, and what they are answered."""

import json
from typing import Any

import pytest

from baton.core.clock import new_id
from functions.platform.live.message_handler import LONGEST, MessageHandler
from tests.fakes.platform.clock import NOON
from tests.fakes.platform.container import FakePlatform

UNTIL = int(NOON.timestamp()) + 3600
EVERYTHING = "baton/agent.status baton/leads.read"


@pytest.fixture
def say(fake: FakePlatform, messages: MessageHandler) -> Any:
    fake.live_channel.open.add("c-1")

    def take(request: Any, scopes: str = EVERYTHING) -> list[dict[str, Any]]:
        before = len(fake.live_channel.sent)
        body = request if isinstance(request, str) else json.dumps(request)
        authorizer = {"principalId": "client", "scopes": scopes, "until": str(UNTIL)}
        messages.take({"connectionId": "c-1", "authorizer": authorizer}, body)
        return [message for _, message in fake.live_channel.sent[before:]]

    return take


def a_question(**changes: Any) -> dict[str, Any]:
    message = {
        "message_id": new_id(),
        "sender": "person",
        "receiver": "all",
        "message_type": "data_request",
        "payload": {"about": "status"},
        "correlation_id": "c-9",
        "timestamp": "2026-03-02T12:00:00Z",
    }
    return {"action": "ask", "message": message | changes}


def test_who_subscribes_is_told_until_when_and_what_agents_do_now(
    say: Any, fake: FakePlatform
) -> None:
    first, *statuses = say({"action": "subscribe", "topics": ["agents", "leads"]})
    assert first == {
        "type": "subscribed",
        "topics": ["agents", "leads"],
        "until": "2026-03-02T13:00:00Z",
    }
    assert [one["agent_id"] for one in statuses] == list(fake.agents.names)
    assert set(fake.connections.kept) == {("agents", "c-1"), ("leads", "c-1")}


def test_who_unsubscribes_hears_it_no_more(say: Any, fake: FakePlatform) -> None:
    say({"action": "subscribe", "topics": ["agents", "leads"]})
    assert say({"action": "unsubscribe", "topics": ["leads"]}) == [
        {"type": "unsubscribed", "topics": ["leads"]}
    ]
    assert set(fake.connections.kept) == {("agents", "c-1")}


@pytest.mark.parametrize(
    ("topic", "scopes", "missing"),
    [
        ("agents", "baton/leads.read", "baton/agent.status"),
        ("leads", "baton/agent.status", "baton/leads.read"),
        (
            "all",
            "baton/leads.read",
            (
                "baton/agent.status, baton/campaigns.read, baton/commerce.read, baton/gtm.read, "
                "baton/support.read"
            ),
        ),
        (
            "all",
            "",
            (
                "baton/agent.status, baton/campaigns.read, baton/commerce.read, baton/gtm.read, "
                "baton/leads.read, baton/support.read"
            ),
        ),
    ],
)
def test_a_topic_needs_its_scopes(
    say: Any, fake: FakePlatform, topic: str, scopes: str, missing: str
) -> None:
    (problem,) = say({"action": "subscribe", "topics": [topic]}, scopes)
    assert problem == {
        "type": "error",
        "code": "forbidden",
        "detail": f"Your token lacks {missing}.",
    }
    assert fake.connections.kept == {}


@pytest.mark.parametrize(
    "request_",
    [
        "",
        "no JSON",
        "[]",
        "null",
        '{"action":"subscribe","topics":NaN}',
        {"action": "subscribe"},
        {"action": "subscribe", "topics": []},
        {"action": "subscribe", "topics": ["prices"]},
        {"action": "shout"},
        {"action": "ask", "message": {}},
        "x" * (LONGEST + 1),
        "[" * 10_000,
        '{"action":"subscribe","topics":["\\ud800"]}',
        a_question(receiver="person"),
        a_question(sender="No Body"),
        a_question(message_type="task_request"),
        a_question(payload={"about": "leads"}),
        a_question(timestamp="yesterday"),
    ],
)
def test_what_is_no_request_is_answered_in_words(say: Any, request_: Any) -> None:
    (problem,) = say(request_)
    assert (problem["type"], problem["code"]) == ("error", "invalid")
    assert problem["detail"]


def test_who_asks_too_often_is_told_so_and_is_answered_again_after_a_second(
    say: Any, fake: FakePlatform
) -> None:
    asked = {"action": "subscribe", "topics": ["leads"]}
    rate = fake.settings.rate_limits["default"]
    codes = [say(asked)[0].get("code") for _ in range(rate + 1)]
    assert codes == [None] * rate + ["too_many_requests"]
    fake.clock.advance(1)
    assert say(asked)[0]["type"] == "subscribed"


def test_a_broadcast_is_answered_by_every_agent_in_its_envelope(
    say: Any, fake: FakePlatform
) -> None:
    answers = say(a_question())
    assert [one["message"]["sender"] for one in answers] == list(fake.agents.names)
    assert {one["message"]["correlation_id"] for one in answers} == {"c-9"}
    assert {one["message"]["receiver"] for one in answers} == {"person"}
    assert {one["message"]["message_type"] for one in answers} == {"data_response"}


def test_one_agent_answers_a_question_to_one(say: Any) -> None:
    (answer,) = say(a_question(receiver="engagement"))
    assert answer["message"]["payload"]["agent_id"] == "engagement"


def test_a_store_that_does_not_answer_is_said_so(say: Any, fake: FakePlatform) -> None:
    fake.faults.fail("connections.add")
    (problem,) = say({"action": "subscribe", "topics": ["leads"]})
    assert problem["code"] == "unavailable"


def test_who_leaves_is_forgotten(say: Any, messages: MessageHandler, fake: FakePlatform) -> None:
    say({"action": "subscribe", "topics": ["agents", "leads", "all"]})
    messages.leave("c-1")
    assert fake.connections.kept == {}
