"""An order that allows it is placed for what there is: nothing oversold, and never dearer than all."""

import io
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from baton.commerce.inventory.stock import OutOfStock
from baton.commerce.order_records import without_buyer
from baton.commerce.orders.amended_lines import pieces_of
from baton.commerce.orders.order import LeftOutLine, OrderState
from baton.commerce.orders.placing import ATTEMPTS
from baton.commerce.orders.purchase import left_out
from baton.commerce.pricing.promotion import Promotion
from baton.commerce.pricing.quotes import PriceChanged, PriceRequest, Quote
from baton.core.errors import BatonError
from functions.commerce.shop_answers.order_told import status_of
from tests.fakes.platform.turns import Turns
from tests.samples.http import Client
from tests.unit.commerce.order.given import an_order
from tests.unit.commerce.order.world import BUYER, ORDER, World

OTHER = ORDER[:-1] + "2"
SENDING = {2: 490, 4: 600, 5: 600, 8: 820}
"""What sending so many shirts costs."""


def part(world: World, quantity: int = 8, order_id: str = ORDER, **more: Any) -> Any:
    return world.place(order_id, quantity, allow_partial=True, **more)


def offered(world: World, **offer: Any) -> None:
    fields = {"promotion_id": "offer", "name": "Offer", **offer}
    with world.platform.transactions.begin() as within:
        world.platform.prices.put(Promotion.model_validate(fields), within)


def a_quote(world: World, shirts: int) -> Quote:
    lines = [{"sku": "SHIRT", "quantity": shirts}]
    asked = {"lines": lines, "currency": "EUR", "country": BUYER.country}
    asked["shipping"] = SENDING[shirts]
    return cast("Quote", world.platform.pricing.quote(PriceRequest.model_validate(asked)))


def by_quote(world: World, quote: Quote, order_id: str = ORDER, **more: Any) -> Any:
    own = {"quote_id": quote.quote_id, "lines": (), "currency": None}
    return part(world, order_id=order_id, **own, **more)


def test_what_there_is_is_held_sold_and_charged_and_the_rest_is_told() -> None:
    world = World()
    order = part(world, language="en")
    assert [(one.sku, one.quantity) for one in order.quote.lines] == [("SHIRT", 5)]
    why = "only 5 of 8 were available"
    assert order.left_out == (LeftOutLine(sku="SHIRT", quantity=3, why=why),)
    assert order.history[0].text == f"A part of the order was placed, without 3 x SHIRT ({why})."
    assert (order.quote.total, world.stock()) == (5 * 2_000 + SENDING[5], (0, 5))
    world.to_the_end()
    assert world.wrong() == []


@pytest.mark.parametrize(
    ("language", "said"), [("en", "not available. It is not sent"), ("de", "war nicht verfügbar")]
)
def test_the_confirmation_says_what_was_left_out_and_its_papers_do_not_have_it(
    language: str, said: str
) -> None:
    world = World()
    part(world, language=language)
    world.to_the_end()
    mail = world.mailbox.taken[-1][1]
    for text in (mail.text, mail.html):
        assert said in text
    assert "- 3 x SHIRT, SHIRT\n" in mail.text
    (paper,) = mail.attachments.values()
    printed = PdfReader(io.BytesIO(cast("bytes", paper))).pages[0].extract_text()
    assert "SHIRT" in printed
    assert "8" not in [word.strip() for word in printed.split()]


def test_an_order_of_which_all_is_there_says_nothing_of_it() -> None:
    world = World()
    order = part(world, 2, language="en", expected_total=4_490)
    assert (order.left_out, order.history[0].text) == ((), "The order was placed.")
    world.to_the_end()
    assert "not available" not in world.mailbox.taken[-1][1].text


@pytest.mark.parametrize(("pieces", "allow"), [(5, False), (0, True), (0, False)])
def test_without_leave_or_with_nothing_there_it_is_refused_as_ever(
    pieces: int, *, allow: bool
) -> None:
    world = World(pieces=max(pieces, 1))
    if not pieces:
        world.place(OTHER, 1)
    before = world.stock()
    with pytest.raises(OutOfStock, match="SHIRT"):
        world.place(quantity=8, allow_partial=allow)
    assert (world.stock(), ORDER in world.platform.orders.kept) == (before, False)


