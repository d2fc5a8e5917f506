"""The result of a pipeline is kept once, whole, and only if it still belongs to the lead."""

import pytest

from baton.core.errors import NotFound, StaleVersion, Unavailable
from baton.escalation.case import Resume, Verdict
from baton.leads.conversation import DECISION, conversation_of
from baton.leads.events import LEAD_PROCESSED
from baton.leads.interaction import InteractionKind
from baton.leads.lead import Lead, LeadStatus, SequenceStop
from baton.messaging.outbox import Work
from functions.leads.result_writer.agent import ResultWriter
from functions.leads.result_writer.conclusion import belongs
from tests.fakes.platform.container import FakePlatform
from tests.fakes.platform.effects import FakeSenders
from tests.fakes.platform.faults import Crash
from tests.fakes.platform.turns import Turns
from tests.samples.pipeline import (
    CORRELATION_ID,
    LEAD_ID,
    a_handoff,
    a_lead,
    a_plan,
    an_assembly_task,
    receive,
)

CASE_ID = "01JNBX5T00ZZZZZZZZZZZZZZZZ"


def assembly(platform: FakePlatform) -> ResultWriter:
    return ResultWriter.assemble(platform)  # type: ignore[arg-type]


def received(platform: FakePlatform, lead: Lead | None = None, *, held: bool = False) -> Lead:
    lead = lead or a_lead()
    receive(platform, lead, held=held)
    return lead


def standing(platform: FakePlatform) -> tuple[LeadStatus, int]:
    lead = platform.leads.get(LEAD_ID)
    return lead.status, lead.version


def test_a_processed_lead_is_kept_with_everything_that_follows_from_it() -> None:
    platform = FakePlatform()
    lead = received(platform)
    platform.clock.advance(0.85)

    result = assembly(platform).perform(an_assembly_task(lead)).lead

    assert result == platform.leads.get(LEAD_ID)
    assert (result.status, result.version) == (LeadStatus.PROCESSED, 2)
    assert result.report is not None
    assert result.report.processing_ms == 850
    assert result.report.next_actions[0].startswith("Call Anna Berg on Tue 2026-03-03 10:00")
    (planned,) = platform.interactions.of(LEAD_ID)
    assert (planned.interaction_id, planned.kind) == ("engagement#1", InteractionKind.PLANNED)
    assert planned.data["templates"] == ["premium_1", "premium_2", "premium_3"]
    (entry,) = platform.outbox.entries.values()
    assert (entry.work, entry.payload["event"]) == (Work.PUBLISH, LEAD_PROCESSED.name)
    message = entry.payload["message"]
    assert message["correlation_id"] == CORRELATION_ID
    assert message["payload"] == {
        "lead_id": LEAD_ID,
        "status": "processed",
        "score": 78.0,
        "category": "campaign_qualified",
        "temperature": "hot",
    }


def test_a_lead_without_a_plan_waits_for_a_person() -> None:
    platform = FakePlatform()

    result = assembly(platform).perform(an_assembly_task(received(platform), poor=True)).lead

    assert result.status is LeadStatus.ESCALATED
    assert result.report is not None
    assert result.report.escalation_id is not None
    case = platform.escalations.get(result.report.escalation_id)
    assert case.reason == (
        "The context for engagement is too poor to pass on: quality 0.42, completeness 0.50 of 1"
        " after 3 attempts (missing: email; not answering: history)."
    )
    assert (case.expires_at - case.opened_at).days == platform.settings.escalation_days
    assert result.report.next_actions == (f"Decide case {case.escalation_id}",)
    assert platform.interactions.of(LEAD_ID) == ()
    works = {entry.work: entry for entry in platform.outbox.entries.values()}
    assert set(works) == {Work.PUBLISH, Work.START_WORKFLOW}
    assert works[Work.START_WORKFLOW].subject_id == case.escalation_id


def test_a_case_tells_nothing_of_the_person() -> None:
    platform = FakePlatform()
    assembly(platform).perform(an_assembly_task(received(platform), poor=True))
    (case,) = platform.escalations.page().items

    told = case.model_dump_json()

    for private in ("Anna", "Berg", "example.com"):
        assert private not in told


def test_a_second_assembly_of_the_same_result_changes_nothing() -> None:
    platform = FakePlatform()
    task = an_assembly_task(received(platform))
    first = assembly(platform).perform(task)
    before = (dict(platform.leads.kept), dict(platform.outbox.entries))
    platform.clock.advance(5)

    assert assembly(platform).perform(task) == first
    assert (dict(platform.leads.kept), dict(platform.outbox.entries)) == before


