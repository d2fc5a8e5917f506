"""Whoever listens sees a lead on its way, and nobody listens without a token."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from baton.core.clock import new_id
from infra.local.client import ApiClient

PATIENCE_SECONDS = 60.0
LEADS = "/api/v1/leads"


class Listener:
    """One socket, and what it heard."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self.heard: list[dict[str, Any]] = []

    def say(self, **request: Any) -> None:
        self._socket.send(json.dumps(request))

    def until(self, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """What is wanted, once it was heard."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not (found := [one for one in self.heard if wanted(one)]):
            left = deadline - time.monotonic()
            assert left > 0, f"only this was heard: {self.heard[-20:]}"
            try:
                self.heard.append(json.loads(self._socket.recv(timeout=left)))
            except TimeoutError:
                continue
        return found[0]

    def subscribe(self, *topics: str) -> None:
        self.say(action="subscribe", topics=topics)
        self.until(lambda one: one["type"] == "subscribed")


@pytest.fixture
def token(outputs) -> Callable[[str], str]:
    def get(name: str) -> str:
        client = ApiClient(outputs, name)
        try:
            return client.token()
        finally:
            client.close()

    return get


@pytest.fixture
def listening(outputs, token) -> Callable[..., Any]:
    @contextmanager
    def listen(name: str = "application", *, in_query: bool = False) -> Iterator[Listener]:
        given = token(name)
        url = f"{outputs['live_url']}?token={given}" if in_query else outputs["live_url"]
        headers = {} if in_query else {"Authorization": f"Bearer {given}"}
        with connect(url, additional_headers=headers) as socket:
            yield Listener(socket)

    return listen


def test_a_client_sees_a_leads_way_live(listening, application, a_lead, deployment, eventually):
    with listening() as listener:
        listener.subscribe("all")
        correlation_id = f"live-{new_id()}"
        answer = application.post(LEADS, a_lead(), headers={"X-Correlation-ID": correlation_id})
        lead_id = answer.json()["lead_id"]
        told = listener.until(
            lambda one: one["type"] == "lead_processed" and one["lead_id"] == lead_id
        )
        report = application.get(f"{LEADS}/{lead_id}").json()["report"]
        assert told["correlation_id"] == correlation_id
        assert told["agent_id"] == "result_writer"
        assert told["result"]["next_agent"] == "engagement"
        assert told["result"]["category"] == report["category"]
        for agent in ("lead_triage", "handoff", "engagement", "result_writer"):
            status = listener.until(
                lambda one, agent=agent: (
                    one["type"] == "agent_status"
                    and one["agent_id"] == agent
                    and one["status"] == "processing"
                )
            )
            assert status["current_leads"] >= 1
            assert status["avg_response_time"].endswith("s")
            listener.until(
                lambda one, agent=agent, since=status["last_activity"]: (
                    one["type"] == "agent_status"
                    and one["agent_id"] == agent
                    and one["status"] == "idle"
                    and one.get("last_activity", "") >= since
                )
            )
    hops = {"leads_api", "lead_triage", "handoff", "engagement", "result_writer", "outbox", "live"}

    def logged() -> bool:
        lines = [line for line in deployment.log().splitlines() if correlation_id in line]
        return all(any(f'"service":"{hop}"' in line for line in lines) for hop in hops)

    eventually(logged, "the correlation id in the log of every hop")


def test_a_token_may_come_in_the_query_as_browsers_must_send_it_and_is_not_logged(
    listening, deployment, token
):
    with listening(in_query=True) as listener:
        listener.subscribe("agents")
        assert {one["agent_id"] for one in listener.heard if one["type"] == "agent_status"} or (
            listener.until(lambda one: one["type"] == "agent_status")
        )
    assert token("application").rpartition(".")[2] not in deployment.log()


@pytest.mark.parametrize("bad", ["", "nonsense", "a.b.c"])
def test_nobody_listens_without_a_token(outputs, bad):
    headers = {"Authorization": f"Bearer {bad}"} if bad else {}
    with pytest.raises(InvalidStatus) as refused:
        connect(outputs["live_url"], additional_headers=headers)
    assert refused.value.response.status_code in {401, 403}


def test_a_forged_token_opens_nothing(outputs, token):
    head, body, signature = token("application").split(".")
    forged = f"{head}.{body}.{'A' + signature[1:] if signature[0] != 'A' else 'B' + signature[1:]}"
    with pytest.raises(InvalidStatus) as refused:
        connect(outputs["live_url"], additional_headers={"Authorization": f"Bearer {forged}"})
    assert refused.value.response.status_code == 403


def test_a_client_hears_only_what_its_token_permits(listening):
    with listening("reader") as listener:
        listener.say(action="subscribe", topics=["all"])
        problem = listener.until(lambda one: one["type"] == "error")
        assert problem["code"] == "forbidden"
        assert "baton/agent.status" in problem["detail"]
        listener.subscribe("leads")


def test_every_agent_answers_a_broadcast(listening):
    question = {
        "message_id": new_id(),
        "sender": "person",
        "receiver": "all",
        "message_type": "data_request",
        "payload": {"about": "status"},
        "correlation_id": f"ask-{new_id()}",
        "timestamp": "2026-03-01T09:30:00Z",
    }
    with listening("operator") as listener:
        listener.say(action="ask", message=question)
        answer = listener.until(
            lambda one: one["type"] == "message" and one["message"]["sender"] == "training"
        )["message"]
        assert answer["message_type"] == "data_response"
        assert answer["correlation_id"] == question["correlation_id"]
        assert answer["payload"]["type"] == "agent_status"
        listener.say(action="ask", message={**question, "sender": "somebody"})
        problem = listener.until(lambda one: one["type"] == "error")
        assert "/sender" in problem["detail"]


def test_the_connection_of_who_is_gone_is_forgotten(listening, deployment, eventually):
    before = {item["connection_id"] for item in deployment.items("connections")}
    with listening() as listener:
        listener.subscribe("leads", "agents")
        (own,) = {item["connection_id"] for item in deployment.items("connections")} - before
    eventually(
        lambda: not deployment.items("connections", connection_id=own), "the end of a connection"
    )
    with pytest.raises(ConnectionClosed):
        listener.say(action="subscribe", topics=["leads"])


def test_the_api_tells_what_agents_do(application, processed, a_lead):
    processed(a_lead())
    agents = {one["agent_id"]: one for one in application.get("/api/v1/agents").json()["items"]}
    assert agents["lead_triage"]["workers"] >= 1
    assert agents["lead_triage"]["avg_response_ms"] > 0
    assert application.get("/api/v1/agents/nobody").status_code == 404
    assert application.get("/api/v1/agents/engagement").json()["agent_id"] == "engagement"
