"""Conversations and people when the database conflicts, stays silent or is changed all the time."""

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ReadTimeoutError

from baton.core.clock import new_id
from baton.core.errors import Unavailable
from baton.core.message import PERSON, Priority
from baton.memory.long_term import DynamoPeople
from baton.memory.person import Fact, PastTurn, Turn
from baton.memory.short_term import DynamoTurns
from baton.messaging.handoff import ContextQuality, Handoff
from baton.messaging.handoff_repository import DynamoHandoffs
from baton.persistence.database import Database
from baton.persistence.transaction import DynamoTransactions
from tests.fakes.platform.clock import NOON
from tests.fakes.platform.scripted import ScriptedClients, client_error
from tests.fakes.platform.transaction import FakeTransactions, Ground

ADA = f"person#{'a' * 64}"
FACTS = {"city": Fact(value="Wien", at=NOON, source="a test")}
NOTHING: dict[str, Any] = {"Responses": {}}
SILENT = ReadTimeoutError(endpoint_url="http://127.0.0.1")


class Parts:
    """Memories on a scripted database that never really waits."""

    def __init__(self) -> None:
        self.script = ScriptedClients()
        self.slept: list[float] = []
        database = Database(self.script.clients, sleep=self.slept.append, chance=lambda: 1.0)
        self.transactions = DynamoTransactions(database)
        self.people = DynamoPeople(database, "profiles")
        self.turns = DynamoTurns(database, "turns", lambda: NOON)
        self.handoffs = DynamoHandoffs(database, "handoffs")


def a_turn() -> Turn:
    return Turn(
        conversation_id="lead-1",
        turn_id=new_id(),
        speaker=PERSON,
        kind="message",
        at=NOON,
    )


def a_handoff() -> Handoff:
    return Handoff(
        handoff_id="h-1",
        source_agent="lead_triage",
        target_agent="engagement",
        record_id=new_id(),
        conversation_id="lead-1",
        priority=Priority.LOW,
        reason="",
        quality=ContextQuality(completeness=1, quality=1, attempts=1),
        accepted=True,
        at=NOON,
    )


def test_what_met_a_transaction_or_a_later_change_is_read_and_tried_again() -> None:
    parts = Parts()
    parts.script.script("BatchGetItem", NOTHING, NOTHING, NOTHING)
    parts.script.script(
        "UpdateItem",
        client_error("TransactionConflictException"),
        client_error("ConditionalCheckFailedException"),
        {"Attributes": {}},
    )
    parts.people.learn(ADA, FACTS)
    assert parts.script.names() == ["BatchGetItem", "UpdateItem"] * 3
    assert len(parts.slept) == 1


def test_a_person_whom_others_change_all_the_time_is_unavailable() -> None:
    parts = Parts()
    parts.script.script("BatchGetItem", *[NOTHING] * 100)
    parts.script.script("UpdateItem", *[client_error("ConditionalCheckFailedException")] * 100)
    with pytest.raises(Unavailable, match="all the time"):
        parts.people.prefer(ADA, FACTS)


def test_appending_a_turn_is_one_request() -> None:
    parts = Parts()
    parts.turns.append(a_turn())
    ((name, asked),) = parts.script.calls
    assert (name, "ConditionExpression" in asked) == ("PutItem", True)


def test_an_empty_batch_asks_nobody() -> None:
    parts = Parts()
    parts.turns.drop(())
    parts.handoffs.add_all(())
    parts.people.learn(ADA, {})
    assert parts.script.names() == []


@pytest.mark.parametrize("error", [SILENT, client_error("InternalServerError", 500)])
def test_a_memory_that_does_not_answer_is_unavailable(error: Exception) -> None:
    parts = Parts()
    for operation in ("PutItem", "Query", "UpdateItem"):
        parts.script.script(operation, *[error] * 100)
    parts.script.script("BatchGetItem", NOTHING, error)
    past = PastTurn(turn_id=new_id(), conversation_id="lead-1", speaker=PERSON, kind="", at=NOON)
    calls: list[Callable[[], object]] = [
        lambda: parts.people.learn(ADA, FACTS),
        lambda: parts.people.count_purchase(ADA, "p1", at=NOON, value=None),
        lambda: parts.people.remember(ADA, past),
        lambda: parts.people.recall(ADA),
        lambda: parts.people.forget(ADA),
        lambda: parts.turns.append(a_turn()),
        lambda: parts.turns.recent("lead-1"),
        parts.turns.due,
        lambda: parts.turns.forget("lead-1"),
        lambda: parts.handoffs.add(a_handoff()),
        lambda: parts.handoffs.page(new_id()),
    ]
    for call in calls:
        with pytest.raises(Unavailable):
            call()


def test_a_fault_of_ours_is_not_called_unavailable() -> None:
    parts = Parts()
    parts.script.script("BatchGetItem", NOTHING)
    for operation in ("PutItem", "UpdateItem"):
        parts.script.script(operation, *[client_error("ValidationException")] * 3)
    calls: list[Callable[[], object]] = [
        lambda: parts.people.learn(ADA, FACTS),
        lambda: parts.turns.append(a_turn()),
        lambda: parts.handoffs.add(a_handoff()),
    ]
    for call in calls:
        with pytest.raises(Exception, match="Validation") as raised:
            call()
        assert not isinstance(raised.value, Unavailable)


def test_a_transaction_of_another_kind_is_refused() -> None:
    parts, foreign = Parts(), FakeTransactions(Ground()).begin()
    with pytest.raises(TypeError):
        parts.turns.append(a_turn(), foreign)
    with pytest.raises(TypeError):
        parts.handoffs.add(a_handoff(), foreign)
