"""What the orders' store promises, in memory and in DynamoDB."""

from datetime import timedelta
from typing import Any

import pytest

from baton.commerce.container import Commerce
from baton.commerce.orders.order import Order, OrderState
from baton.commerce.orders.repository import OrderRepository
from baton.core.errors import AlreadyExists, NotFound, StaleVersion
from baton.runtime.platform import Platform
from tests.unit.commerce.order.given import an_order

FIRST = "01J00000000000000000000001"


def orders(platform: Platform) -> OrderRepository:
    return platform.area(Commerce).orders


def add(platform: Platform, order: Order) -> Order:
    with platform.transactions.begin() as unit:
        orders(platform).add(order, unit)
    return order


def test_an_order_is_kept_whole_and_once(platform: Platform) -> None:
    order = add(platform, an_order(FIRST))
    assert orders(platform).get(FIRST) == order
    with pytest.raises(AlreadyExists):
        add(platform, an_order(FIRST, email="eve@example.com"))
    assert orders(platform).get(FIRST) == order
    with pytest.raises(NotFound):
        orders(platform).get("01J0000000000000000000000Z")


def test_of_two_who_change_an_order_one_is_told_that_it_was_changed(platform: Platform) -> None:
    order = add(platform, an_order(FIRST))
    now = order.placed_at + timedelta(minutes=1)
    second = order.noted(now, "a", "Paid.", state=OrderState.AUTHORISED)
    with platform.transactions.begin() as unit:
        orders(platform).replace(second, unit)
    with pytest.raises(StaleVersion), platform.transactions.begin() as unit:
        orders(platform).replace(order.noted(now, "b", "Given up."), unit)
    assert orders(platform).get(FIRST) == second


def test_a_version_is_kept_by_itself_only_after_the_one_before(platform: Platform) -> None:
    order = add(platform, an_order(FIRST))
    second = order.noted(order.placed_at, "a", "The amount was captured.")
    orders(platform).save(second)
    with pytest.raises(StaleVersion):
        orders(platform).save(order.noted(order.placed_at, "b", "Given up."))
    assert orders(platform).get(FIRST) == second
    third = second.noted(order.placed_at, "a", "It is labelled.")
    with platform.transactions.begin() as unit:
        orders(platform).replace(third, unit)
    assert orders(platform).page("ann" if order.customer_id == "ann" else None).items == (third,)


def test_a_transaction_goes_through_only_with_the_version_that_it_holds(
    platform: Platform,
) -> None:
    order, other = add(platform, an_order(FIRST)), an_order("01J00000000000000000000002")
    with platform.transactions.begin() as unit:
        orders(platform).hold(order, unit)
        orders(platform).add(other, unit)
    assert orders(platform).get(other.order_id) == other
    changed = order.noted(order.placed_at, "a", "Changed.")
    with pytest.raises(StaleVersion), platform.transactions.begin() as unit:
        orders(platform).hold(changed, unit)
        orders(platform).add(an_order("01J00000000000000000000003"), unit)


def test_orders_are_listed_the_newest_first_by_customer_and_leave_the_list_with_them(
    platform: Platform,
) -> None:
    made = [
        add(platform, an_order(f"01J0000000000000000000001{number}", minutes=number, customer=who))
        for number, who in enumerate(("ann", "bob", "ann", None, "ann"))
    ]

    def listed(customer: str | None) -> list[str]:
        found: list[str] = []
        cursor = None
        while True:
            page = orders(platform).page(customer, cursor=cursor, limit=2)
            found += [one.order_id for one in page.items]
            if (cursor := page.cursor) is None:
                return found

    assert listed("ann") == [made[4].order_id, made[2].order_id, made[0].order_id]
    assert listed(None) == [one.order_id for one in reversed(made)]
    with platform.transactions.begin() as unit:
        gone = made[2].next_version(made[2].placed_at, customer_id=None)
        orders(platform).replace(gone, unit)
    assert listed("ann") == [made[4].order_id, made[0].order_id]


def test_orders_are_found_by_state_and_day_and_move_with_their_state(platform: Platform) -> None:
    made = [
        add(platform, an_order(f"01J0000000000000000000001{number}", minutes=number, customer=who))
        for number, who in enumerate(("ann", "bob", "ann", "ann"))
    ]
    paid = made[2].noted(made[2].placed_at, "a", "Paid.", state=OrderState.CONFIRMED)
    with platform.transactions.begin() as unit:
        orders(platform).replace(paid, unit)

    def found(customer: str | None = None, **which: Any) -> list[str]:
        return [one.order_id[-1] for one in orders(platform).page(customer, **which).items]

    assert found(state=OrderState.PLACED) == ["3", "1", "0"]
    assert found(state=OrderState.CONFIRMED) == ["2"]
    assert found("ann", state=OrderState.PLACED) == ["3", "0"]
    since, before = made[1].placed_at, made[3].placed_at
    assert found(since=since, before=before) == ["2", "1"]
    assert found(state=OrderState.PLACED, since=since, before=before) == ["1"]
    first = orders(platform).page(state=OrderState.PLACED, limit=1)
    second = orders(platform).page(state=OrderState.PLACED, cursor=first.cursor, limit=1)
    assert second.items == (made[1],)
