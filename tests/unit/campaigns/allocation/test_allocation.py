"""A day's budget over channels."""

import random
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baton.campaigns.allocation import allocate
from baton.campaigns.channel_budgets import (
    AllocationGoal,
    AllocationTask,
    ChannelBudget,
    ShiftLimits,
)
from baton.core.errors import Unprocessable
from tests.unit.campaigns.allocation.histories import START, days

CASES = 20 * settings.default.max_examples
"""A thousand; twenty thousand in the profile ``long``."""


def channel(name, budget=10_000, history=(), **rest):
    return ChannelBudget(channel_id=name, budget=budget, history=history, **rest)


def task(*channels, total=None, **rest):
    total = sum(one.budget for one in channels) if total is None else total
    return AllocationTask(currency="USD", total=total, channels=channels, **rest)


def after(found):
    return {one.channel_id: one.after for one in found.shares}


def any_case(chance):
    """Channels with bounds, some held, some with a past, and a total that can be divided."""
    channels = [_any_channel(chance, f"c{number}") for number in range(chance.randint(1, 6))]
    free = [one for one in channels if not one.held]
    held = sum(one.budget for one in channels if one.held)
    least = sum(one.minimum for one in free)
    most = sum(10**12 if one.maximum is None else one.maximum for one in free)
    total = held + (least if chance.random() < 0.1 else chance.randint(least, max(least, most)))
    limits = ShiftLimits(max_shift=chance.choice((0.0, 0.1, 0.5, 1.0)), reach=chance.uniform(1, 4))
    return task(*channels, total=total, limits=limits)


