"""The fakes' own promises; what they share with the real adapters is in tests/contract."""

import pytest

from baton.core.errors import AlreadyExists, NotFound, Unavailable
from baton.leads.lead import Lead, NewLead
from baton.messaging.outbox import OutboxEntry, Work
from tests.fakes.platform.container import FakePlatform
from tests.fakes.platform.faults import Crash


def a_lead(platform: FakePlatform) -> Lead:
    return Lead(
        lead_id=platform.new_id(),
        received_at=platform.clock(),
        updated_at=platform.clock(),
        correlation_id="c",
        details=NewLead(email="ada@example.com"),
    )


def store(platform: FakePlatform, lead: Lead) -> None:
    entry = OutboxEntry(
        entry_id=lead.lead_id,
        work=Work.RUN_WORKFLOW,
        subject_id=lead.lead_id,
        correlation_id="c",
        available_at=platform.clock(),
    )
    with platform.transactions.begin() as transaction:
        platform.leads.add(lead, transaction)
        platform.outbox.add(entry, transaction)


def test_a_crash_before_the_commit_leaves_nothing_and_after_it_everything() -> None:
    for after in (False, True):
        platform = FakePlatform()
        lead = a_lead(platform)
        platform.faults.crash_at(1, after=after)
        with pytest.raises(Crash):
            store(platform, lead)
        survivor = platform.restarted()
        assert (lead.lead_id in survivor.leads.kept) is after
        assert (lead.lead_id in survivor.outbox.entries) is after


def test_a_dead_process_reaches_no_port_until_it_is_restarted() -> None:
    platform = FakePlatform()
    platform.faults.crash_at(1)
    for _ in range(2):
        with pytest.raises(Crash):
            platform.leads.get("x")
    successor = platform.restarted()
    assert successor.worker != platform.worker
    with pytest.raises(NotFound):
        successor.leads.get("x")


def test_a_process_dies_after_a_call_only_where_that_is_not_before_the_next() -> None:
    platform = FakePlatform()
    for waited in (0, 0, 5, 0):
        platform.clock.advance(waited)
        platform.leads.page(limit=1)
    before = [(call, False) for call in (1, 2, 3, 4)]
    assert platform.faults.deaths() == sorted([*before, (2, True), (4, True)])
    assert platform.faults.deaths(2, [3]) == [(3, False), (3, True), (4, False), (4, True)]


def test_a_port_can_fail_for_a_number_of_calls() -> None:
    platform = FakePlatform()
    platform.faults.fail("leads.get", times=2)
    for _ in range(2):
        with pytest.raises(Unavailable):
            platform.leads.get("x")
    with pytest.raises(NotFound):
        platform.leads.get("x")


def test_a_failed_condition_writes_nothing_at_all() -> None:
    platform = FakePlatform()
    lead = a_lead(platform)
    store(platform, lead)
    platform.outbox.settle([lead.lead_id])
    with pytest.raises(AlreadyExists):
        store(platform, lead)
    assert platform.outbox.entries == {}


def test_ids_are_ulids_that_grow_and_sleeping_moves_the_clock() -> None:
    platform = FakePlatform()
    before = platform.clock()
    ids = [platform.new_id() for _ in range(3)]
    platform.sleep(2.5)
    ids.append(platform.new_id())
    assert ids == sorted(set(ids))
    assert (platform.clock() - before).total_seconds() == 2.5
    assert platform.naps == [2.5]
