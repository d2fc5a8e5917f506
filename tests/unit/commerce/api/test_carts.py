"""Carts over HTTP: priced anew at every reading, merged once, ordered once."""

from collections.abc import Callable
from functools import partial
from typing import Any, cast

import pytest

from baton.commerce.catalogue import SellingState
from tests.fakes.platform.container import FakePlatform
from tests.fakes.platform.turns import Turns
from tests.samples.http import Client, a_platform
from tests.unit.commerce.order.world import BUYER, stocked
from tests.unit.commerce.pricing.given import BOOK

CARTS = "/api/v1/carts"
NEW = {"currency": "EUR", "country": "AT"}
SHIP_TO = {"ship_to": BUYER.to_json()}
IN_ANY_ORDER = pytest.mark.parametrize("platform", range(8), indirect=True)


@pytest.fixture
def platform(request: pytest.FixtureRequest) -> FakePlatform:
    """Where what comes at once takes turns, in another order by each seed."""
    return a_platform(Turns(getattr(request, "param", 0)))


@pytest.fixture
def shop(platform: FakePlatform) -> FakePlatform:
    """Five shirts for 20 euros each, and a book that is in no stock."""
    stocked(platform)
    with platform.transactions.begin() as within:
        platform.catalogue.put(BOOK, None, within)
    return platform


def begun(api: Client, customer: str | None = None, shirts: int = 0) -> str:
    """The path of a cart."""
    new = {**NEW, **({"customer_id": customer} if customer else {})}
    path = f"{CARTS}/{api.post(CARTS, new).json['cart']['cart_id']}"
    if shirts:
        put(api, path, shirts)
    return path


def put(api: Client, path: str, pieces: Any, sku: str = "SHIRT", **given: Any) -> Any:
    return api.send("PUT", f"{path}/lines/{sku}", {"quantity": pieces}, **given)


def put_all(api: Client, path: str, *lines: tuple[str, Any]) -> Any:
    return api.send(
        "PUT", f"{path}/lines", {"lines": [{"sku": sku, "quantity": n} for sku, n in lines]}
    )


def changed(shop: FakePlatform, **changes: Any) -> None:
    """Changes the variant, or with ``state`` the whole product, of the shirt."""
    before = shop.catalogue.get("shirt")
    state = {"state": changes.pop("state")} if "state" in changes else {}
    variant = before.variants[0].model_copy(update=changes)
    after = before.next_version(shop.clock(), variants=(variant,), **state)
    with shop.transactions.begin() as within:
        shop.catalogue.put(after, before, within)


def costing(shop: FakePlatform, amount: int) -> None:
    prices = shop.catalogue.get("shirt").variants[0].prices
    dearer = [one.model_copy(update={"money": one.money.model_copy(update={"amount": amount})})
              for one in prices]  # fmt: skip
    changed(shop, prices=tuple(dearer))


def at_once(shop: FakePlatform, calls: list[Callable[[Client], Any]]) -> list[Any]:
    """The answers to calls that are made side by side, each at a function of its own. They take turns
    at ports alone: the library that reads requests knows one at a time in a process, as Lambda does.
    """
    answers = dict[int, Any]()

    def sent(number: int) -> Callable[[], None]:
        def acts() -> None:
            answers[number] = calls[number](Client(shop))

        return acts

    turns = cast("Turns", shop.faults)
    assert turns.play(*map(sent, range(len(calls)))) == [None] * len(calls)
    return [answers[number] for number in range(len(calls))]


def order(api: Client, quote_id: str, key: str = "one", **given: Any) -> Any:
    new = {"quote_id": quote_id, "email": "ann@example.com", "payment_method": "pm_card_visa"}
    return api.post("/api/v1/orders", {**new, **SHIP_TO, **given}, headers={"Idempotency-Key": key})


