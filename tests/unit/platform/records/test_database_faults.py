"""The stores when the database throttles, conflicts, leaves things undone or does not answer."""

from typing import Any

import pytest
from botocore.exceptions import ClientError, ReadTimeoutError
from pynamodb.exceptions import TransactWriteError

from baton.core.clock import new_id
from baton.core.errors import AlreadyExists, StaleVersion, TooManyRequests, Unavailable
from baton.http.idempotency_repository import DynamoIdempotency
from baton.leads.lead import Lead, NewLead
from baton.leads.lead_repository import DynamoLeads
from baton.memory.short_term import DynamoTurns
from baton.messaging.outbox_repository import DynamoOutbox
from baton.persistence.database import BATCH_ATTEMPTS, Database
from baton.persistence.transaction import ATTEMPTS, DynamoTransactions
from tests.fakes.platform.clock import NOON
from tests.fakes.platform.scripted import ScriptedClients, client_error
from tests.fakes.platform.transaction import FakeTransactions, Ground

TRANSACT = "TransactWriteItems"


class Parts:
    """Stores on a scripted database that never really waits."""

    def __init__(self) -> None:
        self.script = ScriptedClients()
        self.slept: list[float] = []
        database = Database(self.script.clients, sleep=self.slept.append, chance=lambda: 1.0)
        self.transactions = DynamoTransactions(database)
        self.leads = DynamoLeads(database, "leads")
        self.outbox = DynamoOutbox(database, "outbox")
        self.requests = DynamoIdempotency(database, "requests", lambda: NOON)
        self.turns = DynamoTurns(database, "turns", lambda: NOON)

    def add_lead(self) -> None:
        with self.transactions.begin() as unit:
            self.leads.add(a_lead(), unit)


def a_lead() -> Lead:
    return Lead(
        lead_id=new_id(),
        received_at=NOON,
        updated_at=NOON,
        correlation_id="c",
        details=NewLead(email="ada@example.com"),
    )


def cancelled(*codes: str) -> ClientError:
    reasons = [{"Code": code} for code in codes]
    return client_error("TransactionCanceledException", CancellationReasons=reasons)


def test_a_commit_that_met_another_is_tried_again() -> None:
    parts = Parts()
    parts.script.script(TRANSACT, cancelled("TransactionConflict"), cancelled("ThrottlingError"))
    parts.add_lead()
    assert parts.script.names() == [TRANSACT] * 3
    assert parts.slept == [0.05, 0.1]


def test_a_commit_that_always_meets_others_is_unavailable() -> None:
    parts = Parts()
    parts.script.script(TRANSACT, *[cancelled("TransactionConflict")] * ATTEMPTS)
    with pytest.raises(Unavailable):
        parts.add_lead()
    assert parts.script.names() == [TRANSACT] * ATTEMPTS


def test_a_failed_condition_beside_a_conflict_is_final() -> None:
    parts = Parts()
    parts.script.script(TRANSACT, cancelled("TransactionConflict", "ConditionalCheckFailed"))
    lead = a_lead()
    with pytest.raises(StaleVersion), parts.transactions.begin() as unit:
        parts.leads.replace(lead, unit)
        parts.leads.replace(a_lead(), unit)
    assert parts.script.names() == [TRANSACT]


def test_a_reason_belongs_to_the_write_it_was_sent_with() -> None:
    """pynamodb sends deletes before puts, whatever the order in which they were added."""
    parts = Parts()
    parts.script.script(TRANSACT, cancelled("None", "ConditionalCheckFailed"))
    with pytest.raises(AlreadyExists), parts.transactions.begin() as unit:
        parts.leads.add(a_lead(), unit)
        parts.outbox.settle_within("entry", unit, held_by="me")


