"""What every store of runs promises."""

import pytest

from baton.campaigns.container import Campaigns
from baton.campaigns.run import CampaignRun, RunState
from baton.core.clock import new_id
from baton.core.errors import AlreadyExists, NotFound, StaleVersion
from baton.runtime.platform import Platform
from tests.fakes.platform.clock import NOON
from tests.unit.campaigns.runs import a_run


def add(platform: Platform, run: CampaignRun) -> CampaignRun:
    with platform.transactions.begin() as within:
        platform.area(Campaigns).runs.add(run, within)
    return run


def replace(platform: Platform, run: CampaignRun) -> None:
    with platform.transactions.begin() as within:
        platform.area(Campaigns).runs.replace(run, within)


def test_a_run_comes_back_as_it_was_kept(platform: Platform) -> None:
    run = add(platform, a_run(campaign_id=new_id()))

    assert platform.area(Campaigns).runs.get(run.campaign_id, run.run_id) == run


def test_an_id_is_taken_once(platform: Platform) -> None:
    run = add(platform, a_run(campaign_id=new_id()))

    with pytest.raises(AlreadyExists):
        add(platform, run)


def test_of_two_changes_of_one_version_the_second_is_refused(platform: Platform) -> None:
    run = add(platform, a_run(campaign_id=new_id()))
    replace(platform, run.next_version(NOON, state=RunState.PAUSED))

    with pytest.raises(StaleVersion):
        replace(platform, run.next_version(NOON, state=RunState.STOPPED))


def test_an_unknown_run_is_not_found(platform: Platform) -> None:
    with pytest.raises(NotFound):
        platform.area(Campaigns).runs.get(new_id(), new_id())


def test_the_runs_of_a_campaign_are_listed_in_pages_the_newest_first(platform: Platform) -> None:
    campaign_id = new_id()
    run_ids = sorted((add(platform, _of(campaign_id)).run_id for _ in range(5)), reverse=True)
    add(platform, _of(new_id()))

    seen, cursor = [], None
    while True:
        page = platform.area(Campaigns).runs.page(campaign_id, cursor=cursor, limit=2)
        seen += [run.run_id for run in page.items]
        if (cursor := page.cursor) is None:
            break

    assert seen == run_ids


def _of(campaign_id: str) -> CampaignRun:
    run_id = new_id()
    return a_run(campaign_id=campaign_id, run_id=run_id, execution=run_id)
