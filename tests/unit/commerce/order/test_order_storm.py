"""An order adds up whoever cancels, returns, dies or is overtaken at whichever moment."""

from contextlib import suppress
from itertools import permutations
from typing import Any, cast

import pytest

from baton.commerce.orders.changing import NewReturn, OrderChanges
from baton.commerce.orders.order import OrderState
from baton.core.errors import BatonError, IdTaken, InvalidInput
from tests.fakes.platform.faults import Crash, Faults
from tests.storms.orders import Storm
from tests.storms.payments import in_order, timed_out
from tests.unit.commerce.order.accounts import wrong
from tests.unit.commerce.order.world import ORDER, World

RETURNS = tuple(f"01J0000000000000000000R00{number}" for number in range(1, 4))


def changes(world: World) -> OrderChanges:
    return OrderChanges.of("commerce_api", cast("Any", world.platform))


def cancel(world: World) -> None:
    changes(world).cancel(ORDER, "not wanted", by="ann", correlation_id="c")


def send_back(world: World, number: int = 0, order_id: str = ORDER) -> None:
    new = NewReturn(pieces={"SHIRT": 1}, reason="too small")
    changes(world).send_back(order_id, new, RETURNS[number], by="ann", correlation_id="c")


def wrong_in(world: World) -> list[str]:
    return wrong(world.platform, {"SHIRT": world.pieces})


@pytest.mark.parametrize("seed", range(16))
def test_whatever_comes_at_once_ends_in_one_charge_and_one_label_or_in_nothing(seed: int) -> None:
    assert Storm(seed).run() == []


@pytest.mark.parametrize("seed", range(16))
def test_a_payment_that_times_out_after_it_was_made_is_made_once(seed: int) -> None:
    assert timed_out(seed) == []


@pytest.mark.parametrize("order_of", list(permutations(range(6)))[::30])
def test_webhooks_in_any_order_repeated_and_before_the_order_come_to_one_state(
    order_of: tuple[int, ...],
) -> None:
    assert in_order(order_of, at_once=True) == in_order(order_of, at_once=False) == []


def test_an_id_that_is_another_order_is_refused_and_the_same_order_is_found() -> None:
    world = World()
    first = world.place()
    assert world.place() == first
    for other in ({"email": "bob@example.com"}, {"quantity": 1}, {"customer_id": "bob"}):
        with pytest.raises(IdTaken):
            world.place(**other)
    assert world.stock() == (3, 2)


@pytest.mark.parametrize("card", ["pm_card_visa", "pm_card_authenticationRequired"])
def test_a_cancellation_after_a_death_at_any_call_leaves_nothing(card: str) -> None:
    probe = World(Faults())
    probe.place(payment_method=card)
    begun = len(probe.platform.faults.calls)
    probe.visit()
    for number, after in probe.platform.faults.deaths(begun):
        world = World(Faults())
        world.place(payment_method=card)
        world.platform.faults.crash_at(number, after=after)
        with suppress(Crash):
            world.visit()
        world.restart()
        cancel(world)
        assert world.to_the_end().state is OrderState.CANCELED
        assert wrong_in(world) == [], f"{number}, {after}"


def test_a_card_that_another_took_the_place_of_is_let_go_with_a_canceled_order() -> None:
    world = World()
    world.place(payment_method="pm_card_authenticationRequired")
    world.visit()
    changes(world).pay_with(ORDER, "pm_card_visa", by="ann", correlation_id="c")
    cancel(world)
    world.to_the_end()
    assert [one["status"] for one in world.intents()] == ["canceled"]
    assert wrong_in(world) == []


@pytest.mark.parametrize("carried_out", [True, False])
def test_what_came_back_before_a_cancellation_is_in_stock_and_paid_back_once(
    *, carried_out: bool
) -> None:
    world = World()
    world.place()
    world.to_the_end()
    send_back(world)
    if carried_out:
        world.to_the_end()
    cancel(world)
    world.to_the_end()
    assert (world.stock(), wrong_in(world)) == ((5, 0), [])


def test_pieces_whose_refund_was_refused_do_not_come_back_twice() -> None:
    world = World()
    world.place(quantity=1)
    world.to_the_end()
    world.payments.provider.refund("by-hand", world.intents()[0]["id"], 2_490)
    send_back(world)
    order = world.to_the_end()
    assert order.returns[0].refused
    with pytest.raises(InvalidInput):
        send_back(world, 1)
    assert world.stock() == (5, 0)


def test_the_same_return_id_of_two_orders_is_two_returns() -> None:
    world, other = World(), "01J00000000000000000000002"
    for order_id in (ORDER, other):
        world.place(order_id)
        world.to_the_end(order_id)
        send_back(world, order_id=order_id)
        world.to_the_end(order_id)
    assert (world.stock(), wrong_in(world)) == ((3, 0), [])


def test_what_the_provider_cannot_charge_ends_the_order_and_not_its_patience() -> None:
    world = World()
    order = world.place()
    odd = order.quote.model_copy(update={"total": 4_491, "currency": "BHD"})
    with world.platform.transactions.begin() as within:
        world.platform.orders.replace(order.next_version(order.placed_at, quote=odd), within)
    with suppress(BatonError):
        world.visit()
    assert world.to_the_end().state is OrderState.FAILED
    assert world.stock() == (5, 0)
