"""People see what language models cost, and stop them; the next call obeys."""

from baton.language.budget import BudgetHold, Rules
from baton.language.generation import WrittenBy
from tests.unit.platform.language.test_budget_races import FakeEndpoint
from tests.unit.platform.language.world import World, ask

PATH = "/api/v1/language"


def test_the_days_budget_is_told(platform, api):
    today = platform.clock().date()
    platform.spending.hold(BudgetHold(today, "a", 30_000), Rules())
    platform.spending.hold(BudgetHold(today, "b", 20_000), Rules())
    platform.spending.settle(BudgetHold(today, "b", 20_000), 5_000)

    status = api.get(PATH).json

    assert (status["limit_usd"], status["alert_usd"], status["stopped"]) == (100, 80, False)
    assert (status["committed_usd"], status["charged_usd"]) == (0.035, 0.005)
    assert (status["calls"], status["open_calls"]) == (2, 1)


def test_whoever_stops_the_models_is_obeyed_by_the_next_call(platform, api):
    world = World(platform)
    gateway = world.gateway(FakeEndpoint(platform))
    assert gateway.write(ask(fresh=True)).written_by is WrittenBy.MODEL

    stopped = api.post(f"{PATH}/switch", {"stopped": True, "reason": "Odd answers"})

    assert stopped.status == 200
    assert (stopped.json["turned_by"], stopped.json["reason"]) == ("client-1", "Odd answers")
    written = gateway.write(ask(fresh=True))
    assert (written.written_by, written.calls) == (WrittenBy.TEMPLATE, 0)
    assert "Odd answers" in written.reason
    assert api.post(f"{PATH}/switch", {"stopped": False}).json["stopped"] is False
    assert gateway.write(ask(fresh=True)).written_by is WrittenBy.MODEL


def test_nobody_stops_the_models_without_a_reason(platform, api):
    assert api.post(f"{PATH}/switch", {"stopped": True, "reason": " "}).status == 400
    assert not platform.spending.turned.stopped


def test_the_switch_says_when_it_cannot_be_turned(platform, api):
    platform.faults.fail("spending")

    assert api.post(f"{PATH}/switch", {"stopped": True, "reason": "now"}).status == 503
