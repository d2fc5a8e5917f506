"""What every outbox promises."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from baton.core.errors import StaleVersion
from baton.messaging.outbox import OutboxEntry
from baton.runtime.platform import Platform
from tests.contract.conftest import NewPlatform
from tests.contract.given import an_entry, at_once, later
from tests.fakes.platform.clock import NOON


def keep(platform: Platform, *entries: OutboxEntry) -> None:
    with platform.transactions.begin() as unit:
        for entry in entries:
            platform.outbox.add(entry, unit)


def claim(platform: Platform, entry: OutboxEntry, worker: str, at: float) -> OutboxEntry | None:
    return platform.outbox.claim(entry.entry_id, worker, now=later(at), lease_seconds=60)


def park(platform: Platform, entry: OutboxEntry) -> None:
    with platform.transactions.begin() as unit:
        platform.outbox.park(entry.entry_id, unit, now=NOON, reason="it failed")


def test_a_claim_is_under_a_lease_and_counts_the_attempt(platform: Platform) -> None:
    entry = an_entry()
    keep(platform, entry)
    claimed = claim(platform, entry, "one", 0)
    assert claimed == entry.model_copy(
        update={"claimed_by": "one", "attempts": 1, "available_at": later(60)}
    )


def test_nobody_has_a_claimed_entry_until_the_lease_ends(platform: Platform) -> None:
    entry = an_entry()
    keep(platform, entry)
    claim(platform, entry, "one", 0)
    assert claim(platform, entry, "two", 59.999) is None
    taken_over = claim(platform, entry, "two", 60)
    assert taken_over is not None
    assert (taken_over.claimed_by, taken_over.attempts) == ("two", 2)


def test_an_entry_born_claimed_waits_for_its_lease(platform: Platform) -> None:
    entry = an_entry(claimed_by="api", available=later(60))
    keep(platform, entry)
    assert claim(platform, entry, "two", 1) is None
    assert platform.outbox.due(later(59)) == ()
    assert platform.outbox.due(later(60)) == (entry,)


def test_what_is_not_there_cannot_be_claimed(platform: Platform) -> None:
    assert claim(platform, an_entry(), "one", 0) is None


def test_of_many_workers_one_claims_an_entry(platform: Platform) -> None:
    entry = an_entry()
    keep(platform, entry)
    claims = at_once(lambda number: claim(platform, entry, f"w-{number}", 0), hands=12)
    won = [one for one in claims if one is not None]
    assert len(won) == 1
    assert won[0].attempts == 1


def test_a_deferred_entry_comes_back_later_with_its_attempts(platform: Platform) -> None:
    entry = an_entry()
    keep(platform, entry)
    claim(platform, entry, "one", 0)
    platform.outbox.defer(entry.entry_id, "one", later(30))
    assert platform.outbox.due(later(29)) == ()
    (due,) = platform.outbox.due(later(30))
    assert (due.claimed_by, due.attempts) == (None, 1)
    assert claim(platform, entry, "two", 30) is not None


def test_only_the_holder_can_defer(platform: Platform) -> None:
    entry = an_entry()
    keep(platform, entry)
    claim(platform, entry, "one", 0)
    platform.outbox.defer(entry.entry_id, "two", later(1))
    platform.outbox.defer(an_entry().entry_id, "two", later(1))
    assert claim(platform, entry, "two", 2) is None


def test_a_settled_entry_is_gone_and_settling_twice_is_nothing(platform: Platform) -> None:
    entries = [an_entry() for _ in range(60)]
    keep(platform, *entries)
    settled = [entry.entry_id for entry in entries[:50]]
    platform.outbox.settle(settled)
    platform.outbox.settle([*settled, settled[0]])
    platform.outbox.settle([])
    left = {entry.entry_id for entry in platform.outbox.due(later(1))}
    assert left == {entry.entry_id for entry in entries[50:]}


def test_an_entry_settles_together_with_what_it_led_to(platform: Platform) -> None:
    entry, following = an_entry(), an_entry()
    keep(platform, entry)
    with platform.transactions.begin() as unit:
        platform.outbox.settle_within(entry.entry_id, unit)
        platform.outbox.settle_within("was never there", unit)
        platform.outbox.add(following, unit)
    assert platform.outbox.due(later(1)) == (following,)


def test_a_worker_settles_only_what_it_holds(platform: Platform) -> None:
    entry = an_entry()
    keep(platform, entry)
    claim(platform, entry, "one", 0)
    for holder in ("two", "one "):
        with pytest.raises(StaleVersion), platform.transactions.begin() as unit:
            platform.outbox.settle_within(entry.entry_id, unit, held_by=holder)
    with platform.transactions.begin() as unit:
        platform.outbox.settle_within(entry.entry_id, unit, held_by="one")
    with pytest.raises(StaleVersion), platform.transactions.begin() as unit:
        platform.outbox.settle_within(entry.entry_id, unit, held_by="one")


def test_a_parked_entry_is_out_of_circulation(platform: Platform) -> None:
    entry = an_entry()
    keep(platform, entry)
    claim(platform, entry, "one", 0)
    park(platform, entry)
    assert platform.outbox.due(later(3600)) == ()
    assert claim(platform, entry, "two", 3600) is None
    platform.outbox.defer(entry.entry_id, "one", later(1))
    assert platform.outbox.due(later(3600)) == ()
    with pytest.raises(StaleVersion), platform.transactions.begin() as unit:
        platform.outbox.settle_within(entry.entry_id, unit, held_by="one")


def test_what_is_parked_is_listed_with_its_reason_and_driven_again_so_many_times(
    platform: Platform,
) -> None:
    entry, other = an_entry(), an_entry()
    keep(platform, entry, other)
    claim(platform, entry, "one", 0)
    park(platform, entry)
    (aside,) = platform.outbox.put_aside()
    assert (aside.entry_id, aside.reason, aside.redriven) == (entry.entry_id, "it failed", 0)
    assert not platform.outbox.redrive(other.entry_id, now=later(5), most=2)
    for times in (1, 2):
        assert platform.outbox.redrive(entry.entry_id, now=later(5), most=2)
        assert platform.outbox.put_aside() == ()
        assert not platform.outbox.redrive(entry.entry_id, now=later(5), most=2)
        taken = claim(platform, entry, "two", 5)
        assert taken is not None
        assert (taken.attempts, taken.redriven) == (1, times)
        park(platform, entry)
    assert not platform.outbox.redrive(entry.entry_id, now=later(5), most=2)
    assert not platform.outbox.redrive("never there", now=later(5), most=2)


def test_of_many_one_drives_an_entry_again(platform: Platform) -> None:
    entry = an_entry()
    keep(platform, entry)
    park(platform, entry)
    again = at_once(
        lambda _: platform.outbox.redrive(entry.entry_id, now=later(5), most=3), hands=8
    )
    assert again.count(True) == 1


def test_a_held_entry_comes_back_later_as_if_it_had_not_been_tried(platform: Platform) -> None:
    entry = an_entry()
    keep(platform, entry)
    claim(platform, entry, "one", 0)
    platform.outbox.hold(entry.entry_id, "two", later(9), "not mine to hold")
    assert claim(platform, entry, "two", 10) is None
    platform.outbox.hold(entry.entry_id, "one", later(30), "triage is unavailable")
    assert platform.outbox.due(later(29)) == ()
    (due,) = platform.outbox.due(later(30))
    assert (due.claimed_by, due.attempts) == (None, 0)
    assert due.reason == "triage is unavailable"


def test_what_is_gone_cannot_be_parked_and_leaves_no_trace(platform: Platform) -> None:
    entry = an_entry()
    with pytest.raises(StaleVersion):
        park(platform, entry)
    assert platform.outbox.due(later(3600)) == ()


def test_a_new_entry_of_the_same_id_replaces_even_a_parked_one(platform: Platform) -> None:
    entry = an_entry()
    keep(platform, entry)
    park(platform, entry)
    successor = an_entry(entry_id=entry.entry_id)
    keep(platform, successor)
    assert platform.outbox.due(later(1)) == (successor,)


def test_what_was_tried_and_what_was_not_are_due_together_until_they_are_parked(
    platform: Platform,
) -> None:
    fresh, tried, aside, early = (an_entry(available=later(-number)) for number in range(4))
    later_one = an_entry(available=later(61))
    keep(platform, fresh, tried, aside, early, later_one)
    claim(platform, tried, "one", 0)
    park(platform, aside)
    assert platform.outbox.due(later(59)) == (early, fresh)
    due = platform.outbox.due(later(60))
    assert [one.entry_id for one in due] == [one.entry_id for one in (early, fresh, tried)]
    assert len(platform.outbox.due(later(61))) == 4
    assert platform.outbox.redrive(aside.entry_id, now=later(5), most=1)
    assert len(platform.outbox.due(later(61))) == 5


@settings(
    deadline=None,
    max_examples=10,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(moments=st.lists(st.integers(-30, 30), max_size=40), limit=st.integers(1, 45))
def test_due_gives_the_longest_waiting_first_and_nothing_before_its_time(
    new_platform: NewPlatform, moments: list[int], limit: int
) -> None:
    platform = new_platform()
    entries = [an_entry(available=later(seconds)) for seconds in moments]
    keep(platform, *entries)
    due = sorted(
        (entry for entry in entries if entry.available_at <= NOON),
        key=lambda entry: (entry.available_at, entry.entry_id),
    )
    assert platform.outbox.due(NOON, limit) == tuple(due[:limit])
