"""What every store of handoffs promises."""

import pytest

from baton.core.clock import new_id
from baton.core.errors import InvalidInput, NotFound
from baton.core.message import Priority
from baton.messaging.handoff import ContextQuality, Handoff
from baton.runtime.platform import Platform
from tests.contract.given import at_once, later

LEAD = new_id()


def a_handoff(handoff_id: str = "h-1", *, at: float = 0, record_id: str = LEAD) -> Handoff:
    return Handoff(
        handoff_id=handoff_id,
        source_agent="lead_triage",
        target_agent="engagement",
        record_id=record_id,
        conversation_id=f"lead-{record_id}",
        priority=Priority.HIGH,
        reason="warm",
        context={"score": 61.5, "profile": {"channel": None}, "list": [1, "\u00fc"]},
        quality=ContextQuality(completeness=0.75, quality=0.5, attempts=2, missing=("budget",)),
        accepted=at > 0,
        at=later(at),
    )


def ids(platform: Platform, record_id: str = LEAD) -> list[str]:
    return [one.handoff_id for one in platform.handoffs.page(record_id).items]


def test_a_handoff_comes_back_as_it_was_kept(platform: Platform) -> None:
    platform.handoffs.add(a_handoff())
    assert platform.handoffs.get(LEAD, "h-1") == a_handoff()
    assert platform.handoffs.page(LEAD).items == (a_handoff(),)


def test_an_unknown_handoff_is_not_found_and_an_unknown_lead_has_none(platform: Platform) -> None:
    with pytest.raises(NotFound):
        platform.handoffs.get(LEAD, "h-1")
    assert ids(platform) == []
    assert platform.handoffs.forget(LEAD) == 0


def test_the_same_handoff_is_kept_once_and_a_straggler_changes_nothing(platform: Platform) -> None:
    for at in (1, 2, 2, 0):
        platform.handoffs.add(a_handoff(at=at))
    assert platform.handoffs.page(LEAD).items == (a_handoff(at=2),)


def test_pages_together_are_all_handoffs_of_a_lead_once(platform: Platform) -> None:
    wanted = [f"h-{number}" for number in range(7)]
    platform.handoffs.add_all([a_handoff(one) for one in reversed(wanted)])
    platform.handoffs.add_all(())
    platform.handoffs.add(a_handoff("h-9", record_id=new_id()))
    found, cursor = [], None
    for _ in range(3):
        page = platform.handoffs.page(LEAD, cursor=cursor, limit=3)
        found += [one.handoff_id for one in page.items]
        cursor = page.cursor
    assert (found, cursor) == (wanted, None)


def test_a_cursor_of_another_lead_and_a_wrong_limit_are_refused(platform: Platform) -> None:
    platform.handoffs.add_all([a_handoff("h-1"), a_handoff("h-2")])
    cursor = platform.handoffs.page(LEAD, limit=1).cursor
    with pytest.raises(InvalidInput):
        platform.handoffs.page(new_id(), cursor=cursor)
    with pytest.raises(InvalidInput):
        platform.handoffs.page(LEAD, limit=101)


def test_handoffs_of_a_transaction_are_kept_with_it(platform: Platform) -> None:
    with platform.transactions.begin() as unit:
        platform.handoffs.add(a_handoff("h-1"), unit)
        platform.handoffs.add(a_handoff("h-2"), unit)
        assert ids(platform) == []
    assert ids(platform) == ["h-1", "h-2"]


def test_a_runs_handoffs_are_kept_together_and_found_one_by_one(platform: Platform) -> None:
    platform.handoffs.add(a_handoff("h-2"))
    with platform.transactions.begin() as unit:
        platform.handoffs.add_together([a_handoff("h-3", at=1), a_handoff("h-1", at=1)], unit)
        platform.handoffs.add_together([], unit)
    platform.handoffs.add(a_handoff("h-3", at=2))

    assert ids(platform) == ["h-1", "h-2", "h-3"]
    assert platform.handoffs.get(LEAD, "h-1") == a_handoff("h-1", at=1)
    assert platform.handoffs.get(LEAD, "h-3") == a_handoff("h-3", at=2)
    page = platform.handoffs.page(LEAD, limit=1)
    rest = platform.handoffs.page(LEAD, cursor=page.cursor)
    assert [one.handoff_id for one in rest.items] == ["h-2", "h-3"]
    assert (platform.handoffs.forget(LEAD), ids(platform)) == (3, [])


def test_of_two_runs_with_the_same_handoff_the_later_one_counts(platform: Platform) -> None:
    for at in (1, 2):
        with platform.transactions.begin() as unit:
            platform.handoffs.add_together([a_handoff(at=at), a_handoff(f"run-{at}", at=at)], unit)

    assert platform.handoffs.get(LEAD, "h-1") == a_handoff(at=2)
    assert ids(platform) == ["h-1", "run-1", "run-2"]


def test_a_leads_handoffs_are_forgotten_and_no_others(platform: Platform) -> None:
    other = new_id()
    platform.handoffs.add_all([a_handoff("h-1"), a_handoff("h-2"), a_handoff(record_id=other)])
    assert platform.handoffs.forget(LEAD) == 2
    assert (ids(platform), ids(platform, other)) == ([], ["h-1"])


def test_the_latest_of_many_at_once_stays(platform: Platform) -> None:
    at_once(lambda number: platform.handoffs.add(a_handoff(at=number + 1)))
    assert platform.handoffs.get(LEAD, "h-1") == a_handoff(at=8)