@pytest.mark.parametrize("seed", range(60))
@pytest.mark.parametrize("poor", [False, True])
def test_assemblies_at_the_same_time_have_one_effect(seed: int, poor: bool) -> None:
    turns = Turns(seed)
    platform = FakePlatform(faults=turns)
    task = an_assembly_task(received(platform), poor=poor)
    results = []

    errors = turns.play(
        *[lambda: results.append(assembly(platform).perform(task)) for _ in range(3)]
    )

    assert errors == [None, None, None]
    assert results[0] == results[1] == results[2]
    assert platform.leads.get(LEAD_ID).version == 2
    assert len(platform.interactions.of(LEAD_ID)) == (0 if poor else 1)
    assert len(platform.escalations.kept) == (1 if poor else 0)
    assert len(platform.outbox.entries) == (2 if poor else 1)


@pytest.mark.parametrize("poor", [False, True])
@pytest.mark.parametrize("dies", [False, True])
def test_a_fault_at_any_call_keeps_all_or_nothing_and_a_repeat_completes_it(
    poor: bool, dies: bool
) -> None:
    whole = FakePlatform()
    task = an_assembly_task(received(whole), poor=poor)
    stored_by = len(whole.faults.calls)
    assembly(whole).perform(task)
    tried = 0

    for call in range(stored_by + 1, len(whole.faults.calls) + 1):
        for after in (False, True):
            platform = FakePlatform()
            received(platform)
            plan = platform.faults.crash_at if dies else platform.faults.fail_at
            plan(call, after=after)
            with pytest.raises(Crash if dies else Unavailable):
                assembly(platform).perform(task)
            platform = platform.restarted()
            assert (LEAD_ID in platform.outbox.entries) == (
                platform.leads.get(LEAD_ID).version == 1
            )

            assembly(platform).perform(task)

            assert standing(platform) == standing(whole)
            assert platform.interactions.kept == whole.interactions.kept
            assert len(platform.escalations.kept) == len(whole.escalations.kept)
            assert len(platform.outbox.entries) == len(whole.outbox.entries)
            tried += 1

    assert tried == 4  # two calls, the read and the commit, each before and after


@pytest.mark.parametrize("held", [False, True])
def test_a_result_for_a_lead_that_changed_meanwhile_is_dropped_and_the_lead_still_gets_its_run(
    held: bool,
) -> None:
    platform = FakePlatform()
    received(platform, held=held)
    lead = platform.leads.get(LEAD_ID)
    stop = SequenceStop(reason="opted out", at=platform.clock())
    changed = lead.next_version(platform.clock(), stopped=stop)
    with platform.transactions.begin() as unit:
        platform.leads.replace(changed, unit)

    assert assembly(platform).perform(an_assembly_task(lead)).lead == changed
    assert (LEAD_ID in platform.outbox.entries) != held
    assert platform.leads.get(LEAD_ID).held == held


def test_a_straggler_of_the_round_before_does_not_take_a_persons_decision_away() -> None:
    platform = FakePlatform()
    first = assembly(platform).perform(an_assembly_task(received(platform), poor=True)).lead
    again = first.model_copy(update={"version": 3, "status": LeadStatus.RECEIVED})
    resume = Resume(escalation_id=CASE_ID, verdict=Verdict.APPROVE)

    assert not belongs(an_assembly_task(first), again)
    assert not belongs(an_assembly_task(again, poor=True), again)
    assert belongs(an_assembly_task(again, resume=resume), again)


def test_a_lead_that_goes_on_after_a_decision_is_processed_and_names_its_case() -> None:
    platform = FakePlatform()
    lead = received(platform)
    resume = Resume(escalation_id=CASE_ID, verdict=Verdict.APPROVE)

    result = assembly(platform).perform(an_assembly_task(lead, resume=resume)).lead

    assert result.status is LeadStatus.PROCESSED
    assert result.report is not None
    assert result.report.escalation_id == CASE_ID


def test_a_plan_that_does_nothing_is_not_an_interaction() -> None:
    platform = FakePlatform()
    plan = a_plan(steps=0, suppressed="no channel is permitted")

    result = assembly(platform).perform(an_assembly_task(received(platform), plan=plan)).lead

    assert result.status is LeadStatus.PROCESSED
    assert platform.interactions.of(LEAD_ID) == ()


def test_what_is_kept_is_the_stored_lead_and_not_the_one_that_travelled() -> None:
    platform = FakePlatform()
    lead = received(platform)
    forged = lead.model_copy(update={"details": a_lead(company="Forged").details})

    result = assembly(platform).perform(an_assembly_task(forged)).lead

    assert result.details == lead.details


def test_a_clock_that_runs_behind_gives_no_negative_time() -> None:
    platform = FakePlatform()
    lead = received(platform)
    platform.clock.advance(-3)

    report = assembly(platform).perform(an_assembly_task(lead)).lead.report

    assert report is not None
    assert report.processing_ms == 0


def test_an_unknown_lead_is_not_found() -> None:
    with pytest.raises(NotFound):
        assembly(FakePlatform()).perform(an_assembly_task(a_lead()))


