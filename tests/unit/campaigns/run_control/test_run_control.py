"""Run control: runs are held for people, and what went wrong is recorded in them."""

import json

import pytest

from baton.campaigns.container import Campaigns
from baton.campaigns.run import CampaignRun, RunState, RunStepName
from baton.campaigns.run_changes import paused, resumed
from baton.campaigns.run_turns import Action, NextTurn
from baton.campaigns.run_writer import RunWriter
from functions.campaigns.run_control.agent import RunControl
from functions.campaigns.run_control.causes import cause_of
from functions.campaigns.run_control.models import RunControlTask, Step
from tests.fakes.platform.clock import NOON
from tests.fakes.platform.container import FakePlatform
from tests.unit.campaigns.runs import CAMPAIGN, RUN, a_run

STEP = RunStepName.LEAD_GENERATION


@pytest.fixture
def platform() -> FakePlatform:
    platform = FakePlatform()
    with platform.transactions.begin() as within:
        platform.area(Campaigns).runs.add(a_run(), within)
    return platform


def do(platform: FakePlatform, step: Step, **more: str) -> NextTurn:
    task = RunControlTask(
        do=step, campaign_id=CAMPAIGN, run_id=RUN, execution=RUN, step=STEP, visit=1, **more
    )
    return RunControl.assemble(platform).perform(task)


def kept(platform: FakePlatform) -> CampaignRun:
    return platform.area(Campaigns).runs.get(CAMPAIGN, RUN)


def test_a_paused_run_keeps_the_token_with_which_it_can_go_on(platform: FakePlatform) -> None:
    RunWriter.of("api", platform).change(CAMPAIGN, RUN, lambda run: paused(run, NOON))

    turn = do(platform, Step.HOLD, task_token="token")

    assert (turn.action, kept(platform).task_token) == (Action.HOLD, "token")
    assert platform.workflows.completed == []


def test_a_run_that_was_resumed_before_it_was_held_is_let_go_at_once(
    platform: FakePlatform,
) -> None:
    writer = RunWriter.of("api", platform)
    writer.change(CAMPAIGN, RUN, lambda run: paused(run, NOON))
    writer.change(CAMPAIGN, RUN, lambda run: resumed(run, NOON))

    do(platform, Step.HOLD, task_token="token")

    [(token, output)] = platform.workflows.completed
    assert (token, output["action"]) == ("token", "work")


def test_a_run_that_nobody_lets_go_on_in_time_is_stopped(platform: FakePlatform) -> None:
    RunWriter.of("api", platform).change(CAMPAIGN, RUN, lambda run: paused(run, NOON))

    assert do(platform, Step.ABANDONED).action is Action.END
    assert kept(platform).state is RunState.STOPPED


def test_a_failure_is_recorded_once_with_agent_cause_and_time(platform: FakePlatform) -> None:
    cause = json.dumps({"errorMessage": "GLEIF does not answer.", "errorType": "Unavailable"})
    for _ in range(2):
        turn = do(platform, Step.FAILED, error="Unavailable", cause=cause)

    [error] = kept(platform).errors
    assert (error.agent, error.cause) == ("lead_generation", "GLEIF does not answer.")
    assert (turn.action, kept(platform).state) == (Action.END, RunState.FAILED)


@pytest.mark.parametrize(
    ("error", "cause", "told"),
    [
        ("States.Timeout", "", "It did not come to its end in its time."),
        ("Lambda.Unknown", "", "Unknown"),
        ("X", "the  worker\ndied", "the worker died"),
        ("X", "[1]", "X"),
    ],
)
def test_a_cause_is_one_line(error: str, cause: str, told: str) -> None:
    assert cause_of(error, cause) == told


def test_a_cause_tells_nobody_s_address() -> None:
    assert "anna@acme.example" not in cause_of("X", '{"errorMessage": "no anna@acme.example"}')