def test_a_cart_has_the_prices_and_stock_of_now(api: Client, shop: FakePlatform) -> None:
    path = begun(api, shirts=2)
    (line,) = api.get(path).json["lines"]
    assert (line["unit_price"], line["available"], line["state"]) == (2_000, 5, "available")
    assert not line["price_changed"]
    costing(shop, 2_500)
    cart = api.get(path).json
    (line,) = cart["lines"]
    assert (line["unit_price"], line["price_then"]["amount"]) == (2_500, 2_000)
    assert (line["price_changed"], cart["total"], cart["can_be_ordered"]) == (True, 5_000, True)


def test_a_line_that_is_put_as_it_is_keeps_the_price_that_it_had(
    api: Client, shop: FakePlatform
) -> None:
    path = begun(api, shirts=2)
    costing(shop, 2_500)
    assert put(api, path, 2).json["lines"][0]["price_changed"]
    assert not put(api, path, 3).json["lines"][0]["price_changed"]


def test_ended_and_unpriced_lines_are_told_and_not_priced(api: Client, shop: FakePlatform) -> None:
    path = begun(api)
    put_all(api, path, ("SHIRT", 6), ("BOOK", 1))
    changed(shop, state=SellingState.ENDED)
    cart = api.get(path).json
    assert [one["state"] for one in cart["lines"]] == ["ended", "short"]
    assert "total" not in cart["lines"][0]
    assert (cart["total"], cart["can_be_ordered"]) == (1_100, False)
    changed(shop, state=SellingState.ACTIVE, prices=())
    assert [one["state"] for one in api.get(path).json["lines"]] == ["unpriced", "short"]
    shop.catalogue.kept.pop("shirt")
    assert api.get(path).json["lines"][0]["state"] == "unknown"
    assert api.post(f"{path}/checkout", SHIP_TO).status == 409


@pytest.mark.parametrize("pieces", [0, -1, 1.5, 10**9, "2", None])
def test_a_quantity_that_is_none_changes_nothing(
    api: Client, shop: FakePlatform, pieces: Any
) -> None:
    path = begun(api, shirts=1)
    refused, all_refused = put(api, path, pieces), put_all(api, path, ("SHIRT", pieces))
    assert (refused.status, all_refused.status) == (400, 400)
    assert "/quantity" in refused.faults
    assert "/lines/0/quantity" in all_refused.faults
    assert api.get(path).json["lines"][0]["quantity"] == 1


def test_what_nobody_sells_and_what_is_there_twice_is_refused_with_its_place(
    api: Client, shop: FakePlatform
) -> None:
    path = begun(api, shirts=1)
    assert put_all(api, path, ("SHIRT", 1), ("NONE", 1)).faults == {"/lines/1/sku": "not_for_sale"}
    assert put_all(api, path, ("SHIRT", 1), ("SHIRT", 2)).faults == {"/lines/1/sku": "duplicate"}
    assert put(api, path, 1, "NONE").status == 400
    many = [(f"S{number}", 1) for number in range(41)]
    assert put_all(api, path, *many).status == 400
    assert api.get(path).json["cart"]["version"] == 2


def test_lines_are_removed_and_a_cart_can_be_emptied(api: Client, shop: FakePlatform) -> None:
    path = begun(api, shirts=1)
    assert api.send("DELETE", f"{path}/lines/SHIRT").json["lines"] == []
    assert api.send("DELETE", f"{path}/lines/SHIRT").status == 404
    assert put_all(api, path).status == 200
    assert api.post(f"{path}/checkout", SHIP_TO).status == 409


def test_a_change_of_a_version_that_is_not_there_any_more_is_refused(
    api: Client, shop: FakePlatform
) -> None:
    path = begun(api)
    first = put(api, path, 1, headers={"If-Match": '"1"'})
    assert (first.status, first.headers["ETag"]) == (200, '"2"')
    assert put(api, path, 2, headers={"If-Match": '"1"'}).status == 412
    assert put(api, path, 1, headers={"If-Match": '"2"'}).headers["ETag"] == '"2"'


