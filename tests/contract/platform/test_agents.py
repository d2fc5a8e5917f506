"""What every agent registry promises."""

from datetime import timedelta

import pytest

from baton.runtime.agent_status import (
    BUSY_FOR,
    HALF_LIFE,
    KNOWN_FOR,
    AgentActivity,
    WorkerReport,
)
from baton.runtime.platform import Platform
from tests.contract.given import at_once, later
from tests.fakes.platform.clock import NOON


def a_report(worker: str = "w-1", *, at: float = 0, **values: float) -> WorkerReport:
    return WorkerReport(
        agent="engagement",
        worker=worker,
        reported_at=later(at),
        busy_until=later(at) + BUSY_FOR,
        **values,
    )


def test_an_agent_that_never_reported_is_idle(platform: Platform) -> None:
    status = platform.agents.status("engagement", NOON)
    assert (status.status, status.current_leads, status.workers) == (AgentActivity.IDLE, 0, 0)
    assert (status.avg_response_time, status.error_rate, status.last_activity) == (None,) * 3


def test_a_report_says_what_an_agent_is_doing(platform: Platform) -> None:
    platform.agents.report(a_report(tasks=2, failed=1, milliseconds=4_600))
    status = platform.agents.status("engagement", NOON)
    assert status.to_json() == {
        "type": "agent_status",
        "agent_id": "engagement",
        "status": "processing",
        "current_leads": 1,
        "avg_response_time": "2.3s",
        "avg_response_ms": 2300.0,
        "error_rate": 0.5,
        "workers": 1,
        "last_activity": "2026-03-02T12:00:00Z",
        "available": True,
    }


def ill(worker: str, *, at: float, failures: int, well_at: float | None = None) -> WorkerReport:
    well = None if well_at is None else later(well_at)
    health = {"failures": failures, "failed_at": later(at), "succeeded_at": well}
    return a_report(worker, at=at).model_copy(update=health)


def test_an_agent_has_failing_workers_until_they_are_well(platform: Platform) -> None:
    registry = platform.agents
    registry.report(a_report("w-1"))
    assert not registry.any_failing("engagement")
    registry.report(ill("w-1", at=1, failures=1))
    registry.report(a_report("w-2", at=1))
    assert registry.any_failing("engagement")
    assert not registry.any_failing("handoff")
    assert registry.status("engagement", later(1)).workers == 2
    registry.report(ill("w-1", at=2, failures=0, well_at=2))
    assert not registry.any_failing("engagement")
    assert registry.status("engagement", later(2)).workers == 2


def test_an_agent_is_unavailable_after_five_failures_in_a_row_of_all_its_workers(
    platform: Platform,
) -> None:
    platform.agents.report(ill("w-1", at=1, failures=2, well_at=0))
    platform.agents.report(ill("w-2", at=2, failures=2))
    assert platform.agents.status("engagement", later(3)).available
    platform.agents.report(ill("w-2", at=3, failures=3))
    status = platform.agents.status("engagement", later(4))
    assert not status.available
    assert status.unavailable_reason == "5 tasks in a row failed, the last at 12:00:03 UTC"
    assert status.probe_at == later(303)


def test_one_task_that_succeeds_makes_an_agent_available_again(platform: Platform) -> None:
    platform.agents.report(ill("w-1", at=1, failures=9))
    platform.agents.report(a_report("w-2", at=2).model_copy(update={"succeeded_at": later(2)}))
    assert platform.agents.status("engagement", later(3)).available


def test_a_worker_has_one_report_its_last(platform: Platform) -> None:
    platform.agents.report(a_report(tasks=1, milliseconds=10))
    platform.agents.report(a_report(at=5, tasks=3, milliseconds=60))
    status = platform.agents.status("engagement", later(5))
    assert (status.workers, status.avg_response_ms) == (1, 20.0)
    assert status.last_activity == later(5)


def test_workers_add_up_and_lose_nothing_to_each_other(platform: Platform) -> None:
    written = at_once(
        lambda number: platform.agents.report(
            a_report(f"w-{number}", tasks=1, milliseconds=10 * (1 + number % 2))
        )
    )
    status = platform.agents.status("engagement", NOON)
    assert status.workers == status.current_leads == len(written)
    assert status.avg_response_ms == 15.0


def test_an_agent_is_idle_some_seconds_after_its_last_task(platform: Platform) -> None:
    platform.agents.report(a_report(tasks=1, milliseconds=10))
    just_before = NOON + BUSY_FOR - timedelta(microseconds=1)
    assert platform.agents.status("engagement", just_before).current_leads == 1
    status = platform.agents.status("engagement", NOON + BUSY_FOR)
    assert (status.status, status.current_leads, status.workers) == (AgentActivity.IDLE, 0, 1)


def test_old_tasks_weigh_less_than_new_ones(platform: Platform) -> None:
    platform.agents.report(a_report("old", at=0, tasks=2, milliseconds=200))
    seconds = HALF_LIFE.total_seconds()
    platform.agents.report(a_report("new", at=seconds, tasks=1, milliseconds=200))
    status = platform.agents.status("engagement", later(seconds))
    assert status.avg_response_ms == pytest.approx(150.0)


def test_a_worker_is_forgotten_though_its_item_is_still_there(platform: Platform) -> None:
    platform.agents.report(a_report(tasks=1, milliseconds=10))
    status = platform.agents.status("engagement", NOON + KNOWN_FOR)
    assert (status.workers, status.last_activity) == (0, None)


def test_every_agent_has_a_status(platform: Platform) -> None:
    platform.agents.report(a_report(tasks=1, milliseconds=10))
    found = platform.agents.statuses(NOON)
    assert "engagement" in platform.agents.names
    assert [one.agent_id for one in found] == list(platform.agents.names)
    assert [one.agent_id for one in found if one.status is AgentActivity.PROCESSING] == [
        "engagement"
    ]
