"""Changing an order: what stays keeps its price; more is agreed to, held and paid anew; less taken."""

from typing import Any

import pytest

from baton.commerce.inventory.stock import OutOfStock
from baton.commerce.order_records import without_buyer
from baton.commerce.orders.amended_lines import amended
from baton.commerce.orders.changing import OrderChanges
from baton.commerce.orders.order import Order, OrderState
from baton.commerce.pricing.quotes import PriceChanged
from baton.core.errors import Conflict, IdTaken, InvalidInput, NotFound
from baton.effects.effect import EffectState
from baton.privacy.subject import phone_key
from tests.fakes.platform.faults import Crash, Faults
from tests.unit.commerce.order.given import an_order
from tests.unit.commerce.order.world import BUYER, ORDER, World
from tests.unit.commerce.pricing.given import money

SHIPPING = 490


def waiting(**given: Any) -> World:
    """An order of two shirts that is paid for, and waits half an hour for its buyer's changes."""
    world = World(change_minutes=30)
    world.place(**given)
    world.visit()
    assert (world.order().state, world.stock()) == (OrderState.AUTHORISED, (3, 2))
    return world


def dearer(world: World, price: int) -> None:
    """The shirt has another price from now on."""
    product = world.platform.catalogue.of_skus(frozenset({"SHIRT"}))["SHIRT"]
    (variant,) = product.variants
    prices = tuple(one.model_copy(update={"money": money(price)}) for one in variant.prices[:1])
    changed = variant.model_copy(update={"prices": prices})
    new = product.model_copy(update={"variants": (changed,), "version": product.version + 1})
    with world.platform.transactions.begin() as within:
        world.platform.catalogue.put(new, product, within)


def test_what_stays_keeps_its_price_and_what_is_added_has_todays() -> None:
    world = waiting()
    dearer(world, 2_500)
    order = world.change(pieces={"SHIRT": 3})
    assert [(one.quantity, one.unit_price) for one in order.quote.lines] == [(2, 2_000), (1, 2_500)]
    assert order.quote.total - (order.shipping.price.amount if order.shipping else 0) == 6_500
    world.visit()
    again = world.change(2, pieces={"SHIRT": 4})
    assert [one.unit_price for one in again.quote.lines] == [2_000, 2_500, 2_500]
    assert world.to_the_end().state is OrderState.CONFIRMED
    assert world.wrong() == []


def test_more_is_paid_by_a_new_payment_and_the_old_one_is_let_go() -> None:
    world = waiting()
    world.change(pieces={"SHIRT": 3})
    assert world.stock() == (2, 3)
    order = world.to_the_end()
    first, second = world.intents()
    assert (first["status"], second["status"]) == ("canceled", "succeeded")
    assert second["amount_received"] == order.quote.total == order.payment.captured
    assert world.wrong() == []


def test_less_is_captured_of_the_payment_that_the_bank_agreed_to() -> None:
    world = waiting()
    world.change(pieces={"SHIRT": 1})
    assert world.stock() == (4, 1)
    order = world.to_the_end()
    (intent,) = world.intents()
    assert (intent["amount"], intent["amount_received"]) == (4_000 + SHIPPING, order.quote.total)
    assert world.wrong() == []


def test_an_order_waits_no_longer_than_its_buyer_may_change_it() -> None:
    world = waiting()
    result = world.visit()
    assert 29 * 60 < result.wait_seconds <= 30 * 60 + 1
    world.platform.clock.advance(result.wait_seconds)
    assert world.visit().state is OrderState.CONFIRMED
    with pytest.raises(Conflict, match="send back"):
        world.change(pieces={"SHIRT": 1}, expected_total=0)


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"pieces": {"SHIRT": 3}, "expected_total": 4_490}, PriceChanged),
        ({"pieces": {"SHIRT": 6}}, OutOfStock),
        ({"pieces": {"NONE": 1}}, InvalidInput),
        ({"pieces": {"SHIRT": 0}}, InvalidInput),
        ({"ship_to": {**BUYER.model_dump(), "postal_code": None}}, InvalidInput),
    ],
)
def test_a_change_that_cannot_be_changes_holds_and_charges_nothing(
    change: dict[str, Any], error: type[Exception]
) -> None:
    world = waiting()
    before, stock = world.order(), world.stock()
    with pytest.raises(error):
        world.change(**change)
    assert (world.order(), world.stock(), len(world.intents())) == (before, stock, 1)


def test_a_buyer_is_found_by_the_number_of_the_address_that_it_was_changed_to() -> None:
    world = waiting()
    world.change(ship_to={**BUYER.model_dump(), "phone": "+43 316 872 0"})
    key = phone_key("+433168720")
    assert [tie.record_id for tie in world.platform.subjects.ties(key)] == [ORDER]


def test_an_order_whose_buyer_was_erased_is_changed_no_more() -> None:
    world = waiting()
    with world.platform.transactions.begin() as within:
        world.platform.orders.replace(without_buyer(world.order(), world.platform.clock()), within)
    with pytest.raises(Conflict, match="erased"):
        world.change(pieces={"SHIRT": 1})


