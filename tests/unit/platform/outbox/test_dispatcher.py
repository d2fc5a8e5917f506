"""What is due gets done, side by side, in time, and never one thing at another's cost."""

import threading
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baton.core.errors import Unavailable
from baton.leads.events import LEAD_PROCESSED
from baton.leads.lead import LeadStatus
from baton.messaging.outbox import OutboxEntry, Work
from baton.messaging.workflows import WorkflowResult
from functions.platform.outbox.batch_result import EntryOutcome
from functions.platform.outbox.dispatcher import (
    LANES,
    LONGEST_WORK_SECONDS,
    PAGE,
    EntryRef,
    units_of,
)
from functions.platform.outbox.failure_limiter import PATIENCE
from tests.fakes.platform.clock import NOON
from tests.fakes.platform.container import FakePlatform
from tests.samples.outbox import an_event, announced, dispatcher, plenty, put
from tests.samples.pipeline import LEAD_ID, Pipeline, a_lead, receive


def with_pipeline(*, leads: int = 0) -> FakePlatform:
    platform = FakePlatform()
    platform.workflows.script("lead_pipeline", Pipeline(platform))
    for _ in range(leads):
        receive(platform, a_lead(platform.new_id()))
    return platform


def statuses(platform: FakePlatform) -> list[LeadStatus]:
    return [lead.status for lead in platform.leads.page(limit=100).items]


def test_an_announced_lead_is_processed_at_once() -> None:
    platform = with_pipeline(leads=1)

    result = dispatcher(platform).dispatch(announced(platform), plenty)

    assert result.counts()["Done"] == 1
    assert statuses(platform) == [LeadStatus.PROCESSED]
    assert platform.workflows.runs[0].given["correlation_id"] == "req-7f3a"


def test_a_sweep_goes_on_with_what_its_own_work_led_to() -> None:
    platform = with_pipeline(leads=3)

    result = dispatcher(platform).sweep(plenty)

    assert result.counts()["Done"] == 6
    assert platform.outbox.entries == {}
    assert platform.bus.names() == [LEAD_PROCESSED.name] * 3


def test_a_lead_whose_owner_still_works_on_it_is_left_to_him() -> None:
    platform = with_pipeline()
    receive(platform, a_lead(), held=True)
    platform.clock.advance(platform.settings.lease_seconds - 1)

    assert dispatcher(platform).sweep(plenty).outcomes == {}
    assert dispatcher(platform).dispatch([EntryRef(LEAD_ID)], plenty).outcomes == {
        LEAD_ID: EntryOutcome.GONE
    }

    platform.clock.advance(1)
    dispatcher(platform).sweep(plenty)
    assert statuses(platform) == [LeadStatus.PROCESSED]


def test_events_go_out_in_tens() -> None:
    platform = FakePlatform()
    put(platform, *[an_event(platform) for _ in range(23)])

    result = dispatcher(platform).sweep(plenty)

    assert result.counts()["Done"] == len(platform.bus.events) == 23
    assert platform.faults.calls.count("bus.publish") == 3


def test_an_event_that_the_stream_brings_along_is_published_without_a_claim() -> None:
    platform = FakePlatform()
    put(platform, *[an_event(platform) for _ in range(3)])

    result = dispatcher(platform).dispatch(announced(platform), plenty)

    assert result.counts()["Done"] == len(platform.bus.events) == 3
    assert platform.outbox.entries == {}
    assert platform.faults.calls.count("outbox.claim") == 0


def test_an_event_that_the_stream_brings_too_early_waits_for_its_time() -> None:
    platform = FakePlatform()
    later = an_event(platform)
    put(platform, later.model_copy(update={"available_at": NOON + timedelta(minutes=2)}))

    dispatcher(platform).dispatch(announced(platform), plenty)
    assert platform.bus.events == []

    platform.clock.advance(121)
    dispatcher(platform).sweep(plenty)
    assert len(platform.bus.events) == 1


def test_a_brought_event_the_bus_does_not_take_is_left_to_the_sweep() -> None:
    platform = FakePlatform()
    event = an_event(platform)
    put(platform, event)
    platform.bus.refused.add(event.entry_id)

    result = dispatcher(platform).dispatch(announced(platform), plenty)
    assert result.outcomes == {event.entry_id: EntryOutcome.DEFERRED}

    platform.bus.refused.clear()
    dispatcher(platform).sweep(plenty)
    assert len(platform.bus.events) == 1