@pytest.mark.parametrize("by", ["expected_total", "quote_id", "nothing"])
def test_what_there_is_never_costs_more_than_all_of_it(by: str) -> None:
    world = World()
    offered(world, kind="amount", amount=9_000, currency="EUR", least_spend=15_000,
            below_floor=True)  # fmt: skip
    whole = a_quote(world, 8)
    assert whole.total == 16_000 - 9_000 + SENDING[8]
    with pytest.raises(PriceChanged, match=r"10600 EUR, which is more than the 7820"):
        if by == "quote_id":
            by_quote(world, whole)
        else:
            part(world, **({by: 7_820} if by == "expected_total" else {}))
    assert (world.stock(), world.platform.orders.kept) == ((5, 0), {})


def test_all_of_it_at_another_price_than_was_shown_is_refused_whatever_there_is() -> None:
    world = World()
    with pytest.raises(PriceChanged, match="16820 EUR now"):
        part(world, expected_total=16_000)
    assert world.stock() == (5, 0)


def test_a_quotes_prices_hold_for_a_part_of_it_which_ends_it() -> None:
    world = World()
    offered(world, kind="percent", basis_points=2_500)
    quote = a_quote(world, 8)
    with world.platform.transactions.begin() as within:
        shirt = world.platform.catalogue.get("shirt")
        costs = shirt.variants[0].prices[0].money.model_copy(update={"amount": 9_900})
        price = shirt.variants[0].prices[0].model_copy(update={"money": costs})
        dearer = (shirt.variants[0].model_copy(update={"prices": (price,)}),)
        after = shirt.next_version(world.platform.clock(), variants=dearer)
        world.platform.catalogue.put(after, shirt, within)
    order = by_quote(world, quote)
    assert [line.unit_price for line in order.quote.lines] == [2_000]
    assert order.quote.total == 5 * 1_500 + SENDING[5]
    assert by_quote(world, quote) == order
    with pytest.raises(PriceChanged):
        by_quote(world, quote, OTHER)
    assert list(world.platform.orders.kept) == [ORDER]


def test_a_quote_that_is_used_up_by_another_order_meanwhile_reserves_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world = World(pieces=9)
    quote, honour = a_quote(world, 8), world.platform.pricing.honour
    world.place("01J00000000000000000000003", 4)

    def late(*given: Any) -> None:
        honour(*given)
        if OTHER not in world.platform.orders.kept:
            monkeypatch.undo()
            by_quote(world, quote, OTHER)
            world.platform.stock.release(OTHER)

    monkeypatch.setattr(world.platform.pricing, "honour", late)
    with pytest.raises(PriceChanged, match="ordered already, in part"):
        by_quote(world, quote)
    assert (ORDER in world.platform.orders.kept, world.stock()) == (False, (5, 4))


def test_a_code_counts_once_and_another_order_has_it_no_more() -> None:
    world = World(pieces=6)
    order = part(world, 4, codes=["WELCOME"])
    assert order.quote.total == 4 * 1_800 + SENDING[4]
    other = part(world, 8, OTHER, codes=["WELCOME"])
    assert other.quote.refused_codes == {"WELCOME": "This code was used already."}
    assert (other.quote.total, other.left_out[0].quantity) == (2 * 2_000 + SENDING[2], 6)
    assert world.platform.redemptions.used == {("uses#welcome", "all"): 1}


def test_the_same_order_again_is_the_same_whatever_there_is_by_then() -> None:
    world = World()
    order = part(world)
    world.platform.stock.release(order.reservation_id)
    assert part(world) == order


@pytest.mark.parametrize("seed", range(24))
def test_who_races_for_the_last_pieces_gets_what_is_left_and_nobody_more(seed: int) -> None:
    turns = Turns(seed)
    world, wanted = World(turns, pieces=7), (3, 4, 5)
    ids = [f"{ORDER[:-1]}{number}" for number in range(len(wanted))]

    def buys(order_id: str, quantity: int) -> Any:
        def acts() -> None:
            part(world, quantity, order_id)

        return acts

    works = [buys(*one) for one in zip(ids, wanted, strict=True)]
    # One of them comes twice at once.
    errors = turns.play(*works, works[0])
    assert all(error is None or isinstance(error, OutOfStock) for error in errors), errors
    orders = [world.order(one) for one in world.platform.orders.kept]
    for order in orders:
        asked = dict(zip(ids, wanted, strict=True))[order.order_id]
        assert pieces_of(order.quote)["SHIRT"] + sum(x.quantity for x in order.left_out) == asked
    sold = sum(pieces_of(order.quote)["SHIRT"] for order in orders)
    assert (sold, world.stock()) == (7, (0, 7))


