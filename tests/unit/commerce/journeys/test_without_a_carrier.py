"""Orders go on while no carrier can be asked: at the price it asked before, or at the flat rate."""

from typing import Any

import pytest

from baton.commerce.orders.order import OrderState
from baton.commerce.orders.shipping_offers import FLAT
from baton.commerce.pricing.book import PricePolicy
from baton.core.errors import InvalidInput, Unavailable
from baton.core.money import Money
from tests.unit.commerce.order.world import ORDER, World

SECOND = "01J00000000000000000000002"


def down(world: World, kind: str = "down") -> None:
    world.carriers.fault(kind, on="any", times=-1)


def flat(world: World, *prices: Money) -> None:
    with world.platform.transactions.begin() as within:
        world.platform.prices.put(PricePolicy(flat_shipping=prices), within)


@pytest.mark.parametrize("kind", ["error_before_commit", "throttle", "down"])
def test_what_it_asked_for_such_a_parcel_before_counts_and_the_label_is_bought_later(
    kind: str,
) -> None:
    world = World()
    before = world.place(quantity=1)
    down(world, kind)
    order = world.place(SECOND, quantity=1)
    assert order.shipping is not None
    assert before.shipping is not None
    assert order.shipping.price == before.shipping.price
    assert order.shipping.rate_id is None
    assert order.quote.total == before.quote.total
    assert world.visit(SECOND).wait_seconds > 0
    assert world.order(SECOND).state is OrderState.AUTHORISED
    world.carriers.control("clear")
    done = world.to_the_end(SECOND)
    assert (done.state, done.label is not None) == (OrderState.CONFIRMED, True)
    assert done.shipping is not None
    assert done.shipping.service_name == before.shipping.service_name
    assert done.payment.captured == order.quote.total


def test_where_nothing_was_asked_before_the_flat_rate_counts() -> None:
    world = World()
    flat(world, Money(amount=990, currency="EUR"))
    down(world)
    order = world.place()
    assert order.shipping is not None
    assert (order.shipping.carrier, order.shipping.price.amount) == (FLAT, 990)
    assert order.quote.total == 4_000 + 990
    world.carriers.control("clear")
    assert world.to_the_end().state is OrderState.CONFIRMED
    assert world.order().payment.captured == 4_990
    assert len(world.labels()) == 1


def test_without_either_nothing_is_ordered_reserved_or_charged() -> None:
    world = World()
    flat(world, Money(amount=990, currency="CHF"))
    down(world)
    with pytest.raises(Unavailable):
        world.place()
    assert (world.stock(), world.intents()) == ((5, 0), [])


def test_an_address_that_nobody_serves_gets_no_flat_rate() -> None:
    world = World()
    flat(world, Money(amount=990, currency="EUR"))
    nowhere: dict[str, Any] = {
        "name": "Ann", "street": "Weg 2", "city": "P", "postal_code": "1", "country": "KP",
    }  # fmt: skip
    with pytest.raises(InvalidInput):
        world.place(ship_to=nowhere)
    assert world.platform.orders.kept == {}


def test_an_order_at_the_flat_rate_that_nobody_takes_is_undone_whole() -> None:
    world = World()
    flat(world, Money(amount=990, currency="EUR"))
    down(world)
    order = world.place()
    world.carriers.control("clear")
    heavy = {"length": 300, "width": 250, "height": 40, "weight": 900_000}
    (shirt,) = world.platform.catalogue.of_skus(frozenset({"SHIRT"})).values()
    size = type(shirt.variants[0].dimensions).model_validate(heavy)
    new = shirt.variants[0].model_copy(update={"dimensions": size})
    with world.platform.transactions.begin() as within:
        world.platform.catalogue.put(shirt.model_copy(update={"variants": (new,)}), shirt, within)
    assert world.to_the_end(ORDER).state is OrderState.FAILED
    assert world.stock() == (5, 0)
    assert world.order().payment.captured - world.order().payment.refunded == 0
    assert order.quote.total == 4_990