def test_an_event_the_bus_does_not_take_comes_again_and_the_others_do_not() -> None:
    platform = FakePlatform()
    events = [an_event(platform) for _ in range(4)]
    put(platform, *events)
    platform.bus.refused.add(events[2].entry_id)

    result = dispatcher(platform).sweep(plenty)

    assert result.counts()["Done"] == 3
    assert result.outcomes[events[2].entry_id] is EntryOutcome.DEFERRED
    platform.bus.refused.clear()
    platform.clock.advance(3_600)
    dispatcher(platform).sweep(plenty)
    assert len(platform.bus.events) == 4


def poisoned(platform: FakePlatform, work: Work) -> OutboxEntry:
    """An entry that nobody can carry out."""
    return OutboxEntry(
        entry_id=f"poison-{work}",
        work=work,
        subject_id=LEAD_ID,
        payload={
            "workflow": "lead_pipeline",
            "input": {"resume": {"verdict": 7}},
            "event": "no.such",
            "task_token": None,
        },
        correlation_id="req-bad",
        available_at=platform.clock() - timedelta(minutes=1),
    )


@pytest.mark.parametrize("lanes", [1, LANES])
def test_a_poisoned_entry_blocks_nothing(lanes: int) -> None:
    platform = with_pipeline(leads=5)
    receive(platform, a_lead())
    events = [an_event(platform) for _ in range(9)]
    poison = [poisoned(platform, work) for work in (Work.PUBLISH, Work.COMPLETE_TASK)]
    bad_run = poisoned(platform, Work.RUN_WORKFLOW).model_copy(update={"entry_id": LEAD_ID})
    put(platform, *poison, bad_run, *events)

    result = dispatcher(platform, lanes=lanes).sweep(plenty)

    assert {result.outcomes[entry.entry_id] for entry in (*poison, bad_run)} == {
        EntryOutcome.DEFERRED
    }
    assert len(platform.bus.events) == 9 + 5
    assert statuses(platform).count(LeadStatus.PROCESSED) == 5


def test_an_entry_that_cannot_even_be_read_blocks_nothing() -> None:
    platform = with_pipeline(leads=2)
    put(platform, poisoned(platform, Work.START_WORKFLOW))
    platform.faults.fail("outbox.claim", ValueError("not an entry of this version"), times=1)

    result = dispatcher(platform).sweep(plenty)

    assert result.outcomes["poison-start_workflow"] is EntryOutcome.STRANDED
    assert result.counts()["Done"] == 4


def test_failed_runs_come_back_later_each_time_and_are_counted() -> None:
    platform = with_pipeline(leads=1)
    platform.workflows.script("lead_pipeline", WorkflowResult(None, "States.Timeout"))
    (entry_id,) = platform.outbox.entries
    waits = []

    for _ in range(platform.settings.max_attempts - 1):
        now = platform.clock()
        assert dispatcher(platform).sweep(plenty).outcomes == {entry_id: EntryOutcome.DEFERRED}
        waits.append((platform.outbox.entries[entry_id].available_at - now).total_seconds())
        platform.clock.set(platform.outbox.entries[entry_id].available_at)

    assert waits == [30, 60, 120, 240]


def test_a_lead_that_fails_every_time_is_parked_and_a_person_is_told() -> None:
    platform = with_pipeline(leads=1)
    platform.workflows.script("lead_pipeline", WorkflowResult(None, "Lambda.Unknown: x@y.example"))
    (entry_id,) = platform.outbox.entries
    outcomes = []

    for _ in range(platform.settings.max_attempts):
        outcomes.append(dispatcher(platform).sweep(plenty).outcomes[entry_id])
        platform.clock.advance(3_600)

    assert outcomes == [EntryOutcome.DEFERRED] * 4 + [EntryOutcome.PARKED]
    assert set(platform.outbox.parked) == {entry_id}
    lead = platform.leads.get(entry_id)
    assert (lead.status, lead.version) == (LeadStatus.PARKED, 2)
    (case,) = platform.escalations.page().items
    assert (case.subject_id, case.opened_by) == (entry_id, "outbox")
    assert case.case == {"attempts": 5, "last_error": "WorkFailed: Lambda.Unknown: <email>"}
    assert case.reason == "The lead could not be processed: it was tried 5 times."
    assert [one.name for one in platform.workflows.started] == [case.escalation_id]