@pytest.mark.parametrize(
    "error",
    [
        client_error("ThrottlingException"),
        client_error("TransactionInProgressException"),
        client_error("InternalServerError", 500),
        ReadTimeoutError(endpoint_url="http://127.0.0.1"),
    ],
    ids=["throttled", "in progress", "server error", "time-out"],
)
def test_a_database_that_does_not_answer_is_unavailable(error: Exception) -> None:
    parts = Parts()
    for operation in (TRANSACT, "GetItem", "Query", "UpdateItem", "PutItem", "BatchWriteItem"):
        parts.script.script(operation, *[error] * 20)  # a list is asked of all shards at once
    with pytest.raises(Unavailable):
        parts.add_lead()
    with pytest.raises(Unavailable):
        parts.leads.get("x")
    with pytest.raises(Unavailable):
        parts.leads.page()
    with pytest.raises(Unavailable):
        parts.outbox.claim("x", "me", now=NOON, lease_seconds=5)
    with pytest.raises(Unavailable):
        parts.outbox.settle(["x"])
    with pytest.raises(Unavailable):
        parts.requests.claim("x", "f", resource_id="r", lease_seconds=5, now=NOON)


def test_a_fault_of_ours_is_not_hidden() -> None:
    parts = Parts()
    parts.script.script(TRANSACT, client_error("ValidationException"))
    with pytest.raises(TransactWriteError):
        parts.add_lead()
    assert parts.script.names() == [TRANSACT]


def test_an_unknown_reason_for_a_cancelled_commit_is_not_hidden() -> None:
    parts = Parts()
    parts.script.script(TRANSACT, cancelled("ItemCollectionSizeLimitExceeded"))
    with pytest.raises(TransactWriteError):
        parts.add_lead()


def test_an_error_in_the_block_calls_nobody() -> None:
    parts = Parts()
    with pytest.raises(ZeroDivisionError), parts.transactions.begin() as unit:
        parts.leads.add(a_lead(), unit)
        raise ZeroDivisionError
    assert parts.script.calls == []


def test_a_store_refuses_a_transaction_of_another_kind() -> None:
    other = FakeTransactions(Ground()).begin()
    with pytest.raises(TypeError):
        Parts().leads.add(a_lead(), other)


def undone(asked: dict[str, Any]) -> dict[str, Any]:
    """The first of a batch is done, the rest is left."""
    ((table, requests),) = asked["RequestItems"].items()
    return {"UnprocessedItems": {table: requests[1:]}} if requests[1:] else {}


def test_what_a_batch_leaves_undone_is_done_next() -> None:
    parts = Parts()
    parts.script.script("BatchWriteItem", undone, undone, undone)
    parts.outbox.settle(["a", "b", "c"])
    assert parts.script.names() == ["BatchWriteItem"] * 3
    assert parts.slept == [0.05, 0.1]


def test_a_batch_that_stays_undone_is_unavailable_and_does_not_spin() -> None:
    parts = Parts()

    def nothing(asked: dict[str, Any]) -> dict[str, Any]:
        return {"UnprocessedItems": asked["RequestItems"]}

    parts.script.script("BatchWriteItem", *[nothing] * 20)
    with pytest.raises(Unavailable):
        parts.outbox.settle(["a"])
    assert len(parts.slept) == BATCH_ATTEMPTS


def test_a_batch_that_stays_unread_is_unavailable() -> None:
    parts = Parts()
    key = {
        "conversation_id": {"S": "lead-1"},
        "turn_id": {"S": new_id()},
        "shard": {"S": "0"},
        "over_at": {"S": "2026-03-02T11:00:00.000000Z#i"},
    }
    found = {"Items": [key], "Count": 1, "ScannedCount": 1}
    parts.script.script("Query", *[found] * 100)

    def nothing(asked: dict[str, Any]) -> dict[str, Any]:
        return {"Responses": {}, "UnprocessedKeys": asked["RequestItems"]}

    parts.script.script("BatchGetItem", *[nothing] * 20)
    with pytest.raises(Unavailable):
        parts.turns.due()
    assert len(parts.slept) == BATCH_ATTEMPTS


def test_a_window_that_is_known_to_be_full_costs_no_call() -> None:
    parts = Parts()
    parts.script.script("UpdateItem", client_error("ConditionalCheckFailedException"))
    for _ in range(5):
        with pytest.raises(TooManyRequests):
            parts.requests.count("a", limit=3, now=NOON)
    assert parts.script.names() == ["UpdateItem"]


def test_a_put_carries_its_condition_in_the_same_call() -> None:
    parts = Parts()
    parts.add_lead()
    ((_, asked),) = parts.script.calls
    (write,) = asked["TransactItems"]
    assert "attribute_not_exists" in write["Put"]["ConditionExpression"]
