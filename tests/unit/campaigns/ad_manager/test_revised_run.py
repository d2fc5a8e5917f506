"""A run that is revised: content, ads and analytics again, over the stand-ins' own days."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, cast

import pytest

from baton.campaigns.flow import GOOD_ENOUGH
from baton.campaigns.parts.performance import PerformancePart
from baton.campaigns.run import MOST_REVISIONS, RunState, RunStepName
from baton.campaigns.run_turns import Action, NextTurn, StepTask
from functions.campaigns.ad_manager.agent import AdManager
from functions.campaigns.analytics.agent import CampaignAnalyst
from functions.campaigns.content_creator.agent import ContentCreator
from infra.local.ad_platforms import delivery
from tests.fakes.platform.clock import NOON
from tests.unit.campaigns.ad_manager.world import World
from tests.unit.campaigns.runs import CAMPAIGN, RUN

if TYPE_CHECKING:
    from baton.runtime.platform import Platform as Deployment

AGENTS: dict[RunStepName, type[ContentCreator | AdManager | CampaignAnalyst]] = {
    RunStepName.CONTENT_CREATOR: ContentCreator,
    RunStepName.AD_MANAGER: AdManager,
    RunStepName.ANALYTICS: CampaignAnalyst,
}


SECONDS_BETWEEN = 20
"""More than the stand-ins let pass unseen: as long as a step takes on a slow machine."""


def a_run_where_a_day_takes_a_second() -> World:
    """The clock stands during visits."""
    first = NOON.date() - timedelta(days=delivery.MOST_DAYS)
    world = World(starts_on=first, ends_on=first + timedelta(days=60))
    world.stand_ins.day_seconds = 1.0
    return world


def visited(world: World) -> NextTurn:
    run = world.run
    agent = AGENTS[run.step].assemble(cast("Deployment", world.platform))
    task = StepTask(campaign_id=CAMPAIGN, run_id=RUN, execution=RUN, step=run.step, visit=run.visit)
    return agent.perform(task)


def judgements(world: World) -> Iterator[PerformancePart]:
    """What analytics says, visit by visit, until the run is over."""
    while world.run.step is not RunStepName.END:
        step, turn = world.run.step, visited(world)
        assert turn.action is not Action.WAIT, turn.told
        if step is RunStepName.ANALYTICS:
            part = world.run.performance
            assert part is not None
            yield part
        world.later(SECONDS_BETWEEN)


def test_each_revision_is_judged_by_days_of_its_own_and_there_are_at_most_three(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    good = delivery.curve_of
    monkeypatch.setattr(
        delivery, "curve_of", lambda name, seed: replace(good(name, seed), ctr=0.006, most=0.0)
    )
    world = a_run_where_a_day_takes_a_second()
    judged = list(judgements(world))
    assert len(judged) == MOST_REVISIONS + 1
    assert all(one.score is not None and one.score < GOOD_ENOUGH for one in judged)
    bounds = [day for one in judged for day in (one.since, one.until) if day]
    assert bounds == sorted(bounds)
    assert all(one.since != one.until for one in judged)
    assert bounds[-1] <= NOON.date()
    assert (world.run.revision, world.run.state) == (MOST_REVISIONS, RunState.ENDED)