def test_a_code_is_taken_if_it_takes_something_off(api: Client, shop: FakePlatform) -> None:
    path = begun(api, shirts=2)
    unknown = api.post(f"{path}/codes", {"code": "NONE"})
    assert (unknown.status, unknown.faults) == (400, {"/code": "refused"})
    assert api.post(f"{path}/codes", {"code": "WELCOME"}).json["total"] == 3_600
    assert api.post(f"{path}/codes", {"code": "WELCOME"}).headers["ETag"] == '"3"'
    assert api.send("DELETE", f"{path}/codes/WELCOME").json["total"] == 4_000
    assert api.send("DELETE", f"{path}/codes/WELCOME").status == 404


def test_a_customer_has_one_open_cart(api: Client, shop: FakePlatform) -> None:
    assert api.get("/api/v1/customers/ann/cart").status == 404
    path = begun(api, "ann", shirts=1)
    again = api.post(CARTS, {**NEW, "customer_id": "ann"})
    assert again.status == 200
    assert f"{CARTS}/{again.json['cart']['cart_id']}" == path
    assert api.get("/api/v1/customers/ann/cart").json["lines"][0]["quantity"] == 1


def test_an_anonymous_cart_becomes_that_of_who_signs_in_or_is_merged_once(
    api: Client, shop: FakePlatform
) -> None:
    first, second = begun(api, shirts=1), begun(api, shirts=2)
    ann = {"customer_id": "ann"}
    own = api.post(f"{first}/customer", ann).json
    assert own["cart"]["cart_id"] in first
    for _ in range(3):
        merged = api.post(f"{second}/customer", ann)
        assert (merged.status, merged.json["cart"]["cart_id"]) == (200, own["cart"]["cart_id"])
        assert merged.json["lines"][0]["quantity"] == 3
    assert api.post(f"{second}/customer", {"customer_id": "eve"}).status == 409
    assert api.post(f"{first}/customer", {"customer_id": "eve"}).status == 409
    assert put(api, second, 1).status == 409


@IN_ANY_ORDER
def test_a_cart_that_is_merged_by_several_at_once_is_merged_once(
    api: Client, shop: FakePlatform
) -> None:
    own, other = begun(api, "ann", shirts=1), begun(api, shirts=2)
    signs_in = partial(Client.post, path=f"{other}/customer", body={"customer_id": "ann"})
    assert {one.status for one in at_once(shop, [signs_in] * 8)} <= {200, 409}
    assert api.get(own).json["lines"][0]["quantity"] == 3


def test_quantities_that_are_merged_stay_within_what_a_line_may_have(
    api: Client, shop: FakePlatform
) -> None:
    begun(api, "ann", shirts=60_000)
    other = begun(api, shirts=60_000)
    merged = api.post(f"{other}/customer", {"customer_id": "ann"})
    assert merged.json["lines"][0]["quantity"] == 100_000


def test_a_checkout_is_ordered_at_its_price_once(api: Client, shop: FakePlatform) -> None:
    path = begun(api, "ann", shirts=2)
    quote = api.post(f"{path}/checkout", SHIP_TO)
    assert quote.status == 201
    assert quote.json["total"] == 4_490
    costing(shop, 2_500)
    placed = order(api, quote.json["quote_id"])
    assert (placed.status, placed.json["customer_id"]) == (201, "ann")
    assert placed.json["quote"]["total"] == 4_490
    cart = api.get(path).json["cart"]
    assert (cart["state"], cart["order_id"]) == ("ordered", placed.json["order_id"])
    assert order(api, quote.json["quote_id"]).json == placed.json
    assert order(api, quote.json["quote_id"], "two").status == 409
    for refused in (put(api, path, 1), api.post(f"{path}/checkout", SHIP_TO)):
        assert refused.status == 409
        assert placed.json["order_id"] in refused.json["detail"]
    assert len(shop.orders.kept) == 1
    assert begun(api, "ann") != path


