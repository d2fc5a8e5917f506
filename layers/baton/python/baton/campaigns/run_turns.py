"""What a run's workflow does next. Pure."""

from datetime import datetime
from enum import StrEnum

from pydantic import Field

from baton.campaigns.run import CampaignRun, RunState, RunStepName
from baton.core.contract import Contract, Ulid


class StepTask(Contract):
    """A visit of one step: the task of every agent of a run."""

    campaign_id: Ulid
    run_id: Ulid
    execution: Ulid
    step: RunStepName
    visit: int = Field(ge=1)


class Action(StrEnum):
    """What the workflow does."""

    WORK = "work"
    """has the agent of ``step`` do its work"""
    WAIT = "wait"
    """waits ``wait_seconds``, then has it work"""
    HOLD = "hold"
    """waits until somebody lets it go on"""
    END = "end"


class NextTurn(Contract):
    """What the workflow does next; ``told`` is what the visit came to, for the decision trace."""

    action: Action
    campaign_id: Ulid
    run_id: Ulid
    step: RunStepName
    visit: int
    wait_seconds: int = 0
    told: str | None = None


def turn_of(run: CampaignRun, execution: str, now: datetime, told: str | None = None) -> NextTurn:
    """What an ``execution`` of a run does next; one that is not the run's any more ends."""
    waits = run.resume_at is not None and run.resume_at > now
    if run.is_over or run.execution != execution or run.step is RunStepName.END:
        action = Action.END
    elif run.state is RunState.PAUSED or (run.state is RunState.WAITING and run.resume_at is None):
        action = Action.HOLD
    else:
        action = Action.WAIT if waits else Action.WORK
    seconds = int((run.resume_at - now).total_seconds()) + 1 if waits and run.resume_at else 0
    return NextTurn(
        action=action,
        campaign_id=run.campaign_id,
        run_id=run.run_id,
        step=run.step,
        visit=run.visit,
        wait_seconds=seconds if action is Action.WAIT else 0,
        told=told,
    )


def is_turn(run: CampaignRun, task: StepTask, now: datetime) -> bool:
    """Whether a task is the run's next visit, and it may begin now."""
    named = (task.execution, task.step, task.visit) == (run.execution, run.step, run.visit)
    return named and turn_of(run, task.execution, now).action is not Action.HOLD and not run.is_over
