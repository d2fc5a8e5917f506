"""Demand as it was, of which kind it is, and what serves it best."""

import random
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import pytest

from baton.commerce.inventory.demand import DemandKind, demand, has_season, kind_of
from baton.commerce.inventory.forecast_methods import (
    baselines,
    candidates,
    croston,
    seasonal,
    smoothed,
    tsb,
)
from baton.commerce.inventory.forecasting import (
    UNTRIED,
    chosen,
    costs_of_kinds,
    expectation,
    interval,
    judged,
)
from baton.commerce.inventory.replenishment import Policy, simulated
from baton.commerce.inventory.stock import Movement, MovementReason

START = datetime(2026, 3, 2, 12, tzinfo=UTC)
POLICY = Policy(lead=5, review=5, fill=0.95)
SOLD, BACK, CAME = MovementReason.SOLD, MovementReason.RETURNED, MovementReason.RECEIVED


def moved(day: int, pieces: int, reason: MovementReason, by: str) -> Movement:
    return Movement(
        movement_id=f"{by}:{day}",
        sku="RED",
        location="wien",
        on_hand=pieces,
        reason=reason,
        by=by,
        at=START + timedelta(days=day),
    )


def test_demand_is_what_was_sold_less_what_came_back_of_it() -> None:
    moves = [
        moved(0, 9, CAME, "p1"),
        moved(1, -3, SOLD, "o1"),
        moved(1, -1, SOLD, "o2"),
        moved(4, 2, BACK, "o1"),
        moved(4, 1, BACK, "other-order"),
        moved(6, -2, SOLD, "o3"),
    ]
    found = demand(moves, date(2026, 3, 8))
    assert (found.first, found.values) == (date(2026, 3, 2), (0, 2, 0, 0, 0, 0))


def test_days_without_stock_tell_nothing_about_demand() -> None:
    moves = [moved(0, 2, CAME, "p1"), moved(1, -2, SOLD, "o1"), moved(4, 2, CAME, "p2")]
    found = demand([*moves, moved(5, -2, SOLD, "o2")], date(2026, 3, 8))
    assert found.values == (0, 2, 1, 1, 0, 2)
    assert demand([], date(2026, 3, 8)).values == ()


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ([5, 4, 6, 5, 5], DemandKind.SMOOTH),
        ([1, 9, 1, 20, 1], DemandKind.ERRATIC),
        ([5, 0, 0, 4, 0], DemandKind.INTERMITTENT),
        ([1, 0, 0, 20, 0, 1], DemandKind.LUMPY),
        ([0, 0], DemandKind.NONE),
    ],
)
def test_kinds_of_demand(values: Sequence[float], kind: DemandKind) -> None:
    assert kind_of(values) is kind


def test_croston_and_sba_by_hand() -> None:
    """Demands of 4 and 8 after intervals of 2 and 4 days: sizes 4 + (8 - 4)/2, intervals 2 + (4 - 2)/2
    with a weight of a half.
    """
    values = [0, 4, 0, 0, 0, 8, 0]
    at = frozenset((7,))
    assert croston(values, at, 1, alpha=0.5, unbiased=False)[7][0] == pytest.approx(6 / 3)
    assert croston(values, at, 1, alpha=0.5, unbiased=True)[7][0] == pytest.approx(6 / 3 * 0.75)


def test_what_is_no_longer_asked_for_fades_by_tsb_but_not_by_croston() -> None:
    values = [0, 4] * 20 + [0] * 60
    at = frozenset((40, 100))
    faded = tsb(values, at, 1, alpha=0.1, beta=0.05)
    stays = croston(values, at, 1, alpha=0.1, unbiased=False)
    assert faded[100][0] < 0.05 * faded[40][0]
    assert stays[100] == stays[40]


def test_no_method_knows_what_comes_later() -> None:
    chance = random.Random(5)
    values = [float(chance.choice((0, 0, 1, 3))) for _ in range(60)]
    other = [*values[:40], *(value + 7 for value in values[40:])]
    for method in (*baselines(), *candidates((7,))):
        told = [method.run(one, frozenset((20, 40)), 10) for one in (values, other)]
        assert told[0] == told[1]
        assert all(len(said) == 10 and min(said) >= 0 for said in told[0].values())


def test_a_week_that_repeats_itself_is_seen_and_served_by_a_seasonal_method() -> None:
    chance = random.Random(3)
    week = (0, 2, 2, 3, 12, 20, 0)
    values = [float(max(week[day % 7] + chance.randint(-1, 1), 0)) for day in range(210)]
    assert has_season(values, 7)
    assert not has_season([float(chance.randint(0, 9)) for _ in range(210)], 7)
    assert chosen(judged(values, POLICY)).startswith("season of 7")
    said = seasonal(values, frozenset((210,)), 7, alpha=0.05, season=7)[210]
    assert said == pytest.approx([max(one, 0.5) for one in week], abs=1.2)


def test_where_too_little_is_known_nothing_is_chosen() -> None:
    assert judged([0, 0, 3, 0], POLICY) == {}
    assert chosen({}) == UNTRIED
    found = expectation([0, 0, 3, 0], POLICY, "no such method")
    assert found.method == UNTRIED
    assert found.awaited.mean == pytest.approx(0.75 * 10)


def test_the_costs_of_its_kind_count_for_a_sku_as_far_as_said() -> None:
    own = {"a": 1.0, "b": 1.02}
    kinds = costs_of_kinds([(DemandKind.LUMPY, {"a": 1.5, "b": 0.5})])
    assert chosen(own) == "a"
    assert chosen(own, kinds[DemandKind.LUMPY]) == "b"


def test_an_interval_holds_eight_of_ten() -> None:
    low, high = interval(1.0, 1.0)
    assert (low, high) == pytest.approx((0.10536, 2.30259), abs=1e-4)
    assert interval(0, 0) == (0, 0)
    assert interval(3, 0) == (3, 3)


def test_stock_is_simulated_day_by_day() -> None:
    """Up to 4 every other day, there the next day; two a day are asked for, so none is lost but what
    the beginning lacks.
    """
    values = [2.0] * 12
    levels = dict.fromkeys(range(2, 13, 2), 4.0)
    policy = Policy(lead=1, review=2, fill=0.95)
    found = simulated(values, 6, levels, policy)
    assert (found.asked, found.orders) == (12, 3)
    assert found.lost + sum([2] * 3) <= 12
    assert simulated(values, 6, dict.fromkeys(levels, 6.0), policy).lost == 0


def test_smoothing_is_the_mean_as_long_as_little_is_known() -> None:
    assert smoothed([1, 2, 6], frozenset((3,)), 2, alpha=0.05)[3] == [3, 3]
