"""An order is charged once, sent once and taken out of stock once, or nothing is left of it."""

from contextlib import suppress
from itertools import permutations
from typing import Any

import pytest

from baton.commerce.orders.flow import may_change
from baton.commerce.orders.order import Order, OrderReturn, OrderState, StockPart
from baton.commerce.orders.refunding import given_back
from baton.commerce.payments.port import PaymentState
from baton.commerce.pricing.promotion import Promotion
from baton.commerce.pricing.quotes import PriceChanged
from baton.core.errors import BatonError, InvalidInput
from tests.fakes.platform.faults import Crash, Faults
from tests.unit.commerce.order.world import BUYER, ORDER, World

SHIPPING = 490


def test_an_order_goes_from_price_to_label_in_one_visit() -> None:
    world = World()
    order = world.place()
    assert (order.state, order.quote.total) == (OrderState.PLACED, 4_000 + SHIPPING)
    assert world.stock() == (3, 2)
    result = world.visit()
    forward = ("pay", "look_at_payment", "take_stock", "capture", "buy_label", "confirm")
    assert result.did == (*forward, "issue_invoice")
    assert world.order().state is OrderState.CONFIRMED
    assert world.wrong() == []


def test_a_parcel_is_followed_until_it_was_delivered() -> None:
    world = World()
    world.place()
    world.to_the_end()
    for hours, state in ((24, OrderState.SHIPPED), (30, OrderState.DELIVERED)):
        world.carriers.control("time", skip_hours=hours)
        world.visit()
        assert world.order().state is state
    assert world.wrong() == []


def test_the_same_order_twice_is_one_order() -> None:
    world = World()
    assert world.place() == world.place()
    assert world.stock() == (3, 2)


def test_more_than_there_is_reserves_and_charges_nothing() -> None:
    world = World(pieces=1)
    with pytest.raises(BatonError, match="not enough in stock"):
        world.place()
    assert (world.stock(), world.intents()) == ((1, 0), [])


def test_a_price_that_is_not_what_the_buyer_was_shown_is_refused() -> None:
    world = World()
    with pytest.raises(PriceChanged, match="4490 EUR now"):
        world.place(expected_total=4_000)
    assert world.stock() == (5, 0)


def test_an_address_that_no_carrier_serves_is_named() -> None:
    world = World()
    away = BUYER.model_copy(update={"country": "AT", "postal_code": None})
    with pytest.raises(InvalidInput) as refused:
        world.place(ship_to=away.model_dump(exclude_none=True))
    assert refused.value.faults[0].pointer == "/ship_to"
    assert world.stock() == (5, 0)


def test_a_card_that_is_declined_waits_for_another_and_then_gives_up() -> None:
    world = World()
    world.place(payment_method="pm_card_chargeDeclined")
    result = world.visit()
    assert (result.state, world.order().payment.declined) == (
        OrderState.AWAITING_BUYER,
        "generic_decline",
    )
    assert 0 < result.wait_seconds <= 15 * 60 + 1
    order = world.to_the_end()
    assert (order.state, order.why) == (OrderState.FAILED, "It was not paid in time.")
    assert world.wrong() == []


def test_a_buyer_who_confirms_in_time_gets_the_order() -> None:
    world = World()
    world.place(payment_method="pm_card_authenticationRequired")
    world.visit()
    order = world.order()
    assert order.payment.action_url is not None
    world.payments.control("authenticate", intent=order.payment.payment_id)
    assert world.to_the_end().state is OrderState.CONFIRMED
    assert world.wrong() == []


def test_stock_that_was_given_back_meanwhile_is_taken_anew_or_the_order_ends_whole() -> None:
    for left, state in ((3, OrderState.CONFIRMED), (0, OrderState.FAILED)):
        world = World()
        world.place(payment_method="pm_card_authenticationRequired")
        world.visit()
        world.platform.clock.advance(16 * 60)
        assert world.platform.stock.expire() == 1
        if not left:
            world.place("01J00000000000000000000002", quantity=5)
        world.payments.control("authenticate", intent=world.order().payment.payment_id)
        assert world.to_the_end().state is state
        if left:
            assert world.wrong() == []