def test_the_same_change_again_is_one_change() -> None:
    world = waiting()
    first = world.change(pieces={"SHIRT": 3})
    total = first.quote.total
    assert world.change(pieces={"SHIRT": 3}, expected_total=total) == first
    with pytest.raises(IdTaken):
        world.change(pieces={"SHIRT": 1}, expected_total=total)
    assert (world.stock(), len(world.order().changes)) == ((2, 3), 1)


def test_a_code_that_was_used_is_used_once_however_the_order_changes() -> None:
    world = waiting(codes=["WELCOME"])
    order = world.change(pieces={"SHIRT": 3})
    assert order.quote.refused_codes == {}
    assert sum(one.amount for line in order.quote.lines for one in line.discounts) == 600
    assert world.to_the_end().state is OrderState.CONFIRMED
    assert world.wrong() == []


def test_a_changed_order_that_is_canceled_lets_both_payments_go() -> None:
    world = waiting()
    world.change(pieces={"SHIRT": 3})
    changes = OrderChanges.of("commerce_api", world.platform)  # type: ignore[arg-type]
    changes.cancel(ORDER, "not wanted", by="ann", correlation_id="c")
    assert world.to_the_end().state is OrderState.CANCELED
    assert {one["status"] for one in world.intents()} == {"canceled"}
    assert world.wrong() == []


def test_a_payment_that_was_made_out_while_its_order_was_canceled_is_found_and_let_go() -> None:
    world = World(Faults())
    world.place()
    _pay_and_die(world)
    assert [one.state for one in world.platform.effects.all()] == [EffectState.DONE]
    assert world.order().payment.payment_id is None
    changes = OrderChanges.of("commerce_api", world.platform)  # type: ignore[arg-type]
    changes.cancel(ORDER, "not wanted", by="ann", correlation_id="c")
    assert world.to_the_end().state is OrderState.CANCELED
    assert [one["status"] for one in world.intents()] == ["canceled"]
    assert world.wrong() == []


def _pay_and_die(world: World) -> None:
    """Dies at the first port call after the payment was made out, and before the order knows of it."""
    for number in range(1, 200):
        probe = World(Faults())
        probe.place()
        start = len(probe.platform.faults.calls)
        probe.platform.faults.crash_at(start + number)
        with pytest.raises(Crash):
            probe.visit()
        probe.restart()
        done = [one.state for one in probe.platform.effects.all()] == [EffectState.DONE]
        if done and probe.order().payment.payment_id is None:
            break
    start = len(world.platform.faults.calls)
    world.platform.faults.crash_at(start + number)
    with pytest.raises(Crash):
        world.visit()
    world.restart()


@pytest.mark.parametrize(
    ("pieces", "lines", "kept"),
    [
        ({}, [("SHIRT", 2)], {0: 2_000}),
        ({"SHIRT": 1}, [("SHIRT", 1)], {0: 2_000}),
        ({"SHIRT": 5}, [("SHIRT", 2), ("SHIRT", 3)], {0: 2_000}),
        ({"SHIRT": 0, "BOOK": 1}, [("BOOK", 1)], {}),
    ],
)
def test_the_lines_of_a_change_are_those_kept_and_then_those_added(
    pieces: dict[str, int], lines: list[tuple[str, int]], kept: dict[int, int]
) -> None:
    found = amended(an_order(ORDER).quote, pieces)
    assert [(one.sku, one.quantity) for one in found.lines] == lines
    assert found.kept == kept


def test_stock_that_is_exchanged_is_never_free_in_between_and_is_held_once() -> None:
    world = waiting()
    stock, order = world.platform.stock, world.order()
    world.place("01J00000000000000000000002", quantity=3)
    assert world.stock() == (0, 5)
    with pytest.raises(OutOfStock):
        world.change(pieces={"SHIRT": 3})
    world.change(pieces={"SHIRT": 1})
    assert world.stock() == (1, 4)
    assert stock.release(order.reservation_id).state == "released"
    assert world.stock() == (1, 4)


def test_stock_that_was_taken_out_is_exchanged_no_more() -> None:
    world = waiting()
    stock, order = world.platform.stock, world.order()
    stock.confirm(order.reservation_id)
    with pytest.raises(Conflict, match="taken out"):
        world.change(pieces={"SHIRT": 1})
    assert world.stock() == (3, 0)
    with pytest.raises(NotFound):
        stock.held(f"{ORDER}.01J0000000000000000000C001")


def test_an_order_that_changed_under_a_change_is_read_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    world = waiting()
    worked_out, seen = world.platform.pricing.worked_out, []

    def late(*given: Any, **more: Any) -> Any:
        if not seen:
            seen.append(1)
            order: Order = world.order()
            with world.platform.transactions.begin() as within:
                noted = order.noted(order.updated_at, "ann", "Looked at.")
                world.platform.orders.replace(noted, within)
        return worked_out(*given, **more)

    monkeypatch.setattr(world.platform.pricing, "worked_out", late)
    order = world.change(pieces={"SHIRT": 3})
    assert [note.text for note in order.history][-2] == "Looked at."
    assert world.to_the_end().state is OrderState.CONFIRMED
    assert world.wrong() == []
