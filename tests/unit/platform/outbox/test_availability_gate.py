"""Leads wait while an agent they need is unavailable, and lose nothing by it."""

from datetime import timedelta

import pytest

from baton.core.message import AgentName
from baton.leads.outbox_work import RUNS
from baton.leads.pipeline_run import WORKFLOW
from baton.messaging.entries import workflow_run
from baton.messaging.outbox import OutboxEntry
from baton.runtime.agent_status import BUSY_FOR, ILL_AFTER, WorkerReport
from functions.platform.outbox.availability_gate import AvailabilityGate
from tests.fakes.platform.container import FakePlatform
from tests.samples.outbox import an_event, dispatcher, plenty, put

NEEDED = RUNS[0].needs


def fall_ill(platform: FakePlatform, agent: AgentName = "lead_triage") -> None:
    now = platform.clock()
    platform.agents.report(
        WorkerReport(
            agent=agent,
            worker="w",
            reported_at=now,
            busy_until=now + BUSY_FOR,
            failures=ILL_AFTER,
            failed_at=now,
        )
    )


def recover(platform: FakePlatform, agent: AgentName = "lead_triage") -> None:
    now = platform.clock()
    platform.agents.report(
        WorkerReport(
            agent=agent, worker="w", reported_at=now, busy_until=now + BUSY_FOR, succeeded_at=now
        )
    )


def a_run(platform: FakePlatform) -> OutboxEntry:
    now, lead_id = platform.clock(), platform.new_id()
    return workflow_run(WORKFLOW, lead_id, {}, correlation_id="c-1", now=now)


def a_gate(platform: FakePlatform) -> AvailabilityGate:
    return AvailabilityGate(platform.agents, platform.clock, NEEDED)


@pytest.mark.parametrize("agent", NEEDED)
def test_a_lead_is_held_without_losing_an_attempt_and_taken_up_again(agent: AgentName) -> None:
    platform = FakePlatform()
    run = a_run(platform)
    put(platform, run)
    fall_ill(platform, agent)
    counts = dispatcher(platform).sweep(plenty).counts()
    assert (counts["Held"], counts["Done"]) == (1, 0)
    held = platform.outbox.entries[run.entry_id]
    assert held.attempts == 0
    assert held.reason is not None
    assert held.reason.startswith(f"{agent} is unavailable: 5 tasks in a row failed")
    assert held.available_at >= platform.clock() + timedelta(seconds=300)
    platform.clock.advance(360)
    recover(platform, agent)
    assert dispatcher(platform).sweep(plenty).counts()["Done"] == 1
    assert platform.outbox.entries == {}


def test_what_needs_no_lead_goes_on() -> None:
    platform = FakePlatform()
    put(platform, an_event(platform))
    fall_ill(platform)
    assert dispatcher(platform).sweep(plenty).counts()["Done"] == 1


def test_after_its_time_one_entry_a_minute_tries_the_agent() -> None:
    platform = FakePlatform()
    fall_ill(platform)
    gate = a_gate(platform)
    assert gate.closed() is not None
    platform.clock.advance(301)
    assert gate.closed() is None
    closed = gate.closed()
    assert closed is not None
    assert closed.until == platform.clock() + timedelta(seconds=60)
    platform.clock.advance(61)
    assert gate.closed() is None
    fall_ill(platform)
    platform.clock.advance(6)
    assert gate.closed() is not None


def test_a_registry_that_does_not_answer_holds_nothing() -> None:
    platform = FakePlatform()
    fall_ill(platform)
    platform.faults.fail("agents")
    assert a_gate(platform).closed() is None
