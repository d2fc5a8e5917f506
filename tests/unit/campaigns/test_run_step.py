"""What the base of a run's agents promises to each of them (requirement D7)."""

from typing import ClassVar, Self

import pytest

from baton.campaigns.container import Campaigns
from baton.campaigns.parts.leads import LeadsPart
from baton.campaigns.run import CampaignRun, RunState, RunStepName
from baton.campaigns.run_changes import StepReport, paused, stopped
from baton.campaigns.run_step import RunStep, StepWork
from baton.campaigns.run_turns import Action, StepTask
from baton.campaigns.run_writer import RunWriter
from baton.core.message import AgentName
from tests.fakes.platform.clock import NOON
from tests.fakes.platform.container import FakePlatform
from tests.samples.crashes import ends_the_same_wherever_it_dies
from tests.unit.campaigns.runs import CAMPAIGN, RUN, a_run

TASK = StepTask(
    campaign_id=CAMPAIGN, run_id=RUN, execution=RUN, step=RunStepName.LEAD_GENERATION, visit=1
)
FOUND = LeadsPart(found=9, qualified=3)


class Finder(RunStep):
    """Finds nine people. ``meanwhile`` is what others do in that time."""

    name: ClassVar[AgentName] = "lead_generation"
    step: ClassVar[RunStepName] = RunStepName.LEAD_GENERATION
    meanwhile = staticmethod(lambda: None)
    worked = 0

    @classmethod
    def assemble(cls, platform: FakePlatform) -> Self:
        return cls(cls.writer_of(platform), platform.clock)

    def work(self, run: CampaignRun) -> StepWork:
        self.worked += 1
        self.meanwhile()
        return StepWork(FOUND, StepReport(summary="3 of 9 people qualify"))


@pytest.fixture
def platform() -> FakePlatform:
    return prepared(FakePlatform())


def prepared(platform: FakePlatform) -> FakePlatform:
    with platform.transactions.begin() as within:
        platform.area(Campaigns).runs.add(a_run(), within)
    return platform


def kept(platform: FakePlatform) -> CampaignRun:
    return platform.area(Campaigns).runs.get(CAMPAIGN, RUN)


def test_the_part_is_merged_and_the_next_step_named(platform: FakePlatform) -> None:
    turn = Finder.assemble(platform).perform(TASK)

    assert (turn.action, turn.step, turn.visit) == (Action.WORK, RunStepName.CONTENT_CREATOR, 2)
    assert kept(platform).leads == FOUND


def test_a_task_that_comes_twice_is_done_once(platform: FakePlatform) -> None:
    finder = Finder.assemble(platform)

    assert finder.perform(TASK).model_copy(update={"told": None}) == finder.perform(TASK)
    assert (finder.worked, kept(platform).version) == (1, 2)


@pytest.mark.parametrize(
    ("change", "state", "action"),
    [
        (paused, RunState.PAUSED, Action.HOLD),
        (lambda run, now: stopped(run, "anna", now), RunState.STOPPED, Action.END),
    ],
)
def test_work_is_kept_also_if_the_run_is_paused_or_stopped_meanwhile(
    platform: FakePlatform, change, state: RunState, action: Action
) -> None:
    finder = Finder.assemble(platform)
    writer = RunWriter.of("api", platform)
    finder.meanwhile = lambda: writer.change(CAMPAIGN, RUN, lambda run: change(run, NOON))

    turn = finder.perform(TASK)

    run = kept(platform)
    assert (run.state, run.leads, turn.action) == (state, FOUND, action)


def test_what_was_decided_stands_in_the_story_of_the_campaign(platform: FakePlatform) -> None:
    finder = Finder.assemble(platform)

    [decided] = finder.decided(TASK, finder.perform(TASK))

    assert (decided.about, decided.subject_id) == ("campaign", CAMPAIGN)
    assert decided.what == "3 of 9 people qualify"
    assert finder.decided(TASK, finder.perform(TASK)) == ()


def test_a_step_that_dies_anywhere_is_done_again_and_loses_nothing() -> None:
    def state(platform: FakePlatform, _given: object) -> object:
        told = [entry.payload["event"] for entry in platform.outbox.entries.values()]
        return kept(platform).model_dump(exclude={"updated_at", "steps"}), told

    ends_the_same_wherever_it_dies(
        prepare=prepared,
        act=lambda platform, _: Finder.assemble(platform).perform(TASK),
        state=state,
        least=3,
    )
