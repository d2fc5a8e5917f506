"""The ad manager's visits of a run, against the platforms' stand-ins."""

from datetime import date, timedelta
from typing import Any

import pytest

from baton.campaigns.ads.effects import AdChange, undo_of
from baton.campaigns.ads.readings import AdReadings
from baton.campaigns.brief import Platform
from baton.campaigns.campaign import CampaignStatus
from baton.campaigns.parts.content import ContentPart
from baton.campaigns.run import RunState, RunStepName
from baton.core.settings import Settings
from baton.effects.effect import EffectState
from tests.unit.campaigns.ad_manager.world import PIECES, World
from tests.unit.campaigns.runs import CAMPAIGN

ALL = [one.value for one in Platform]


def findings(world: World, name: str) -> str:
    return " ".join(world.line(name).findings)


def test_each_platform_gets_one_campaign_created_paused_and_then_activated() -> None:
    world = World()
    turn = world.visit()
    assert turn.step is RunStepName.ANALYTICS
    assert "3 of 3 platforms run" in str(turn.told)
    budgets = 0
    for name in ALL:
        (there,) = world.on(name)
        child = world.child(name)
        assert there["runs"]
        assert there["name"] == f"Pilot | ad.{child.campaign_id}"
        assert child.details.parent_id == CAMPAIGN
        assert child.details.external_id == there["id"]
        assert child.details.status is CampaignStatus.ACTIVE
        assert [one.kind for one in child.ad_changes] == ["ad_create", "ad_activate"]
        budgets += child.details.daily_budget.amount
        assert round(there["budget"] * 100) == child.details.daily_budget.amount
    assert budgets == 300_000 // 30


def test_a_visit_that_comes_twice_does_nothing_twice() -> None:
    world = World()
    first = world.run
    world.visit()
    with world.platform.transactions.begin() as within:  # as if the merge had been lost
        again = first.model_copy(update={"version": world.run.version + 1})
        world.platform.runs.replace(again, within)
    world.visit()
    assert [len(world.on(name)) for name in ALL] == [1, 1, 1]
    assert len(world.effects()) == 6


def test_a_platform_that_is_not_connected_is_named_and_leaves_the_others_alone() -> None:
    world = World()
    says = "meta is not connected: set behaviour.meta_ads_secret"
    world.platform.ads.why_not = lambda name: says if name is Platform.META else None
    world.restart()
    world.visit()
    assert "set behaviour.meta_ads_secret" in findings(world, "meta")
    assert world.on("meta") == []
    assert sum(world.child(n).details.daily_budget.amount for n in ("google", "linkedin")) == 10_000


def test_an_account_in_another_currency_is_named_and_gets_nothing() -> None:
    world = World()
    world.stand_ins.state["google"]["account"]["currency"] = "USD"
    turn = world.visit()
    told = "its account is in USD, the budget in EUR: state it in USD"
    assert told in findings(world, "google")
    assert f"; google: {told}" in str(turn.told)
    assert world.on("google") == []
    assert len(world.on("meta")) == 1


def test_an_audience_of_more_than_a_plan_holds_is_told_and_runs() -> None:
    countries = ("AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU",
                 "IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI")  # fmt: skip
    world = World(audience={"countries": countries, "titles": tuple("abcdefghijk")})
    world.visit()
    assert world.line("meta").active
    assert "26 countries, of which ads are targeted at the first 25" in findings(world, "meta")
    assert "11 titles, of which ads are targeted at the first 10" in findings(world, "meta")


def test_a_budget_below_a_platforms_minimum_is_named_and_nothing_is_half_created() -> None:
    world = World(budget={"amount": 30 * 1_100, "currency": "EUR"})
    world.visit()
    assert "minimum of 10.00 EUR" in findings(world, "linkedin")
    assert world.on("linkedin") == []
    assert sum(world.child(n).details.daily_budget.amount for n in ("google", "meta")) == 1_100