def test_a_worker_that_dies_at_a_lead_every_time_does_not_try_it_for_ever() -> None:
    platform = with_pipeline(leads=1)
    (entry_id,) = platform.outbox.entries

    for _ in range(platform.settings.max_attempts):
        now = platform.clock()
        assert platform.outbox.claim(entry_id, "dies", now=now, lease_seconds=60)
        platform.clock.advance(60)
    dispatcher(platform).sweep(plenty)

    assert platform.workflows.runs == []
    assert platform.leads.get(entry_id).status is LeadStatus.PARKED


def test_a_run_whose_answer_was_lost_is_not_done_twice() -> None:
    platform = with_pipeline(leads=1)
    platform.faults.fail("workflows.run", times=1, after=True)

    dispatcher(platform).sweep(plenty)
    platform.clock.advance(3_600)
    dispatcher(platform).sweep(plenty)

    (lead,) = platform.leads.page().items
    assert (lead.status, lead.version) == (LeadStatus.PROCESSED, 2)
    assert platform.outbox.entries == {}
    assert len(platform.workflows.runs) == len(platform.bus.events) == 1


def test_a_result_that_came_too_late_makes_the_lead_run_again() -> None:
    platform = with_pipeline()
    receive(platform, a_lead())
    pipeline = Pipeline(platform)

    def overtaken(given: dict[str, object]) -> dict[str, object]:
        if len(platform.workflows.runs) == 1:
            with platform.transactions.begin() as unit:  # an opt-out comes in meanwhile
                platform.leads.replace(a_lead().model_copy(update={"version": 2}), unit)
        return pipeline(given)

    platform.workflows.script("lead_pipeline", overtaken)

    assert dispatcher(platform).sweep(plenty).outcomes == {LEAD_ID: EntryOutcome.DEFERRED}
    platform.clock.advance(3_600)
    dispatcher(platform).sweep(plenty)

    assert platform.leads.get(LEAD_ID).status is LeadStatus.PROCESSED
    assert platform.leads.get(LEAD_ID).version == 3


@pytest.mark.parametrize("output", [{}, {"lead": None}, {"lead": {}}])
def test_a_run_that_ends_without_a_lead_has_failed(output: dict[str, object]) -> None:
    platform = with_pipeline(leads=1)
    platform.workflows.script("lead_pipeline", WorkflowResult(output))

    assert set(dispatcher(platform).sweep(plenty).outcomes.values()) == {EntryOutcome.DEFERRED}


def test_the_run_of_an_erased_lead_is_forgotten() -> None:
    platform = with_pipeline(leads=1)
    platform.leads.kept.clear()

    assert dispatcher(platform).sweep(plenty).counts()["Done"] == 1
    assert platform.outbox.entries == {}


def test_a_run_that_a_restored_backup_brought_back_is_dropped() -> None:
    platform = with_pipeline()
    lead = a_lead().model_copy(update={"status": LeadStatus.PROCESSED, "version": 2})
    receive(platform, lead)

    assert dispatcher(platform).sweep(plenty).outcomes == {LEAD_ID: EntryOutcome.DONE}
    assert platform.outbox.entries == {}
    assert platform.workflows.runs == []
    assert platform.leads.get(LEAD_ID).status is LeadStatus.PROCESSED


def test_work_without_a_lead_has_a_longer_patience_and_then_is_parked() -> None:
    platform = FakePlatform()
    event = an_event(platform)
    put(platform, event)
    platform.faults.fail("bus")

    for _ in range(platform.settings.max_attempts * 4):
        assert platform.outbox.parked == {}
        dispatcher(platform).sweep(plenty)
        platform.clock.advance(3_600)

    assert set(platform.outbox.parked) == {event.entry_id}
    assert len(platform.escalations.kept) == 0


def test_what_does_not_answer_is_left_alone_so_that_waiting_leads_keep_their_attempts() -> None:
    platform = with_pipeline(leads=PAGE + 50)
    event = an_event(platform)
    platform.clock.advance(1)
    put(platform, event.model_copy(update={"available_at": platform.clock()}))
    platform.workflows.script("lead_pipeline", Unavailable("Step Functions does not answer"))

    counts = dispatcher(platform).sweep(plenty).counts()

    assert counts["Deferred"] == PATIENCE
    assert counts["Left"] == PAGE + 50 - PATIENCE
    assert len(platform.bus.events) == 1, "events behind a hundred leads still go out"
    assert sum(entry.attempts for entry in platform.outbox.entries.values()) == PATIENCE


