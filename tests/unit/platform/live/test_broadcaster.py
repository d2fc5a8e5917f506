"""What goes out, to whom, and in how few messages."""

from datetime import timedelta

import pytest

from baton.core.clock import new_id
from baton.core.errors import Unavailable
from baton.core.message import ALL_AGENTS, AgentName, Message, MessageType
from baton.leads.assessment import Category, Temperature
from baton.leads.events import LeadProcessed
from baton.leads.lead import LeadStatus
from baton.leads.live_updates import UPDATES, LeadUpdate, lead_update
from baton.runtime.agent_status import BUSY_FOR, AgentActivity, WorkerReport
from functions.platform.live.broadcaster import LOOK_AGAIN, MANY, PER_MESSAGE, Broadcaster
from tests.fakes.platform.clock import NOON
from tests.fakes.platform.container import FakePlatform

(LEADS,) = UPDATES
FRAME_LIMIT = 128 * 1024


def works(fake: FakePlatform, agent: AgentName = "engagement") -> None:
    now = fake.clock()
    fake.agents.report(
        WorkerReport(
            agent=agent,
            worker=new_id(),
            reported_at=now,
            busy_until=now + BUSY_FOR,
            tasks=1,
            milliseconds=12,
        )
    )


def listens(fake: FakePlatform, connection: str, *topics: str, seconds: float = 3600) -> None:
    fake.live_channel.open.add(connection)
    fake.connections.add(connection, topics, fake.clock() + timedelta(seconds=seconds))


def an_update(status: LeadStatus = LeadStatus.PROCESSED) -> LeadUpdate:
    lead = LeadProcessed(
        lead_id=new_id(),
        status=status,
        score=85,
        category=Category.CAMPAIGN_QUALIFIED,
        temperature=Temperature.HOT,
    )
    message = Message(
        message_id=new_id(),
        sender="result_writer",
        receiver=ALL_AGENTS,
        message_type=MessageType.STATUS_UPDATE,
        payload=lead.to_json(),
        correlation_id="c-1",
        timestamp=NOON,
    )
    return lead_update(message, lead)


def test_an_agent_that_reported_many_times_is_told_of_once(
    fake: FakePlatform, broadcaster: Broadcaster
) -> None:
    listens(fake, "c-1", "agents")
    for _ in range(3):
        works(fake)
    broadcaster.agents_changed(["engagement"] * 3)
    (heard,) = fake.live_channel.heard("c-1")
    assert (heard["type"], heard["agent_id"], heard["status"]) == (
        "agent_status",
        "engagement",
        "processing",
    )
    assert (heard["current_leads"], heard["avg_response_time"]) == (3, "0.012s")


def test_everybody_hears_their_topics_and_who_wants_all_hears_all(
    fake: FakePlatform, broadcaster: Broadcaster
) -> None:
    listens(fake, "agents", "agents")
    listens(fake, "leads", "leads")
    listens(fake, "all", "all", "leads")
    works(fake)
    broadcaster.agents_changed(["engagement"])
    broadcaster.broadcast(LEADS, [an_update()])
    kinds = {
        one: [message["type"] for message in fake.live_channel.heard(one)]
        for one in ("agents", "leads", "all")
    }
    assert kinds == {
        "agents": ["agent_status"],
        "leads": ["lead_processed"],
        "all": ["agent_status", "lead_processed"],
    }


def test_a_busy_agent_is_looked_at_again_and_told_of_when_it_is_idle(
    fake: FakePlatform, broadcaster: Broadcaster
) -> None:
    listens(fake, "c-1", "agents")
    works(fake)
    broadcaster.agents_changed(["engagement"])
    assert fake.live_later.notes == [({"look_at": ["engagement"]}, 9)]
    broadcaster.look_again(["engagement"])
    assert len(fake.live_channel.heard("c-1")) == 1
    fake.clock.advance(LOOK_AGAIN.total_seconds())
    broadcaster.look_again(["engagement"])
    assert [one["status"] for one in fake.live_channel.heard("c-1")] == ["processing", "idle"]


