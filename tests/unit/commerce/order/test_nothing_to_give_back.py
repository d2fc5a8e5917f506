"""Orders of which nothing is given back: what was free, what the shop paid back itself, or the bank."""

import pytest

from baton.commerce.orders.changing import NewReturn, OrderChanges
from baton.commerce.orders.order import OrderState
from tests.unit.commerce.order.test_partial import offered
from tests.unit.commerce.order.world import ORDER, World


def changes(world: World) -> OrderChanges:
    return OrderChanges.of("commerce_api", world.platform)  # type: ignore[arg-type]


def send_back(world: World) -> None:
    new = NewReturn(pieces={"SHIRT": 1}, reason="too small")
    changes(world).send_back(ORDER, new, ORDER[:-1] + "R", by="ann", correlation_id="c")


@pytest.mark.parametrize("language", ["en", "de", "fr", "es", "it"])
def test_what_was_free_comes_back_and_its_buyer_is_told(language: str) -> None:
    world = World()
    offered(world, kind="price_each", amount=0, currency="EUR", below_floor=True)
    assert world.place(language=language).quote.total == 490
    world.to_the_end()
    send_back(world)
    world.to_the_end()
    assert world.wrong() == []
    assert "0" in world.mailbox.taken[-1][1].subject.partition("(")[0]


def test_what_the_shop_paid_back_at_the_provider_is_not_paid_back_again() -> None:
    world = World()
    world.place()
    world.to_the_end()
    (intent,) = world.intents()
    intent["latest_charge"]["amount_refunded"] = 4_490
    world.visit()
    send_back(world)
    order = world.to_the_end()
    assert [(one.amount, one.restocked) for one in order.returns] == [(0, True)]
    assert intent["latest_charge"]["amount_refunded"] == 4_490


def test_a_dispute_that_overtakes_a_cancellation_leaves_nothing_half_undone() -> None:
    world = World()
    world.place()
    world.to_the_end()
    changes(world).cancel(ORDER, "changed my mind", by="ann", correlation_id="c")
    (intent,) = world.intents()
    world.payments.control("dispute", intent=intent["id"])
    order = world.to_the_end()
    assert (order.state, world.stock(), world.labels()) == (OrderState.CANCELED, (5, 0), [])
    assert any("bank disputes the payment" in note.text for note in order.history)
    assert intent["latest_charge"]["amount_refunded"] == order.payment.refunded == 0
