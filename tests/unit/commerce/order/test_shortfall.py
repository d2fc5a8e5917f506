"""What is not found when an order is packed is paid back once, written off once, and told its buyer."""

import io
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from baton.commerce.inventory.stock import HeldLine, MovementReason
from baton.commerce.orders.invoice import credit_of, invoice_of
from baton.commerce.orders.order import OrderState
from baton.commerce.orders.refunding import without
from baton.commerce.orders.shortfall import lost
from baton.commerce.orders.story import StoryKind, told
from baton.core.errors import Conflict, InvalidInput
from tests.samples.http import Client
from tests.unit.commerce.order.world import ORDER, World


def packed(**given: Any) -> World:
    world = World()
    world.place(quantity=3, language="en", **given)
    world.to_the_end()
    return world


def test_the_buyer_is_paid_back_and_told_and_the_pieces_are_lost_to_stock() -> None:
    world = packed()
    world.report_shortfall()
    order = world.to_the_end()
    assert (order.state, order.payment.refunded) == (OrderState.CONFIRMED, 2_000)
    assert world.mails() == ["confirmed", "short_shipped"]
    mail = world.mailbox.taken[-1][1]
    assert "- 1 x " in mail.text
    assert "We paid back EUR 20.00" in mail.text
    assert list(mail.attachments) == [f"{order.credit_notes[0].number}.pdf"]
    moved = {one.reason: one.on_hand for one in world.platform.stock_repository.moved.values()}
    assert moved == {
        MovementReason.RECEIVED: 5,
        MovementReason.SOLD: -3,
        MovementReason.CORRECTED: 1,
        MovementReason.SHRINKAGE: -1,
    }
    assert world.stock() == (2, 0)
    assert world.wrong() == []


def test_the_same_shortfall_again_changes_nothing() -> None:
    world = packed()
    assert world.report_shortfall() == world.report_shortfall()
    world.to_the_end()
    assert world.report_shortfall() == world.order()
    assert world.wrong() == []


def test_its_line_in_the_story_says_that_nothing_came_back() -> None:
    world = packed()
    world.report_shortfall()
    order = world.to_the_end()
    lines = [line for line in told(order, ()).story if line.kind is StoryKind.SHORTFALL]
    assert [(line.text, line.state) for line in lines] == [
        ("1 x SHIRT for 2000 EUR: not found when it was packed", "refunded")
    ]


def test_amounts_add_up_to_the_last_unit_however_they_go() -> None:
    world = packed(codes=["WELCOME"])
    world.report_shortfall(1)
    world.to_the_end()
    world.report_shortfall(1, number=2)
    order = world.to_the_end()
    left = invoice_of(order).total - sum(credit_of(order, one).total for one in order.credit_notes)
    assert order.payment.captured - order.payment.refunded == left
    assert world.wrong() == []


def test_what_a_cancellation_puts_back_is_without_what_was_lost() -> None:
    world = packed()
    world.report_shortfall()
    order = world.order()
    with world.platform.transactions.begin() as within:
        ends = {"state": OrderState.UNDOING, "ends_as": OrderState.CANCELED, "why": "regret"}
        world.platform.orders.replace(
            order.noted(order.updated_at, "ann", "regret", **ends), within
        )
    assert world.to_the_end().state is OrderState.CANCELED
    assert world.stock() == (4, 0)
    assert world.wrong() == []


def test_the_buyer_is_told_also_if_the_bank_does_not_take_the_refund() -> None:
    world = packed()
    world.payments.provider.refund("by-hand", world.intents()[0]["id"], 6_490)
    world.report_shortfall()
    order = world.to_the_end()
    assert order.returns[0].refused
    assert world.mails() == ["confirmed", "short_shipped"]
    mail = world.mailbox.taken[-1][1]
    assert "paid back" not in mail.text
    assert not mail.attachments


def test_all_of_it_is_a_cancellation_and_more_than_that_is_refused() -> None:
    world = packed()
    for pieces in (3, 4):
        with pytest.raises(InvalidInput):
            world.report_shortfall(pieces)
    assert world.wrong() == []


def test_before_it_is_paid_and_once_the_carrier_has_it_it_is_too_early_or_too_late() -> None:
    world = World()
    world.place(quantity=3)
    with pytest.raises(Conflict, match="not being packed"):
        world.report_shortfall()
    world.to_the_end()
    world.carriers.control("time", skip_hours=24)
    world.visit()
    with pytest.raises(Conflict, match="carrier has the parcel"):
        world.report_shortfall()
    assert world.wrong() == []


def test_the_packing_slip_names_what_is_in_the_parcel() -> None:
    world = packed()
    assert "wien 3 ____" in slip(world)
    world.report_shortfall()
    assert "wien 2 ____" in slip(world)


def slip(world: World) -> str:
    """The packing slip's text, as the API prints it."""
    api = Client(cast("Any", world.platform))
    answer = api.get(f"/api/v1/orders/{ORDER}/packing-slip")
    return str(PdfReader(io.BytesIO(answer.text.encode("latin-1"))).pages[0].extract_text())


LINES = st.lists(
    st.builds(
        HeldLine,
        sku=st.sampled_from(["A", "B"]),
        location=st.sampled_from(["graz", "linz", "wien"]),
        quantity=st.integers(1, 5),
    ),
    max_size=6,
    unique_by=lambda line: (line.sku, line.location),
)
PIECES = st.dictionaries(st.sampled_from(["A", "B"]), st.integers(0, 20))


@given(LINES, PIECES, PIECES)
def test_what_is_lost_and_what_is_left_are_what_was_held(
    held: list[HeldLine], before: dict[str, int], pieces: dict[str, int]
) -> None:
    gone = lost(held, pieces, before)
    both = {sku: before.get(sku, 0) + pieces.get(sku, 0) for sku in ("A", "B")}
    first = without(held, before)
    for sku in ("A", "B"):
        counts = [sum(x.quantity for x in lines if x.sku == sku) for lines in (first, gone)]
        assert counts[1] == min(counts[0], pieces.get(sku, 0))
    assert without(first, pieces) == without(held, both)
