"""What orders tell of sales adds up to the books, and who bought is found and taken out of them."""

import json
from typing import Any, cast

import pytest

from baton.commerce.order_records import tie_of
from baton.commerce.orders.changing import NewReturn, OrderChanges
from baton.commerce.orders.order import OrderState
from baton.commerce.personal_data import personal_data
from baton.core.errors import Erased
from baton.facts.events import FACTS_RECORDED, FactsRecorded
from baton.facts.registered_kinds import fact_kinds
from baton.privacy.subject import digest_of, email_key, external_key, phone_key
from tests.unit.commerce.order.given import an_order
from tests.unit.commerce.order.world import BUYER, ORDER, World

RETURN = "01J0000000000000000000000R"


def told(world: World) -> list[dict[str, Any]]:
    """The facts that were published, each read by its kind."""
    found = [
        fact
        for entry in world.platform.outbox.entries.values()
        if entry.payload.get("event") == FACTS_RECORDED.name
        for fact in FactsRecorded.model_validate(entry.payload["message"]["payload"]).facts
    ]
    for fact in found:
        fact_kinds()[fact.kind].read(fact)
    assert len({fact.fact_id for fact in found}) == len(found)
    return [fact.row for fact in found]


def changes(world: World) -> OrderChanges:
    return OrderChanges.of("commerce_api", cast("Any", world.platform))


def send_back(world: World, pieces: int, return_id: str = RETURN) -> None:
    new = NewReturn(pieces={"SHIRT": pieces}, reason="too small for me")
    changes(world).send_back(ORDER, new, return_id, by="a test", correlation_id="c")


def test_a_confirmed_order_is_told_by_line_net_of_tax_with_its_cost_and_country() -> None:
    world = World()
    world.place(customer_id="c-1")
    world.visit()
    world.visit()
    line, shipping = told(world)
    assert line == {
        "customer_id": "c-1", "amount": 3_333, "currency": "EUR", "cost": 2_000, "country": "AT",
        "order_id": ORDER, "product_id": "shirt", "quantity": 2,
    }  # fmt: skip
    assert shipping["amount"] == world.order().quote.shipping_net


def test_what_is_not_paid_is_no_sale() -> None:
    world = World()
    world.place(payment_method="pm_card_chargeDeclined")
    world.to_the_end()
    assert world.order().state is OrderState.FAILED
    assert told(world) == []


def test_returns_and_a_cancellation_leave_what_the_shop_keeps() -> None:
    world = World()
    world.place()
    world.visit()
    send_back(world, 1)
    world.to_the_end()
    kept = sum(one["amount"] for one in told(world))
    order = world.order()
    assert kept == order.quote.net - 1_667
    changes(world).cancel(ORDER, "no more", by="a test", correlation_id="c")
    assert world.to_the_end().state is OrderState.CANCELED
    facts = told(world)
    assert sum(one["amount"] for one in facts) == 0
    assert sum(one.get("cost", 0) for one in facts) == 0
    assert sum(one.get("quantity", 0) for one in facts) == 0
    assert {one["customer_id"] for one in facts} == {digest_of(email_key("ann@example.com"))}


def test_an_order_is_its_buyers_by_address_number_and_the_shops_id() -> None:
    world = World()
    address = BUYER.model_copy(update={"phone": "0664 1234567"})
    world.place(customer_id="c-1", ship_to=address.model_dump())
    tie = world.platform.subjects.tie_of(ORDER)
    assert tie is not None
    assert set(tie.keys) == {email_key("ANN@example.com"), external_key("c-1")}
    assert tie.number == phone_key("+436641234567")


def test_who_was_erased_just_now_orders_nothing_of_before() -> None:
    world = World()
    world.platform.subjects.bury([email_key("ann@example.com")], world.platform.clock())
    with pytest.raises(Erased):
        world.place()
    assert (world.stock(), world.platform.orders.kept) == ((5, 0), {})


def test_an_erased_buyer_leaves_the_books_as_they_were_without_a_name() -> None:
    world = World()
    world.place(customer_id="c-1")
    world.visit()
    send_back(world, 1)
    world.to_the_end()
    before = world.order()
    kept = personal_data(cast("Any", world.platform))
    store = next(one for one in kept.stores if one.name == "orders")
    tie = kept.tie_of(ORDER)
    assert tie is not None
    record = kept.describe(tie)
    assert set(record.names) == {"ann@example.com", "c-1"}
    assert "Weg 2" in json.dumps(store.show(record))
    assert (store.forget(record), store.forget(record)) == (1, 0)
    after = world.order()
    text = after.model_dump_json()
    for trace in ("Ann", "ann@", "Weg 2", "Graz", "8010", "c-1", "too small", "pm_card"):
        assert trace not in text, trace
    assert (after.quote.lines, after.quote.tax, after.payment.captured, after.payment.refunded) == (
        before.quote.lines, before.quote.tax, before.payment.captured, before.payment.refunded,
    )  # fmt: skip
    assert after.ship_to.country == "AT"
    assert world.wrong() == []
    assert kept.tie_of(ORDER) is None
    assert world.platform.orders.page("c-1").items == ()


def test_an_order_that_is_under_way_when_its_buyer_is_erased_comes_to_its_end() -> None:
    world = World()
    world.place()
    kept = personal_data(cast("Any", world.platform))
    tie = kept.tie_of(ORDER)
    assert tie is not None
    kept.stores[0].forget(kept.describe(tie))
    assert world.to_the_end().state is OrderState.FAILED
    assert world.wrong() == []


def test_a_number_that_is_none_ties_nothing() -> None:
    assert tie_of(an_order(ORDER, phone="ring twice")).number is None
