"""What may happen to a run, as functions from one version to the next. Pure.

A change that does not fit the run's state raises ``Conflict`` and says what it is.
"""

from datetime import datetime, timedelta

from baton.campaigns.brief import Brief
from baton.campaigns.flow import Turn, next_turn, turn_after_failure
from baton.campaigns.run import (
    MOST_LOGGED,
    CampaignRun,
    RunCost,
    RunError,
    RunState,
    RunStepName,
    StepLog,
    StepOutcome,
    WorkStep,
)
from baton.core.contract import Contract
from baton.core.errors import Conflict


class StepReport(Contract):
    """How a visit ended. ``summary`` is a line for people; ``again_in`` are seconds, of a visit that
    needs data."""

    outcome: StepOutcome = StepOutcome.DONE
    summary: str
    again_in: int = 3_600
    cost: RunCost = RunCost()


def new_run(
    run_id: str,
    campaign_id: str,
    brief: Brief,
    *,
    started_by: str,
    correlation_id: str,
    now: datetime,
) -> CampaignRun:
    """A run that begins."""
    return CampaignRun(
        run_id=run_id,
        campaign_id=campaign_id,
        brief=brief,
        created_at=now,
        updated_at=now,
        execution=run_id,
        started_by=started_by,
        correlation_id=correlation_id,
    )


def reported(
    run: CampaignRun, report: StepReport, started_at: datetime, now: datetime
) -> CampaignRun:
    """The run after a visit of its step: the next version, with whose turn it is. ``run`` has the part
    of the visit already. One that was stopped meanwhile stays so, and so does one that was paused,
    unless nothing is left to hold: it ends.
    """
    again = report.outcome in {StepOutcome.NEEDS_DATA, StepOutcome.NEEDS_PERSON}
    turn = _again(run, report) if again else next_turn(run)
    resume_at = now + timedelta(seconds=report.again_in)
    return _moved(
        run,
        turn,
        _logged(run, report.outcome, report.summary, started_at, now),
        now,
        cost=run.cost.plus(report.cost),
        resume_at=resume_at if report.outcome is StepOutcome.NEEDS_DATA else None,
    )


def failed(run: CampaignRun, cause: str, now: datetime) -> CampaignRun:
    """The run after a visit that came to no end. What does not depend on it goes on."""
    cause = cause[:500]
    error = RunError(agent=run.step.value, step=run.step, visit=run.visit, cause=cause, at=now)
    log = _logged(run, StepOutcome.FAILED, cause, now, now)
    errors = (*run.errors, error)[-MOST_LOGGED:]
    return _moved(run, turn_after_failure(run), log, now, errors=errors)


def paused(run: CampaignRun, now: datetime) -> CampaignRun:
    """Held before its next step."""
    if run.is_over:
        raise Conflict(f"The run is over: it has {run.state.value}.")
    if run.state is RunState.PAUSED:
        return run
    return run.next_version(now, state=RunState.PAUSED, why="paused")


def resumed(run: CampaignRun, now: datetime) -> CampaignRun:
    """Goes on after a pause; what waited for a person waits on."""
    if run.state is not RunState.PAUSED:
        raise Conflict(f"Only a paused run can be resumed; this one is {run.state.value}.")
    if run.content is not None and run.content.waiting is not None:
        return run.next_version(now, state=RunState.WAITING, why="a person must approve content")
    return run.next_version(now, state=RunState.RUNNING, why=None, task_token=None)


def answered(run: CampaignRun, now: datetime) -> CampaignRun:
    """Goes on after a person's decision, unless it was paused, stopped or sent elsewhere meanwhile."""
    if run.state is not RunState.WAITING:
        return run.next_version(now)
    return run.next_version(now, state=RunState.RUNNING, why=None, task_token=None, resume_at=None)


def stopped(run: CampaignRun, by: str, now: datetime) -> CampaignRun:
    """Ended by somebody before its end; one that was stopped already is as it is."""
    if run.state is RunState.STOPPED:
        return run
    if run.is_over:
        raise Conflict(f"The run is over: it has {run.state.value}.")
    return run.next_version(
        now, state=RunState.STOPPED, why=f"stopped by {by}", task_token=None, resume_at=None
    )


def repeated(run: CampaignRun, step: WorkStep, execution: str, now: datetime) -> CampaignRun:
    """Done again from ``step`` on, in an ``execution`` of its own. The parts of the steps before it
    stay, its own and later ones are made anew; content that waited for a person waits no longer.
    Going back to the content is counted anew: a person asked for the whole again.
    """
    if not run.is_over:
        raise Conflict(f"The run is {run.state.value}. Stop it first, then repeat a step.")
    content = run.content.model_copy(update={"waiting": None}) if run.content else None
    return run.next_version(
        now,
        state=RunState.RUNNING,
        step=step,
        visit=run.visit + 1,
        execution=execution,
        revision=0,
        why=None,
        content=content,
    )


def _again(run: CampaignRun, report: StepReport) -> Turn:
    return Turn(run.step, report.summary[:500], run.revision, RunState.WAITING)


def _logged(
    run: CampaignRun,
    outcome: StepOutcome,
    summary: str,
    started_at: datetime,
    now: datetime,
) -> tuple[StepLog, ...]:
    """The log with a line for this visit. Visits of one revision that end alike have one line: a run
    that looks for data for weeks says so once, with when it began to.
    """
    line = StepLog(
        step=run.step,
        visit=run.visit,
        revision=run.revision,
        outcome=outcome,
        summary=summary[:500],
        started_at=started_at,
        ended_at=now,
    )
    alike = [one for one in run.steps if _kind(one) == _kind(line)]
    if alike:
        line = line.model_copy(update={"started_at": alike[0].started_at})
    others = [one for one in run.steps if one not in alike]
    return (*others, line)[-MOST_LOGGED:]


def _kind(line: StepLog) -> tuple[object, ...]:
    return line.step, line.revision, line.outcome


def _moved(
    run: CampaignRun, turn: Turn, steps: tuple[StepLog, ...], now: datetime, **changes: object
) -> CampaignRun:
    state, why = turn.state, turn.why
    held = run.state is RunState.PAUSED and turn.step is not RunStepName.END
    if held or run.state is RunState.STOPPED:
        state, why = run.state, run.why or turn.why
    return run.next_version(
        now,
        step=turn.step,
        visit=run.visit + 1,
        revision=turn.revision,
        state=state,
        why=why,
        steps=steps,
        **changes,
    )