def test_what_comes_of_a_later_handoff_is_added_to_what_the_report_has() -> None:
    platform = FakePlatform()
    lead = received(platform)
    first = assembly(platform).perform(an_assembly_task(lead)).lead
    platform.clock.advance(3_600)
    task = an_assembly_task(first).model_copy(update={"handed_over": True})

    result = assembly(platform).perform(task).lead

    assert result == platform.leads.get(LEAD_ID)
    assert (result.status, result.version) == (LeadStatus.PROCESSED, 3)
    assert first.report is not None
    assert result.report is not None
    assert result.report.handoffs == (*first.report.handoffs, *task.handoffs)
    assert result.report.processing_ms == first.report.processing_ms
    assert len(platform.interactions.of(LEAD_ID)) == 1, "the same plan is not planned twice"


def test_a_later_handoff_of_a_lead_that_has_moved_on_changes_nothing() -> None:
    platform = FakePlatform()
    lead = received(platform)
    first = assembly(platform).perform(an_assembly_task(lead)).lead
    late = an_assembly_task(lead).model_copy(update={"handed_over": True})

    assert assembly(platform).perform(late).lead == first


def test_what_was_decided_is_a_turn_of_the_leads_conversation_once() -> None:
    platform = FakePlatform()
    lead = received(platform)
    for _ in range(2):
        assembly(platform).perform(an_assembly_task(lead))

    (turn,) = platform.short_term.recent(conversation_of(LEAD_ID))

    assert (turn.kind, turn.data["action"]) == (DECISION, "premium/premium_1")
    assert turn.at == platform.leads.get(LEAD_ID).updated_at


def test_nothing_was_decided_unless_the_lead_is_kept() -> None:
    platform = FakePlatform()
    lead = received(platform)
    platform.faults.fail("transactions.commit")
    with pytest.raises(Unavailable):
        assembly(platform).perform(an_assembly_task(lead))
    platform.faults.clear()
    assert platform.short_term.recent(conversation_of(LEAD_ID)) == ()


def test_handoffs_are_kept_whole_and_the_report_has_them_without_the_memories() -> None:
    platform = FakePlatform()
    lead = received(platform)
    whole = a_handoff(lead).model_copy(update={"context": {"score": 78.0, "memory": {}}})
    task = an_assembly_task(lead).model_copy(update={"handoffs": (whole,)})

    for _ in range(2):
        report = assembly(platform).perform(task).lead.report

    assert platform.handoffs.page(LEAD_ID).items == (whole,)
    assert report is not None
    assert report.handoffs[0].context == {"score": 78.0}


def test_no_handoff_is_kept_of_a_lead_that_has_moved_on() -> None:
    platform = FakePlatform()
    lead = received(platform)
    platform.faults.fail("transactions.commit", StaleVersion("changed"))

    assembly(platform).perform(an_assembly_task(lead))

    assert platform.handoffs.page(LEAD_ID).items == ()


def test_ways_that_are_off_have_no_effects_and_each_step_says_why() -> None:
    platform = FakePlatform()
    lead = received(platform)
    result = assembly(platform).perform(an_assembly_task(lead)).lead
    assert result.report is not None
    assert result.report.plan is not None
    told = [step.not_sent for step in result.report.plan.steps]
    assert told == ["call_task has no sender", "email has no sender", "email has no sender"]
    assert "Baton does not: call_task has no sender" in result.report.next_actions[0]
    assert platform.effects.all() == []


def test_the_first_step_that_can_be_sent_is_the_first_effect() -> None:
    platform = FakePlatform()
    platform.senders = FakeSenders({"email": platform.internal_mail})
    lead = received(platform)
    assembly(platform).perform(an_assembly_task(lead))
    (effect,) = platform.effects.all()
    assert (effect.kind, effect.parameters["step"]) == ("email", 2)


def test_a_complaint_waits_for_a_person_who_is_told_to_answer() -> None:
    platform = FakePlatform()
    lead = received(platform)
    plan = a_plan(steps=0, suppressed="The message is a complaint.", for_a_person=True)
    result = assembly(platform).perform(an_assembly_task(lead, plan=plan)).lead
    assert result.status is LeadStatus.ESCALATED
    assert result.report is not None
    case = platform.escalations.get(result.report.escalation_id or "")
    assert case.reason == "The message is a complaint."
    assert result.report.next_actions[0] == "Answer Anna Berg today: The message is a complaint."
    assert platform.effects.all() == []


def test_a_lead_that_only_must_not_be_engaged_waits_for_nobody() -> None:
    platform = FakePlatform()
    lead = received(platform)
    plan = a_plan(steps=0, suppressed="The message offers something to us.")
    result = assembly(platform).perform(an_assembly_task(lead, plan=plan)).lead
    assert result.status is LeadStatus.PROCESSED
    assert platform.escalations.page().items == ()