def test_who_is_always_overtaken_is_out_of_stock_at_last(monkeypatch: pytest.MonkeyPatch) -> None:
    world, looks = World(), list[int]()

    def lost(*_: Any, **__: Any) -> None:
        looks.append(1)
        raise OutOfStock({"SHIRT": 1})

    monkeypatch.setattr(world.platform.stock, "reserve", lost)
    with pytest.raises(OutOfStock):
        part(world)
    assert len(looks) == ATTEMPTS


def test_what_a_change_asks_for_was_not_left_out_any_more() -> None:
    world = World(change_minutes=30)
    part(world, payment_method="pm_card_authenticationRequired")
    world.visit()
    assert world.change(pieces={"SHIRT": 4}).left_out == ()


def test_who_asks_where_it_is_is_told_in_every_language_and_the_books_keep_it_without_a_buyer() -> (
    None
):
    order = part(World())
    for language in ("en", "de", "fr", "es", "it"):
        assert "3 x SHIRT" in status_of(order, language)
    erased = without_buyer(order, order.updated_at)
    assert (erased.left_out, erased.history[0].text) == (order.left_out, "erased")


def test_a_packing_slip_has_what_is_sent_alone() -> None:
    world = World()
    part(world)
    world.to_the_end()
    answer = Client(cast("Any", world.platform)).get(f"/api/v1/orders/{ORDER}/packing-slip")
    slip = PdfReader(io.BytesIO(answer.text.encode("latin-1"))).pages[0].extract_text()
    assert "wien 5 ____" in slip


ASKED = st.lists(st.integers(1, 4), min_size=1, max_size=4)
OFFERS = st.sampled_from(
    [
        {"kind": "shipping", "basis_points": 10_000, "least_spend": 9_000, "currency": "EUR"},
        {"kind": "amount", "amount": 3_000, "currency": "EUR", "least_spend": 9_000},
        {"kind": "percent", "basis_points": 3_333},
        {"kind": "free_pieces", "buy": 2, "free": 1},
    ]
)


@settings(max_examples=60, deadline=None)
@given(ASKED, st.integers(1, 12), OFFERS)
def test_what_is_left_out_and_what_is_sold_is_what_was_asked_and_costs_no_more(
    asked: list[int], there: int, offer: dict[str, Any]
) -> None:
    world = World(pieces=there)
    offered(world, **offer)
    lines = [{"sku": "SHIRT", "quantity": count} for count in asked]
    whole = World(pieces=sum(asked))
    offered(whole, **offer)
    shown = whole.place(lines=lines).quote.total
    try:
        order = part(world, lines=lines, expected_total=shown)
    except PriceChanged:
        assert (world.stock(), world.platform.orders.kept) == ((there, 0), {})
        return
    sold = pieces_of(order.quote)["SHIRT"]
    assert 0 < sold == min(there, sum(asked))
    assert sold + sum(one.quantity for one in order.left_out) == sum(asked)
    assert world.stock() == (there - sold, sold)
    assert order.quote.total <= shown
    assert world.to_the_end().state is OrderState.CONFIRMED
    assert order.quote.total == sum(one["amount_received"] for one in world.intents())


@given(st.dictionaries(st.sampled_from(["SHIRT", "BOOK"]), st.integers(0, 4)))
def test_only_what_is_short_is_left_out(there: dict[str, int]) -> None:
    found = {one.sku: one.quantity for one in left_out(an_order(ORDER).quote, there)}
    short = 2 - there.get("SHIRT", 2)
    assert found == ({"SHIRT": short} if short > 0 else {})


def test_a_fault_at_any_call_of_the_second_look_leaves_all_or_nothing() -> None:
    probe = World(Turns(0))
    begun = len(probe.platform.faults.calls)
    part(probe)
    for number in range(begun + 1, len(probe.platform.faults.calls) + 1):
        world = World(Turns(0))
        world.platform.faults.fail_at(number, BatonError("down"))
        with pytest.raises(BatonError):
            part(world)
        order = part(world)
        assert (order.left_out[0].quantity, world.stock()) == (3, (0, 5)), number
