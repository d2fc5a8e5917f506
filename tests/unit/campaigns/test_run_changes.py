"""What may happen to a run (requirement D7)."""

from datetime import timedelta

import pytest

from baton.campaigns.parts.content import ContentPart
from baton.campaigns.parts.leads import LeadsPart
from baton.campaigns.run import OVER, CampaignRun, RunCost, RunState, RunStepName, StepOutcome
from baton.campaigns.run_changes import (
    StepReport,
    answered,
    failed,
    paused,
    repeated,
    reported,
    resumed,
    stopped,
)
from baton.campaigns.run_turns import Action, StepTask, is_turn, turn_of
from baton.core.clock import new_id
from baton.core.errors import Conflict
from tests.fakes.platform.clock import NOON
from tests.unit.campaigns.runs import CAMPAIGN, RUN, a_run

DONE = StepReport(summary="3 of 9 people qualify", cost=RunCost(source_credits=9))
FOUND = LeadsPart(found=9, qualified=3)


def action_of(run: CampaignRun) -> Action:
    return turn_of(run, run.execution, NOON).action


def test_a_visit_is_logged_with_what_it_cost_and_the_next_begins() -> None:
    run = reported(a_run(leads=FOUND), DONE, NOON, NOON + timedelta(seconds=4))

    assert (run.step, run.visit, run.version) == (RunStepName.CONTENT_CREATOR, 2, 2)
    assert run.steps[0].summary == DONE.summary
    assert run.cost.source_credits == 9


def test_a_run_that_is_paused_during_a_visit_keeps_its_work_and_is_held() -> None:
    run = reported(paused(a_run(leads=FOUND), NOON), DONE, NOON, NOON)

    assert (run.state, run.step, action_of(run)) == (
        RunState.PAUSED,
        RunStepName.CONTENT_CREATOR,
        Action.HOLD,
    )
    assert action_of(resumed(run, NOON)) is Action.WORK


def test_a_run_that_needs_data_waits_for_it_and_then_works() -> None:
    report = StepReport(outcome=StepOutcome.NEEDS_DATA, summary="12 clicks", again_in=60)
    run = reported(a_run(step=RunStepName.ANALYTICS), report, NOON, NOON)

    waiting = turn_of(run, run.execution, NOON)
    assert (waiting.action, waiting.wait_seconds) == (Action.WAIT, 61)
    assert turn_of(run, run.execution, NOON + timedelta(seconds=60)).action is Action.WORK


def test_a_run_that_needs_a_person_is_held_until_the_answer_also_over_a_pause() -> None:
    report = StepReport(outcome=StepOutcome.NEEDS_PERSON, summary="2 pieces to approve")
    step, content = RunStepName.CONTENT_CREATOR, ContentPart(waiting=new_id())
    run = reported(a_run(step=step, content=content), report, NOON, NOON)

    assert action_of(run) is Action.HOLD
    assert action_of(resumed(paused(run, NOON), NOON)) is Action.HOLD
    assert action_of(answered(run, NOON)) is Action.WORK
    assert action_of(answered(paused(run, NOON), NOON)) is Action.HOLD


@pytest.mark.parametrize("state", sorted(OVER))
def test_a_run_that_is_over_is_neither_paused_nor_stopped(state: RunState) -> None:
    with pytest.raises(Conflict, match="over"):
        paused(a_run(state=state), NOON)
    if state is not RunState.STOPPED:
        with pytest.raises(Conflict, match="over"):
            stopped(a_run(state=state), "anna", NOON)


def test_a_stopped_run_that_is_stopped_again_keeps_who_stopped_it() -> None:
    once = stopped(a_run(), "anna", NOON)
    assert stopped(once, "otto", NOON) is once


def test_what_an_earlier_execution_has_in_hand_changes_nothing_after_a_repetition() -> None:
    over = stopped(a_run(leads=FOUND), "anna", NOON)
    run = repeated(over, RunStepName.LEAD_GENERATION, new_id(), NOON)
    late = StepTask(
        campaign_id=CAMPAIGN, run_id=RUN, execution=over.execution, step=over.step, visit=1
    )

    assert not is_turn(run, late, NOON)
    assert turn_of(run, over.execution, NOON).action is Action.END
    assert action_of(run) is Action.WORK


def test_a_run_that_is_paused_during_its_last_visit_has_nothing_to_hold_and_ends() -> None:
    ends = reported(paused(a_run(step=RunStepName.AD_MANAGER), NOON), DONE, NOON, NOON)
    fails = failed(paused(a_run(), NOON), "no answer", NOON)

    assert (ends.state, ends.why) == (RunState.ENDED, "no platform runs an ad")
    assert (fails.state, fails.why) == (RunState.FAILED, "lead generation failed")


def test_only_a_run_that_is_over_can_be_repeated() -> None:
    with pytest.raises(Conflict, match="Stop it first"):
        repeated(a_run(), RunStepName.ANALYTICS, new_id(), NOON)


def test_visits_that_end_alike_are_one_line_of_the_log() -> None:
    report = StepReport(outcome=StepOutcome.NEEDS_DATA, summary="12 clicks", again_in=60)
    run = a_run(step=RunStepName.ANALYTICS)
    for hour in range(200):
        at = NOON + timedelta(hours=hour)
        run = reported(run, report, at, at)

    [line] = run.steps
    assert (line.started_at, line.ended_at) == (NOON, NOON + timedelta(hours=199))