def _any_channel(chance, name):
    budget = chance.choice((0, 1, 7, chance.randint(0, 10**5), chance.randint(0, 10**11)))
    minimum = chance.choice((0, 0, 1, budget // 3, budget))
    maximum = None if chance.random() < 0.5 else minimum + chance.randint(0, 2 * budget + 3)
    return channel(
        name,
        budget,
        days(*((chance.randint(0, 2 * budget), chance.choice((0, 1, 5, 2.5, -1)))
               for _ in range(chance.choice((0, 0, 0, 1, 3))))),
        minimum=minimum,
        maximum=maximum,
        held=chance.random() < 0.2,
    )  # fmt: skip


def keeps_its_promises(given_task, seed):
    found = allocate(given_task, seed=seed, draws=2)
    shares = {one.channel_id: one for one in found.shares}
    assert sum(after(found).values()) == given_task.total
    for one in given_task.channels:
        own = shares[one.channel_id].after
        if one.held:
            assert own == one.budget
        else:
            assert one.minimum <= own
            assert one.maximum is None or own <= one.maximum
    free = given_task.total - sum(one.budget for one in given_task.channels if one.held)
    assert found.moved <= given_task.limits.max_shift * free
    turned = given_task.model_copy(update={"channels": tuple(reversed(given_task.channels))})
    assert allocate(turned, seed=seed, draws=2) == found


def test_random_cases_add_up_exactly_within_bounds_and_holds_in_any_order():
    chance = random.Random(20260302)
    for number in range(CASES):
        keeps_its_promises(any_case(chance), str(number))


@settings(max_examples=200, deadline=None)
@given(source=st.randoms(use_true_random=False), seed=st.text(max_size=5))
def test_no_case_that_somebody_looks_for_breaks_them(source, seed):
    keeps_its_promises(any_case(source), seed)


def test_money_goes_where_its_next_unit_brings_more():
    good = channel("good", history=days(*[(10_000, 30), (8_000, 26), (12_000, 35)] * 4))
    poor = channel("poor", history=days(*[(10_000, 5), (8_000, 4), (12_000, 6)] * 4))
    found = allocate(task(good, poor), seed="1")
    assert after(found)["good"] > 10_000 > after(found)["poor"]
    assert found.gain.value > 0
    assert found.gain.low <= found.gain.value <= found.gain.high
    margins = [one.margin for one in found.shares]
    assert margins[0].low > margins[1].high


def test_one_change_moves_a_fifth_at_most_unless_told_otherwise():
    good = channel("good", history=days(*[(10_000, 80)] * 20))
    poor = channel("poor", history=days(*[(10_000, 1)] * 20))
    assert 3_990 <= allocate(task(good, poor), seed="1").moved <= 4_000
    further = task(good, poor, limits=ShiftLimits(max_shift=0.4, reach=2))
    assert 7_000 <= allocate(further, seed="1").moved <= 8_000


def test_a_channel_gets_no_more_than_its_reach_beyond_what_was_seen():
    good = channel("good", 1_000, history=days(*[(1_000, 90)] * 20))
    poor = channel("poor", 50_000, history=days(*[(50_000, 1)] * 20))
    wide = task(good, poor, limits=ShiftLimits(max_shift=1, reach=1.5))
    assert after(allocate(wide, seed="1"))["good"] == 1_500


def test_what_is_not_known_yet_gets_a_trial_and_says_so():
    known = channel("known", 20_000, history=days(*[(20_000, 20)] * 20))
    new = channel("new", 0)
    found = allocate(task(known, new), seed="1")
    assert 0 < after(found)["new"] <= 4_000
    assert "nothing of it was seen yet" in found.shares[1].reason
    assert found.shares[1].margin is None


def test_without_any_result_all_keep_their_proportion_in_a_new_total():
    found = allocate(task(channel("a", 10_000), channel("b", 30_000), total=20_000), seed="1")
    assert after(found) == {"a": 5_000, "b": 15_000}
    assert found.gain is None
    assert found.moved == 0
    assert "Nothing tells one channel from another" in found.text


def test_another_channel_changes_nothing_about_what_is_drawn_for_one():
    one, two = channel("one", history=days((9_000, 9))), channel("two", history=days((9_000, 9)))
    held = channel("zz", held=True)
    alone, beside = allocate(task(one, two), seed="1"), allocate(task(one, two, held), seed="1")
    assert after(alone) == {name: own for name, own in after(beside).items() if name != "zz"}


def test_another_seed_draws_anew():
    one, two = channel("one", history=days((9_000, 9))), channel("two", history=days((9_000, 3)))
    assert len({allocate(task(one, two), seed=str(n)).moved for n in range(5)}) > 1


def test_a_channel_that_fell_off_is_judged_by_its_days_since():
    steady = channel("steady", history=days(*[(10_000, 20)] * 28))
    fell = channel("fell", history=days(*[(10_000, 40)] * 18, *[(10_000, 8)] * 10))
    found = allocate(task(steady, fell), seed="1")
    share = found.shares[0]
    assert share.changed_on == START + timedelta(days=18)
    assert "since 2026-03-20" in share.reason
    assert share.after < 10_000
    assert found.shares[1].changed_on is None


def test_reasons_say_the_margin_in_the_unit_of_the_aim():
    one = channel("one", history=days(*[(10_000, 20)] * 9))
    text = allocate(task(one), seed="1").shares[0].reason
    assert text.startswith(
        "USD 100.00 to USD 100.00 a day: the next USD 100.00 a day are expected to"
    )
    assert "leads" in text
    money = one.model_copy(update={"history": days(*[(10_000, 30_000)] * 9)})
    text = allocate(task(money, aim=AllocationGoal.REVENUE), seed="1").shares[0].reason
    assert "the next USD 1.00 a day" in text
    assert " USD (" in text


@pytest.mark.parametrize(
    ("channels", "total", "says"),
    [
        ((channel("a", minimum=6_000), channel("b", minimum=5_000)), 10_000, "USD 110.00 of minimums"),
        ((channel("a", maximum=4_000), channel("b", maximum=5_000)), 10_000, "USD 90.00 of maximums"),
        ((channel("a", held=True), channel("b")), 9_000, "USD 100.00 held"),
        ((channel("a", held=True),), 20_000, "Lower the total"),
    ],
)  # fmt: skip
def test_bounds_that_cannot_hold_the_total_are_told_with_their_sums(channels, total, says):
    with pytest.raises(Unprocessable, match="a day cannot be divided") as told:
        allocate(task(*channels, total=total), seed="1")
    assert says in str(told.value)


def test_an_amount_as_large_as_money_goes_is_divided_to_the_last_unit():
    given_task = task(channel("a", 1), channel("b", 10**15 - 1), channel("c", 3), total=10**15)
    assert sum(after(allocate(given_task, seed="1")).values()) == 10**15