def test_who_begins_to_listen_while_an_agent_is_busy_hears_when_it_is_idle(
    fake: FakePlatform, broadcaster: Broadcaster
) -> None:
    works(fake)
    broadcaster.agents_changed(["engagement"])
    listens(fake, "late", "agents")
    (busy,) = [one for one in broadcaster.statuses() if one.status is AgentActivity.PROCESSING]
    assert fake.live_later.notes == [({"look_at": [busy.agent_id]}, 9)]


def test_nothing_is_read_or_noted_if_nobody_listens(
    fake: FakePlatform, broadcaster: Broadcaster
) -> None:
    works(fake)
    broadcaster.agents_changed(["engagement"])
    broadcaster.broadcast(LEADS, [an_update()])
    broadcaster.look_again(["engagement"])
    assert "agents.status" not in fake.faults.calls
    assert fake.live_later.notes == []


def test_a_burst_of_leads_is_few_messages_with_every_lead_in_them(
    fake: FakePlatform, broadcaster: Broadcaster
) -> None:
    listens(fake, "c-1", "leads")
    updates = [an_update() for _ in range(1_000)]
    broadcaster.broadcast(LEADS, updates)
    heard = fake.live_channel.heard("c-1")
    assert len(heard) == 1_000 / PER_MESSAGE
    assert {one["type"] for one in heard} == {"leads_processed"}
    told = [lead["lead_id"] for one in heard for lead in one["leads"]]
    assert told == [one.lead_id for one in updates]
    assert max(len(str(one).encode()) for one in heard) < FRAME_LIMIT


def test_a_few_leads_are_a_message_each(fake: FakePlatform, broadcaster: Broadcaster) -> None:
    listens(fake, "c-1", "leads")
    broadcaster.broadcast(LEADS, [an_update() for _ in range(MANY)])
    assert [one["type"] for one in fake.live_channel.heard("c-1")] == ["lead_processed"] * MANY


@pytest.mark.parametrize(
    ("status", "next_agent"),
    [(LeadStatus.PROCESSED, "engagement"), (LeadStatus.ESCALATED, "person")],
)
def test_a_lead_is_told_of_with_its_result_and_who_has_it_next(
    status: LeadStatus, next_agent: str
) -> None:
    told = an_update(status).to_json()
    assert told.pop("lead_id")
    assert told.pop("message_id")
    assert told == {
        "type": "lead_processed",
        "agent_id": "result_writer",
        "result": {
            "status": status.value,
            "category": "campaign_qualified",
            "temperature": "hot",
            "score": 85.0,
            "next_agent": next_agent,
        },
        "correlation_id": "c-1",
        "timestamp": "2026-03-02T12:00:00Z",
    }


def test_a_dead_connection_is_forgotten_and_the_others_still_hear(
    fake: FakePlatform, broadcaster: Broadcaster
) -> None:
    listens(fake, "dead", "leads", "agents")
    listens(fake, "alive", "leads")
    fake.live_channel.open.discard("dead")
    broadcaster.broadcast(LEADS, [an_update(), an_update()])
    assert len(fake.live_channel.heard("alive")) == 2
    assert {connection for _, connection in fake.connections.kept} == {"alive"}
    assert broadcaster.tally == {"Sent": 2, "Dead": 1}


def test_a_gateway_that_does_not_answer_loses_a_message_and_no_subscription(
    fake: FakePlatform, broadcaster: Broadcaster
) -> None:
    listens(fake, "c-1", "leads")
    fake.faults.fail("live_channel.send", Unavailable("It does not answer."), times=1)
    broadcaster.broadcast(LEADS, [an_update()])
    broadcaster.broadcast(LEADS, [an_update()])
    assert len(fake.live_channel.heard("c-1")) == 1
    assert broadcaster.tally == {"Unsent": 1, "Sent": 1}


def test_whoses_token_is_over_hears_nothing_more_and_is_shown_out(
    fake: FakePlatform, broadcaster: Broadcaster
) -> None:
    listens(fake, "c-1", "leads", seconds=60)
    fake.clock.advance(60)
    broadcaster.broadcast(LEADS, [an_update()])
    assert fake.live_channel.heard("c-1") == []
    assert fake.live_channel.open == set()
    assert fake.connections.kept == {}