def test_a_closed_account_and_an_ad_nobody_approved_are_named() -> None:
    world = World()
    world.stand_ins.state["meta"]["account"]["status"] = "DISABLED"
    run = world.run
    assert run.content is not None
    pieces = tuple(one for one in run.content.pieces if one.platform is not Platform.GOOGLE)
    with world.platform.transactions.begin() as within:
        content = ContentPart(pieces=pieces)
        world.platform.runs.replace(
            run.next_version(world.platform.clock(), content=content), within
        )
    world.visit()
    assert "status 2" in findings(world, "meta")
    assert "no approved ad for google" in findings(world, "google")
    assert [len(world.on(name)) for name in ALL] == [0, 1, 0]


@pytest.mark.parametrize(
    ("brief", "words"),
    [
        (
            {"ends_on": date(2026, 2, 28), "starts_on": date(2026, 2, 1)},
            "last day, 2026-02-28, is over",
        ),
        ({"landing_url": None}, "landing_url"),
        ({"audience": {}}, "names no countries"),
    ],
)
def test_what_is_wrong_with_all_of_it_creates_nothing(brief: dict[str, Any], words: str) -> None:
    world = World(**brief)
    world.visit()
    assert words in " ".join(world.ads.findings)
    assert world.effects() == []
    assert world.run.state is RunState.ENDED


def test_while_sending_is_off_nothing_is_planned() -> None:
    world = World(settings=Settings(company="Acme"))
    world.visit()
    assert "behaviour.sending" in " ".join(world.ads.findings)
    assert world.effects() == []


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("kind", ["down", "end_version", "error_before_commit"])
def test_a_platform_that_is_dead_changes_nothing_about_the_others(name: str, kind: str) -> None:
    alone = World(platforms=None)
    connected = alone.platform.ads.to
    alone.platform.ads.to = lambda one: None if one.value == name else connected(one)
    alone.restart()
    alone.visit()
    world = World()
    world.fault(name, kind, times=-1)
    world.visit()
    others = [one for one in ALL if one != name]
    assert world.on(name) == []
    assert findings(world, name)
    for one in others:
        assert world.child(one).details == alone.child(one).details
        assert world.ads.of(Platform(one)) == alone.ads.of(Platform(one))


def test_an_unknown_creation_is_looked_up_before_anything_is_repeated() -> None:
    world = World()
    world.fault("google", "timeout_after_commit", on="write")
    world.visit()
    (creation,) = [one for one in world.effects("ad_create") if "google" in str(one.parameters)]
    assert creation.state is EffectState.UNKNOWN
    for _ in range(4):
        world.later(61)
        world.sweep()
    assert [one.state for one in world.effects("ad_create")] == [EffectState.DONE] * 3
    (there,) = world.on("google")
    assert there["runs"]
    assert world.child("google").details.status is CampaignStatus.ACTIVE


def test_linkedins_daily_limit_defers_to_the_next_day_and_uses_up_no_attempt() -> None:
    world = World()
    world.fault("linkedin", "throttle", on="write")
    world.visit()
    (waiting,) = [one for one in world.effects("ad_create") if one.state is EffectState.PLANNED]
    tomorrow = world.platform.clock().date() + timedelta(days=1)
    assert waiting.due_at is not None
    assert waiting.due_at.date() == tomorrow
    assert waiting.attempts == 0
    world.later((waiting.due_at - world.platform.clock()).total_seconds())
    for _ in range(3):
        world.sweep()
        world.later(61)
    assert world.child("linkedin").details.status is CampaignStatus.ACTIVE


def test_nothing_runs_yet_so_the_run_looks_again_when_something_is_due() -> None:
    world = World(platforms=None)
    for name in ALL:
        world.fault(name, "error_before_commit", on="write")
    turn = world.visit()
    assert (turn.step, world.run.state) == (RunStepName.AD_MANAGER, RunState.WAITING)
    assert 15 <= turn.wait_seconds <= 3_601