def test_a_run_that_fails_by_itself_does_not_hold_the_brake() -> None:
    platform = with_pipeline(leads=20)
    platform.workflows.script("lead_pipeline", WorkflowResult(None, "States.Runtime"))

    counts = dispatcher(platform).sweep(plenty).counts()

    assert (counts["Deferred"], counts["Left"]) == (20, 0)


def test_nothing_is_begun_that_might_not_be_finished() -> None:
    platform = with_pipeline(leads=4)
    left = iter([60.0, 60.0, LONGEST_WORK_SECONDS, LONGEST_WORK_SECONDS - 0.1])

    def time_left() -> float:
        return next(left, 0.0)

    result = dispatcher(platform).sweep(time_left)

    assert (result.counts()["Done"], result.counts()["Unreached"]) == (2, 2)
    untouched = [
        entry for entry in platform.outbox.entries.values() if entry.work is not Work.PUBLISH
    ]
    assert [entry.attempts for entry in untouched] == [0, 0]
    assert dispatcher(platform).sweep(lambda: 5.0).outcomes == {}


def test_a_table_that_does_not_answer_loses_nothing() -> None:
    platform = with_pipeline(leads=2)
    platform.faults.fail("outbox.claim", times=1)

    result = dispatcher(platform).dispatch(announced(platform), plenty)

    assert (result.counts()["Unreached"], result.counts()["Done"]) == (1, 1)
    assert result.unreached() == (announced(platform)[0].entry_id,)


def test_an_entry_that_can_neither_be_done_nor_deferred_comes_back_after_its_lease() -> None:
    platform = with_pipeline(leads=1)
    platform.faults.fail("leads.get", times=1)
    platform.faults.fail("outbox.defer", times=1)

    assert dispatcher(platform).sweep(plenty).counts()["Stranded"] == 1
    platform.clock.advance(platform.settings.lease_seconds)
    assert dispatcher(platform).sweep(plenty).counts()["Done"] == 2


def test_an_index_that_lags_behind_does_not_make_a_sweep_turn_for_ever() -> None:
    platform = with_pipeline(leads=PAGE)
    stale = platform.outbox.due(platform.clock(), PAGE)
    fresh = an_event(platform)
    put(platform, fresh)
    honest, asked = platform.outbox.due, []

    def lagging(now: object, limit: int = 100) -> tuple[OutboxEntry, ...]:
        asked.append(limit)
        return (*stale, *honest(now, limit))[:limit]  # type: ignore[arg-type]

    platform.outbox.due = lagging  # type: ignore[method-assign]
    result = dispatcher(platform).sweep(plenty)

    assert result.outcomes[fresh.entry_id] is EntryOutcome.DONE
    assert platform.outbox.entries == {}
    assert len(asked) < 10


def test_the_oldest_age_says_how_long_something_was_due() -> None:
    platform = with_pipeline(leads=1)
    platform.clock.advance(420)

    assert dispatcher(platform).sweep(plenty).oldest == timedelta(seconds=420)
    assert dispatcher(platform).sweep(plenty).oldest == timedelta(0)


def test_runs_go_side_by_side_but_no_more_than_there_are_lanes() -> None:
    platform = with_pipeline(leads=3 * LANES)
    pipeline, lock = Pipeline(platform), threading.Lock()
    together = threading.Barrier(LANES, timeout=10)
    now, most = 0, 0

    def counted(given: dict[str, object]) -> dict[str, object]:
        nonlocal now, most
        with lock:
            now += 1
            most = max(most, now)
        together.wait()
        with lock:
            now -= 1
        return pipeline(given)

    platform.workflows.script("lead_pipeline", counted)
    dispatcher(platform, lanes=LANES).sweep(plenty)

    assert most == LANES
    assert set(statuses(platform)) == {LeadStatus.PROCESSED}


refs = st.builds(
    EntryRef, st.text("abcdef", min_size=1, max_size=2), st.sampled_from([*Work, None])
)


@given(st.lists(refs, max_size=60))
def test_units_hold_every_entry_once_and_only_events_together(given_: list[EntryRef]) -> None:
    units = list(units_of(given_))
    ids = [ref.entry_id for unit in units for ref in unit]

    assert sorted(ids) == sorted({ref.entry_id for ref in given_})
    for unit in units:
        assert 1 <= len(unit) <= 10
        assert len(unit) == 1 or {ref.work for ref in unit} == {Work.PUBLISH}
