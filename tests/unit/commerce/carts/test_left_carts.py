"""A customer who left their cart is told of once, whoever dies on the way."""

from typing import Any, cast

import pytest

from baton.commerce.carts.service import CartService, NewCart
from baton.commerce.pricing.quotes import PriceLine
from baton.core.settings import Settings
from functions.commerce.upkeep.agent import CommerceUpkeep
from functions.commerce.upkeep.models import UpkeepTask
from tests.fakes.platform.container import FakePlatform
from tests.unit.commerce.order.world import stocked

CART = "01J00000000000000000000001"
HOURS = 3_600


@pytest.fixture
def shop() -> FakePlatform:
    platform = FakePlatform(Settings(sending=True, company="Acme"))
    stocked(platform)
    return platform


def begin(shop: FakePlatform, customer: str | None = "ann", pieces: int = 2) -> None:
    service = CartService.of(cast("Any", shop))
    cart = service.begin(CART, NewCart(currency="EUR", country="AT", customer_id=customer))
    service.put_lines(cart, [PriceLine(sku="SHIRT", quantity=pieces)] if pieces else [])


def sweep(shop: FakePlatform) -> int:
    return CommerceUpkeep.assemble(cast("Any", shop)).perform(UpkeepTask()).left


def told(shop: FakePlatform) -> list[dict[str, Any]]:
    every = [one.payload for one in shop.outbox.entries.values()]
    return [one["message"]["payload"] for one in every if one.get("event") == "commerce.cart_left"]


def test_a_cart_is_left_once_after_a_while(shop: FakePlatform) -> None:
    begin(shop)
    assert sweep(shop) == 0
    shop.clock.advance(3 * HOURS)
    assert [sweep(shop) for _ in range(3)] == [1, 0, 0]
    (left,) = told(shop)
    assert (left["customer_id"], left["lines"], left["total"]["amount"]) == ("ann", 1, 4_000)
    CartService.of(cast("Any", shop)).put_lines(
        shop.carts.kept[CART], [PriceLine(sku="SHIRT", quantity=1)]
    )
    shop.clock.advance(3 * HOURS)
    assert (sweep(shop), len(told(shop))) == (0, 1)


def test_a_cart_that_is_touched_again_is_not_left_yet(shop: FakePlatform) -> None:
    begin(shop)
    shop.clock.advance(2 * HOURS)
    CartService.of(cast("Any", shop)).put_lines(
        shop.carts.kept[CART], [PriceLine(sku="SHIRT", quantity=1)]
    )
    shop.clock.advance(2 * HOURS)
    assert sweep(shop) == 0
    shop.clock.advance(1 * HOURS)
    assert sweep(shop) == 1


@pytest.mark.parametrize(("customer", "pieces"), [(None, 2), ("ann", 0)])
def test_nobodys_cart_and_an_empty_one_are_left_to_nobody(
    shop: FakePlatform, customer: str | None, pieces: int
) -> None:
    begin(shop, customer, pieces)
    shop.clock.advance(30 * HOURS)
    assert (sweep(shop), told(shop)) == (0, [])


def test_a_cart_of_which_nothing_can_be_bought_any_more_is_not_told_of(shop: FakePlatform) -> None:
    begin(shop)
    shop.catalogue.kept.clear()
    shop.clock.advance(3 * HOURS)
    assert (sweep(shop), told(shop)) == (0, [])
    assert shop.carts.idle(shop.clock()) == ()
