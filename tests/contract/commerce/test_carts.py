"""What the carts' store promises, in memory and in DynamoDB."""

from datetime import UTC, datetime, timedelta

import pytest

from baton.commerce.carts.cart import Cart, CartLine, CartState
from baton.commerce.carts.repository import CartRepository
from baton.commerce.container import Commerce
from baton.core.errors import AlreadyExists, Conflict, StaleVersion
from baton.runtime.platform import Platform

FIRST, SECOND = "01J00000000000000000000001", "01J00000000000000000000002"
NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)


def a_cart(cart_id: str = FIRST, customer: str | None = "ann", minutes: int = 0) -> Cart:
    """A shirt for Austria, touched so many minutes after noon."""
    at = NOW + timedelta(minutes=minutes)
    return Cart(
        cart_id=cart_id,
        customer_id=customer,
        currency="EUR",
        country="AT",
        lines=(CartLine(sku="SHIRT", quantity=1, added_at=at),),
        created_at=at,
        updated_at=at,
        expires_at=at + timedelta(days=36_500),
    )


def carts(platform: Platform) -> CartRepository:
    return platform.area(Commerce).carts


def add(platform: Platform, cart: Cart) -> Cart:
    with platform.transactions.begin() as unit:
        carts(platform).add(cart, unit)
    return cart


def replace(platform: Platform, cart: Cart) -> None:
    with platform.transactions.begin() as unit:
        carts(platform).replace(cart, unit)


def give(platform: Platform, cart_id: str, before: str | None) -> None:
    with platform.transactions.begin() as unit:
        carts(platform).make_current("ann", cart_id, before, unit)


def test_a_cart_is_kept_whole_and_once(platform: Platform) -> None:
    cart = add(platform, a_cart())
    assert carts(platform).find(FIRST) == cart
    with pytest.raises(AlreadyExists):
        add(platform, a_cart(customer=None))
    assert carts(platform).find(SECOND) is None


def test_of_two_who_change_a_cart_one_is_told_that_it_was_changed(platform: Platform) -> None:
    cart = add(platform, a_cart())
    second = cart.next_version(NOW, lines=())
    replace(platform, second)
    with pytest.raises(StaleVersion):
        replace(platform, cart.next_version(NOW, region="9"))
    assert carts(platform).find(FIRST) == second


def test_an_order_of_a_cart_that_was_changed_is_a_conflict(platform: Platform) -> None:
    cart = add(platform, a_cart())
    ordered = cart.next_version(NOW, state=CartState.ORDERED)
    with platform.transactions.begin() as unit:
        carts(platform).order(ordered, unit)
    with pytest.raises(Conflict), platform.transactions.begin() as unit:
        carts(platform).order(ordered, unit)
    assert carts(platform).find(FIRST) == ordered


def test_a_customer_is_given_a_cart_by_who_knows_which_they_had(platform: Platform) -> None:
    assert carts(platform).current("ann") is None
    give(platform, FIRST, None)
    with pytest.raises(StaleVersion):
        give(platform, SECOND, None)
    give(platform, SECOND, FIRST)
    with pytest.raises(StaleVersion):
        give(platform, FIRST, FIRST)
    assert carts(platform).current("ann") == SECOND
    assert carts(platform).current("eve") is None


def test_carts_of_customers_that_nobody_touched_since_are_idle(platform: Platform) -> None:
    add(platform, a_cart())
    add(platform, a_cart("01J00000000000000000000003", customer=None))
    later = add(platform, a_cart(SECOND, minutes=5))
    idle = carts(platform).idle
    assert [one.cart_id for one in idle(NOW)] == [FIRST]
    assert idle(NOW - timedelta(minutes=1)) == ()
    assert {one.cart_id for one in idle(later.updated_at)} == {FIRST, SECOND}
    replace(platform, later.next_version(later.updated_at, left_at=later.updated_at))
    assert [one.cart_id for one in idle(later.updated_at)] == [FIRST]


def test_a_forgotten_cart_is_gone_and_no_longer_its_customers(platform: Platform) -> None:
    first, second = add(platform, a_cart()), add(platform, a_cart(SECOND))
    give(platform, SECOND, None)
    carts(platform).forget(first)
    assert (carts(platform).find(FIRST), carts(platform).current("ann")) == (None, SECOND)
    for _ in range(2):
        carts(platform).forget(second)
    assert (carts(platform).find(SECOND), carts(platform).current("ann")) == (None, None)
