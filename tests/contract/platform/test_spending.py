"""What every store of budgets, and every store of circuits, promises."""

import random
import threading
from dataclasses import replace
from datetime import timedelta

import pytest

from baton.language.budget import BudgetHold, Day, Rules, Switch
from baton.language.spending import OverBudget
from baton.resilience.circuit import Circuit
from baton.runtime.platform import Platform
from tests.fakes.platform.clock import NOON

TODAY = NOON.date()
RULES = Rules(limit=1_000, alert_at=800)


def hold(number: int, micros: int) -> BudgetHold:
    return BudgetHold(TODAY, f"hold-{number}", micros)


def test_a_day_begins_with_nothing(platform: Platform) -> None:
    assert platform.spending.day(TODAY) == Day(TODAY)


def test_what_is_held_counts_until_it_is_settled_for_less(platform: Platform) -> None:
    spending = platform.spending
    assert spending.hold(hold(1, 600), RULES).committed == 600
    assert spending.hold(hold(2, 400), RULES).open_calls == 2
    with pytest.raises(OverBudget) as refused:
        spending.hold(hold(3, 1), RULES)
    assert refused.value.day.committed == 1_000
    assert spending.settle(hold(1, 600), 50)
    day = spending.hold(hold(3, 550), RULES)
    assert (day.committed, day.charged, day.calls) == (1_000, 50, 3)


def test_settling_again_changes_nothing(platform: Platform) -> None:
    platform.spending.hold(hold(1, 600), RULES)
    settled = Day(TODAY, committed=100, charged=100, calls=1)
    assert platform.spending.settle(hold(1, 600), 100) == settled
    assert platform.spending.settle(hold(1, 600), 100) is None
    assert platform.spending.day(TODAY) == settled


def test_holding_the_same_again_changes_nothing(platform: Platform) -> None:
    platform.spending.hold(hold(1, 600), RULES)
    assert platform.spending.hold(hold(1, 600), RULES).committed == 600


def test_a_call_over_the_whole_limit_is_refused_on_a_new_day(platform: Platform) -> None:
    with pytest.raises(OverBudget):
        platform.spending.hold(hold(1, 1_001), RULES)
    assert platform.spending.day(TODAY) == Day(TODAY)


def test_too_many_calls_without_a_known_end_end_the_days_calls(platform: Platform) -> None:
    rules = replace(RULES, most_open=2)
    for number in (1, 2):
        platform.spending.hold(hold(number, 10), rules)
    with pytest.raises(OverBudget, match="2 calls of this day have no known end"):
        platform.spending.hold(hold(3, 10), rules)
    platform.spending.settle(hold(1, 10), 10)
    assert platform.spending.hold(hold(3, 10), rules).open_calls == 2


def test_days_do_not_touch_each_other(platform: Platform) -> None:
    tomorrow = replace(hold(1, 1_000), day=TODAY + timedelta(days=1))
    platform.spending.hold(hold(1, 1_000), RULES)
    platform.spending.hold(tomorrow, RULES)
    platform.spending.settle(tomorrow, 10)
    assert platform.spending.day(TODAY).committed == 1_000


def test_that_people_were_told_is_remembered(platform: Platform) -> None:
    platform.spending.hold(hold(1, 800), RULES)
    assert platform.spending.day(TODAY).wants_alert(RULES)
    platform.spending.alerted(TODAY, NOON)
    assert platform.spending.day(TODAY).alerted_at == NOON


def test_what_is_asked_belongs_to_one_until_its_time_is_over(platform: Platform) -> None:
    claim, later = platform.spending.claim, NOON + timedelta(minutes=1)
    assert claim("a", "one", NOON, later)
    assert claim("a", "one", NOON, later), "its first answer was lost"
    assert not claim("a", "two", NOON, later)
    assert claim("b", "two", NOON, later)
    assert claim("a", "two", later, later + timedelta(minutes=1))
    assert not claim("a", "one", later, later + timedelta(minutes=1))
    assert claim("a", "two", later, later), "it is given back"
    assert claim("a", "one", later, later + timedelta(minutes=1))


def test_the_switch_is_off_until_it_is_turned(platform: Platform) -> None:
    assert platform.spending.switch() == Switch()
    stopped = Switch(stopped=True, reason="odd answers", by="operator", at=NOON)
    platform.spending.turn(stopped)
    assert platform.spending.switch() == stopped
    platform.spending.turn(Switch(stopped=False, by="operator", at=NOON))
    assert not platform.spending.switch().stopped


@pytest.mark.parametrize("workers", [2, 10])
def test_workers_that_race_for_the_budget_never_go_over_it(
    platform: Platform, workers: int
) -> None:
    chance = random.Random(workers)
    plans = [[chance.randint(50, 300) for _ in range(6)] for _ in range(workers)]
    over: list[int] = []
    lock = threading.Lock()
    real = {"spent": 0}

    def spend(worker: int) -> None:
        for number, micros in enumerate(plans[worker]):
            wanted = hold(worker * 100 + number, micros)
            try:
                day = platform.spending.hold(wanted, RULES)
            except OverBudget:
                continue
            over.append(max(0, day.committed - RULES.limit))
            cost = micros // 2
            with lock:
                real["spent"] += cost
            platform.spending.settle(wanted, cost)

    threads = [threading.Thread(target=spend, args=(worker,)) for worker in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    day = platform.spending.day(TODAY)
    assert not any(over)
    assert day.committed == day.charged == real["spent"] <= RULES.limit
    assert not day.open_calls


def test_a_circuit_changes_only_as_it_was_read(platform: Platform) -> None:
    store = platform.breakers
    begun = store.read("the model")
    assert begun == Circuit()
    failed = replace(begun, failures=1, version=1)
    assert store.swap("the model", begun, failed)
    assert not store.swap("the model", begun, failed)
    opened = replace(failed, open_until=NOON, probe_until=NOON + timedelta(seconds=9), version=2)
    assert store.swap("the model", failed, opened)
    assert store.read("the model") == opened
    assert store.read("another") == Circuit()