def test_a_code_with_one_use_left_is_one_orders_and_comes_back_with_a_failed_one() -> None:
    world = World()
    first = world.place(codes=["WELCOME"], payment_method="pm_card_chargeDeclined")
    assert first.quote.total == 3_600 + SHIPPING
    other = world.place("01J00000000000000000000002", quantity=1, codes=["WELCOME"])
    assert other.quote.refused_codes == {"WELCOME": "This code was used already."}
    world.to_the_end()
    assert world.platform.redemptions.used == {("uses#welcome", "all"): 0}


def test_two_orders_that_use_the_last_code_at_the_same_moment_price_the_second_anew(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world = World()
    redemptions, seen = world.platform.redemptions, []
    used_up = redemptions.used_up

    def late(uses: object) -> object:
        seen.append(uses)
        if len(seen) == 1:
            found = used_up(uses)
            redemptions.used["uses#welcome", "all"] = 1
            return found
        return used_up(uses)

    monkeypatch.setattr(redemptions, "used_up", late)
    order = world.place(codes=["WELCOME"])
    assert order.quote.refused_codes == {"WELCOME": "This code was used already."}
    assert order.uses == ()


def test_an_order_that_costs_nothing_needs_no_payment() -> None:
    world = World()
    vars(world.platform)["carriers"] = None
    free = {"promotion_id": "free", "name": "Free", "kind": "percent", "basis_points": 10_000,
            "below_floor": True}  # fmt: skip
    with world.platform.transactions.begin() as within:
        world.platform.prices.put(Promotion.model_validate(free), within)
    assert world.place().quote.total == 0
    assert world.to_the_end().state is OrderState.CONFIRMED
    assert world.intents() == []


def returned(order: Order, pieces: int, number: int = 1) -> Order:
    amount = given_back(order, {"SHIRT": pieces})
    one = OrderReturn(return_id=f"01J0000000000000000000R00{number}", pieces={"SHIRT": pieces},
                      amount=amount, reason="too small", at=order.updated_at)  # fmt: skip
    return order.noted(order.updated_at, "ann", "sent back", returns=(*order.returns, one))


def keep(world: World, order: Order) -> None:
    with world.platform.transactions.begin() as within:
        world.platform.orders.replace(order, within)


def test_what_comes_back_is_in_stock_again_and_paid_back_once() -> None:
    world = World()
    world.place()
    keep(world, returned(world.to_the_end(), 1))
    keep(world, returned(world.to_the_end(), 1, number=2))
    order = world.to_the_end()
    assert [one.amount for one in order.returns] == [2_000, 2_000]
    assert world.wrong() == []
    with pytest.raises(InvalidInput, match="not valid"):
        given_back(order, {"SHIRT": 1})


def test_a_payment_of_another_amount_than_the_orders_is_undone() -> None:
    world = World()
    world.place(payment_method="pm_card_authenticationRequired")
    world.visit()
    intent = world.intents()[0]
    world.payments.control("authenticate", intent=intent["id"])
    intent["amount"] = intent["amount_capturable"] = 100
    order = world.to_the_end()
    assert order.why == "The payment is not of the order's amount."
    assert world.wrong() == []


def canceled(order: Order) -> Order:
    return order.noted(
        order.updated_at, "ann", "not wanted any more", state=OrderState.UNDOING,
        ends_as=OrderState.CANCELED, why="not wanted any more",
    )  # fmt: skip


@pytest.mark.parametrize("visits", [0, 1])
def test_an_order_that_is_canceled_leaves_nothing(visits: int) -> None:
    world = World()
    world.place(codes=["WELCOME"])
    for _ in range(visits):
        world.visit()
    keep(world, canceled(world.order()))
    order = world.to_the_end()
    assert order.state is OrderState.CANCELED
    assert order.stock is StockPart.GIVEN_BACK
    assert world.wrong() == []


def test_what_came_back_before_a_cancellation_is_put_in_stock_once() -> None:
    world = World()
    world.place()
    keep(world, returned(world.to_the_end(), 1))
    keep(world, canceled(world.to_the_end()))
    assert world.to_the_end().state is OrderState.CANCELED
    assert world.wrong() == []


JOURNEYS: dict[str, dict[str, Any]] = {
    "bought": {"codes": ["WELCOME"]},
    "declined": {"payment_method": "pm_card_chargeDeclined", "codes": ["WELCOME"]},
    "partial": {"quantity": 8, "allow_partial": True, "codes": ["WELCOME"]},
}


NAMES = ("bought", "partial", "declined", "canceled", "returned", "short", "short and canceled")
CHANGES: dict[str, dict[str, Any]] = {
    "more": {"pieces": {"SHIRT": 3}},
    "less": {"pieces": {"SHIRT": 1}},
    "moved": {"ship_to": {**BUYER.model_dump(), "street": "Ring 7"}},
}


def shop_of(name: str) -> World:
    return World(Faults(), change_minutes=30 if name in CHANGES else 0)


def until_changeable(world: World) -> None:
    """Visits until the order waits for its buyer's changes; one who died first is waited for."""
    while may_change(world.order(), world.platform.clock()) and not world.order().changes:
        world.visit()
        world.platform.clock.advance(60)


def journey(world: World, name: str) -> None:
    """A whole journey; a repeat goes on where it stopped."""
    world.place(**JOURNEYS.get(name, {"codes": ["WELCOME"]}))
    if name in CHANGES:
        until_changeable(world)
        world.change(**CHANGES[name])
    order = world.to_the_end()
    if name == "canceled" and order.state is OrderState.CONFIRMED:
        keep(world, canceled(order))
    if name == "returned" and not order.returns:
        keep(world, returned(order, 1))
    if name.startswith("short") and order.state is OrderState.CONFIRMED:
        world.report_shortfall()
        if name == "short and canceled":
            keep(world, canceled(world.order()))
    world.to_the_end()


@pytest.mark.parametrize("name", [*NAMES, *CHANGES])
def test_wherever_it_dies_there_is_one_charge_one_label_or_nothing(name: str) -> None:
    probe = shop_of(name)
    begun = len(probe.platform.faults.calls)
    journey(probe, name)
    deaths = probe.platform.faults.deaths(begun)
    assert probe.wrong() == []
    for number, after in deaths:
        world = shop_of(name)
        world.platform.faults.crash_at(number, after=after)
        # A call that ends with an error has no "after" to die at.
        with suppress(Crash) if after else pytest.raises(Crash):
            journey(world, name)
        world.restart()
        journey(world, name)
        assert world.wrong() == [], f"{world.order().history}, {number}, {after}"
        assert world.order().state is probe.order().state
        assert world.order().quote.total == probe.order().quote.total


@pytest.mark.parametrize("kind", ["timeout_after_commit", "error_after_commit", "down", "throttle"])
@pytest.mark.parametrize("match", ["/payment_intents", "/capture", "/buy"])
def test_a_provider_that_fails_after_or_before_it_did_it_charges_once(
    kind: str, match: str
) -> None:
    world = World()
    account = world.carriers if match == "/buy" else world.payments
    world.place()
    account.fault(kind, match=match, times=3)
    for _ in range(40):
        with suppress(BatonError):
            world.visit()
        world.platform.clock.advance(400)
        if world.order().state.has_ended or world.order().state is OrderState.CONFIRMED:
            break
    assert world.to_the_end().state in (OrderState.CONFIRMED, OrderState.FAILED)
    assert world.wrong() == []
    assert len(world.intents()) == 1


@pytest.mark.parametrize("order_of", list(permutations(range(4))))
def test_webhooks_in_any_order_repeated_or_early_come_to_the_same(
    order_of: tuple[int, ...],
) -> None:
    world = World()
    world.place(payment_method="pm_card_authenticationRequired")
    intent = None
    for number in order_of:
        if number == 1 and world.intents() and world.intents()[0]["status"] == "requires_action":
            intent = world.intents()[0]["id"]
            world.payments.control("authenticate", intent=intent)
        world.visit()
    if world.intents()[0]["status"] == "requires_action":
        world.payments.control("authenticate", intent=world.intents()[0]["id"])
    order = world.to_the_end()
    assert (order.state, order.payment.state) == (OrderState.CONFIRMED, PaymentState.SUCCEEDED)
    assert world.wrong() == []


def test_the_orders_id_stands_in_the_payment_so_that_a_webhook_finds_it() -> None:
    world = World()
    world.place()
    world.visit()
    assert world.intents()[0]["metadata"]["order_id"] == ORDER