def test_days_are_kept_as_the_campaigns_metrics_and_the_budget_moves_once_to_what_brings_more() -> (
    None
):
    world = World()
    world.visit()
    world.stand_ins.skip(20)
    world.revise()
    world.visit()
    today = world.platform.clock().date()
    for name in ALL:
        days = world.platform.campaigns.metrics(
            world.child(name).campaign_id, today - timedelta(days=29), today
        )
        kept = world.on(name)[0]["days"]
        assert len(days) == len(kept) == 20
        assert [one.spend for one in days] == [round(one["spend"] * 100) for one in kept]
        assert [one.leads for one in days] == [one["conversions"] for one in kept]
        assert world.line(name).days == 20
    shifts = world.effects("ad_budget")
    assert len(shifts) >= 2
    assert {one.state for one in shifts} == {EffectState.DONE}
    assert sum(world.child(name).details.daily_budget.amount for name in ALL) == 10_000
    assert len(world.shifts) == len(shifts)
    assert world.ads.shift


def test_no_budget_grows_before_another_has_given_what_it_gets() -> None:
    world = World()
    world.visit()
    world.stand_ins.skip(20)
    world.revise()
    for name in ALL:
        world.fault(name, "throttle", on="write")
    world.visit()
    shifts = [(AdChange.of(one), one) for one in world.effects("ad_budget")]
    takes = [one for change, one in shifts if (change.after or 0) > (change.before or 0)]
    assert takes
    assert {one.state for one in takes} == {EffectState.PLANNED}
    assert world.shifts == []
    for _ in range(60):
        world.later(1_800)
        world.sweep()
        assert sum(there["budget"] for name in ALL for there in world.on(name)) <= 100.0
    assert sum(world.child(name).details.daily_budget.amount for name in ALL) == 10_000


def test_a_better_ad_takes_the_place_of_the_one_it_was_written_for() -> None:
    world = World()
    world.visit()
    old, fresh = PIECES[Platform.META][0], "01JNB3V5QZ8W2Y4X6T7R9P0K2K"
    piece = world.write(Platform.META, fresh, revision=1, of=old)
    known = world.run.content
    assert known is not None
    world.revise(ContentPart(pieces=(*known.pieces, piece.summary())))
    world.visit()
    ads = world.platform.ads.to(Platform.META)
    assert ads.creatives(world.on("meta")[0]["id"]) == {fresh}
    entry = world.child("meta").ad_changes[-1]
    assert (entry.creative, entry.retires) == (fresh, (old,))


def test_a_missing_report_is_unknown_and_not_nothing() -> None:
    world = World()
    world.visit()
    world.stand_ins.skip(5)
    world.fault("linkedin", "no_permission_empty", match="Analytics", times=-1)
    world.revise()
    world.visit()
    line = world.line("linkedin")
    assert (line.days, line.read_until) == (0, None)
    assert "spend" in line.unknown
    assert "may not read" in findings(world, "linkedin")
    assert (
        world.platform.campaigns.metrics(line.campaign_id, date(2026, 1, 1), date(2026, 12, 1))
        == ()
    )


def test_what_was_read_before_is_written_once() -> None:
    world = World()
    world.visit()
    world.stand_ins.skip(3)
    readings = AdReadings.of(world.platform)  # type: ignore[arg-type]
    readings.refresh(world.child("meta"))
    told = world.told()
    readings.refresh(world.child("meta"))
    assert world.told() == told


@pytest.mark.parametrize("kind", ["ad_budget", "ad_activate"])
def test_what_was_changed_can_be_taken_back(kind: str) -> None:
    world = World()
    world.visit()
    world.stand_ins.skip(20)
    world.revise()
    world.visit()
    name = next(n for n in ALL if kind in [one.kind for one in world.child(n).ad_changes])
    child = world.child(name)
    entry = next(one for one in child.ad_changes if one.kind == kind)
    back = undo_of(child, entry, world.platform.clock())
    world.platform.effects.put(back)
    world.sweep()
    after = world.child(name)
    if kind == "ad_budget":
        assert after.details.daily_budget.amount == entry.before == AdChange.of(back).after
    else:
        assert after.details.status is CampaignStatus.PAUSED
        assert not world.on(name)[0]["runs"]