def test_a_cart_that_changed_since_its_checkout_is_not_ordered(
    api: Client, shop: FakePlatform
) -> None:
    path = begun(api, shirts=2)
    quote_id = api.post(f"{path}/checkout", SHIP_TO).json["quote_id"]
    put(api, path, 3)
    refused = order(api, quote_id)
    assert refused.status == 409
    assert "check it out again" in refused.json["detail"]
    assert shop.stock.available(frozenset({"SHIRT"}))["SHIRT"] == 5


@IN_ANY_ORDER
def test_two_orders_of_one_cart_at_once_are_one(api: Client, shop: FakePlatform) -> None:
    path = begun(api, shirts=1)
    quote_id = api.post(f"{path}/checkout", SHIP_TO).json["quote_id"]
    sent = at_once(shop, [partial(order, quote_id=quote_id, key=f"k{n}") for n in range(8)])
    assert sorted(one.status for one in sent) == [201] + [409] * 7
    assert shop.stock.available(frozenset({"SHIRT"}))["SHIRT"] == 4


@IN_ANY_ORDER
def test_a_coupon_that_is_used_at_the_same_moment_is_used_once_and_nothing_is_lost(
    api: Client, shop: FakePlatform
) -> None:
    quotes = []
    for customer in ("ann", "eve"):
        path = begun(api, customer, shirts=1)
        api.post(f"{path}/codes", {"code": "WELCOME"})
        quotes.append(api.post(f"{path}/checkout", SHIP_TO).json["quote_id"])
    sent = at_once(shop, [partial(order, quote_id=one, key=one) for one in quotes])
    lost = max(sent, key=lambda one: one.status)
    assert (lost.status, len(shop.orders.kept)) == (409, 1)
    assert "used up" in lost.json["detail"]
    assert shop.stock.available(frozenset({"SHIRT"}))["SHIRT"] == 4
    left = next(one for one in shop.carts.kept.values() if one.state == "open")
    assert api.get(f"{CARTS}/{left.cart_id}").json["refused_codes"] == {
        "WELCOME": "This code was used already."
    }


def test_a_quote_holds_no_longer_than_it_says(api: Client, shop: FakePlatform) -> None:
    path = begun(api, shirts=1)
    quote_id = api.post(f"{path}/checkout", SHIP_TO).json["quote_id"]
    elsewhere = {**BUYER.to_json(), "country": "CA", "region": "QC"}
    assert order(api, quote_id, "two", ship_to=elsewhere).status == 400
    assert order(api, quote_id, "three", lines=[{"sku": "SHIRT", "quantity": 1}]).status == 400
    shop.clock.advance(31 * 60)
    late = order(api, quote_id)
    assert late.status == 409
    assert "held until" in late.json["detail"]
    assert shop.orders.kept == {}


def test_more_than_there_is_cannot_be_checked_out(api: Client, shop: FakePlatform) -> None:
    short = api.post(f"{begun(api, shirts=6)}/checkout", SHIP_TO)
    assert short.status == 409
    assert "SHIRT" in short.json["detail"]


def test_a_cart_that_is_short_is_ordered_once_for_what_there_is(
    api: Client, shop: FakePlatform
) -> None:
    path, leave = begun(api, "ann", shirts=6), {"allow_partial": True}
    quote_id = api.post(f"{path}/checkout", {**SHIP_TO, **leave}).json["quote_id"]
    assert order(api, quote_id).status == 409
    placed = order(api, quote_id, "part", **leave)
    assert (placed.status, placed.json["left_out"][0]["quantity"]) == (201, 1)
    assert api.get(path).json["cart"]["order_id"] == placed.json["order_id"]
    assert order(api, quote_id, "again", **leave).status == 409
    none = api.post(f"{begun(api, 'eve', shirts=1)}/checkout", {**SHIP_TO, **leave})
    assert (none.status, "SHIRT" in none.json["detail"]) == (409, True)


def test_a_cart_that_nobody_touches_ends(api: Client, shop: FakePlatform) -> None:
    path = begun(api, "ann", shirts=1)
    shop.clock.advance(31 * 86_400)
    assert api.get(path).status == 404
    assert begun(api, "ann") != path
