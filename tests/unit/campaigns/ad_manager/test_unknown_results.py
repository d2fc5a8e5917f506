"""What a platform does not tell moves no budget, and what it tells moves it within bounds."""

from typing import Any

from baton.campaigns.ads.readings import AdReadings
from baton.effects.effect import EffectState
from tests.unit.campaigns.ad_manager.test_ad_manager import ALL, findings
from tests.unit.campaigns.ad_manager.world import World


def _reports_no_results(world: World, name: str) -> None:
    """From the beginning on: the days of what was shown stay."""
    for day in world.on(name)[0]["days"]:
        day |= {"conversions": 0, "revenue": 0.0}


def _facts_of(world: World, name: str) -> list[dict[str, Any]]:
    told = (entry.payload["message"]["payload"] for entry in world.platform.outbox.entries.values())
    rows = [fact["row"] for payload in told for fact in payload.get("facts", ())]
    return [row for row in rows if row["platform"] == name]


def test_a_platform_that_tells_no_results_keeps_its_budget_and_has_none_as_facts() -> None:
    world = World()
    world.visit()
    world.stand_ins.skip(20)
    _reports_no_results(world, "meta")
    before = world.child("meta").details.daily_budget
    world.revise()
    world.visit()
    assert "leads" in world.line("meta").unknown
    assert world.child("meta").details.daily_budget == before
    assert sum(world.child(name).details.daily_budget.amount for name in ALL) == 10_000
    assert {row.get("conversions") for row in _facts_of(world, "meta")} == {None}
    assert {row.get("revenue") for row in _facts_of(world, "meta")} == {None}
    assert None not in {row.get("conversions") for row in _facts_of(world, "google")}


def test_once_results_are_told_the_days_before_had_none() -> None:
    world = World()
    world.visit()
    world.stand_ins.skip(10)
    readings = AdReadings.of(world.platform)  # type: ignore[arg-type]
    _reports_no_results(world, "meta")
    readings.refresh(world.child("meta"))
    world.on("meta")[0]["days"][-1] |= {"conversions": 2, "revenue": 90.0}
    readings.refresh(world.child("meta"))
    told = [row["conversions"] for row in _facts_of(world, "meta")[-10:]]
    assert told == [0.0] * 9 + [2.0]


def test_a_shift_asks_for_no_more_than_one_change_may_move() -> None:
    world = World()
    world.visit()
    world.stand_ins.skip(20)
    for name in ("meta", "linkedin"):
        for day in world.on(name)[0]["days"]:
            day["conversions"] = 9 if name == "meta" else 0
    world.revise()
    world.visit()
    shifts = world.effects("ad_budget")
    assert {one.state for one in shifts} == {EffectState.DONE}
    assert "refused" not in findings(world, "linkedin")
    assert world.child("linkedin").details.daily_budget.amount < 3_333
