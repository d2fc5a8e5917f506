"""Ads that were paused, by a person or by stopping their run, stay so and are told."""

from contextlib import suppress
from typing import Any, cast

import pytest

from baton.campaigns.campaign import CampaignStatus
from baton.campaigns.container import Campaigns
from baton.campaigns.run import RunState
from baton.campaigns.run_service import RunService
from infra.local.ad_platforms.world import FIRST_ID
from tests.fakes.platform.faults import Crash
from tests.unit.campaigns.ad_manager.test_ad_manager import findings
from tests.unit.campaigns.ad_manager.world import PIECES, World
from tests.unit.campaigns.runs import CAMPAIGN, RUN


def test_a_campaign_that_somebody_paused_stays_paused_and_is_told_with_what_to_do() -> None:
    world = World()
    world.visit()
    child = world.child("google")
    details = child.details.model_copy(update={"status": CampaignStatus.PAUSED})
    with world.platform.transactions.begin() as within:
        paused = child.next_version(child.updated_at, details=details)
        world.platform.area(Campaigns).campaigns.replace(paused, within)
    world.visit()
    assert "its campaign is paused: set that campaign's status to active" in findings(
        world, "google"
    )


def test_what_was_still_on_its_way_when_a_run_was_stopped_never_runs() -> None:
    world = World()
    world.fault("meta", "timeout_after_commit", on="write")
    world.fault("google", "down", on="write", times=4)
    world.visit()
    assert world.line("linkedin").active
    assert world.line("meta").pending

    RunService.of("campaigns_api", cast("Any", world.platform)).stop(CAMPAIGN, RUN, "Ada")
    for name in ("meta", "google"):
        world.stand_ins.state[name]["faults"] = []
    for _ in range(10):
        world.later(3_700)
        world.sweep()

    assert [one["runs"] for name in PIECES for one in world.on(name)].count(True) == 0
    assert all(one.state.settled for one in world.effects("ad_"))


@pytest.mark.parametrize("after", [False, True])
def test_a_stop_that_breaks_off_anywhere_is_finished_by_stopping_again(after: bool) -> None:
    world, _ = _stopped(World())
    calls = len(world.platform.faults.calls)
    for call in range(_stopped(World())[1] + 1, calls + 1):
        world = World()
        world.visit()
        world.platform.faults.crash_at(call, after=after)
        with suppress(Crash):
            _stop(world)
        world.platform.faults.clear()
        world.restart()
        _stop(world)
        world.sweep()
        assert world.run.state is RunState.STOPPED
        assert [one["runs"] for name in PIECES for one in world.on(name)] == [False] * 3, call


def _stop(world: World) -> None:
    RunService.of("campaigns_api", cast("Any", world.platform)).stop(CAMPAIGN, RUN, "Ada")


def _stopped(world: World) -> tuple[World, int]:
    """A world whose run was stopped, and the calls that came before."""
    world.visit()
    before = len(world.platform.faults.calls)
    _stop(world)
    return world, before


def test_an_activation_that_was_under_way_when_its_run_was_stopped_is_taken_back() -> None:
    world = World()
    its_own = f"/{FIRST_ID['meta'] + 1}"
    world.fault("meta", "timeout_after_commit", on="write", match=its_own)
    world.visit()
    (there,) = world.on("meta")
    assert there["runs"]
    assert world.child("meta").details.status is CampaignStatus.PAUSED

    RunService.of("campaigns_api", cast("Any", world.platform)).stop(CAMPAIGN, RUN, "Ada")
    for _ in range(6):
        world.later(3_700)
        world.sweep()

    assert not world.on("meta")[0]["runs"]
    assert [one.kind for one in world.child("meta").ad_changes][-1] == "ad_pause"
